"""Clients of model providers that langsmith wraps, against a provider on loopback."""

from typing import Any

from langsmith import trace
from langsmith.wrappers import wrap_openai

from book import check, same
from checks_tracing import outline
from fake_models import models
from stage import Stage

ASKED = [{"role": "user", "content": "why tides?"}]


def wrappers() -> dict[str, Any]:
    """Those whose provider's library is installed here; the others differ in what they call, not in what they send."""
    return {"wrap_openai": wrap_openai}


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
