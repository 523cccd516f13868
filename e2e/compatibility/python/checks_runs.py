"""Runs by themselves: written by each way there is, read, listed by each condition, counted."""

import datetime
from typing import Any

from langsmith import Client

from book import check, same
from stage import Stage, now, utc

COMPARED = ("id", "trace_id", "dotted_order", "name", "run_type", "inputs", "outputs", "error", "tags", "serialized")


def reads_back(run: Any, sent: dict[str, Any]) -> None:
    """Throws unless the run that was read says what was sent, in every field."""
    same({name: getattr(run, name) for name in COMPARED}, {name: sent[name] for name in COMPARED})
    same((utc(run.start_time), utc(run.end_time)), (sent["start_time"], sent["end_time"]))
    same([event["name"] for event in run.events or []], [event["name"] for event in sent["events"]])
    same([utc(datetime.datetime.fromisoformat(event["time"])) for event in run.events],
         [datetime.datetime.fromisoformat(event["time"]) for event in sent["events"]])
    same(run.extra["batch_size"], 2)
    same({key: run.metadata[key] for key in sent["extra"]["metadata"]}, sent["extra"]["metadata"])


@check("Client.create_run", "Client.read_run", "Client.flush", note="every field of a run is read back as written")
def created(stage: Stage) -> None:
    sent = stage.fields(stage.project("create"))
    stage.client.create_run(**sent)
    stage.client.flush()
    reads_back(stage.client.read_run(sent["id"]), sent)
    project = stage.client.read_project(project_name=sent["project_name"])
    same(stage.client.read_run(sent["id"], project_id=project.id, start_time=sent["start_time"]).session_id, project.id)


@check("Client.update_run", note="the end of a run, each field of it; what an update does not say stays")
def updated(stage: Stage) -> None:
    sent = stage.fields(stage.project("update"))
    late = {"outputs": {"x": 1}, "error": "late", "tags": ["b"], "events": sent["events"], "end_time": sent["end_time"]}
    stage.client.create_run(**{**sent, "end_time": None, "outputs": None, "events": None})
    stage.client.flush()
    same(stage.client.read_run(sent["id"]).status, "pending")
    stage.client.update_run(sent["id"], trace_id=sent["trace_id"], dotted_order=sent["dotted_order"], **late)
    stage.client.flush()
    run = stage.client.read_run(sent["id"])
    reads_back(run, {**sent, **late})
    same(run.status, "error")
    stage.client.update_run(sent["id"], name="renamed", run_type="chain", inputs={"q": 2}, extra={"batch_size": 2})
    run = stage.client.read_run(sent["id"])
    same((run.name, run.run_type, run.inputs, run.outputs), ("renamed", "chain", {"q": 2}, {"x": 1}))


@check("Client.batch_ingest_runs", note="creates and updates in one JSON body")
def batched(stage: Stage) -> None:
    ingested(stage, stage.client.batch_ingest_runs)


@check("Client.multipart_ingest", note="creates and updates in one multipart body")
def multipart(stage: Stage) -> None:
    ingested(stage, stage.client.multipart_ingest)


def ingested(stage: Stage, ingest: Any) -> None:
    whole, begun = stage.fields(stage.project("whole")), stage.fields(stage.project("begun"))
    # An update says all of extra again, as the clients do: it is replaced, not merged.
    late = {"outputs": {"late": True}, "end_time": begun["end_time"], "extra": begun["extra"]}
    wire = [{**{k: v for k, v in run.items() if k != "project_name"}, "session_name": run["project_name"]}
            for run in (whole, begun)]
    ends = {"outputs", "end_time", "error"}
    ingest(
        create=[wire[0], {key: value for key, value in wire[1].items() if key not in ends}],
        update=[{**{key: begun[key] for key in ("id", "trace_id", "dotted_order")}, **late}],
    )
    reads_back(stage.client.read_run(whole["id"]), whole)
    reads_back(stage.client.read_run(begun["id"]), {**begun, **late})


@check("Client.close", "Client.cleanup", "Client.flush_compressed_traces", "Client.request_with_retries",
       note="nothing that was sent is lost; a client without batches sends one by one")
def closed(stage: Stage) -> None:
    for end in ("close", "cleanup", "flush_compressed_traces"):
        client = Client(api_url=stage.url, api_key="anything")
        sent = stage.fields(stage.project(end))
        client.create_run(**sent)
        client.flush()
        getattr(client, end)()
        reads_back(stage.client.read_run(sent["id"]), sent)
    alone = Client(api_url=stage.url, api_key="anything", auto_batch_tracing=False)
    sent = stage.fields(stage.project("alone"))
    alone.create_run(**sent)
    answer = alone.request_with_retries("GET", f"/runs/{sent['id']}")
    same(answer.json()["id"], str(sent["id"]))
    reads_back(alone.read_run(sent["id"]), sent)


@check("Client.list_runs", note="every condition by itself and the three filters; pages; selected fields")
def listed(stage: Stage) -> None:
    project = stage.project("list")
    runs = stage.trace(project, {"user_id": "u1"})
    stage.trace(project)
    everything = {"project_name": project, "trace_id": runs["plan"].id}
    project_id = stage.client.read_project(project_name=project).id

    def names(**conditions: Any) -> list[str]:
        return sorted(run.name for run in stage.client.list_runs(**conditions))

    same(names(**everything), ["answer", "plan", "rate", "search"])
    same(names(project_id=project_id, is_root=True), ["plan", "plan"])
    same(names(project_name=[project], run_type="llm"), ["answer", "answer"])
    same(names(project_id=[project_id], error=True), ["rate", "rate"])
    same(names(**everything, error=False), ["answer", "plan", "search"])
    same(names(project_name=project, parent_run_id=runs["answer"].id), ["rate"])
    same(names(run_ids=[runs["plan"].id, runs["rate"].id]), ["plan", "rate"])
    same(names(**everything, start_time=now()), [])
    same(names(**everything, start_time=now() - datetime.timedelta(hours=1)), ["answer", "plan", "rate", "search"])
    same(names(**everything, end_time=(now() - datetime.timedelta(hours=1)).isoformat()), [])
    same(names(project_name=project, limit=3), sorted(names(project_name=project, limit=3)))
    same(len(names(project_name=project, limit=3)), 3)
    same(len(names(project_name=project, limit=250)), 8)
    same(names(project_name=project, reference_example_id=runs["plan"].id), [])
    same(names(project_name=project, filter='and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))')[-1], "search")
    same(names(project_name=project, filter="eq(is_root, true)", tree_filter='eq(status, "error")'), ["plan", "plan"])
    same(names(project_name=project, filter='has(tags, "tea")', trace_filter='eq(name, "plan")'), ["plan", "plan"])
    first = [run.name for run in stage.client.list_runs(**everything, order="asc")]
    same(first, list(reversed([run.name for run in stage.client.list_runs(**everything)])))
    [picked] = stage.client.list_runs(**everything, select=["name", "total_tokens"], filter='eq(name, "answer")')
    same((picked.name, picked.total_tokens, picked.inputs), ("answer", 15, {}))


@check("Client.get_run_stats", note="counts, errors and tokens of a project, of a trace, of a type")
def counted(stage: Stage) -> None:
    project = stage.project("stats")
    runs = stage.trace(project)
    of_project = stage.client.get_run_stats(project_names=[project])
    same((of_project["run_count"], of_project["error_rate"]), (4, 0.25))
    of_model = stage.client.get_run_stats(
        project_ids=[str(runs["plan"].session_id or stage.client.read_project(project_name=project).id)],
        trace=str(runs["plan"].id), run_type="llm", is_root=False, filter='eq(name, "answer")',
    )
    same((of_model["run_count"], of_model["total_tokens"], of_model["prompt_tokens"]), (1, 15, 11))


@check("Client.get_run_url", "RunTree.get_url", note="an address of this server with the id of the run in it")
def addressed(stage: Stage) -> None:
    project = stage.project("url")
    root = stage.trace(project)["plan"]
    for url in (stage.client.get_run_url(run=root, project_name=project), root.get_url()):
        assert str(root.id) in url and str(stage.client.read_project(project_name=project).id) in url, url


@check("Client.read_thread", "Client.list_threads", note="the traces that name one thread_id, the oldest first")
def threads(stage: Stage) -> None:
    project, thread = stage.project("thread"), stage.project("th")
    first, second = (stage.trace(project, {"thread_id": thread})["plan"] for _ in range(2))
    stage.trace(project)
    turns = list(stage.client.read_thread(thread_id=thread, project_name=project))
    same([turn.id for turn in turns], [first.id, second.id])
    [found] = stage.client.list_threads(project_name=project)
    same((found["thread_id"], found["count"]), (thread, 2))
    same({run.id for run in found["runs"]}, {first.id, second.id})


@check("Client.read_run(load_child_runs)", note="the tree of a trace, each run below its parent")
def tree(stage: Stage) -> None:
    root = stage.client.read_run(stage.trace(stage.project("tree"))["plan"].id, load_child_runs=True)
    same([(child.name, [below.name for below in child.child_runs or []]) for child in root.child_runs or []],
         [("search", []), ("answer", ["rate"])])
