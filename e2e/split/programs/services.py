"""Calls over HTTP between two parts of one process, each with its service name or none."""

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import kit
from kit import case, in_thread, pause
from langsmith import get_current_run_tree, traceable
from langsmith.run_helpers import tracing_context


class Service:
    """A server with threads; `work(request, headers)` is done for each request."""

    def __init__(self, work):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["content-length"])))
                work(request, self.headers)
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def call(self, request, headers=None):
        url = f"http://127.0.0.1:{self.server.server_port}/"
        body = json.dumps(request).encode()
        with urllib.request.urlopen(urllib.request.Request(url, body, headers or {})) as answer:
            answer.read()


def of(service=None, thread=None):
    metadata = {"service_name": service, "thread_id": thread}
    return {"metadata": {key: value for key, value in metadata.items() if value is not None}}


def answering(service=None, thread=None):
    @traceable
    def answer(request):
        pause()

    return lambda request, headers: answer(request, langsmith_extra=of(service, thread))


@case({"answer": "ask"})
def header_not_sent():
    """The caller sends no header; nothing else is in common."""
    service = Service(answering())

    @traceable
    def ask(request):
        service.call(request)

    ask("a")


@case({"answer": "ask"})
def header_not_sent_thrice():
    """The caller calls three times and sends no header."""
    service = Service(answering())

    @traceable
    def ask(request):
        for _ in range(3):
            service.call(request)

    ask("a")


@case({"answer": "ask"})
def header_not_sent_same_conversation():
    """Two services, no header, one conversation."""
    service = Service(answering("retrieval", "c-1"))

    @traceable
    def ask(request):
        service.call(request)

    ask("a", langsmith_extra=of("web", "c-1"))


@case({"answer": "ask"})
def turns_without_header():
    """Three turns of a conversation, each calls the other service without a header."""
    service = Service(answering("retrieval", "c-1"))

    @traceable
    def ask(request):
        service.call(request)

    for request in "abc":
        ask(request, langsmith_extra=of("web", "c-1"))


@case({"answer": "ask"})
def conversations_at_once_without_header():
    """Two conversations at once, each calls the other service without a header."""
    services = {name: Service(answering("retrieval", name)) for name in ("c-1", "c-2")}

    @traceable
    def ask(request):
        services[request].call(request)

    threads = [in_thread(lambda name=name: ask(name, langsmith_extra=of("web", name))) for name in services]
    for thread in threads:
        thread.join()


@case({"answer": "find"})
def header_not_sent_from_below():
    """A step below the root calls the other service, one conversation."""
    service = Service(answering("retrieval", "c-1"))

    @traceable
    def find(request):
        service.call(request)

    @traceable
    def ask(request):
        find(request, langsmith_extra=of("web", "c-1"))

    ask("a", langsmith_extra=of("web", "c-1"))


def in_lower_case(headers):
    return {name.lower(): value for name, value in headers.items()}


def following(read=in_lower_case):
    @traceable
    def answer(request):
        pause()

    def work(request, headers):
        with tracing_context(parent=read(headers)):
            answer(request)

    return work


@case({"answer": "ask"})
def headers_that_are_no_dict():
    """The headers are sent, and handed over as the server's own object, which the client does not read."""
    service = Service(following(lambda headers: headers))

    @traceable
    def ask(request):
        service.call(request, get_current_run_tree().to_headers())

    ask("a")
    ask("b")


@case({"answer": "ask"})
def headers_in_another_case():
    """The headers are sent and handed over, but urllib has written their names with a capital."""
    service = Service(following(dict))

    @traceable
    def ask(request):
        service.call(request, get_current_run_tree().to_headers())

    ask("a")
    ask("b")


# Healthy ones.


@case()
def header_followed():
    """The headers are sent and followed."""
    service = Service(following())

    @traceable
    def ask(request):
        service.call(request, get_current_run_tree().to_headers())

    ask("a")
    ask("b")


@case()
def headers_through_three():
    """Three services deep."""
    last = Service(following())

    @traceable
    def between(request):
        last.call(request, get_current_run_tree().to_headers())

    def work(request, headers):
        with tracing_context(parent=in_lower_case(headers)):
            between(request)

    first = Service(work)

    @traceable
    def ask(request):
        first.call(request, get_current_run_tree().to_headers())

    ask("a")


@case()
def called_from_untraced():
    """Requests from outside, two at once, to a service that is traced."""
    service = Service(following())
    threads = [in_thread(service.call, request) for request in "abcd"]
    for thread in threads:
        thread.join()


@case()
def title_beside_the_turn():
    """The page asks for a title in a request of its own while the turn is answered."""

    @traceable
    def turn(request):
        pause(60)

    @traceable
    def title(request):
        pause(15)

    thread = in_thread(lambda: turn("a", langsmith_extra=of("web", "c-1")))
    pause(10)
    title("b", langsmith_extra=of("web", "c-1"))
    thread.join()
    turn("c", langsmith_extra=of("web", "c-1"))


@case()
def turns_of_two_services():
    """A conversation that is handed from one service to the other, in turn."""

    @traceable
    def triage(request):
        pause()

    @traceable
    def refund(request):
        pause()

    triage("a", langsmith_extra=of("front", "c-1"))
    refund("b", langsmith_extra=of("back", "c-1"))
    triage("c", langsmith_extra=of("front", "c-1"))


@case()
def two_conversations_at_once():
    """Two conversations at once, each with its steps in place."""

    @traceable
    def step(request):
        pause()

    @traceable
    def ask(request):
        step(request)
        step(request)

    threads = [
        in_thread(lambda name=name: ask(name, langsmith_extra=of("web", name))) for name in ("c-1", "c-2")
    ]
    for thread in threads:
        thread.join()


@case()
def ratings_of_a_conversation():
    """A judge rates each turn after it, in the same conversation."""

    @traceable
    def turn(request):
        pause()

    @traceable
    def rate(request):
        pause(10)

    for request in "abc":
        turn(request, langsmith_extra=of("web", "c-1"))
        rate(request, langsmith_extra=of("judge", "c-1"))


if __name__ == "__main__":
    kit.main()
