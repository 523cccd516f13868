"""Projects: made, found, counted, changed, removed."""

import time

from langsmith import Client

from book import check, same
from stage import Stage


@check("Client.create_project", "Client.read_project", note="name, description and metadata; a name is taken once")
def created(stage: Stage) -> None:
    name = stage.project("made")
    made = stage.client.create_project(name, description="by hand", metadata={"team": "a"})
    for read in (stage.client.read_project(project_name=name), stage.client.read_project(project_id=str(made.id))):
        same((read.id, read.name, read.description, read.metadata), (made.id, name, "by hand", {"team": "a"}))
    try:
        stage.client.create_project(name)
        raise AssertionError("a name was taken twice")
    except Exception as error:
        assert type(error).__name__ == "LangSmithConflictError", error
    same(stage.client.create_project(name, upsert=True).id, made.id)


@check("Client.read_project(include_stats)", note="runs at once; tokens as soon as the trace is counted")
def counted(stage: Stage) -> None:
    name = stage.project("counted")
    stage.trace(name)
    same(stage.client.read_project(project_name=name, include_stats=True).run_count, 4)
    deadline = time.monotonic() + 60
    while (tokens := stage.client.read_project(project_name=name, include_stats=True).total_tokens) != 15:
        assert time.monotonic() < deadline, tokens
        time.sleep(0.25)


@check("Client.has_project", note="by name")
def has(stage: Stage) -> None:
    name = stage.project("has")
    same(stage.client.has_project(name), False)
    stage.client.create_project(name)
    same(stage.client.has_project(name), True)


@check("Client.list_projects", note="by name, part of a name, ids and metadata; with counts; as many as asked for")
def listed(stage: Stage) -> None:
    part = stage.project("listed")
    made = [stage.client.create_project(f"{part}-{i}", metadata={"part": part, "i": str(i)}) for i in range(3)]

    def names(**conditions: object) -> list[str]:
        return sorted(project.name for project in stage.client.list_projects(**conditions))

    same(names(name_contains=part), [f"{part}-{i}" for i in range(3)])
    same(names(name=f"{part}-1"), [f"{part}-1"])
    same(names(project_ids=[made[0].id, made[2].id]), [f"{part}-0", f"{part}-2"])
    same(names(metadata={"part": part, "i": "2"}), [f"{part}-2"])
    same(len(names(name_contains=part, limit=2)), 2)
    same(names(name_contains=part, reference_free=False), [])
    stage.trace(f"{part}-0")
    counts = {p.name: p.run_count for p in stage.client.list_projects(name_contains=part, include_stats=True)}
    same(counts[f"{part}-0"], 4)


@check("Client.update_project", note="description and metadata; what is not said stays")
def changed(stage: Stage) -> None:
    made = stage.client.create_project(stage.project("before"), description="old", metadata={"team": "a"})
    stage.client.update_project(made.id, description="new")
    read = stage.client.read_project(project_id=str(made.id))
    same((read.name, read.description, read.metadata), (made.name, "new", {"team": "a"}))
    stage.client.update_project(made.id, metadata={"team": "b"})
    read = stage.client.read_project(project_name=made.name)
    same((read.id, read.description, read.metadata), (made.id, "new", {"team": "b"}))


@check("Client.update_project(name)", note="it keeps its id and its runs; the old name begins another project")
def renamed(stage: Stage) -> None:
    name = stage.project("old-name")
    stage.trace(name)
    before = stage.client.read_project(project_name=name)
    stage.client.update_project(before.id, name=f"{name}-new")
    same(stage.client.read_project(project_name=f"{name}-new").id, before.id)
    same(len(list(stage.client.list_runs(project_name=f"{name}-new"))), 4)
    same(stage.client.has_project(name), False)
    stage.trace(name)
    same(stage.client.read_project(project_name=name).id == before.id, False)
    same(len(list(stage.client.list_runs(project_name=name))), 4)


@check("Client.delete_project", note="with its runs")
def removed(stage: Stage) -> None:
    name = stage.project("removed")
    root = stage.trace(name)["plan"]
    stage.client.delete_project(project_name=name)
    same(stage.client.has_project(name), False)
    try:
        stage.client.read_run(root.id)
        raise AssertionError("a run of a removed project is still there")
    except Exception as error:
        assert type(error).__name__ == "LangSmithNotFoundError", error


@check("Client.aread_project", note="as read_project")
async def read_later(stage: Stage) -> None:
    name = stage.project("later")
    made = stage.client.create_project(name)
    same((await stage.client.aread_project(project_name=name)).id, made.id)


@check("Client.__init__(workspace_id)", note="a workspace may be named; there is one")
def in_workspace(stage: Stage) -> None:
    client = Client(api_url=f"{stage.url}/api/v1", api_key="anything", workspace_id="00000000-0000-4000-8000-000000000001")
    name = stage.project("workspace")
    same(client.create_project(name).id, client.read_project(project_name=name).id)
