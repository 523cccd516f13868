"""`official_python.py <program>`: small programs with the official Python client."""

import sys
import uuid

from langsmith import Client, RunTree, traceable

PROGRAM = sys.argv[1]
PROJECT = f"captured {PROGRAM}"
USAGE = {"input_tokens": 11, "output_tokens": 4, "total_tokens": 15}


def nested() -> None:
    """What decorators send: a failure, a stream, calls in calls."""
    client = Client()

    @traceable(run_type="retriever")
    def search(query: str) -> list:
        return [{"page_content": f"on {query}"}]

    @traceable(run_type="llm", metadata={"ls_provider": "demo", "ls_model_name": "demo-1"})
    def answer() -> dict:
        return {"role": "assistant", "content": "grün & 日本語 <b>", "usage_metadata": USAGE}

    @traceable(run_type="tool")
    def rate() -> None:
        raise ValueError("no rating today")

    @traceable
    def tokens():
        yield "a"
        yield "b"

    @traceable(client=client, project_name=PROJECT, tags=["tea", "moon"], metadata={"thread_id": "t-1"})
    def ask(question: str) -> dict:
        search("tides")
        search("moons")
        try:
            rate()
        except ValueError:
            pass
        return {"message": answer(), "text": "".join(tokens())}

    ask("Why are there tides?")
    client.flush()


def by_hand() -> None:
    """Begin and end apart, a file, feedback beside the runs."""
    client = Client()
    root = RunTree(
        name="root",
        client=client,
        project_name=PROJECT,
        inputs={"n": 1},
        attachments={"note": ("text/plain", b"a note")},
    )
    root.post()
    child = root.create_child(name="child", run_type="tool", inputs={"query": None})
    child.post()
    client.flush()
    child.end(error="out of tea")
    child.patch()
    root.end(outputs={"done": True})
    root.patch()
    client.create_feedback(root.id, key="helpful", score=0.5, comment="short", trace_id=root.trace_id)
    client.flush()


def one_by_one() -> None:
    """One request for each beginning and each end, with next to nothing in it."""
    client = Client(auto_batch_tracing=False)
    root, child = uuid.uuid4(), uuid.uuid4()
    client.create_run("root", {"n": 1}, "chain", id=root, project_name=PROJECT)
    client.create_run("child", {"messages": ["hi"]}, "llm", id=child, parent_run_id=root, project_name=PROJECT)
    client.update_run(child, outputs={"text": "yes", "usage_metadata": USAGE})
    client.update_run(root, outputs={"done": True})


def reads() -> None:
    """What is asked by a program that reads its traces."""
    client = Client()
    root = RunTree(name="root", client=client, project_name=PROJECT, inputs={"q": 1}, tags=["x"])
    root.add_metadata({"thread_id": "th"})
    root.post()
    child = root.create_child(name="model", run_type="llm", inputs={}, tags=["x"])
    child.post()
    child.end(outputs={"usage_metadata": USAGE})
    child.patch()
    root.end(outputs={"a": 2})
    root.patch()
    client.flush()
    client.read_run(root.id, load_child_runs=True)
    project = client.read_project(project_name=PROJECT, include_stats=False)
    list(client.list_runs(project_id=project.id, limit=250))
    list(client.list_runs(project_name=PROJECT, is_root=False, filter='has(tags, "x")'))
    list(client.list_runs(project_name=PROJECT, run_type="llm", select=["id", "name", "total_tokens"]))
    client.has_project("never made")
    client.create_project(f"{PROJECT} by hand", description="why", metadata={"a": 1})
    client.run_is_shared(root.id)
    list(client.list_feedback(run_ids=[root.id]))
    client.get_run_stats(project_ids=[project.id], run_type="llm")


{"nested": nested, "by_hand": by_hand, "one_by_one": one_by_one, "reads": reads}[PROGRAM]()
