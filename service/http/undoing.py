"""What was loaded and recorded, and taking it back, in the browser and over HTTP."""

import uuid
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from service.access.roles import Capability
from service.answers.accepted_changes import ChangeEntry
from service.answers.background_derivation import derive_in_background
from service.answers.currency import RECORD
from service.answers.dataset_loads import (
    is_load,
    take_back_load,
    try_take_back_load,
    writing,
)
from service.answers.names import names_of
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.display import loads as display
from service.display.changes import ChangeRow, change_rows
from service.display.conflicts import kept_texts, restored_texts
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


@undoing.get("/changes")
def changes() -> str:
    """What was loaded and recorded, the latest first, each in a line."""
    knowledge = context.knowledge()
    given = {name: value for name, value in g.given.items() if value not in ("", [])}
    answer = knowledge.ask(RECORD, given)
    return render_template(
        "changes.html",
        rows=change_rows(answer, context.request_language(), context.link),
        truncated=answer.truncated,
        saved=answer.query,
        given=given,
        state=answer.state,
    )


@undoing.get("/undo")
def form() -> Response:
    """The form that takes back a load or a change, with what it would take back."""
    change = str(g.given.get("id", "")).strip()[:MAX_TEXT_LENGTH]
    if not change or not context.may(Capability.LOAD):
        return _page(change)
    try:
        return _page(change, tried=_tried(change))
    except (NotFound, Conflict) as refusal:
        return _page(change, refusal=refusal)
    except Refusal as untried:
        return _page(change, untried=untried)


@undoing.post("/undo")
def done() -> Response:
    """Takes one back; of a load the page with the progress follows."""
    change = request.form.get("change", "").strip()
    try:
        if is_load(change):
            return _started(change)
        return _page(change, undone=_undo_change(change))
    except (InvalidParameter, NotFound, Conflict, Deriving) as refusal:
        return _page(change[:MAX_TEXT_LENGTH], refusal=refusal)


@undoing.post("/undo.json")
def as_json() -> Response:
    """Takes back the load or the change whose id is the ``change`` of the body; with ``check`` it
    is only told what that would take back."""
    typed = request.mimetype == "application/json"
    body: Any = request.get_json(silent=True) if typed else request.form.to_dict()
    change = body.get("change") if isinstance(body, dict) else None
    check = body.get("check", False) if isinstance(body, dict) else False
    if (
        not isinstance(change, str)
        or not (isinstance(check, bool) or (not typed and check in ("", "0", "1")))
        or set(body) - {"change", "check"}
    ):
        text = Text(
            "expected: the id of a load or a change, and check if it is only to be looked at",
            "应为载入或登记的编号；仅查看时另加 check",
        )
        raise InvalidParameter(
            Text("The request cannot be read", "无法读取该请求"), [Fault(text, "change")]
        )
    undone: Undone | UndoneChange
    if check in (True, "1"):
        undone = _tried(_id(change))
    elif is_load(change):
        with writing():
            graph, by = context.knowledge().graph, context.requester()
            undone = take_back_load(_id(change), graph, by=by)
    else:
        undone = _undo_change(change)
    return Response(to_json(display.undone_record(undone)), content_type=JSON)


def _tried(change: str) -> "Undone | UndoneChange":
    from service.answers.undo_change import try_undo_change

    graph = context.knowledge().graph
    if is_load(change):
        return try_take_back_load(change, graph)
    return try_undo_change(graph, change)


def _undo_change(change: str) -> "UndoneChange":
    from service.answers.undo_change import undo_change

    entry = ChangeEntry(uuid.uuid4().hex, context.requester())
    undone = undo_change(context.knowledge().graph, _id(change), entry)
    if undone.moved is None:
        derive_in_background(context.knowledge().graph)
    return undone


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
    change: str,
    *,
    tried: "Undone | UndoneChange | None" = None,
    untried: Refusal | None = None,
    undone: "UndoneChange | None" = None,
    refusal: Refusal | None = None,
) -> Response:
    """The page: what would be taken back (``tried``, or why that cannot be told), or what was."""
    knowledge = context.knowledge()
    told = undone or tried
    kept = told.kept[:MAX_SHOWN] if told else []
    restored = getattr(told, "restored", [])[:MAX_SHOWN]
    page = render_template(
        "undo.html",
        change=change,
        row=_row(change) if change and not undone else None,
        tried=tried,
        untried=untried,
        undone=undone,
        refusal=refusal,
        counts=display.count_rows(told.counts) if told else [],
        restored=restored_texts(
            restored,
            names_of(knowledge.graph, restored),
            personal=context.shows_persons_in(restored, "undo"),
        ),
        kept=kept_texts(kept, names_of(knowledge.graph, kept)),
        kept_count=getattr(told, "kept_count", len(told.kept)) if told else 0,
        state=knowledge.state(),
    )
    return make_response(page, refusal.status if refusal else 200)


def _row(change: str) -> ChangeRow | None:
    """What is recorded of a load or change, if it is among the latest."""
    if RECORD not in context.knowledge().catalog:
        return None
    answer = context.knowledge().ask(RECORD, {})
    rows = change_rows(answer, context.request_language(), context.link)
    found = [row for row in rows if row.change.startswith(change)]
    return found[0] if len(found) == 1 or (found and found[0].change == change) else None
