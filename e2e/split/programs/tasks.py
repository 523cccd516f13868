"""Tasks of asyncio: where the context is lost, and where roots are healthy beside each other."""

import asyncio
import contextvars

import kit
from kit import case, pause
from langsmith import get_current_run_tree, traceable


@traceable
async def inner(request):
    await asyncio.sleep(0.015)
    return request


@traceable
async def other(request):
    await asyncio.sleep(0.01)


@traceable
def blocking(request):
    pause()


def lost(coroutine):
    """A task in a context that has nothing: how a task loses it."""
    return contextvars.Context().run(asyncio.ensure_future, coroutine)


def run(main):
    asyncio.run(main())


@case({"inner": "outer"})
def fresh_context():
    """A task is made in an empty context and awaited."""

    @traceable
    async def outer(request):
        await lost(inner(request))

    run(lambda: outer("a"))


@case({"inner": "outer"})
def fresh_contexts_in_turn():
    """Three tasks in empty contexts, one after the other."""

    @traceable
    async def outer(request):
        for _ in range(3):
            await lost(inner(request))

    run(lambda: outer("a"))


@case({"inner": "outer", "other": "outer"})
def fresh_contexts_at_once():
    """Three tasks in empty contexts, gathered."""

    @traceable
    async def outer(request):
        await asyncio.gather(lost(inner(request)), lost(inner(request)), lost(other(request)))

    run(lambda: outer("a"))


@case({"stream": "outer"})
def lost_stream():
    """A traced async generator is read by a task with an empty context."""

    @traceable
    async def stream(request):
        for n in range(3):
            await asyncio.sleep(0.005)
            yield n

    async def read(request):
        return [n async for n in stream(request)]

    @traceable
    async def outer(request):
        await lost(read(request))

    run(lambda: outer("a"))


@case({"inner": "step"})
def lost_below_a_step():
    """A step of the request makes the task."""

    @traceable
    async def step(request):
        await lost(inner(request))

    @traceable
    async def outer(request):
        await other(request)
        await step(request)

    run(lambda: outer("a"))


@case({"blocking": "outer"})
def in_executor():
    """loop.run_in_executor does not carry the context."""

    @traceable
    async def outer(request):
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, blocking, request)

    run(lambda: outer("a"))


@case({"blocking": "outer"})
def several_in_executor():
    """Three calls in the loop's executor, gathered."""

    @traceable
    async def outer(request):
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(None, blocking, request) for _ in range(3)))

    run(lambda: outer("a"))


@case()
def loop_in_a_thread():
    """A synchronous caller hands coroutines to a loop in another thread, which takes the context along."""
    import threading

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    @traceable
    def outer(request):
        for _ in range(2):
            asyncio.run_coroutine_threadsafe(inner(request), loop).result()

    outer("a")
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@case({"inner": "outer"})
def queue_and_consumer():
    """A consumer task started at boot does the request's work while it waits."""

    async def main():
        jobs = asyncio.Queue()

        async def consume():
            while True:
                request, done = await jobs.get()
                await inner(request)
                done.set_result(None)

        @traceable
        async def outer(request):
            done = asyncio.get_running_loop().create_future()
            await jobs.put((request, done))
            await done

        consumer = asyncio.create_task(consume())
        await asyncio.sleep(0)
        await outer("a")
        await outer("b")
        consumer.cancel()

    run(main)


@case({"inner": "outer"})
def requests_lost_in_turn():
    """Four requests, each of which loses a task."""

    @traceable
    async def outer(request):
        await lost(inner(request))

    async def main():
        for request in "abcd":
            await outer(request)
            await asyncio.sleep(0.005)

    run(main)


@case({"inner": "outer"})
def requests_lost_at_once():
    """Requests at once, each of which loses a task: whose is whose, nothing tells."""

    @traceable
    async def outer(request):
        await lost(inner(request))

    async def main():
        await asyncio.gather(*(outer(request) for request in "abc"))

    run(main)


@case({"with_parts": "outer"})
def lost_subtree():
    """What is lost has runs below it."""

    @traceable
    async def with_parts(request):
        await inner(request)
        await other(request)

    @traceable
    async def outer(request):
        await lost(with_parts(request))

    run(lambda: outer("a"))


# Healthy ones.


@traceable
async def handle(request):
    await inner(request)
    await asyncio.gather(inner(request), other(request))


@case()
def tasks_in_place():
    """Tasks keep the context: gather, create_task, to_thread."""

    @traceable
    async def outer(request):
        await asyncio.gather(inner(request), inner(request))
        await asyncio.create_task(other(request))
        await asyncio.to_thread(blocking, request)

    run(lambda: outer("a"))


@case()
def requests_at_once():
    """An asynchronous server: requests at once."""

    async def main():
        await asyncio.gather(*(handle(request) for request in "abcdef"))

    run(main)


@case()
def requests_that_overlap():
    """Requests that begin before the one before has ended."""

    async def main():
        tasks = []
        for request in "abcd":
            tasks.append(asyncio.create_task(handle(request)))
            await asyncio.sleep(0.02)
        await asyncio.gather(*tasks)

    run(main)


@case()
def schedule():
    """A task refreshes on a schedule, inside and outside of requests."""

    @traceable
    async def refresh():
        await asyncio.sleep(0.002)

    async def loop():
        while True:
            await asyncio.sleep(0.011)
            await refresh()

    async def main():
        job = asyncio.create_task(loop())
        await asyncio.sleep(0.04)
        for request in "abc":
            await handle(request)
            await asyncio.sleep(0.02)
        job.cancel()

    run(main)


@case()
def warm_up():
    """Two roots at the start, at once."""

    @traceable
    async def load_model():
        await asyncio.sleep(0.06)

    @traceable
    async def load_index():
        await asyncio.sleep(0.02)

    async def main():
        await asyncio.gather(load_model(), load_index())
        await handle("a")

    run(main)


@case()
def two_endpoints():
    """Short searches during long questions and on their own."""

    @traceable
    async def ask(request):
        await asyncio.sleep(0.08)

    @traceable
    async def search(request):
        await asyncio.sleep(0.008)

    async def main():
        await search("a")
        question = asyncio.create_task(ask("b"))
        await asyncio.sleep(0.01)
        await search("c")
        await search("d")
        await question
        await search("e")

    run(main)


@case()
def short_beside_long():
    """Other people's short requests, only ever seen during one long one."""

    @traceable
    async def ask(request):
        await asyncio.sleep(0.12)

    @traceable
    async def search(request):
        await asyncio.sleep(0.01)

    async def main():
        question = asyncio.create_task(ask("a"))
        await asyncio.sleep(0.01)
        await search("b")
        await asyncio.sleep(0.02)
        await search("c")
        await question

    run(main)


@case()
def parent_given():
    """An empty context, with the parent handed over."""

    @traceable
    async def outer(request):
        parent = get_current_run_tree()
        await lost(inner(request, langsmith_extra={"parent": parent}))

    run(lambda: outer("a"))


@case()
def turns():
    """Turns of a conversation, one after the other."""

    async def main():
        for n in range(4):
            await handle(f"turn {n}", langsmith_extra={"metadata": {"thread_id": "c-1"}})

    run(main)


@case()
def released_together():
    """Two kinds of requests wait for one lock and go on at the same moment."""

    async def main():
        gate = asyncio.Event()

        @traceable
        async def ask(request):
            await gate.wait()

        @traceable
        async def search(request):
            await gate.wait()

        question = asyncio.create_task(ask("a"))
        await asyncio.sleep(0.02)
        found = asyncio.create_task(search("b"))
        await asyncio.sleep(0.03)
        gate.set()
        await asyncio.gather(question, found)

    run(main)


@case()
def crowd():
    """Two hundred requests of five kinds, at random moments and of random length."""
    import random

    async def main():
        chance = random.Random(5)

        async def one(kind):
            @traceable(name=f"kind {kind}")
            async def request_of_kind(request):
                await inner(request)
                await asyncio.sleep(chance.random() * 0.05 * (kind + 1))

            await asyncio.sleep(chance.random() * 4)
            await request_of_kind(str(chance.random()))

        await asyncio.gather(*(one(n % 5) for n in range(200)))

    run(main)


@case()
def quiet_day():
    """Forty requests of five kinds over a longer time: mostly alone, sometimes one inside of another."""
    import random

    async def main():
        chance = random.Random(6)

        async def one(kind):
            @traceable(name=f"kind {kind}")
            async def request_of_kind(request):
                await inner(request)
                await asyncio.sleep(chance.random() * 0.05 * (kind + 1))

            await asyncio.sleep(chance.random() * 5)
            await request_of_kind(str(chance.random()))

        await asyncio.gather(*(one(n % 5) for n in range(40)))

    run(main)


@case()
def impatient():
    """The next turn of a conversation is asked before the last one has been answered."""

    @traceable
    async def chat(request, seconds):
        await asyncio.sleep(seconds)

    async def main():
        metadata = {"metadata": {"thread_id": "c-1"}}
        await asyncio.gather(
            chat("a", 0.06, langsmith_extra=metadata), chat("b", 0.03, langsmith_extra=metadata)
        )

    run(main)


@case()
def memory_after_the_turn():
    """After each turn its memory is written, which runs into the next turn."""

    @traceable
    async def chat(request):
        await asyncio.sleep(0.03)

    @traceable
    async def write_memory(request):
        await asyncio.sleep(0.015)

    async def main():
        metadata = {"metadata": {"thread_id": "c-1"}}
        jobs = []
        for request in "abc":
            await chat(request, langsmith_extra=metadata)
            jobs.append(asyncio.create_task(write_memory(request, langsmith_extra=metadata)))
            await asyncio.sleep(0.002)
        await asyncio.gather(*jobs)

    run(main)


if __name__ == "__main__":
    kit.main()
