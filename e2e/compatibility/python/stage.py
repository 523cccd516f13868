"""What every check stands on: clients of one server, names that no other check uses, a run and a trace to speak of."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from langsmith import AsyncClient, Client
from langsmith.run_trees import RunTree

START = datetime.timedelta(seconds=90)


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def utc(time: datetime.datetime | None) -> datetime.datetime | None:
    """The v1 API speaks of times without their zone, which is UTC."""
    return time if time is None or time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)


@dataclass
class Stage:
    url: str
    client: Client
    aclient: AsyncClient

    def project(self, of: str) -> str:
        """A name that nobody used before, `of` in it."""
        return f"{of}-{uuid.uuid4().hex[:8]}"

    def fields(self, project: str, **more: Any) -> dict[str, Any]:
        """Everything that a run can say, as `create_run` takes it: one that has ended, a root."""
        start = now() - START
        run = RunTree(name="answer", run_type="llm", start_time=start, project_name=project, client=self.client)
        return {
            "id": run.id,
            "trace_id": run.trace_id,
            "dotted_order": run.dotted_order,
            "name": "answer",
            "run_type": "llm",
            "project_name": project,
            "start_time": start,
            "end_time": start + datetime.timedelta(milliseconds=1250),
            "inputs": {"messages": [{"role": "user", "content": "why tides? ☾"}], "deep": {"a": [1, 2.5, None, True]}},
            "outputs": {"role": "assistant", "content": "the moon"},
            "error": None,
            "tags": ["tea", "☾"],
            "extra": {"metadata": {"ls_model_name": "demo-1", "ls_provider": "demo", "n": 5}, "batch_size": 2},
            "events": [{"name": "start", "time": start.isoformat()}, {"name": "bell", "time": start.isoformat()}],
            "serialized": {"name": "answer", "graph_free": True},
            **more,
        }

    def trace(self, project: str, metadata: dict[str, Any] | None = None) -> dict[str, RunTree]:
        """plan(search, answer(rate)), where rate fails; sent and stored."""
        root = RunTree(
            name="plan",
            inputs={"question": "why?"},
            project_name=project,
            client=self.client,
            start_time=now() - START,
            extra={"metadata": metadata or {}},
            tags=["tea"],
        )
        search = root.create_child("search", "retriever", inputs={"query": "tides"})
        answer = root.create_child("answer", "llm", inputs={"prompt": "why tides?"})
        rate = answer.create_child("rate", "tool", inputs={"text": "the moon"})
        usage = {"input_tokens": 11, "output_tokens": 4, "total_tokens": 15}
        search.end(outputs={"documents": []})
        rate.end(error="no rating today")
        answer.end(outputs={"content": "the moon", "usage_metadata": usage})
        root.end(outputs={"answer": "the moon"})
        runs = {"plan": root, "search": search, "answer": answer, "rate": rate}
        for run in runs.values():
            run.post()
        self.client.flush()
        return runs
