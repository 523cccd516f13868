"""LangChain and LangGraph: config that is not passed on, and where that does no harm."""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from typing import TypedDict

import kit
from kit import case, pause
from langchain_core.runnables import RunnableConfig, RunnableLambda
from langgraph.graph import START, StateGraph
from langsmith import traceable


def slowly(value):
    pause()
    return value


inner = RunnableLambda(slowly).with_config(run_name="inner")
second = RunnableLambda(slowly).with_config(run_name="second")


def named(function, name="outer"):
    return RunnableLambda(function).with_config(run_name=name)


@case({"inner": "outer"})
def no_config_in_a_thread():
    """A runnable calls another in a bare pool, without config."""

    def call(value):
        with ThreadPoolExecutor() as pool:
            return pool.submit(inner.invoke, value).result()

    named(call).invoke("a")


@case({"inner": "outer"})
def no_config_several():
    """A runnable maps its list in a bare pool, without config."""

    def call(value):
        with ThreadPoolExecutor(max_workers=2) as pool:
            return list(pool.map(inner.invoke, [value] * 4))

    named(call).invoke("a")


@case({"inner": "outer"})
def no_config_in_a_task():
    """A task in an empty context calls a runnable without config."""

    async def call(value):
        return await contextvars.Context().run(asyncio.ensure_future, inner.ainvoke(value))

    asyncio.run(named(call).ainvoke("a"))


@case({"inner": "outer", "second": "outer"})
def no_config_two_kinds():
    """Two runnables, one after the other, in a loop's executor."""

    async def call(value):
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, inner.invoke, value)
        return await loop.run_in_executor(None, second.invoke, value)

    asyncio.run(named(call).ainvoke("a"))


class State(TypedDict):
    value: str


def graph(node):
    built = StateGraph(State)
    built.add_node("node", node)
    built.add_edge(START, "node")
    return built.compile()


@case({}, below_3_11={"inner": "node"})
def graph_without_config():
    """An asynchronous node calls a runnable without config: lost below 3.11."""

    async def node(state):
        return {"value": await inner.ainvoke(state["value"])}

    asyncio.run(graph(node).ainvoke({"value": "a"}))


@case({}, below_3_11={"inner": "node"})
def streamed_graph_without_config():
    """The same, streamed, twice."""

    async def node(state):
        return {"value": await inner.ainvoke(state["value"])}

    async def main():
        for value in "ab":
            _ = [chunk async for chunk in graph(node).astream({"value": value})]

    asyncio.run(main())


@case({}, below_3_11={"step": "node"})
def graph_and_traceable():
    """An asynchronous node calls a traced function: lost below 3.11."""

    @traceable
    async def step(request):
        await asyncio.sleep(0.01)
        return request

    async def node(state):
        return {"value": await step(state["value"])}

    asyncio.run(graph(node).ainvoke({"value": "a"}))


@case({}, below_3_11={"inner": "node"})
def graph_gathers():
    """An asynchronous node gathers two runnables without config."""

    async def node(state):
        first, _ = await asyncio.gather(inner.ainvoke(state["value"]), inner.ainvoke(state["value"]))
        return {"value": first}

    asyncio.run(graph(node).ainvoke({"value": "a"}))


# Healthy ones.


@case()
def graph_with_config():
    """The node passes its config on."""

    async def node(state, config: RunnableConfig):
        return {"value": await inner.ainvoke(state["value"], config)}

    asyncio.run(graph(node).ainvoke({"value": "a"}))


@case()
def graph_in_turns():
    """A graph with a thread id is invoked three times in turn."""

    def node(state):
        return {"value": inner.invoke(state["value"])}

    compiled = graph(node)
    for value in "abc":
        compiled.invoke({"value": value}, {"configurable": {"thread_id": "c-1"}, "metadata": {"thread_id": "c-1"}})


@case()
def batch_of_runnables():
    """A batch from outside of every run: three roots at once."""
    named(slowly).batch(["a", "b", "c"])


@case()
def batch_inside():
    """A batch inside of a runnable keeps its place."""
    named(lambda value: inner.batch([value] * 3)).invoke("a")


@case()
def runnables_at_once():
    """Two kinds of runnables, gathered by an untraced script."""

    async def main():
        await asyncio.gather(named(slowly, "summary").ainvoke("a"), named(slowly, "title").ainvoke("b"))

    asyncio.run(main())


@case()
def config_in_a_thread():
    """A runnable calls another in a bare pool, with config."""

    def call(value, config: RunnableConfig):
        with ThreadPoolExecutor() as pool:
            return list(pool.map(lambda each: inner.invoke(each, config), [value] * 2))

    named(call).invoke("a")


@case()
def warm_up_of_a_runnable():
    """A runnable is warmed up by itself, then used inside."""
    inner.invoke("warm")
    named(lambda value: inner.invoke(value)).invoke("a")


@case()
def another_user_of_a_runnable():
    """A runnable on its own while a longer one of another user is open."""
    slow = named(lambda value: pause(60), "slow")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(slow.invoke, "a")
        pause(15)
        inner.invoke("b")
        waiting.result()
    inner.invoke("c")


if __name__ == "__main__":
    kit.main()
