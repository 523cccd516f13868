"""LangChain and LangGraph, traced by their own tracer: what they ran is read back, each run in its place."""

from importlib.metadata import version
from typing import Annotated, Any, TypedDict

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.messages import AIMessageChunk
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.documents import Document
from langchain_core.runnables import RunnableConfig, RunnableLambda, RunnableParallel
from langchain_core.tools import tool
from langchain_core.tracers import LangChainTracer
from langchain_core.tracers.context import tracing_v2_enabled
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.prebuilt import ToolNode
from langsmith import RunTree, traceable, tracing_context
from langsmith.run_helpers import as_runnable

from book import Book, check, run_checks, same
from checks_tracing import outline, run_named
from stage import Stage

TOKENS = {"input_tokens": 7, "output_tokens": 5, "total_tokens": 12}
CALL = {"name": "lookup", "args": {"order": "17"}, "id": "call-1", "type": "tool_call"}


class Model(BaseChatModel):
    """Asks for a tool until it was answered by one, then says so."""

    @property
    def _llm_type(self) -> str:
        return "demo"

    def _get_ls_params(self, stop: Any = None, **_: Any) -> Any:
        return {"ls_provider": "demo", "ls_model_name": "demo-1", "ls_model_type": "chat"}

    def _answer(self, messages: list[BaseMessage]) -> dict[str, Any]:
        asks = messages[-1].type == "human" and "order" in str(messages[-1].content)
        return {"content": "" if asks else "shipped", "tool_calls": [CALL] if asks else [], "usage_metadata": TOKENS}

    def _generate(self, messages: list[BaseMessage], stop: Any = None,
                  run_manager: CallbackManagerForLLMRun | None = None, **_: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(**self._answer(messages)))])


class StreamingModel(Model):
    def _stream(self, messages: list[BaseMessage], stop: Any = None,
                run_manager: CallbackManagerForLLMRun | None = None, **_: Any) -> Any:
        for word, usage in (("the ", None), ("moon", TOKENS)):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=word, usage_metadata=usage))
            if run_manager:
                run_manager.on_llm_new_token(word, chunk=chunk)
            yield chunk


class Documents(BaseRetriever):
    def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
        return [Document(page_content=f"on {query}", metadata={"n": 1})]


@tool
def lookup(order: str) -> str:
    """Where an order is."""
    return traceable(lambda number: f"{number} is on its way", name="warehouse", run_type="tool")(order)


def with_tracer(stage: Stage, project: str, **more: Any) -> dict[str, Any]:
    return {"callbacks": [LangChainTracer(project_name=project, client=stage.client)], **more}


@check("LangChainTracer", note="prompt, model, parser, retriever, parallel branches: types, inputs, answer, tokens, tags, metadata")
def chain(stage: Stage) -> None:
    project = stage.project("chain")
    prompt = ChatPromptTemplate.from_messages([("human", "on {topic}: {question}")])
    steps = RunnableParallel(topic=Documents() | RunnableLambda(lambda found: found[0].page_content, name="pick"),
                             question=RunnableLambda(lambda text: text, name="keep")) | prompt | Model() | StrOutputParser()
    same(steps.invoke("tides", with_tracer(stage, project, tags=["t"], metadata={"m": 1}, run_name="explain")), "shipped")
    shape = outline(stage, project)
    both = {f"explain(RunnableParallel<topic,question>({branches}),ChatPromptTemplate,Model,StrOutputParser)"
            for branches in ("RunnableSequence(Documents,pick),keep", "keep,RunnableSequence(Documents,pick)")}
    assert shape in both, shape
    root = run_named(stage, project, "explain")
    same((root.inputs, root.outputs, root.metadata["m"]), ({"input": "tides"}, {"output": "shipped"}, 1))
    assert "t" in root.tags, root.tags
    model = run_named(stage, project, "Model")
    same((model.run_type, model.total_tokens, model.prompt_tokens), ("llm", 12, 7))
    same(model.metadata["ls_model_name"], "demo-1")
    same(model.outputs["generations"][0][0]["message"]["kwargs"]["content"], "shipped")
    documents = run_named(stage, project, "Documents")
    same((documents.run_type, documents.outputs["documents"][0]["page_content"]), ("retriever", "on tides"))
    same(run_named(stage, project, "StrOutputParser").run_type, "parser")
    same(run_named(stage, project, "ChatPromptTemplate").run_type, "prompt")


@check("LangChainTracer(stream)", "LangChainTracer(batch)", "LangChainTracer(error)",
       note="tokens as they come, async; many at once; an error is that of the run that failed and of those above")
async def ways(stage: Stage) -> None:
    project = stage.project("ways")
    streamed = [part async for part in (StreamingModel() | StrOutputParser()).astream("why?", with_tracer(stage, project))]
    assert "".join(streamed) == "the moon", streamed
    same(outline(stage, project), "RunnableSequence(StreamingModel,StrOutputParser)")
    model = run_named(stage, project, "StreamingModel")
    # LangChain tells of the first token alone: that is what the time to it is counted from.
    same([event["name"] for event in model.events], ["start", "new_token", "end"])
    assert model.first_token_time is not None
    many = stage.project("batch")
    RunnableLambda(lambda x: x + 1, name="plus").batch([1, 2, 3], with_tracer(stage, many))
    stage.client.flush()
    same(sorted(run.outputs["output"] for run in stage.client.list_runs(project_name=many)), [2, 3, 4])
    bad = stage.project("error")
    try:
        (RunnableLambda(lambda x: x, name="fine") | RunnableLambda(lambda x: 1 / 0, name="breaks")).invoke(
            1, with_tracer(stage, bad, run_name="whole"))
    except ZeroDivisionError:
        pass
    stage.client.flush()
    same(sorted(run.name for run in stage.client.list_runs(project_name=bad, error=True)), ["breaks", "whole"])
    assert "ZeroDivisionError" in run_named(stage, bad, "breaks").error


@check("tracing_v2_enabled", "traceable below and above LangChain", note="one tree across both libraries")
def mixed(stage: Stage) -> None:
    project = stage.project("mixed")
    below = RunnableLambda(lambda x: traceable(lambda y: y, name="inside")(x), name="step")
    with tracing_v2_enabled(project_name=project, client=stage.client):
        below.invoke("a")
    same(outline(stage, project), "step(inside)")
    above = stage.project("above")
    with tracing_context(enabled=True, project_name=above, client=stage.client):
        traceable(lambda q: (Model() | StrOutputParser()).invoke(q), name="outside")("why?")
    same(outline(stage, above), "outside(RunnableSequence(Model,StrOutputParser))")


@check("RunTree.from_runnable_config", "as_runnable", note="a run tree from LangChain's context, and a traceable as its step")
def bridged(stage: Stage) -> None:
    same(RunTree.from_runnable_config(None), None)
    project = stage.project("bridged")
    step = as_runnable(traceable(lambda x: x + 1, name="traced"))

    def with_child(x: int, config: RunnableConfig) -> dict[str, int]:
        child = RunTree.from_runnable_config(config, client=stage.client).create_child("by-hand")
        child.post()
        child.end(outputs={"x": x})
        child.patch()
        return {"x": x}

    same((RunnableLambda(with_child, name="first") | step).invoke(1, with_tracer(stage, project, run_name="whole")), 2)
    same(outline(stage, project), "whole(first(by-hand),wrap_traceable(traced))")


class State(TypedDict):
    messages: Annotated[list[BaseMessage], add_messages]


def route(state: State) -> str:
    return "tools" if state["messages"][-1].tool_calls else END


def agent() -> Any:
    graph = StateGraph(State)
    graph.add_node("model", lambda state: {"messages": [Model().invoke(state["messages"])]})
    graph.add_node("tools", ToolNode([lookup]))
    graph.add_edge(START, "model")
    graph.add_conditional_edges("model", route)
    graph.add_edge("tools", "model")
    return graph.compile(name="agent")


@check("CompiledStateGraph.invoke", "CompiledStateGraph.ainvoke", "CompiledStateGraph.stream",
       note="an agent with a tool and a traceable in it: tree, types, tokens, steps, thread")
async def graph(stage: Stage) -> None:
    asked = {"messages": [HumanMessage("where is my order?")]}
    for way in ("invoke", "ainvoke", "stream"):
        project, thread = stage.project(way), stage.project("th")
        config = with_tracer(stage, project, configurable={"thread_id": thread})
        with tracing_context(enabled=True, client=stage.client):
            if way == "ainvoke":
                await agent().ainvoke(asked, config)
            elif way == "stream":
                list(agent().stream(asked, config))
            else:
                agent().invoke(asked, config)
        same(outline(stage, project), "agent(model(Model,route),tools(lookup(warehouse)),model(Model,route))")
        runs = list(stage.client.list_runs(project_name=project))
        models = [run for run in runs if run.run_type == "llm"]
        same([run.total_tokens for run in models], [12, 12])
        [root] = [run for run in runs if run.parent_run_id is None]
        same((root.total_tokens, root.status, len(root.outputs["messages"])), (24, "success", 4))
        [called] = [run for run in runs if run.name == "lookup"]
        same((called.run_type, called.metadata["langgraph_node"], called.metadata["langgraph_step"]), ("tool", "tools", 2))
        assert any(tag == "graph:step:2" for run in runs for tag in run.tags or []), "steps"
        same([run.id for run in stage.client.read_thread(thread_id=thread, project_name=project)], [root.id])


@check("CompiledStateGraph.subgraph", note="a graph within a node of a graph")
def subgraph(stage: Stage) -> None:
    project = stage.project("subgraph")
    outer = StateGraph(State)
    outer.add_node("inner", agent())
    outer.add_edge(START, "inner")
    outer.compile(name="outer").invoke({"messages": [HumanMessage("hello")]}, with_tracer(stage, project))
    same(outline(stage, project), "outer(inner(agent(model(Model,route))))")


async def books(stage: Stage) -> list[Book]:
    """What LangChain's tracer does with chains, with graphs, and with agents."""
    import frameworks_more as more

    parts = (
        ("langchain", more.AGENTS),
        ("langchain-core", (chain, ways, mixed, bridged, *more.CHAINS)),
        ("langgraph", (graph, subgraph, *more.GRAPHS)),
    )
    made = []
    for name, checks in parts:
        book = Book(name, version(name))
        await run_checks(book, checks, stage, lambda _: True)
        made.append(book)
    return made
