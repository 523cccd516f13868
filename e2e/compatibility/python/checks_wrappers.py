"""Clients of model providers that langsmith wraps, against a provider on loopback."""

from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from langsmith import trace
from langsmith.wrappers import wrap_anthropic, wrap_gemini, wrap_openai

from book import check, same
from checks_tracing import outline
from fake_models import models
from stage import Stage

ASKED = [{"role": "user", "content": "why tides?"}]


def wrappers() -> dict[str, Any]:
    """Those whose provider's library is installed here."""
    all_of_them = {"openai": wrap_openai, "anthropic": wrap_anthropic, "google.genai": wrap_gemini}
    return {wrap.__name__: wrap for library, wrap in all_of_them.items() if find_spec(library.split(".")[0])}


@check("wrap_openai", note="chat and responses, at once, streamed and async: messages, answer, model, tokens, below the caller")
async def openai(stage: Stage) -> None:
    from openai import AsyncOpenAI, OpenAI

    project = stage.project("openai")
    extra = {"client": stage.client}
    with models() as base:
        client = wrap_openai(OpenAI(api_key="none", base_url=base), tracing_extra=extra)
        later = wrap_openai(AsyncOpenAI(api_key="none", base_url=base), tracing_extra=extra)
        with trace("caller", project_name=project, client=stage.client):
            client.chat.completions.create(model="demo-1", messages=ASKED, temperature=0)
            options = {"model": "demo-1", "messages": ASKED, "stream": True, "stream_options": {"include_usage": True}}
            text = "".join(c.choices[0].delta.content for c in client.chat.completions.create(**options) if c.choices)
            await later.chat.completions.create(model="demo-1", messages=ASKED)
            streamed = [c async for c in await later.chat.completions.create(**options)]
            client.responses.create(model="demo-1", input="why tides?")
    same((text, len(streamed)), ("the moon", 3))
    same(outline(stage, project), "caller(ChatOpenAI,ChatOpenAI,ChatOpenAI,ChatOpenAI,OpenAI)".replace(",OpenAI", ",ChatOpenAI"))
    runs = sorted(stage.client.list_runs(project_name=project, run_type="llm"), key=lambda run: run.dotted_order)
    same([(run.total_tokens, run.prompt_tokens, run.completion_tokens) for run in runs], [(15, 11, 4)] * 5)
    for run in runs[:4]:
        same((run.inputs["messages"], run.outputs["choices"][0]["message"]["content"]), (ASKED, "the moon"))
    same([run.metadata["ls_model_name"] for run in runs], ["demo-1"] * 5)
    same(runs[0].metadata["ls_temperature"], 0)


def read(stage: Stage, project: str, count: int, numbers: tuple[int, int, int], costs: tuple[str, str, str]) -> list[Any]:
    """The calls, each with its tokens and its cost, in which those read from a cache are cheaper."""
    stage.client.flush()
    runs = sorted(stage.client.list_runs(project_name=project, run_type="llm"), key=lambda run: run.dotted_order)
    same([(run.prompt_tokens, run.completion_tokens, run.total_tokens) for run in runs], [numbers] * count)
    money = [(run.prompt_cost, run.completion_cost, run.total_cost) for run in runs]
    same(money, [tuple(Decimal(cost) for cost in costs)] * count)
    return runs


@check("wrap_anthropic", note="a message at once, streamed and async: question, answer, model, tokens, cost, below the caller")
async def anthropic(stage: Stage) -> None:
    from anthropic import Anthropic, AsyncAnthropic

    project = stage.project("anthropic")
    extra = {"client": stage.client}
    asked = {"model": "claude-haiku-4-5", "max_tokens": 100, "messages": ASKED}
    with models() as base:
        origin = base.removesuffix("/v1")
        client = wrap_anthropic(Anthropic(api_key="none", base_url=origin), tracing_extra=extra)
        later = wrap_anthropic(AsyncAnthropic(api_key="none", base_url=origin), tracing_extra=extra)
        with trace("caller", project_name=project, client=stage.client):
            same(client.messages.create(**asked).content[0].text, "the moon")
            with client.messages.stream(**asked) as stream:
                same("".join(stream.text_stream), "the moon")
            same((await later.messages.create(**asked)).content[0].text, "the moon")
    same(outline(stage, project), "caller(ChatAnthropic,ChatAnthropic,ChatAnthropic)")
    for run in read(stage, project, 3, (14, 5, 19), ("0.0000104", "0.000025", "0.0000354")):
        same((run.inputs["messages"], run.metadata["ls_model_name"]), (ASKED, "claude-haiku-4-5"))
        assert "the moon" in str(run.outputs), run.outputs


@check("wrap_gemini", note="an answer at once, streamed and async: question, answer, model, tokens, cost, below the caller")
async def gemini(stage: Stage) -> None:
    from google import genai

    project = stage.project("gemini")
    asked = {"model": "gemini-2.5-flash", "contents": "why tides?"}
    with models() as base:
        google = genai.Client(api_key="none", http_options={"base_url": base.removesuffix("/v1")})
        client = wrap_gemini(google, tracing_extra={"client": stage.client})
        with trace("caller", project_name=project, client=stage.client):
            same(client.models.generate_content(**asked).text, "the moon")
            same("".join(part.text for part in client.models.generate_content_stream(**asked)), "the moon")
            same((await client.aio.models.generate_content(**asked)).text, "the moon")
    same(outline(stage, project), "caller(ChatGoogleGenerativeAI,ChatGoogleGenerativeAI,ChatGoogleGenerativeAI)")
    for run in read(stage, project, 3, (10, 5, 15), ("0.00000192", "0.0000125", "0.00001442")):
        assert "why tides?" in str(run.inputs) and "the moon" in str(run.outputs), run
        same(run.metadata["ls_model_name"], "gemini-2.5-flash")
