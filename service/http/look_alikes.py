"""Look-alikes side by side: people decide whether two are one and the same, or different."""

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, render_template, request

from service.answers.background_derivation import derive_in_background
from service.answers.names import names_of
from service.display.conflicts import conflict_records, conflict_texts
from service.errors import (
    Conflict,
    Deriving,
    InvalidParameter,
    NotAllowed,
    NotFound,
    Refusal,
    ReusedChangeId,
    TooManyRequests,
)
from service.formats.media_types import JSON
from service.http import context
from service.http.actions import change_id
from service.language import Text
from service.model.places import PlaceWords
from service.model.tables import BY_LABEL
from service.serialization import to_json

if TYPE_CHECKING:
    from service.answers.one_and_same import MadeOne

look_alikes = Blueprint("look_alikes", __name__)

REFUSALS = (
    *(InvalidParameter, NotFound, Conflict, Deriving, NotAllowed, ReusedChangeId, TooManyRequests),
)
"""What is told above the pairs."""

FIELDS = ("kind", "one", "other", "stays")
"""What a decision says: a label, two ids, and which of them stays; blank: they are different."""


@look_alikes.get("/look-alikes")
def page() -> Response:
    """The pairs of which nobody has decided."""
    return _page()


@look_alikes.get("/look-alikes.json")
def as_json() -> Response:
    """The same as data."""
    return Response(to_json({found.kind: _record(found) for found in _found()}), content_type=JSON)


@look_alikes.post("/look-alikes")
def decided() -> Response:
    """Decides of one pair, and shows the others."""
    try:
        sent = {name: request.form.get(name) for name in (*FIELDS, "change")}
        told = _decide(sent, change_id(sent.pop("change") or None))
    except REFUSALS as refusal:
        return _page(refusal=refusal)
    return _page(told=told)


@look_alikes.post("/look-alikes.json")
def decided_as_json() -> Response:
    """Decides of one pair; the header ``Idempotency-Key`` gives the change its id."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InvalidParameter(
            Text("A JSON object is expected: " + ", ".join(FIELDS),
                 "应为 JSON 对象，含：" + "、".join(FIELDS))
        )  # fmt: skip
    told = _decide(body, change_id(request.headers.get("Idempotency-Key")))
    made: MadeOne | None = told["made"]
    answer = {"change": told["change"], "derived": told["derived"]}
    if made is not None:
        personal = context.shows_persons_in(made.conflicts, "look-alikes")
        answer |= {
            "moved": made.moved,
            "relationships": made.kept,
            "dropped": [list(ids) for ids in made.dropped],
            "conflicts": conflict_records(made.conflicts, personal=personal),
        }
    return Response(to_json(answer), 200 if told["derived"] else 202, content_type=JSON)


def _decide(sent: dict[str, Any], change: str | None) -> dict[str, Any]:
    # deciding needs the loader, which a server that only answers does without
    from service.answers.accepted_changes import ChangeEntry
    from service.answers.one_and_same import keep_apart, make_one

    wrong = [name for name in FIELDS if not isinstance(sent.get(name) or "", str)]
    missing = [name for name in FIELDS[:3] if not sent.get(name)]
    unknown = sorted(sent.keys() - set(FIELDS))
    if wrong or missing or unknown:
        listed = ", ".join(dict.fromkeys([*wrong, *missing, *unknown]))
        raise InvalidParameter(
            Text(
                f"kind, one, other and stays are expected, as texts; wrong, missing or unknown:"
                f" {listed}",
                f"应有 kind、one、other、stays，均为文字；有误、缺少或未知：{listed}",
            )
        )
    kind, one, other, stays = (str(sent.get(name) or "") for name in FIELDS)
    by = context.requester()
    entry = ChangeEntry(change or uuid.uuid4().hex, by)
    knowledge = context.knowledge()
    if not stays:
        keep_apart(knowledge, kind, one, other, entry)
        return {"change": entry.change, "made": None, "derived": True}
    if stays not in (one, other):
        raise Conflict(
            Text(f"stays: {one} or {other}, or blank", f"stays 应为 {one} 或 {other}，或留空")
        )
    made = make_one(knowledge, kind, other if stays == one else one, stays, entry)
    if made.moved is None:
        derive_in_background(knowledge.graph)
    return {"change": entry.change, "made": made, "derived": made.moved is not None}


def _found() -> list[Any]:
    from service.answers.look_alikes import look_alikes as find
    from service.dataset.naming.aliases import KINDS

    return [find(context.knowledge().graph, kind) for kind in KINDS]


def _record(found: Any) -> dict[str, Any]:
    return {"count": found.count, "pairs": [[vars(one) for one in pair] for pair in found.pairs]}


def _page(*, told: dict[str, Any] | None = None, refusal: Refusal | None = None) -> Response:
    knowledge = context.knowledge()
    conflicts = told["made"].conflicts if told and told["made"] else []
    page = render_template(
        "look-alikes.html",
        every=[(BY_LABEL[found.kind], found) for found in _found()],
        places=PlaceWords(),
        told=told,
        refusal=refusal,
        conflicts=conflict_texts(
            conflicts,
            names_of(knowledge.graph, conflicts),
            personal=context.shows_persons_in(conflicts, "look-alikes"),
        ),
        change=lambda: uuid.uuid4().hex,
        state=knowledge.state(),
    )
    return make_response(page, refusal.status if refusal else 200)
