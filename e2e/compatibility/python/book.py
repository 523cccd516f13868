"""The book of what was checked: every public method of the clients, and whether it does here what it does elsewhere.

A check writes through a client, reads back through it, and names the methods that it thereby shows to
work. `public_methods` finds the methods by looking at the classes themselves, so that a method which a
new version brings cannot be forgotten.
"""

import asyncio
import inspect
import traceback
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Callable, Iterable, Iterator

from pydantic import BaseModel


@dataclass(frozen=True)
class Check:
    methods: tuple[str, ...]
    note: str
    run: Callable[..., Any]


@dataclass
class Book:
    """Results are of one client in one version; a failure is the text of what went wrong."""

    client: str
    version: str
    results: dict[str, dict[str, str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def works(self, method: str, note: str) -> None:
        self._enter(method, "works", note)

    def refused(self, method: str, note: str) -> None:
        self._enter(method, "refused", note)

    def fails(self, what: str) -> None:
        self.failures.append(f"{self.client} {self.version}: {what}")

    def rows(self) -> list[dict[str, str]]:
        return [self.results[method] for method in sorted(self.results)]

    def _enter(self, method: str, outcome: str, note: str) -> None:
        if method in self.results:
            self.fails(f"{method} is checked twice")
        self.results[method] = {
            "client": self.client,
            "version": self.version,
            "method": method,
            "outcome": outcome,
            "note": note,
        }


def check(*methods: str, note: str) -> Callable[[Callable[..., Any]], Check]:
    """Makes a check of a function of the stage; `note` says in a few words what is compared."""
    return lambda run: Check(methods, note, run)


def checks_of(module: ModuleType) -> Iterator[Check]:
    return (value for value in vars(module).values() if isinstance(value, Check))


async def run_checks(book: Book, checks: Iterable[Check], stage: Any, exists: Callable[[str], bool]) -> None:
    """Runs those of which this version has any method; one that fails costs the others nothing."""
    for one in checks:
        methods = [method for method in one.methods if exists(method)]
        if not methods:
            continue
        try:
            done = one.run(stage)
            if asyncio.iscoroutine(done):
                await done
        except Exception:
            book.fails(f"{', '.join(methods)}: {traceback.format_exc(limit=-4)}")
            continue
        for method in methods:
            book.works(method, one.note)


def same(actual: Any, expected: Any) -> None:
    """Throws where what was read is not what was written, and shows both."""
    if actual != expected:
        raise AssertionError(f"\nread:     {actual!r}\nexpected: {expected!r}")


def public_methods(owner: Any, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """`Client.read_run`, `Client.runs.query_v2`, …: what of an instance may be called, resources included."""
    for member in dir(owner):
        if member.startswith("_") or member.startswith("with_") or hasattr(BaseModel, member):
            continue
        value = getattr(owner, member)
        if type(value).__name__.endswith("Resource"):
            yield from public_methods(value, f"{name}.{member}")
        elif inspect.isroutine(value):
            yield f"{name}.{member}", value
