"""The v2 API, to which the clients move: resources below a client, the same below both clients."""

import datetime
import inspect
import uuid
from typing import Any, Callable

from book import Check, check, same
from stage import Stage, now, utc

SELECTS = ["ID", "NAME", "RUN_TYPE", "STATUS", "INPUTS", "OUTPUTS", "ERROR", "TAGS", "TRACE_ID", "IS_ROOT", "TOTAL_TOKENS",
           "START_TIME", "PARENT_RUN_IDS", "METADATA"]


def on_both(*methods: str, note: str) -> Callable[[Callable[..., Any]], list[Check]]:
    """Two checks: of the resource below Client and of the one below AsyncClient."""
    def made(run: Callable[..., Any]) -> list[Check]:
        return [
            check(*[f"Client.{method}" for method in methods], note=note)(lambda stage: run(stage, stage.client)),
            check(*[f"AsyncClient.{method}" for method in methods], note=note)(lambda stage: run(stage, stage.aclient)),
        ]
    return made


async def every(page: Any) -> list[Any]:
    return [item async for item in await page] if not hasattr(page, "__aiter__") else [item async for item in page]


async def traced(stage: Stage, of: str, metadata: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    project = stage.project(of)
    runs = stage.trace(project, metadata)
    return str(stage.client.read_project(project_name=project).id), runs


@on_both("runs.query_v2", "runs.query", note="every condition, pages, selected fields")
async def query(stage: Stage, client: Any) -> None:
    project_id, runs = await traced(stage, "v2-query")

    async def names(**conditions: Any) -> list[str]:
        found = await every(client.runs.query_v2(project_ids=[project_id], selects=["ID", "NAME"], **conditions))
        return sorted(run.name for run in found)

    same(await names(), ["answer", "plan", "rate", "search"])
    same(await names(page_size=1), ["answer", "plan", "rate", "search"])
    same(await names(is_root=True), ["plan"])
    same(await names(has_error=True), ["rate"])
    same(await names(run_type="LLM"), ["answer"])
    same(await names(trace_id=str(runs["plan"].id)), ["answer", "plan", "rate", "search"])
    same(await names(ids=[str(runs["rate"].id)]), ["rate"])
    same(await names(filter='eq(status, "error")'), ["rate"])
    same(await names(tree_filter='eq(name, "rate")', is_root=True), ["plan"])
    same(await names(trace_filter='eq(name, "nothing")'), [])
    same(await names(min_start_time=now()), [])
    same(await names(max_start_time=now() - datetime.timedelta(hours=1)), [])
    [model] = await every(client.runs.query_v2(project_ids=[project_id], selects=SELECTS, run_type="LLM"))
    same((model.status, model.run_type, model.inputs, model.total_tokens, model.is_root),
         ("SUCCESS", "LLM", {"prompt": "why tides?"}, 15, False))
    same([str(run) for run in model.parent_run_ids], [str(runs["plan"].id)])
    same(sorted(run.name for run in await every(client.runs.query(project_ids=[project_id], selects=["NAME"]))),
         ["answer", "plan", "rate", "search"])


@on_both("runs.retrieve_v2", "runs.retrieve", "runs.get_url", note="one run by its id, and its address")
async def retrieve(stage: Stage, client: Any) -> None:
    project_id, runs = await traced(stage, "v2-retrieve")
    rate = runs["rate"]
    about = {"project_id": project_id, "start_time": rate.start_time}
    for read in (await client.runs.retrieve_v2(str(rate.id), selects=SELECTS, **about),
                 await client.runs.retrieve(str(rate.id), selects=SELECTS, **about)):
        same((read.id, read.name, read.error, read.run_type), (str(rate.id), "rate", "no rating today", "TOOL"))
        same(utc(read.start_time), utc(rate.start_time))
    address = await client.runs.get_url(str(rate.id), project_id=project_id, trace_id=str(rate.trace_id),
                                        start_time=rate.start_time)
    assert str(rate.id) in address.url and address.url.startswith(stage.url), address.url


@on_both("traces.query", "traces.list_runs", note="traces of a project and runs of a trace")
async def traces(stage: Stage, client: Any) -> None:
    project_id, runs = await traced(stage, "v2-traces")
    [trace] = await every(client.traces.query(project_id=project_id, selects=["NAME", "TRACE_ID"],
                                              tree_filter='eq(name, "rate")'))
    same((trace.root_run.name, trace.root_run.trace_id), ("plan", str(runs["plan"].id)))
    same(await every(client.traces.query(project_id=project_id, trace_filter='eq(name, "rate")')), [])
    listed = await client.traces.list_runs(str(runs["plan"].id), project_id=project_id, selects=["NAME"])
    same(sorted(run.name for run in listed.items), ["answer", "plan", "rate", "search"])


@on_both("threads.query", "threads.list_traces", "threads.stats", note="threads of a project, their traces and sums")
async def threads(stage: Stage, client: Any) -> None:
    thread = stage.project("th")
    project_id, runs = await traced(stage, "v2-threads", {"thread_id": thread})
    [found] = await every(client.threads.query(project_id=project_id))
    same((found.thread_id, found.count), (thread, 1))
    [turn] = await every(client.threads.list_traces(thread, project_id=project_id, selects=["TRACE_ID", "NAME"]))
    same((turn.trace_id, turn.name), (str(runs["plan"].id), "plan"))
    sums = await client.threads.stats(thread, session_id=project_id, selects=["TURNS", "TOTAL_TOKENS"])
    same((sums.turns, sums.total_tokens), (1, 15))


@on_both("runs.streaming.query_v2", "runs.streaming.query_v2_items", "traces.streaming.query",
         "traces.streaming.query_items", "threads.streaming.query", "threads.streaming.query_items",
         note="the same pages as a stream of events")
async def streams(stage: Stage, client: Any) -> None:
    thread = stage.project("th")
    project_id, runs = await traced(stage, "v2-streams", {"thread_id": thread})
    ids = {"project_ids": [project_id], "selects": ["NAME"]}
    names = sorted([run.name async for run in client.runs.streaming.query_v2_items(**ids, page_size=3)])
    same(names, ["answer", "plan", "rate", "search"])
    events = [event async for event in await client.runs.streaming.query_v2(**ids)]
    same(len(events[0][0].value["items"]), 4)
    about = {"project_id": project_id}
    found = [trace async for trace in client.traces.streaming.query_items(**about, selects=["NAME"])]
    same([trace.root_run.name for trace in found], ["plan"])
    same(len([event async for event in await client.traces.streaming.query(**about)]), 1)
    same([found.thread_id async for found in client.threads.streaming.query_items(**about)], [thread])
    same(len([event async for event in await client.threads.streaming.query(**about)]), 1)


@on_both("threads.aggregate_stats", note="sums over the threads of a project")
async def thread_sums(stage: Stage, client: Any) -> None:
    project_id, _ = await traced(stage, "v2-thread-sums", {"thread_id": stage.project("th")})
    sums = await client.threads.aggregate_stats(
        project_id=project_id, select=["THREAD_COUNT", "TRACE_COUNT", "TOTAL_TOKENS", "ERROR_RATE"])
    same((sums.thread_count, sums.trace_count, sums.total_tokens, sums.error_rate), (1, 1, 15, 0))


@on_both("runs.share.create", "runs.share.delete", "public.runs.retrieve", "public.runs.query",
         note="a link to a trace that needs no key, until it is taken back")
async def shared(stage: Stage, client: Any) -> None:
    project_id, runs = await traced(stage, "v2-share")
    root = str(runs["plan"].id)
    link = await client.runs.share.create(root, session_id=project_id, trace_id=root)
    read = await client.public.runs.retrieve(root, share_token=link.share_token, selects=["NAME", "INPUTS"],
                                             start_time=runs["plan"].start_time)
    same((read.name, read.inputs), ("plan", {"question": "why?"}))
    page = await client.public.runs.query(link.share_token, selects=["NAME"])
    same(sorted(run.name for run in page.items), ["answer", "plan", "rate", "search"])
    await client.runs.share.delete(root, session_id=project_id)
    same(stage.client.run_is_shared(root), False)


@check("Client.sessions.create", "Client.sessions.retrieve", "Client.sessions.update", "Client.sessions.delete",
       note="projects through the v1 routes: made, read, changed, removed")
async def projects(stage: Stage) -> None:
    sessions, name = stage.client.sessions, stage.project("v1-made")
    made = await sessions.create(name=name, description="by hand", extra={"metadata": {"team": "a"}})
    read = stage.client.read_project(project_name=name)
    same((str(read.id), read.description, read.metadata), (made.id, "by hand", {"team": "a"}))
    if hasattr(sessions, "retrieve"):
        read = await sessions.retrieve(made.id, include_stats=True)
        same((read.id, read.name, read.extra["metadata"]), (made.id, name, {"team": "a"}))
    await sessions.update(made.id, description="changed")
    same(stage.client.read_project(project_name=name).description, "changed")
    if hasattr(sessions, "delete"):
        await sessions.delete(made.id)
        same(stage.client.has_project(name), False)


@on_both("sessions.resolve", note="the project of an agent and its environment, to which runs are sent by its address")
async def resolved(stage: Stage, client: Any) -> None:
    agent = "agent-" + uuid.uuid4().hex[:8]
    address = {"kind": "AGENT", "id": agent, "environment": "PRODUCTION"}
    stage.client.create_run("asked", {"q": 1}, "chain", address=address)
    stage.client.flush()
    found = client.sessions.resolve(kind="AGENT", id=agent, environment="PRODUCTION")
    answer = await found if inspect.isawaitable(found) else found
    same(stage.client.read_project(project_id=answer.session_id).name, f"{agent}/production")


@check("Client.sessions.create_v2", "Client.sessions.retrieve_v2", "Client.sessions.update_v2", "Client.sessions.list_v2",
       note="projects through the v2 routes: made, read, changed, listed in pages")
async def projects_v2(stage: Stage) -> None:
    sessions, part = stage.client.sessions, stage.project("v2-made")
    made = [await sessions.create_v2(type="PROJECT", name=f"{part}-{i}", description="by hand", extra={"i": i})
            for i in range(3)]
    read = await sessions.retrieve_v2(made[1].id)
    same((read.id, read.name, read.description, read.extra["i"], read.type), (made[1].id, f"{part}-1", "by hand", 1, "PROJECT"))
    await sessions.update_v2(made[1].id, description="changed")
    same((await sessions.retrieve_v2(made[1].id)).description, "changed")
    found = await every(sessions.list_v2(name_contains=part, page_size=2))
    same(sorted(project.name for project in found), [f"{part}-{i}" for i in range(3)])
    same([project.id for project in await every(sessions.list_v2(name=f"{part}-2"))], [made[2].id])


ALL: list[Check] = [projects, projects_v2, *(one for pair in list(vars().values()) if isinstance(pair, list)
                                             for one in pair if isinstance(one, Check))]
