"""The same through AsyncClient, as far as it goes."""

import datetime
from typing import Any

from book import check, same
from checks_runs import reads_back
from stage import Stage


@check("AsyncClient.create_run", "AsyncClient.update_run", "AsyncClient.read_run",
       note="every field of a run is read back as written")
async def written(stage: Stage) -> None:
    sent = stage.fields(stage.project("async"))
    late = {name: sent.pop(name) for name in ("end_time", "outputs")}
    await stage.aclient.create_run(**sent)
    await stage.aclient.update_run(sent["id"], trace_id=sent["trace_id"], dotted_order=sent["dotted_order"], **late)
    reads_back(await stage.aclient.read_run(sent["id"]), {**sent, **late})


@check("AsyncClient.list_runs", note="conditions, selected fields, as many as asked for")
async def listed(stage: Stage) -> None:
    project = stage.project("async-list")
    root = stage.trace(project)["plan"]

    async def names(**conditions: Any) -> list[str]:
        return sorted([run.name async for run in stage.aclient.list_runs(project_name=project, **conditions)])

    same(await names(), ["answer", "plan", "rate", "search"])
    same(await names(error=True), ["rate"])
    same(await names(is_root=True, trace_id=root.id), ["plan"])
    same(await names(filter='eq(run_type, "llm")', select=["name"]), ["answer"])
    same(len(await names(limit=2)), 2)


@check("AsyncClient.create_project", "AsyncClient.read_project", "AsyncClient.delete_project", note="made, read, removed")
async def projects(stage: Stage) -> None:
    name = stage.project("async-made")
    made = await stage.aclient.create_project(name, description="by hand")
    for read in (await stage.aclient.read_project(project_name=name),
                 await stage.aclient.read_project(project_id=str(made.id))):
        same((read.id, read.name, read.description), (made.id, name, "by hand"))
    await stage.aclient.delete_project(project_name=name)
    same(stage.client.has_project(name), False)


@check("AsyncClient.create_feedback", "AsyncClient.read_feedback", "AsyncClient.list_feedback",
       "AsyncClient.delete_feedback", note="written, read, listed, removed")
async def feedback(stage: Stage) -> None:
    root = stage.trace(stage.project("async-feedback"))["plan"]
    made = await stage.aclient.create_feedback(root.id, "k", score=0.5, value={"a": 1}, comment="c", correction={"b": 2})
    read = await stage.aclient.read_feedback(made.id)
    same((read.run_id, read.score, read.value, read.comment, read.correction), (root.id, 0.5, {"a": 1}, "c", {"b": 2}))
    same([f.key async for f in stage.aclient.list_feedback(run_ids=[root.id], feedback_key=["k"], limit=3)], ["k"])
    await stage.aclient.delete_feedback(made.id)
    same([f.key async for f in stage.aclient.list_feedback(run_ids=[root.id])], [])


@check("AsyncClient.create_presigned_feedback_token", "AsyncClient.create_feedback_from_token",
       note="a link under which feedback is given without a key")
async def by_link(stage: Stage) -> None:
    root = stage.trace(stage.project("async-token"))["plan"]
    token = await stage.aclient.create_presigned_feedback_token(root.id, "t", expiration=datetime.timedelta(minutes=5))
    await stage.aclient.create_feedback_from_token(str(token.id), score=1, comment="by link")
    same([(f.key, f.score, f.comment) for f in stage.client.list_feedback(run_ids=[root.id])], [("t", 1, "by link")])


@check("AsyncClient.create_feedback_config", "AsyncClient.list_feedback_configs", "AsyncClient.update_feedback_config",
       "AsyncClient.delete_feedback_config", note="bounds and direction of a key")
async def configured(stage: Stage) -> None:
    key, bounds = stage.project("async-config"), {"type": "continuous", "min": 0, "max": 1}
    await stage.aclient.create_feedback_config(key, feedback_config=bounds)
    await stage.aclient.update_feedback_config(key, is_lower_score_better=True)
    [read] = [config async for config in stage.aclient.list_feedback_configs(feedback_key=[key])]
    same(({name: read.feedback_config[name] for name in bounds}, read.is_lower_score_better), (bounds, True))
    await stage.aclient.delete_feedback_config(key)
    same([config async for config in stage.aclient.list_feedback_configs(feedback_key=[key])], [])


@check("AsyncClient.add_feedback_categories", "AsyncClient.remove_feedback_categories",
       note="one category more, one less")
async def categories(stage: Stage) -> None:
    key, good, bad = stage.project("async-categories"), {"value": 1, "label": "good"}, {"value": 0, "label": "bad"}
    await stage.aclient.create_feedback_config(key, feedback_config={"type": "categorical", "categories": [good]})
    same((await stage.aclient.add_feedback_categories(key, [bad])).feedback_config["categories"], [good, bad])
    same((await stage.aclient.remove_feedback_categories(key, [1])).feedback_config["categories"], [bad])


@check("AsyncClient.share_run", "AsyncClient.run_is_shared", "AsyncClient.read_run_shared_link",
       note="a link to a trace that needs no key")
async def shared(stage: Stage) -> None:
    root = stage.trace(stage.project("async-shared"))["plan"]
    same(await stage.aclient.run_is_shared(root.id), False)
    link = await stage.aclient.share_run(root.id)
    same((await stage.aclient.run_is_shared(root.id), await stage.aclient.read_run_shared_link(root.id)), (True, link))


@check("AsyncClient.aclose", "AsyncClient.info", note="the server says what it can; the connection is closed")
async def closed(stage: Stage) -> None:
    from langsmith import AsyncClient

    client = AsyncClient(api_url=stage.url, api_key="anything")
    project = stage.project("async-closed")
    assert (await client.info()).batch_ingest_config["use_multipart_endpoint"]
    await client.create_project(project)
    await client.aclose()
    same(stage.client.has_project(project), True)
