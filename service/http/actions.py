"""Actions over HTTP: the form, and doing them by a form or by JSON."""

import re
import uuid
from typing import Any

from flask import Blueprint, Response, g, render_template, request

from service.answers.accepted_changes import require_usable_id
from service.answers.answer import AcceptedChange
from service.answers.background_derivation import derive_in_background
from service.answers.codes import with_codes
from service.answers.names import names_of
from service.catalog.arguments import unknown_parameters
from service.catalog.catalog import ACTION, SavedQuery
from service.catalog.json_schema import SEEN_VERSION_PATTERN
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.display import forms
from service.display.conflicts import conflict_records, conflict_texts
from service.display.faults import fault_records
from service.errors import (
    Fault,
    InternalError,
    InvalidParameter,
    NotFound,
    Refusal,
    ReusedChangeId,
)
from service.formats import files
from service.formats.media_types import JSON
from service.http import context
from service.http.identity import CSRF_FIELD
from service.language import Text

actions = Blueprint("actions", __name__)

OF_FORMS = ("change", "seen", CSRF_FIELD)
"""What a form sends beside the arguments of its action."""


@actions.get("/actions/<name:query>")
def form(query: str) -> Response:
    """The form of an action, filled with what the address gives."""
    saved = context.knowledge().catalog.of_kind(ACTION, query)
    faults = unknown_parameters(g.given, [parameter.name for parameter in saved.parameters])
    if faults:
        raise InvalidParameter(Text("Unknown parameters", "未知参数"), faults)
    return _action(saved, dict(g.given), uuid.uuid4().hex)


@actions.post("/actions/<name:query>")
def done(query: str) -> Response:
    """Does the action; sent again by mistake it is told that it was done already."""
    saved = context.knowledge().catalog.of_kind(ACTION, query)
    change = change_id(request.form.get("change")) or uuid.uuid4().hex
    given = with_codes(saved, _body_arguments())
    seen = seen_version(request.form.get("seen"), "seen")
    try:
        accepted, given = _do_with_names(saved, given, change, seen)
    except ReusedChangeId as refusal:
        # somebody went back to a form that was accepted and changed it: sent again, it is a new one
        return _action(saved, given, uuid.uuid4().hex, refusal=refusal)
    except InternalError:
        raise
    except Refusal as refusal:
        # the id stays, so that the same entry sent twice counts once
        return _action(saved, given, change, refusal=refusal)
    return _action(saved, given, uuid.uuid4().hex, accepted=accepted)


def _action(
    saved: SavedQuery,
    given: dict[str, Any],
    change: str,
    *,
    refusal: Refusal | None = None,
    accepted: AcceptedChange | None = None,
) -> Response:
    """The page of an action: its form, and what came of it."""
    labels = context.id_labels(saved, given)
    faults = refusal.faults if refusal else ()
    conflicts = accepted.conflicts if accepted else ()
    page = render_template(
        "action.html",
        saved=saved,
        # once done, the form is for the next entry
        fields=forms.fields(
            saved, {} if accepted else given, faults, labels, context.request_language()
        ),
        change=change,
        refusal=refusal,
        loose=forms.loose(saved, faults),
        accepted=accepted,
        conflicts=conflict_texts(
            conflicts,
            names_of(context.knowledge().graph, conflicts),
            personal=context.shows_persons_in(conflicts, saved.name),
        ),
        labels={parameter.name: parameter.label for parameter in saved.parameters},
        moves="after_days" in {column.name for column in saved.columns},
        may_do=context.knowledge().actions.could(saved, given),
        state=accepted.answer.state if accepted else context.state(),
        view=context.answer_view(accepted.answer, labels) if accepted else None,
    )
    return context.refusing(page, refusal)


@actions.post("/actions/<name:query>.json")
def as_json(query: str) -> Response:
    """Does an action; its arguments are the body, as JSON or as a form, in which a name that fits
    one thing stands for its id, as where a person sends it.

    The header ``Idempotency-Key`` gives the change its id, so that sending it again is safe: it is
    409 then, and 422 where another change has that id. ``Seen-Version`` gives the
    ``Graph-Version`` of the answer that it is based on: 409 where others changed the same after it.
    """
    action = context.knowledge().catalog.of_kind(ACTION, query)
    given = _body_arguments()
    change = change_id(request.headers.get("Idempotency-Key"))
    seen = seen_version(request.headers.get("Seen-Version"), "Seen-Version")
    if request.mimetype == "application/json":
        accepted = _do(action.name, given, change, seen)
    else:
        accepted, _ = _do_with_names(action, with_codes(action, given), change, seen)
    told = {
        "change": accepted.change,
        "derived": accepted.derived,
        "conflicts": conflict_records(
            accepted.conflicts,
            personal=context.shows_persons_in(accepted.conflicts, action.name),
        ),
        "notices": fault_records(accepted.notices, context.request_language()),
    }
    body = files.json_of(accepted.answer, extra=told)
    status = 200 if accepted.derived else 202
    response = Response(body, status, content_type=JSON)
    response.headers["Graph-Version"] = str(accepted.answer.state.version)
    return response


def _do_with_names(
    action: SavedQuery, given: dict[str, Any], change: str | None, seen: int | None
) -> tuple[AcceptedChange, dict[str, Any]]:
    """Does an action whose things may be told by names, each of which fits one; also gives the
    arguments with their ids."""
    try:
        return _do(action.name, given, change, seen), given
    except NotFound as unknown:
        fitting = context.fitting_ids(action, given, unknown)
        if fitting is None:
            raise
    return _do(action.name, fitting, change, seen), fitting


def _do(
    name: str, given: dict[str, Any], change: str | None, seen: int | None = None
) -> AcceptedChange:
    """Does an action for whoever sent this request; what follows from it may be still derived."""
    typed = request.mimetype == "application/json"
    accepted = context.knowledge().do(
        name, given, by=context.requester(), change=change, typed=typed, seen=seen
    )
    if not accepted.derived:
        derive_in_background(context.knowledge().graph)
    return accepted


def _body_arguments() -> dict[str, Any]:
    """The arguments in a request's body; raises ``InvalidParameter`` for a body of another form."""
    if request.args.keys() - {"lang"}:
        raise InvalidParameter(
            Text("Arguments of an action belong into the body", "登记内容须放在请求正文中")
        )
    if request.mimetype == "application/json":
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise InvalidParameter(
                Text("A JSON object of arguments is expected", "应为由参数组成的 JSON 对象")
            )
        return body
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data", ""):
        return {
            name: values[0] if len(values) == 1 else values
            for name, values in request.form.lists()
            if name not in (*OF_FORMS, "lang") and values != [""]
        }
    raise InvalidParameter(
        Text(
            "The body must be JSON (Content-Type: application/json) or a form",
            "请求正文应为 JSON（Content-Type: application/json）或表单",
        )
    )


def seen_version(given: str | None, where: str) -> int | None:
    """The version of the graph that whoever sends a change has seen; blank is not told."""
    if given and not re.fullmatch(SEEN_VERSION_PATTERN, given):
        raise InvalidParameter(
            Text("That is no version of the graph", "数据版本有误"),
            [
                Fault(
                    Text(
                        "the number that an answer gives as its Graph-Version is expected",
                        "应为结果的 Graph-Version 所给的数字",
                    ),
                    where,
                    given[:MAX_TEXT_LENGTH],
                )
            ],
        )
    return int(given) if given else None


def change_id(given: str | None) -> str | None:
    """The id that whoever sends a change gives it; blank is none."""
    if given:
        require_usable_id(given, "Idempotency-Key")
    return given or None
