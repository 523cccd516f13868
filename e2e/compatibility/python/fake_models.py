"""A model provider on loopback: answers as OpenAI, Anthropic and Gemini do, at once and streamed, always the same."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Iterator

USAGE = {"prompt_tokens": 11, "completion_tokens": 4, "total_tokens": 15}
PARTS = ("the ", "moon")


class Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if "/messages" in self.path:
            return self._send_either(asked.get("stream"), anthropic_message(), anthropic_events())
        if "enerateContent" in self.path:
            return self._send_either("stream" in self.path, gemini_answer("".join(PARTS), True), gemini_events())
        if self.path.endswith("/responses"):
            return self._send("application/json", json.dumps(response()))
        if not asked.get("stream"):
            message = {"role": "assistant", "content": "".join(PARTS)}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            return self._send("application/json", json.dumps({**head("chat.completion"), "choices": [choice], "usage": USAGE}))
        chunks = [{**head("chat.completion.chunk"), "choices": [{"index": 0, "delta": {"role": "assistant", "content": part}}]}
                  for part in PARTS]
        chunks.append({**head("chat.completion.chunk"), "choices": [], "usage": USAGE})
        self._send("text/event-stream", "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n")

    def _send_either(self, is_streamed: Any, whole: Any, events: list[Any]) -> None:
        if not is_streamed:
            return self._send("application/json", json.dumps(whole))
        lines = (f"event: {event['type']}\n" if "type" in event else "" for event in events)
        text = "".join(f"{line}data: {json.dumps(event)}\n\n" for line, event in zip(lines, events))
        self._send("text/event-stream", text)

    def log_message(self, *_: Any) -> None:
        """Nothing is written."""

    def _send(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def head(kind: str) -> dict[str, Any]:
    return {"id": "chat-1", "object": kind, "created": 1, "model": "demo-1"}


def response() -> dict[str, Any]:
    text = {"type": "output_text", "text": "".join(PARTS), "annotations": []}
    message = {"type": "message", "id": "m-1", "role": "assistant", "status": "completed", "content": [text]}
    usage = {"input_tokens": 11, "output_tokens": 4, "total_tokens": 15,
             "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {"id": "r-1", "object": "response", "created_at": 1, "model": "demo-1", "status": "completed",
            "output": [message], "usage": usage, "parallel_tool_calls": False, "tool_choice": "auto", "tools": []}


def anthropic_message() -> dict[str, Any]:
    usage = {"input_tokens": 10, "cache_read_input_tokens": 4, "cache_creation_input_tokens": 0, "output_tokens": 5}
    return {"id": "msg-1", "type": "message", "role": "assistant", "model": "claude-haiku-4-5", "stop_reason": "end_turn",
            "stop_sequence": None, "content": [{"type": "text", "text": "".join(PARTS)}], "usage": usage}


def anthropic_events() -> list[dict[str, Any]]:
    begun = {**anthropic_message(), "content": [], "stop_reason": None}
    texts = [{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": part}} for part in PARTS]
    return [
        {"type": "message_start", "message": begun},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *texts,
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 5}},
        {"type": "message_stop"},
    ]


def gemini_answer(text: str, is_last: bool) -> dict[str, Any]:
    candidate = {"index": 0, "content": {"role": "model", "parts": [{"text": text}]}}
    usage = {"promptTokenCount": 10, "cachedContentTokenCount": 4, "candidatesTokenCount": 5, "totalTokenCount": 15}
    if not is_last:
        return {"candidates": [candidate], "modelVersion": "gemini-2.5-flash"}
    return {"candidates": [{**candidate, "finishReason": "STOP"}], "modelVersion": "gemini-2.5-flash", "usageMetadata": usage}


def gemini_events() -> list[dict[str, Any]]:
    return [gemini_answer(part, i == len(PARTS) - 1) for i, part in enumerate(PARTS)]


@contextmanager
def models() -> Iterator[str]:
    """Gives the base address, which ends as OpenAI's does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
