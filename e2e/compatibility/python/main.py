"""Prints what works and what is refused with the installed versions, as JSON: {"results": […], "failures": […]}.

Takes the client's part: `langsmith` alone, or `frameworks` for LangChain and LangGraph. The server is
the one of LANGSMITH_ENDPOINT.
"""

import asyncio
import json
import logging
import os
import sys
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")
logging.getLogger("langsmith").setLevel(logging.ERROR)

from langsmith import AsyncClient, Client, RunTree, run_helpers  # noqa: E402

from book import Book, checks_of, public_methods, run_checks  # noqa: E402
from stage import Stage  # noqa: E402


def functions_of(module: object) -> set[str]:
    return {name for name, value in vars(module).items()
            if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
            and not (isinstance(value, type) and name != "trace")}


async def langsmith_book(stage: Stage) -> Book:
    import checks_async, checks_feedback, checks_projects, checks_resources, checks_runs, checks_tracing, checks_wrappers
    import outside

    book = Book("langsmith", version("langsmith"))
    methods = {
        **dict(public_methods(stage.client, "Client")),
        **dict(public_methods(stage.aclient, "AsyncClient")),
        **dict(public_methods(RunTree(name="some", client=stage.client), "RunTree")),
        **{name: getattr(run_helpers, name) for name in functions_of(run_helpers)},
        **checks_wrappers.wrappers(),
    }
    modules = (checks_runs, checks_projects, checks_feedback, checks_tracing, checks_async, checks_wrappers)
    checks = [*(one for module in modules for one in checks_of(module)), *checks_resources.ALL]
    await run_checks(book, checks, stage, lambda method: method.split("(")[0] in methods or "__init__" in method)
    failed = {method for one in checks for method in one.methods if method not in book.results}
    for name in sorted(methods.keys() - book.results.keys() - failed - outside.LOCAL):
        if name in outside.NOT_TRIED:
            book.refused(name, outside.NOT_TRIED[name])
            continue
        is_refused, how = await outside.refusal(methods[name])
        if is_refused:
            book.refused(name, how)
        else:
            book.fails(f"{name} is neither checked nor refused: it {how}")
    return book


async def main(part: str) -> list[Book]:
    url = os.environ["LANGSMITH_ENDPOINT"]
    stage = Stage(url, Client(api_url=url), AsyncClient(api_url=url))
    if part == "langsmith":
        return [await langsmith_book(stage)]
    import frameworks

    return await frameworks.books(stage)


if __name__ == "__main__":
    books = asyncio.run(main(sys.argv[1]))
    json.dump({"results": [row for book in books for row in book.rows()],
               "failures": [failure for book in books for failure in book.failures]}, sys.stdout)
