"""A model provider on loopback: answers as OpenAI's chat API does, at once and streamed, always the same."""

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


@contextmanager
def models() -> Iterator[str]:
    """Gives the base address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
