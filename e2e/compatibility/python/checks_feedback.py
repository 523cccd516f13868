"""Feedback, its configurations and its links; links to runs; files beside runs."""

import datetime
import uuid
from typing import Any

from langsmith.evaluation import EvaluationResult, run_evaluator
from langsmith.schemas import Attachment

from book import check, same
from stage import Stage, now

SHAPES: tuple[dict[str, Any], ...] = (
    {"score": 0.25, "comment": "fine ☾"},
    {"score": True},
    {"score": 0},
    {"value": "yes", "correction": {"answer": "no"}},
    {"value": {"nested": [1, None]}},
    {"value": 3, "score": -1},
    {"score": None, "value": None, "comment": "only words"},
)


@check("Client.create_feedback", "Client.read_feedback",
       note="score, value, comment, correction and source in every shape, beside runs and on its own")
def created(stage: Stage) -> None:
    project = stage.project("feedback")
    root = stage.trace(project)["plan"]
    project_id = stage.client.read_project(project_name=project).id
    for number, shape in enumerate(SHAPES):
        for travel in ({"trace_id": root.trace_id}, {}):
            sent = {"score": None, "value": None, "comment": None, "correction": None, **shape}
            made = stage.client.create_feedback(
                root.id, f"shape-{number}", feedback_source_type="model", source_info={"by": "judge"},
                source_run_id=root.id, feedback_id=uuid.uuid4(), **travel, **shape,
            )
            stage.client.flush()
            read = stage.client.read_feedback(made.id)
            same({name: getattr(read, name) for name in sent}, sent)
            same((read.id, read.run_id, read.key), (made.id, root.id, f"shape-{number}"))
            same((read.feedback_source.type, read.feedback_source.metadata["by"]), ("model", "judge"))
            same(read.feedback_source.metadata["__run"]["run_id"], str(root.id))
    about = stage.client.create_feedback(None, "overall", score=1, project_id=project_id)
    stage.client.flush()
    same(str(stage.client.read_feedback(about.id).session_id), str(project_id))
    same(stage.client.read_project(project_name=project, include_stats=True).session_feedback_stats["overall"]["n"], 1)
    same(stage.client.read_run(root.id).feedback_stats["shape-0"]["avg"], 0.25)


@check("Client.list_feedback", note="by runs, keys and source; as much as asked for")
def listed(stage: Stage) -> None:
    runs = stage.trace(stage.project("feedback-list"))
    for run, key in (("plan", "a"), ("plan", "b"), ("rate", "a")):
        stage.client.create_feedback(runs[run].id, key, score=1, feedback_source_type="api" if key == "a" else "model")

    def keys(**conditions: Any) -> list[str]:
        return sorted(feedback.key for feedback in stage.client.list_feedback(**conditions))

    ids = [runs["plan"].id, runs["rate"].id]
    same(keys(run_ids=ids), ["a", "a", "b"])
    same(keys(run_ids=ids[:1]), ["a", "b"])
    same(keys(run_ids=ids, feedback_key=["b"]), ["b"])
    same(keys(run_ids=ids, feedback_source_type=["model"]), ["b"])
    same(len(keys(run_ids=ids, limit=2)), 2)
    same(keys(run_ids=[uuid.uuid4()]), [])


@check("Client.update_feedback", "Client.delete_feedback", note="each field; what is not said stays; gone is gone")
def changed(stage: Stage) -> None:
    root = stage.trace(stage.project("feedback-change"))["plan"]
    made = stage.client.create_feedback(root.id, "k", score=0.5, comment="old", value="v")
    stage.client.update_feedback(made.id, score=1, correction={"is": "x"})
    read = stage.client.read_feedback(made.id)
    same((read.score, read.comment, read.value, read.correction), (1, "old", "v", {"is": "x"}))
    stage.client.update_feedback(made.id, comment="new", value="w")
    read = stage.client.read_feedback(made.id)
    same((read.score, read.comment, read.value), (1, "new", "w"))
    stage.client.delete_feedback(made.id)
    same(list(stage.client.list_feedback(run_ids=[root.id])), [])
    try:
        stage.client.read_feedback(made.id)
        raise AssertionError("removed feedback is still there")
    except Exception as error:
        assert type(error).__name__ == "LangSmithNotFoundError", error


@check("Client.create_feedback_config", "Client.list_feedback_configs", "Client.update_feedback_config",
       "Client.delete_feedback_config", note="bounds, categories and direction of a key")
def configured(stage: Stage) -> None:
    key, bounds = stage.project("config"), {"type": "continuous", "min": 0, "max": 10, "categories": None}
    made = stage.client.create_feedback_config(key, feedback_config=bounds, is_lower_score_better=True)
    same((made.feedback_key, made.is_lower_score_better), (key, True))
    [read] = stage.client.list_feedback_configs(feedback_key=[key])
    same({name: read.feedback_config[name] for name in bounds}, bounds)
    categories = {"type": "categorical", "categories": [{"value": 1, "label": "good"}, {"value": 0, "label": "bad"}]}
    stage.client.update_feedback_config(key, feedback_config=categories, is_lower_score_better=False)
    [read] = stage.client.list_feedback_configs(feedback_key=[key], limit=5)
    same((read.feedback_config["categories"], read.is_lower_score_better), (categories["categories"], False))
    stage.client.delete_feedback_config(key)
    same(list(stage.client.list_feedback_configs(feedback_key=[key])), [])


@check("Client.add_feedback_categories", "Client.remove_feedback_categories", note="one category more, one less")
def categories(stage: Stage) -> None:
    key, good, bad = stage.project("categories"), {"value": 1, "label": "good"}, {"value": 0, "label": "bad"}
    stage.client.create_feedback_config(key, feedback_config={"type": "categorical", "categories": [good]})
    same(stage.client.add_feedback_categories(key, [bad]).feedback_config["categories"], [good, bad])
    same(stage.client.remove_feedback_categories(key, [1]).feedback_config["categories"], [bad])
    [read] = stage.client.list_feedback_configs(feedback_key=[key])
    same(read.feedback_config["categories"], [bad])


@check("Client.create_presigned_feedback_token", "Client.create_presigned_feedback_tokens",
       "Client.list_presigned_feedback_tokens", "Client.create_feedback_from_token",
       note="links under which feedback is given without a key")
def by_link(stage: Stage) -> None:
    root = stage.trace(stage.project("tokens"))["plan"]
    one = stage.client.create_presigned_feedback_token(root.id, "one", expiration=datetime.timedelta(minutes=5))
    two = stage.client.create_presigned_feedback_tokens(root.id, ["two", "three"], expiration=now() + datetime.timedelta(1))
    same({token.id for token in stage.client.list_presigned_feedback_tokens(root.id)}, {t.id for t in (one, *two)})
    stage.client.create_feedback_from_token(one.url, score=1, comment="by link", metadata={"by": "guest"})
    stage.client.create_feedback_from_token(one.id, value="again")
    stage.client.create_feedback_from_token(two[0].url.rsplit("/", 1)[-1], score=0.5, correction={"a": 1})
    given = {(f.key, f.score, f.value, f.comment) for f in stage.client.list_feedback(run_ids=[root.id])}
    same(given, {("one", 1, None, "by link"), ("one", None, "again", None), ("two", 0.5, None, None)})


@check("Client.evaluate_run", note="what an evaluator says of a run is stored as its feedback")
def evaluated(stage: Stage) -> None:
    root = stage.trace(stage.project("evaluated"))["plan"]

    @run_evaluator
    def judge(run: Any, example: Any) -> EvaluationResult:
        return EvaluationResult(key="length", score=len(run.outputs["answer"]), comment="counted")

    stage.client.evaluate_run(root.id, judge)
    stage.client.flush()
    [read] = stage.client.list_feedback(run_ids=[root.id])
    same((read.key, read.score, read.comment, read.feedback_source.type), ("length", 8, "counted", "model"))


@check("Client.share_run", "Client.run_is_shared", "Client.read_run_shared_link", "Client.unshare_run",
       "Client.read_shared_run", "Client.list_shared_runs", note="a link to a trace that needs no key, until it is taken back")
def shared(stage: Stage) -> None:
    runs = stage.trace(stage.project("shared"))
    root = runs["plan"]
    same((stage.client.run_is_shared(root.id), stage.client.read_run_shared_link(root.id)), (False, None))
    chosen = str(uuid.uuid4())
    link = stage.client.share_run(root.id, share_id=chosen)
    assert chosen in link, link
    same((stage.client.run_is_shared(root.id), stage.client.read_run_shared_link(root.id)), (True, link))
    same(stage.client.read_shared_run(chosen).inputs, {"question": "why?"})
    same(stage.client.read_shared_run(chosen, runs["rate"].id).error, "no rating today")
    same(sorted(run.name for run in stage.client.list_shared_runs(chosen)), ["answer", "plan", "rate", "search"])
    same([run.name for run in stage.client.list_shared_runs(chosen, [str(runs["rate"].id)])], ["rate"])
    stage.client.unshare_run(root.id)
    same(stage.client.run_is_shared(root.id), False)


@check("Client.create_run(attachments)", note="files of a beginning and of an end, byte by byte")
def attached(stage: Stage) -> None:
    sent = stage.fields(stage.project("files"))
    picture, sound = b"\x89PNG\x00\xff" * 7, bytes(range(256))
    stage.client.create_run(**sent, attachments={"picture": Attachment("image/png", picture)})
    stage.client.flush()
    stage.client.update_run(sent["id"], trace_id=sent["trace_id"], dotted_order=sent["dotted_order"],
                            attachments={"sound": ("audio/wav", sound)})
    stage.client.flush()
    read = stage.client.read_run(sent["id"]).attachments or {}
    same({name: (file["mime_type"], file["reader"].read()) for name, file in read.items()},
         {"picture": ("image/png", picture), "sound": ("audio/wav", sound)})
