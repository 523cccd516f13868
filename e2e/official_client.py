"""Traces a few calls with PyPI's langsmith, reads them back with its client, prints what it saw as JSON."""

import json
import sys

from langsmith import Client, traceable
from langsmith.run_helpers import get_current_run_tree

PROJECT = "official-python"
client = Client()


@traceable(run_type="embedding")
def embed(text: str) -> list:
    return [len(text), 1]


@traceable(run_type="retriever")
def search(query: str) -> list:
    embed(query)
    return [{"page_content": f"on {query}", "type": "Document", "metadata": {}}]


@traceable(run_type="llm", metadata={"ls_model_name": "demo-1"})
def answer(question: str) -> dict:
    return {
        "role": "assistant",
        "content": "because of the moon",
        "usage_metadata": {"input_tokens": 11, "output_tokens": 4, "total_tokens": 15},
    }


@traceable(run_type="tool")
def rate() -> None:
    raise ValueError("no rating today")


@traceable
def tokens():
    yield "a"
    yield "b"


@traceable(client=client, project_name=PROJECT, tags=["tea"])
def ask(question: str) -> dict:
    search("tides")
    search("moons")
    message = answer(question)
    try:
        rate()
    except ValueError:
        pass
    return {"message": message, "tokens": "".join(tokens()), "trace_id": str(get_current_run_tree().trace_id)}


trace_id = ask("Why are there tides?")["trace_id"]
client.flush()

root = client.read_run(trace_id)
runs = list(client.list_runs(project_name=PROJECT, trace_id=trace_id))
names = {run.id: run.name for run in runs}
json.dump(
    {
        "trace_id": trace_id,
        "root": {
            "name": root.name,
            "inputs": root.inputs,
            "outputs": root.outputs,
            "status": root.status,
            "tags": root.tags,
            "ended": root.end_time is not None and root.end_time >= root.start_time,
        },
        "edges": sorted(f"{names.get(run.parent_run_id, '')} > {run.name}" for run in runs),
        "tokens": [run.total_tokens for run in runs if run.name == "answer"],
        "errors": [run.error for run in runs if run.error],
        "project": client.read_project(project_name=PROJECT).name,
        "created": client.create_project("python-by-hand", description="made by hand").name,
        "projects": sorted(project.name for project in client.list_projects()),
        "failed": [run.name for run in client.list_runs(project_name=PROJECT, error=True)],
    },
    sys.stdout,
)
