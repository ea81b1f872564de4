"""What was loaded and recorded, and taking it back, in the browser and over HTTP."""

import uuid
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from service.answers.changes import ChangeEntry
from service.answers.dataset_loads import LOAD_PREFIX, take_back_load, writing
from service.answers.names import names_of
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.display import loads as display
from service.display.changes import ChangeRow, change_rows
from service.display.conflicts import kept_texts
from service.errors import Conflict, Deriving, Fault, InvalidParameter, NotFound, Refusal
from service.formats.media_types import JSON
from service.http import context
from service.http.loads import MAX_SHOWN, jobs
from service.language import Text
from service.progress import Progress
from service.serialization import to_json

if TYPE_CHECKING:
    from service.answers.undo_change import UndoneChange
    from service.dataset.undo import Undone

undoing = Blueprint("undoing", __name__)

CHANGES = "changes"
"""The saved query that tells what was loaded and recorded."""


@undoing.get("/changes")
def changes() -> str:
    """What was loaded and recorded, the latest first, each in a line."""
    knowledge = context.knowledge()
    given = {name: value for name, value in g.given.items() if value not in ("", [])}
    answer = knowledge.ask(CHANGES, given)
    return render_template(
        "changes.html",
        rows=change_rows(answer, context.request_language(), context.link),
        truncated=answer.truncated,
        saved=answer.query,
        given=given,
        may_change=knowledge.may_change,
        state=answer.state,
    )


@undoing.get("/undo")
def form() -> Response:
    """The form that takes back a load or a change."""
    return _page(str(g.given.get("id", "")).strip()[:MAX_TEXT_LENGTH])


@undoing.post("/undo")
def done() -> Response:
    """Takes one back; of a load the page with the progress follows."""
    context.require_may_change()
    change = request.form.get("change", "").strip()
    try:
        if change.startswith(LOAD_PREFIX):
            return _started(change)
        return _page(change, undone=_undo_change(change))
    except (InvalidParameter, NotFound, Conflict, Deriving) as refusal:
        return _page(change[:MAX_TEXT_LENGTH], refusal=refusal)


@undoing.post("/undo.json")
def as_json() -> Response:
    """Takes back the load or the change whose id is the ``change`` of the body."""
    context.require_may_change()
    typed = request.mimetype == "application/json"
    body: Any = request.get_json(silent=True) if typed else request.form.to_dict()
    change = body.get("change") if isinstance(body, dict) else None
    if not isinstance(change, str) or set(body) - {"change"}:
        text = Text("expected: the id of a load or a change, alone", "应仅含载入或登记的编号")
        raise InvalidParameter(
            Text("The request cannot be read", "无法读取该请求"), [Fault(text, "change")]
        )
    told: dict[str, Any]
    if change.startswith(LOAD_PREFIX):
        with writing():
            graph, by = context.knowledge().graph, context.requester()
            load = take_back_load(_id(change), graph, by=by)
        counts = {kind: vars(each) for kind, each in load.counts.items()}
        told = {"undone": load.load, "dataset": load.dataset, "counts": counts}
        kept, count = load.kept, load.kept_count
    else:
        undone = _undo_change(change)
        told = {"undone": undone.change, "action": undone.action, "moved": undone.moved}
        kept, count = undone.kept, len(undone.kept)
    told |= {"kept_count": count, "kept": display.kept_records(kept)}
    return Response(to_json(told), content_type=JSON)


def _undo_change(change: str) -> "UndoneChange":
    from service.answers.undo_change import undo_change

    entry = ChangeEntry(uuid.uuid4().hex, context.requester())
    return undo_change(context.knowledge().graph, _id(change), entry)


def _id(change: str) -> str:
    """The id as it was given; a blank one would stand for every change."""
    if not change.strip() or len(change) > MAX_TEXT_LENGTH:
        text = Text("expected: the id of a load or a change", "应为载入或登记的编号")
        raise InvalidParameter(
            Text("What is to be undone?", "请指明要撤销的内容"),
            [Fault(text, "change", change[:MAX_TEXT_LENGTH])],
        )
    return change.strip()


def _started(load: str) -> Response:
    graph, by, load = context.knowledge().graph, context.requester(), _id(load)

    def work(progress: Progress) -> "tuple[str, Undone]":
        undone = take_back_load(load, graph, by=by, progress=progress)
        return undone.dataset, undone

    started = jobs().start(work, writing(), "undoing a load")
    return cast(Response, redirect(url_for("loads.job", id=started.id), 303))


def _page(
    change: str, *, undone: "UndoneChange | None" = None, refusal: Refusal | None = None
) -> Response:
    knowledge = context.knowledge()
    kept = undone.kept[:MAX_SHOWN] if undone else []
    page = render_template(
        "undo.html",
        change=change,
        row=_row(change) if change and not undone else None,
        undone=undone,
        refusal=refusal,
        kept=kept_texts(kept, names_of(knowledge.graph, kept)),
        may_change=knowledge.may_change,
        state=knowledge.state(),
    )
    return make_response(page, refusal.status if refusal else 200)


def _row(change: str) -> ChangeRow | None:
    """What is recorded of a load or change, if it is among the latest."""
    if CHANGES not in context.knowledge().catalog:
        return None
    answer = context.knowledge().ask(CHANGES, {})
    rows = change_rows(answer, context.request_language(), context.link)
    found = [row for row in rows if row.change.startswith(change)]
    return found[0] if len(found) == 1 or (found and found[0].change == change) else None
