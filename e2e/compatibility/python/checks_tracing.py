"""What programs are traced with: traceable, trace, run trees, contexts. Every tree is read back and compared."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, AsyncIterator, Iterator

from langsmith import RunTree, trace, traceable, tracing_context
from langsmith import run_helpers
from langsmith.run_helpers import get_current_run_tree, get_tracing_context
from langsmith.schemas import Attachment

from book import check, same
from stage import Stage


def outline(stage: Stage, project: str) -> str:
    """Every trace of a project as text: plan(search,answer(rate))."""
    stage.client.flush()
    runs = sorted(stage.client.list_runs(project_name=project), key=lambda run: run.dotted_order)

    def below(parent: Any) -> str:
        parts = [run.name + (f"({inner})" if (inner := below(run.id)) else "") for run in runs if run.parent_run_id == parent]
        return ",".join(parts)

    return below(None)


def run_named(stage: Stage, project: str, name: str) -> Any:
    stage.client.flush()
    [run] = [run for run in stage.client.list_runs(project_name=project) if run.name == name]
    return run


@check("traceable", note="functions, coroutines, generators, methods; results, errors, tags, metadata, tokens, files")
async def wrapped(stage: Stage) -> None:
    project = stage.project("traceable")

    @traceable(run_type="tool", tags=["t"], metadata={"m": 1})
    def fails(x: int) -> None:
        raise ValueError(f"no {x}")

    @traceable(run_type="llm", reduce_fn="".join)
    def tokens() -> Iterator[str]:
        yield "a"
        yield "b"

    @traceable
    async def later(y: int, *, z: int = 3) -> dict:
        try:
            fails(y)
        except ValueError:
            pass
        return {"sum": y + z}

    @traceable(process_inputs=lambda inputs: {"hidden": True}, process_outputs=lambda outputs: {"kept": outputs})
    async def stream() -> AsyncIterator[int]:
        for n in range(3):
            await asyncio.sleep(0)
            yield n

    class Agent:
        @traceable(name="look")
        def see(self, file: Attachment, q: str) -> str:
            return q.upper()

    @traceable(client=stage.client, project_name=project, tags=["root"])
    async def ask(question: str) -> dict:
        both = await asyncio.gather(later(1), later(2, z=5))
        return {"both": both, "text": "".join(tokens()), "all": [n async for n in stream()],
                "seen": Agent().see(Attachment("text/plain", b"\x00hi"), "q")}

    await ask("why?", langsmith_extra={"metadata": {"user": "u"}, "name": "asked"})
    same(outline(stage, project), "asked(later(fails),later(fails),tokens,stream,look)")
    root = run_named(stage, project, "asked")
    same((root.inputs, root.tags, root.metadata["user"]), ({"question": "why?"}, ["root"], "u"))
    same(root.outputs, {"both": [{"sum": 4}, {"sum": 7}], "text": "ab", "all": [0, 1, 2], "seen": "Q"})
    same(run_named(stage, project, "tokens").outputs, {"output": "ab"})
    streamed = run_named(stage, project, "stream")
    same((streamed.inputs, streamed.outputs), ({"hidden": True}, {"kept": [0, 1, 2]}))
    look = stage.client.read_run(run_named(stage, project, "look").id)
    same((look.inputs, look.attachments["file"]["reader"].read()), ({"q": "q"}, b"\x00hi"))
    failed = [run for run in stage.client.list_runs(project_name=project, error=True)]
    same([(run.name, run.run_type, run.tags, run.metadata["m"]) for run in failed], [("fails", "tool", ["root", "t"], 1)] * 2)
    assert all("ValueError('no " in run.error and "Traceback" in run.error for run in failed), failed[0].error


@check("trace", note="with and async with; outputs, errors, usage, nested in each other and in traceable")
async def block(stage: Stage) -> None:
    project = stage.project("trace")

    @traceable
    def inner(x: int) -> int:
        return x

    with trace("outer", project_name=project, client=stage.client, inputs={"a": 1}, metadata={"k": "v"}) as run:
        inner(2)
        async with trace("model", "llm", inputs={"p": "x"}) as model:
            usage = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
            model.end(outputs={"c": "y", "usage_metadata": usage})
        try:
            with trace("broken", "tool"):
                raise KeyError("gone")
        except KeyError:
            pass
        run.end(outputs={"b": 2})
    same(outline(stage, project), "outer(inner,model,broken)")
    read = run_named(stage, project, "outer")
    same((read.inputs, read.outputs, read.metadata["k"], read.status), ({"a": 1}, {"b": 2}, "v", "success"))
    same(run_named(stage, project, "model").total_tokens, 7)
    assert "KeyError('gone')" in run_named(stage, project, "broken").error


@check("tracing_context", "get_current_run_tree", "get_tracing_context", "set_run_metadata", "set_tracing_parent",
       "get_run_tree_context",
       note="project, tags, metadata, parent; off; the current run, also in a pool")
def context(stage: Stage) -> None:
    project = stage.project("context")

    @traceable
    def leaf(x: int) -> str:
        if hasattr(run_helpers, "set_run_metadata"):
            run_helpers.set_run_metadata(set_here="yes")
        else:
            get_current_run_tree().add_metadata({"set_here": "yes"})
        return str(get_current_run_tree().id)

    with tracing_context(enabled=True, project_name=project, client=stage.client, tags=["c"], metadata={"k": "v"}):
        same(get_tracing_context()["project_name"], project)
        first = leaf(1)
    same(get_current_run_tree(), None)
    with tracing_context(enabled=False):
        leaf_off = traceable(lambda: get_current_run_tree(), name="off")
        same(leaf_off(), None)
    parent = RunTree(name="parent", project_name=project, client=stage.client)
    parent.post()
    with tracing_context(parent=parent, enabled=True, client=stage.client):
        leaf(2)
    with tracing_context(parent=parent.to_headers(), enabled=True, client=stage.client, project_name=project):
        leaf(3)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(leaf, 4, langsmith_extra={"parent": parent}).result()
    if hasattr(run_helpers, "set_tracing_parent"):
        with run_helpers.set_tracing_parent(parent):
            leaf(5)
    else:
        leaf(5, langsmith_extra={"parent": parent})
    parent.end()
    parent.patch()
    # One of them goes by the client that the package keeps for itself, whose queue is not ours to flush.
    wanted = "leaf,parent(leaf,leaf,leaf,leaf)"
    for _ in range(100):
        if outline(stage, project) == wanted:
            break
        time.sleep(0.1)
    same(outline(stage, project), wanted)
    run = stage.client.read_run(first)
    same((run.tags, run.metadata["k"], run.metadata["set_here"]), (["c"], "v", "yes"))


@check("RunTree.post", "RunTree.patch", "RunTree.end", "RunTree.create_child", "RunTree.set", "RunTree.add_tags",
       "RunTree.add_metadata", "RunTree.add_event", "RunTree.add_inputs", "RunTree.add_outputs", "RunTree.wait",
       note="a tree by hand, every field of it")
def by_hand(stage: Stage) -> None:
    project = stage.project("by-hand")
    root = RunTree(name="root", project_name=project, client=stage.client, inputs={"a": 1})
    root.add_tags(["x", "y"])
    root.add_metadata({"k": "v"})
    root.add_event("bell")
    root.add_inputs({"b": 2})
    root.post()
    child = root.create_child("child", "llm", inputs={"p": 1}, tags=["z"])
    child.post()
    child.set(usage_metadata={"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}, outputs={"c": 1})
    child.end()
    child.patch()
    root.add_outputs({"o": 1})
    root.end(outputs={"p": 2}, error="half")
    root.patch()
    root.wait()
    same(outline(stage, project), "root(child)")
    read = run_named(stage, project, "root")
    same((read.inputs, read.outputs, read.error), ({"a": 1, "b": 2}, {"o": 1, "p": 2}, "half"))
    same((sorted(read.tags), read.metadata["k"], [e["message"] for e in read.events if "message" in e]), (["x", "y"], "v", ["bell"]))
    model = run_named(stage, project, "child")
    same((model.tags, model.outputs["c"], model.total_tokens), (["z"], 1, 3))


@check("RunTree.to_headers", "RunTree.from_headers", "RunTree.from_dotted_order", "RunTree.ensure_dotted_order",
       note="a trace that goes on in another process")
def handed_over(stage: Stage) -> None:
    project = stage.project("headers")
    root = RunTree(name="root", project_name=project, client=stage.client, extra={"metadata": {"k": "v"}})
    root.post()
    for there in (
        RunTree.from_headers(root.to_headers(), client=stage.client, project_name=project),
        RunTree.from_dotted_order(root.dotted_order, client=stage.client, project_name=project),
    ):
        child = there.create_child("there")
        child.post()
        child.end(outputs={"x": 1})
        child.patch()
    root.end()
    root.patch()
    same(root.ensure_dotted_order().dotted_order if hasattr(root, "ensure_dotted_order") else root.dotted_order,
         root.dotted_order)
    same(outline(stage, project), "root(there,there)")


@check("is_traceable_function", "ensure_traceable", "is_async", note="a function made traceable where it is not yet")
def ensured(stage: Stage) -> None:
    project = stage.project("ensured")
    plain = run_helpers.ensure_traceable(lambda x: x + 1, name="plain", client=stage.client, project_name=project)
    same((run_helpers.is_traceable_function(plain), run_helpers.is_async(plain), plain(1)), (True, False, 2))
    same(run_named(stage, project, "plain").outputs, {"output": 2})
