"""What the clients can and Tracenest does not: every such method is called, and must be refused in words.

The arguments are made up from the parameters' names and types: a request is refused for what it is
about before anybody looks at what it says.
"""

import datetime
import inspect
import io
import re
import uuid
from typing import Any, Callable

AN_ID = "00000000-0000-4000-8000-000000000007"

# Sends nothing; or needs LangChain, and is checked beside it.
LOCAL = {"RunTree.infer_defaults", "RunTree.from_runnable_config", "as_runnable"}

# Methods of evaluation: they begin with what is refused already, or need programs that are not tracing.
NOT_TRIED = {
    "Client.evaluate": "begins with read_dataset, which is refused",
    "Client.aevaluate": "begins with read_dataset, which is refused",
    "Client.aevaluate_run": "deprecated twin of evaluate_run",
    "Client.get_test_results": "a table of an experiment, made by pandas of list_runs",
    "Client.generate_insights": "needs a model provider's key before it asks",
    "Client.poll_insights": "waits for what generate_insights began",
    "Client.create_comparative_experiment": "begins with read_project of experiments, of which there are none",
    "Client.push_agent": "needs files of an agent",
    "Client.upload_dataframe": "needs pandas; sends what upload_csv sends",
}


BY_NAME: dict[str, Any] = {
    "file": None,
    "csv_file": ("x.csv", io.BytesIO(b"a,b\n1,2\n")),
    "status": "needs_my_review",
    "index": 0,
    "prompt_identifier": "something",
    "prompt_name": "something",
    "token_or_url": AN_ID,
    "limit": 1,
    "is_public": False,
    "files": {},
    "dataset_name": "some",
    "as_of": datetime.datetime(2025, 1, 1),
}


def argument(name: str, parameter: inspect.Parameter) -> Any:
    """Something of the right kind."""
    kind = str(parameter.annotation)
    if name in BY_NAME:
        return BY_NAME[name]
    if re.search(r"^(Optional\[)?(list|Sequence|List|SequenceNotStr|Iterable)", kind):
        return [AN_ID]
    if name.endswith("_id") or name == "id" or "ID_TYPE" in kind or "token" in name:
        return AN_ID
    if "datetime" in kind:
        return BY_NAME["as_of"]
    if "int" == kind:
        return 0
    if "dict" in kind.lower() or "Mapping" in kind:
        return {"a": 1}
    return "some"


# Given as well where the client wants to know more before it asks.
MORE: tuple[dict[str, Any], ...] = (
    {},
    {"dataset_id": AN_ID},
    {"dataset_name": "some"},
    {"dataset_id": AN_ID, "split_name": "s", "updates": [{"id": AN_ID}]},
    {"prompt_identifier": "something"},
    {"run_ids": [AN_ID]},
    {"project_id": AN_ID, "id": AN_ID},
)


def arguments(method: Callable[..., Any], more: dict[str, Any]) -> dict[str, Any]:
    """By name: every parameter without a default, and those of `more` that there are."""
    parameters = inspect.signature(method).parameters.items()
    plain = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {
        name: more[name] if name in more else argument(name, parameter)
        for name, parameter in parameters
        if parameter.kind in plain and (parameter.default is parameter.empty or name in more)
    }


def sentence(error: BaseException) -> str:
    """What the server said, without its remedy and without addresses that differ from run to run."""
    # Some clients put the answer into their text as it was written, some as Python writes it.
    whole = str(error).replace('\\\\"', '\\"')
    text = re.search(r'"(?:detail|error)": ?"((?:[^"\\]|\\.)*)"', whole) or re.search(
        r"'(?:detail|error)': ?['\"](.*?)['\"][,}]", whole)
    said = text.group(1).replace('\\"', '"') if text else f"the client itself: {error}"
    return re.sub(r"\s+", " ", re.sub(r"https?://127\.0\.0\.1:\d+", "", said)).strip()[:300]


async def consume(value: Any) -> Any:
    """Lists that are made while they are read are read."""
    if inspect.isgenerator(value):
        return list(value)
    if inspect.isawaitable(value):
        value = await value
    if hasattr(value, "__aiter__"):
        return [item async for item in value]
    return value


async def refusal(method: Callable[..., Any]) -> tuple[bool, str]:
    """Whether it was refused, and how; False with what came back instead."""
    hows: list[str] = []
    for more in MORE:
        try:
            answer = await consume(method(**arguments(method, more)))
        except Exception as error:
            hows.append(sentence(error))
            if "Tracenest" in hows[-1]:
                break
        else:
            if answer not in (False, None, []):
                return False, f"answers {answer!r}"
            hows.append(f"answers {answer!r}")
            break
    # The server's sentence, else what the client said to the fewest arguments.
    if "Tracenest" in hows[-1] or hows[-1].startswith("answers"):
        return True, hows[-1]
    return hows[0].startswith("the client itself"), hows[0]
