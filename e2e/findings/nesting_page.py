"""The programs that LangSmith's page on nesting calls edge cases: as they fail, and mended.

`python nesting_page.py <name>` runs one. For the tasks of asyncio below Python 3.11 the loss is made
by an empty context, and the version that the client records is said to be 3.10.4.
"""

import asyncio
import contextvars
import sys
import time
from concurrent.futures import ThreadPoolExecutor

if sys.argv[1].startswith("task"):
    import platform

    platform.python_version = lambda: "3.10.4"

import langsmith
from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith import get_current_run_tree, traceable
from langsmith.utils import ContextThreadPoolExecutor


@traceable
def inner(question):
    time.sleep(0.02)
    return question


@traceable
async def inner_task(question):
    await asyncio.sleep(0.02)
    return question


def pool():
    @traceable
    def outer(questions):
        with ThreadPoolExecutor() as executor:
            return list(executor.map(inner, questions))

    outer(["a", "b"])


def pool_mended():
    @traceable
    def outer(questions):
        with ContextThreadPoolExecutor() as executor:
            return list(executor.map(inner, questions))

    outer(["a", "b"])


def pool_mended_by_parent():
    @traceable
    def outer(questions):
        parent = get_current_run_tree()
        with ThreadPoolExecutor() as executor:
            return list(executor.map(lambda each: inner(each, langsmith_extra={"parent": parent}), questions))

    outer(["a", "b"])


def lost(coroutine):
    return contextvars.Context().run(asyncio.ensure_future, coroutine)


def task():
    @traceable
    async def outer(question):
        return await lost(inner_task(question))

    asyncio.run(outer("a"))


def task_mended():
    @traceable
    async def outer(question):
        parent = get_current_run_tree()
        return await lost(inner_task(question, langsmith_extra={"parent": parent}))

    asyncio.run(outer("a"))


def slowly(value):
    time.sleep(0.02)
    return value


chain = RunnableLambda(slowly).with_config(run_name="inner")


def config():
    def call(value):
        with ThreadPoolExecutor() as executor:
            return executor.submit(chain.invoke, value).result()

    RunnableLambda(call).with_config(run_name="outer").invoke("a")


def config_mended():
    def call(value, config: RunnableConfig):
        with ThreadPoolExecutor() as executor:
            return executor.submit(chain.invoke, value, config).result()

    RunnableLambda(call).with_config(run_name="outer").invoke("a")


PROGRAMS = [pool, pool_mended, pool_mended_by_parent, task, task_mended, config, config_mended]
next(program for program in PROGRAMS if program.__name__ == sys.argv[1])()
wait_for_all_tracers()
langsmith.Client().flush()
