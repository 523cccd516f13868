"""Work in other threads: bare ones lose the context, and healthy programs have them too."""

import queue
import threading
from concurrent.futures import ThreadPoolExecutor

import kit
from kit import case, in_thread, pause
from langsmith import get_current_run_tree, traceable
from langsmith.utils import ContextThreadPoolExecutor


@traceable
def inner(request):
    pause()
    return request


@traceable
def other(request):
    pause()
    return request


@traceable
def with_parts(request):
    inner(request)
    other(request)


@case({"inner": "outer"})
def pool_of_two():
    """LangSmith's page on nesting: a bare pool maps two inputs at once."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor() as pool:
            list(pool.map(inner, [request, request]))

    outer("a")


@case({"inner": "outer"})
def pool_in_turn():
    """A bare pool with one thread: one call after the other."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor(max_workers=1) as pool:
            list(pool.map(inner, [request] * 3))

    outer("a")


@case({"inner": "outer"})
def pool_of_eight():
    """Eight calls, three at a time."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor(max_workers=3) as pool:
            list(pool.map(inner, [request] * 8))

    outer("a")


@case({"inner": "outer", "other": "outer"})
def two_kinds_at_once():
    """Two different functions at once in a bare pool."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor() as pool:
            for work in (inner, other, inner, other):
                pool.submit(work, request)

    outer("a")


@case({"inner": "outer"})
def one_submitted():
    """One call in a bare pool; the caller waits."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor() as pool:
            return pool.submit(inner, request).result()

    outer("a")


@case({"inner": "outer"})
def one_thread():
    """A bare thread, joined."""

    @traceable
    def outer(request):
        in_thread(inner, request).join()

    outer("a")


@case({"inner": "step"})
def below_a_step():
    """The pool is used two levels below the root."""

    @traceable
    def step(request):
        with ThreadPoolExecutor() as pool:
            list(pool.map(inner, [request] * 3))

    @traceable
    def outer(request):
        other(request)
        step(request)
        other(request)

    outer("a")


@case({"with_parts": "outer"})
def subtrees():
    """What is lost has runs of its own below it."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor() as pool:
            list(pool.map(with_parts, [request] * 3))

    outer("a")


@case({"inner": "outer"})
def requests_in_turn():
    """Three requests, each with a bare pool, one after the other."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor() as pool:
            list(pool.map(inner, [request] * 2))

    for request in "abc":
        outer(request)
        pause()


@case({"inner": "outer"})
def requests_at_once():
    """Three requests at once, each with a bare pool: whose is whose, nothing tells."""

    @traceable
    def outer(request):
        with ThreadPoolExecutor() as pool:
            list(pool.map(inner, [request] * 2))

    for thread in [in_thread(outer, request) for request in "abc"]:
        thread.join()


@case({"attempt": "outer"})
def attempts():
    """A call that fails twice is tried again, each time in a thread with a time limit."""

    @traceable
    def attempt(request, n):
        pause()
        if n < 2:
            raise TimeoutError("too slow")

    @traceable
    def outer(request):
        with ThreadPoolExecutor(max_workers=1) as pool:
            for n in range(3):
                pool.submit(attempt, request, n).exception()

    outer("a")


@case({"inner": "outer"})
def consumer():
    """A consumer thread started at boot serves the requests' jobs one by one."""
    jobs = queue.Queue()

    def consume():
        for request, done in iter(jobs.get, None):
            inner(request)
            done.set()

    @traceable
    def outer(request):
        for _ in range(2):
            done = threading.Event()
            jobs.put((request, done))
            done.wait()

    worker = in_thread(consume)
    for request in "ab":
        outer(request)
    jobs.put(None)
    worker.join()


@case({"inner": "outer"})
def timer():
    """A threading.Timer calls back while the caller waits."""

    @traceable
    def outer(request):
        done = threading.Event()
        threading.Timer(0.01, lambda: (inner(request), done.set())).start()
        done.wait()

    outer("a")


@case({"inner": "outer"})
def after_healthy_steps():
    """Steps in their places, and one of four in a bare pool."""

    @traceable
    def outer(request):
        other(request)
        with ThreadPoolExecutor() as pool:
            list(pool.map(inner, [request] * 2))
        other(request)

    outer("a")


@case({"inner": "outer"})
def lost_generator():
    """A traced generator is read in a bare thread."""

    @traceable(name="inner")
    def stream(request):
        for n in range(3):
            pause(5)
            yield n

    @traceable
    def outer(request):
        for _ in range(2):
            in_thread(lambda: list(stream(request))).join()

    outer("a")


@case({"inner": "outer"})
def outlives_the_caller():
    """The caller does not wait for what it has started."""

    @traceable
    def outer(request):
        in_thread(inner, request)
        pause(5)

    outer("a")
    pause(40)


# Healthy ones.


@traceable
def handle(request):
    inner(request)
    other(request)


@case()
def requests_in_threads():
    """A server with threads: requests at once, each in its own trace."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(handle, "abcdef"))


@case()
def fan_out_with_context():
    """The pool of LangSmith carries the context."""

    @traceable
    def outer(request):
        with ContextThreadPoolExecutor() as pool:
            list(pool.map(inner, [request] * 4))

    outer("a")
    outer("b")


@case()
def parent_given():
    """A bare pool, with the parent handed over."""

    @traceable
    def outer(request):
        parent = get_current_run_tree()
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda _: inner(request, langsmith_extra={"parent": parent}), range(3)))

    outer("a")


@case()
def job_on_a_schedule():
    """A thread refreshes a cache every few milliseconds, inside and outside of requests."""
    stop = threading.Event()

    @traceable
    def refresh():
        pause(2)

    def loop():
        while not stop.wait(0.012):
            refresh()

    worker = in_thread(loop)
    pause(40)
    for request in "abc":
        handle(request)
        pause(20)
    stop.set()
    worker.join()


@case()
def two_jobs_on_schedules():
    """Two jobs at different paces, no request at all."""
    stop = threading.Event()

    @traceable
    def refresh():
        pause(3)

    @traceable
    def report():
        pause(30)

    def loop(work, every):
        while not stop.wait(every):
            work()

    workers = [in_thread(loop, refresh, 0.011), in_thread(loop, report, 0.03)]
    pause(200)
    stop.set()
    for worker in workers:
        worker.join()


@case()
def warm_up():
    """Two roots at the start, at once, of different length; then requests."""

    @traceable
    def load_model():
        pause(60)

    @traceable
    def load_index():
        pause(10)

    threads = [in_thread(load_model), in_thread(load_index)]
    for thread in threads:
        thread.join()
    handle("a")


@case()
def two_endpoints():
    """A long question and short searches at once, and searches on their own before."""

    @traceable
    def search(request):
        pause(8)

    @traceable
    def ask(request):
        pause(80)

    search("a")
    thread = in_thread(ask, "b")
    pause(10)
    search("c")
    search("d")
    thread.join()


@case()
def short_beside_long():
    """Other people's short requests, only ever seen during one long one."""

    @traceable
    def search(request):
        pause(8)

    @traceable
    def ask(request):
        pause(120)

    thread = in_thread(ask, "a")
    pause(10)
    search("b")
    pause(20)
    search("c")
    thread.join()


@case()
def one_beside_another():
    """One short root during one long one, each in a thread of its own, once."""

    @traceable
    def audit(request):
        pause(8)

    thread = in_thread(handle, "a")
    pause(8)
    in_thread(audit, "b").join()
    thread.join()


@case()
def jobs_of_a_worker():
    """A worker takes jobs after their requests have been answered."""
    jobs = queue.Queue()

    @traceable
    def send_mail(request):
        pause(10)

    def consume():
        for request in iter(jobs.get, None):
            pause(30)
            send_mail(request)

    worker = in_thread(consume)
    for request in "ab":
        handle(request)
        jobs.put(request)
        pause(60)
    jobs.put(None)
    worker.join()


@case()
def same_function_in_two_threads():
    """Two long calls of one function, one beginning and ending inside of the other."""

    @traceable
    def crawl(request, ms):
        pause(ms)

    threads = [in_thread(crawl, "a", 80)]
    pause(10)
    threads.append(in_thread(crawl, "b", 20))
    for thread in threads:
        thread.join()


@case()
def released_together():
    """Two kinds of requests wait for one event and go on at the same moment."""
    gate = threading.Event()

    @traceable
    def ask(request):
        gate.wait()

    @traceable
    def search(request):
        gate.wait()

    threads = [in_thread(ask, "a")]
    pause(20)
    threads.append(in_thread(search, "b"))
    pause(30)
    gate.set()
    for thread in threads:
        thread.join()


@case()
def batch_of_roots():
    """A script gives a list of questions to a pool, untraced itself."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        list(pool.map(with_parts, "abcdefgh"))


if __name__ == "__main__":
    kit.main()
