"""What else LangChain and LangGraph trace: models of texts, tries, persons asked, fan-outs, tasks, agents made for one."""

import operator
from typing import Annotated, Any, TypedDict

from langchain_core.language_models import FakeListLLM
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableBranch, RunnableLambda
from langgraph.checkpoint.memory import MemorySaver
from langgraph.func import entrypoint, task
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, Send, interrupt
from langsmith import traceable, tracing_context

from book import check, same
from checks_tracing import outline, run_named
from frameworks import Model, StreamingModel, lookup, with_tracer
from stage import Stage


@check("LLM", "BaseTool.invoke", "RunnableBranch",
       note="a model of texts, a tool called by itself, a branch: types, inputs, outputs, places")
def kinds(stage: Stage) -> None:
    project = stage.project("kinds")
    same(FakeListLLM(responses=["the moon"]).invoke("why?", with_tracer(stage, project)), "the moon")
    model = run_named(stage, project, "FakeListLLM")
    same((model.run_type, model.inputs, model.outputs["generations"][0][0]["text"]), ("llm", {"prompts": ["why?"]}, "the moon"))
    called = stage.project("tool")
    same(lookup.invoke({"order": "17"}, with_tracer(stage, called)), "17 is on its way")
    same((outline(stage, called), run_named(stage, called, "lookup").run_type), ("lookup(warehouse)", "tool"))
    branched = stage.project("branch")
    large = RunnableLambda(lambda x: x, name="large")
    RunnableBranch((lambda x: x > 1, large), RunnableLambda(lambda x: x, name="small")).invoke(
        3, with_tracer(stage, branched, run_name="branch"))
    assert "large" in outline(stage, branched) and "small" not in outline(stage, branched), outline(stage, branched)


@check("LangChainTracer(with_retry, with_fallbacks)", "LangChainTracer(astream_events)",
       note="each try is a run, and what came in its place; events that are read tell the same tree")
async def tries(stage: Stage) -> None:
    project = stage.project("retry")
    left = [ValueError("again"), ValueError("again")]

    def flaky(x: int) -> int:
        if left:
            raise left.pop()
        return x

    def breaks(_: int) -> int:
        raise RuntimeError("never")

    again = RunnableLambda(flaky).with_retry(stop_after_attempt=3, wait_exponential_jitter=False)
    either = RunnableLambda(breaks).with_fallbacks([again])
    same(either.invoke(5, with_tracer(stage, project, run_name="either")), 5)
    stage.client.flush()
    runs = list(stage.client.list_runs(project_name=project))
    [root] = [run for run in runs if run.parent_run_id is None]
    same((root.outputs, root.status, sum(run.error is not None for run in runs)), ({"output": 5}, "success", 3))
    streamed = stage.project("events")
    async for _ in StreamingModel().astream_events("why?", with_tracer(stage, streamed), version="v2"):
        pass
    same((outline(stage, streamed), run_named(stage, streamed, "StreamingModel").total_tokens), ("StreamingModel", 12))


class Asked(TypedDict, total=False):
    answer: str


@check("interrupt and resume", note="a graph that waits for a person: two traces of one thread, each in order")
def person(stage: Stage) -> None:
    project, thread = stage.project("interrupt"), stage.project("thread")
    noted = traceable(lambda: {}, name="noted")
    graph = StateGraph(Asked)
    graph.add_node("before", lambda state: {})
    graph.add_node("ask", lambda state: {"answer": interrupt({"question": "May I?"})})
    graph.add_node("after", lambda state: noted())
    for edge in ((START, "before"), ("before", "ask"), ("ask", "after"), ("after", END)):
        graph.add_edge(*edge)
    careful = graph.compile(name="careful", checkpointer=MemorySaver())

    def config() -> dict[str, Any]:
        return with_tracer(stage, project, configurable={"thread_id": thread})

    careful.invoke({}, config())
    same(careful.invoke(Command(resume="yes"), config())["answer"], "yes")
    stage.client.flush()
    runs = sorted(stage.client.list_runs(project_name=project), key=lambda run: run.dotted_order)
    roots = [run for run in runs if run.parent_run_id is None]
    same([(run.name, run.status) for run in roots], [("careful", "success")] * 2)
    names = [[run.name for run in runs if run.trace_id == root.id] for root in roots]
    same(names, [["careful", "before", "ask"], ["careful", "ask", "after", "noted"]])
    turns = {run.id for run in stage.client.read_thread(thread_id=thread, project_name=project)}
    same(turns, {run.id for run in roots})


class Topics(TypedDict, total=False):
    topics: list[str]
    topic: str
    found: Annotated[list[str], operator.add]


@check("Send", "parallel nodes", note="a fan-out over three tasks and two nodes at once: each in its own branch, with what it called")
def fan(stage: Stage) -> None:
    project = stage.project("fan")
    read = traceable(lambda topic: f"on {topic}", name="read", run_type="retriever")
    graph = StateGraph(Topics)
    graph.add_node("one", lambda state: {"found": [read(state["topic"])]})
    graph.add_node("left", lambda state: {"found": [read("left")]})
    graph.add_node("right", lambda state: {"found": [read("right")]})
    graph.add_conditional_edges(START, lambda state: [Send("one", {"topic": topic}) for topic in state["topics"]], ["one"])
    for edge in (("one", "left"), ("one", "right"), ("left", END), ("right", END)):
        graph.add_edge(*edge)
    found = graph.compile(name="fan").invoke({"topics": ["a", "b", "c"]}, with_tracer(stage, project))["found"]
    same(len(found), 5)
    stage.client.flush()
    runs = {run.id: run for run in stage.client.list_runs(project_name=project)}
    reads = [run for run in runs.values() if run.name == "read"]
    nodes = [runs[run.parent_run_id] for run in reads]
    places = sorted((run.inputs["topic"], node.inputs["topic"] if node.name == "one" else node.name)
                    for run, node in zip(reads, nodes))
    same(places, [(name, name) for name in ("a", "b", "c", "left", "right")])
    same(len({node.id for node in nodes}), 5)


@check("entrypoint and task", note="the functional API: tasks at once and after each other")
def functional(stage: Stage) -> None:
    project = stage.project("functional")

    @task
    def double(x: int) -> int:
        return x * 2

    @entrypoint()
    def flow(x: int) -> int:
        both = [double(x), double(x + 1)]
        return traceable(lambda all_of_them: sum(all_of_them), name="sum")([each.result() for each in both])

    same(flow.invoke(1, with_tracer(stage, project)), 6)
    stage.client.flush()
    runs = list(stage.client.list_runs(project_name=project))
    same((sum(run.name == "double" for run in runs), len({run.trace_id for run in runs})), (2, 1))
    same(run_named(stage, project, "sum").outputs, {"output": 6})


class Bound(Model):
    """One to which tools may be bound."""

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        return self


@check("create_agent", note="a model, a tool and a traceable in it: tree, types, tokens")
def made_agent(stage: Stage) -> None:
    from langchain.agents import create_agent

    project = stage.project("agent")
    with tracing_context(enabled=True, client=stage.client):
        answered = create_agent(Bound(), [lookup], name="helper").invoke(
            {"messages": [HumanMessage("where is my order?")]}, with_tracer(stage, project))
    same(answered["messages"][-1].content, "shipped")
    stage.client.flush()
    runs = list(stage.client.list_runs(project_name=project))
    [root] = [run for run in runs if run.parent_run_id is None]
    same((root.name, root.total_tokens, sum(run.run_type == "llm" for run in runs)), ("helper", 24, 2))
    assert "lookup(warehouse)" in outline(stage, project), outline(stage, project)


CHAINS = (kinds, tries)
GRAPHS = (person, fan, functional)
AGENTS = (made_agent,)
