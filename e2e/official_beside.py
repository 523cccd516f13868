"""What PyPI's langsmith sends and asks beside runs: feedback, files, links, projects. Prints what it saw as JSON."""

import json
import sys

from langsmith import Client, traceable
from langsmith.run_helpers import get_current_run_tree
from langsmith.schemas import Attachment

PROJECT = "beside-python"
client = Client()


@traceable(client=client, project_name=PROJECT, metadata={"thread_id": "th-py"})
def look(picture: Attachment, question: str) -> str:
    return str(get_current_run_tree().id)


run_id = look(Attachment(mime_type="image/png", data=b"\x89PNG\x00\xff"), "what is it?")
client.flush()

run = client.read_run(run_id)
files = {
    name: {"mime_type": file["mime_type"], "bytes": list(file["reader"].read())}
    for name, file in (run.attachments or {}).items()
}

# With the trace it travels beside runs, without it on its own.
beside = client.create_feedback(run_id, "beside", score=0.5, comment="fine", trace_id=run.trace_id)
alone = client.create_feedback(run_id, "alone", score=True, value="yes", feedback_source_type="model")
client.flush()
client.update_feedback(alone.id, score=0)
listed = {feedback.key: feedback.score for feedback in client.list_feedback(run_ids=[run_id])}
client.delete_feedback(alone.id)
token = client.create_presigned_feedback_token(run_id, "thumbs")
client.create_feedback_from_token(token.url.rsplit("/", 1)[-1], score=1)

shared = client.share_run(run_id)
was_shared = client.run_is_shared(run_id)
seen_by_others = [run.name for run in client.list_shared_runs(shared.split("/")[-2])]
client.unshare_run(run_id)

project = client.create_project("changed-python", description="old", metadata={"team": "a"})
client.update_project(project.id, description="new")
changed = client.read_project(project_id=project.id)
stats = client.read_project(project_name=PROJECT, include_stats=True)

try:
    client.read_dataset(dataset_name="none")
    dataset = "found"
except Exception as error:
    dataset = str(error)

json.dump(
    {
        "files": files,
        "inputs": run.inputs,
        "beside": str(beside.run_id) == run_id,
        "listed": listed,
        "left": sorted(feedback.key for feedback in client.list_feedback(run_ids=[run_id])),
        "stats": {key: value["n"] for key, value in (client.read_run(run_id).feedback_stats or {}).items()},
        "tokens": len(list(client.list_presigned_feedback_tokens(run_id))),
        "was_shared": was_shared,
        "seen_by_others": seen_by_others,
        "is_shared": client.run_is_shared(run_id),
        "changed": [changed.name, changed.description, changed.metadata],
        "run_count": stats.run_count,
        "dataset": dataset,
    },
    sys.stdout,
)
