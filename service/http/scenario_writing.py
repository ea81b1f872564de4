"""Putting a scenario together, change by change, and keeping it under a name.

What is put together stands in the address alone, ``change`` by ``change``: every step is a link,
and nothing is kept before it is given a name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from service.answers.changes import UnknownIds, refuse_unknown
from service.answers.codes import with_codes
from service.answers.kept_scenarios import KeptScenario, keep_scenario, revise_scenario
from service.answers.scenario import MAX_CHANGES, Change, read_records, read_written
from service.answers.suggestions import unknown_ids
from service.catalog.catalog import WHAT_IF, SavedQuery
from service.display import forms
from service.errors import InternalError, InvalidParameter, NotFound, Refusal
from service.formats.media_types import JSON
from service.http import context
from service.http.actions import change_id
from service.http.gate import actor
from service.http.scenarios import list_page, page_of, told_changes, tried_page
from service.language import Text
from service.serialization import to_json

writing = Blueprint("writing", __name__)


@dataclass(frozen=True)
class Step:
    """One change of a scenario that is put together: what it is called and its parameters, or what
    is wrong with it; and the addresses that change the scenario."""

    written: str
    title: str
    scope: Sequence[tuple[str, str]]
    refusal: Refusal | None
    edit: str
    remove: str
    up: str
    down: str


@writing.get("/scenarios/new")
def new() -> str:
    """The changes so far, and what can be added."""
    texts = request.args.getlist("change")[: MAX_CHANGES + 1]
    steps = [_step(texts, place) for place in range(len(texts))]
    place = len(texts) + 1
    offered = [
        (one, url_for("writing.change", place=place, what_if=one.name, change=texts))
        for one in context.knowledge().catalog.what_ifs
    ]
    return render_template(
        "scenario_new.html",
        texts=texts,
        steps=steps,
        offered=offered if len(texts) < MAX_CHANGES else [],
        most=MAX_CHANGES,
        may_try=bool(steps) and not any(step.refusal for step in steps),
        state=context.state(),
    )


@writing.get("/scenarios/new/<int:place>/<name:what_if>")
def change(place: int, what_if: str) -> Response:
    """The form of one change; once it is right, back to the scenario with it in its ``place``."""
    saved = context.knowledge().catalog.of_kind(WHAT_IF, what_if)
    texts = request.args.getlist("change")[:MAX_CHANGES]
    given = {
        name: value
        for name, value in g.given.items()
        if name not in ("change", "seen") and value not in ("", [])
    }
    refusal: Refusal | None = None
    if "seen" in g.given:  # the form was sent
        try:
            made = _change(saved, given)
        except InternalError:
            raise
        except Refusal as error:
            refusal = error
        else:
            texts[place - 1 : place] = [made.written]
            return cast(Response, redirect(url_for("writing.new", change=texts)))
    faults = refusal.faults if refusal else ()
    labels = context.id_labels(saved, given)
    page = render_template(
        "scenario_change.html",
        saved=saved,
        fields=forms.fields(saved, given, faults, labels, context.request_language()),
        refusal=refusal,
        loose=forms.loose(saved, faults),
        texts=texts,
        place=place,
        state=context.state(),
    )
    return context.refusing(page, refusal)


@writing.post("/scenarios")
def keep() -> Response:
    """Keeps a scenario, and shows it at its address."""
    form = request.form
    try:
        made = read_written(context.knowledge().catalog, form.getlist("change"))
        given = {name: form.get(name, "") for name in ("name", "note")}
        by, key = context.requester(), change_id(form.get("key"))
        kept = keep_scenario(context.knowledge(), given, made, by=by, key=key, typed=False)
    except InternalError:
        raise
    except Refusal as refusal:
        return tried_page(form.getlist("change"), refusal)
    return cast(Response, redirect(url_for("scenarios.kept", id=kept.id), 303))


@writing.post("/scenarios.json")
def keep_as_json() -> Response:
    """Keeps a scenario; with the header ``Idempotency-Key`` sending it again keeps one only."""
    body = _body({"name", "note", "changes"})
    made = read_records(context.knowledge().catalog, body.pop("changes", None))
    key = change_id(request.headers.get("Idempotency-Key"))
    kept = keep_scenario(context.knowledge(), body, made, by=context.requester(), key=key)
    return Response(to_json(kept.record), content_type=JSON)


@writing.post("/scenarios/<scenario:id>")
def revise(id: str) -> Response:
    """Gives one another name, removes it, or brings it back."""
    given = {name: request.form[name] for name in ("name", "note") if name in request.form}
    removed = request.form.get("removed")
    try:
        if removed is not None:
            _revise(id, {"removed": removed == "true"})
        else:
            _revise(id, given, typed=False)
    except InternalError:
        raise
    except NotFound:
        raise
    except Refusal as refusal:
        return list_page(refusal) if removed is not None else page_of(id, refusal)
    # a removed one is brought back from its own page as well
    back = url_for("scenarios.listed") if removed == "true" else url_for("scenarios.kept", id=id)
    return cast(Response, redirect(back, 303))


@writing.post("/scenarios/<scenario:id>.json")
def revise_as_json(id: str) -> Response:
    body = _body({"name", "note", "removed"})
    return Response(to_json(_revise(id, body).record), content_type=JSON)


def _revise(id: str, given: Mapping[str, Any], *, typed: bool = True) -> KeptScenario:
    return revise_scenario(context.knowledge(), id, given, actor=actor(), typed=typed)


def _body(known: set[str]) -> dict[str, Any]:
    """The JSON object in the body."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        names = ", ".join(sorted(known))
        raise InvalidParameter(
            Text(f"A JSON object is expected: {names}", f"应为 JSON 对象，含：{names}")
        )
    return body


def _step(texts: Sequence[str], place: int) -> Step:
    """One change as it stands in the address."""
    text = texts[place]
    others = [*texts[:place], *texts[place + 1 :]]

    def moved(to: int) -> str:
        return url_for("writing.new", change=[*others[:to], text, *others[to:]])

    refusal: Refusal | None = None
    title, edit = text, ""
    scope: Sequence[tuple[str, str]] = ()
    try:
        (made,) = read_written(context.knowledge().catalog, [text])
        _, title, scope = told_changes([made])[0]
        edit = url_for(
            "writing.change",
            place=place + 1,
            what_if=made.what_if.name,
            change=list(texts),
            **{name: _written(value) for name, value in made.stated.items()},
        )
    except InvalidParameter as error:
        refusal = error
    return Step(
        text,
        title,
        scope,
        refusal,
        edit,
        url_for("writing.new", change=others),
        moved(place - 1) if place else "",
        moved(place + 1) if place + 1 < len(texts) else "",
    )


def _written(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, list) else value


def _change(saved: SavedQuery, given: Mapping[str, Any]) -> Change:
    """The change that the form says; a name that fits one thing stands for its id."""
    given = with_codes(saved, given)
    arguments = saved.arguments(given)
    knowledge = context.knowledge()
    try:
        with knowledge.graph.transaction(write=False, timeout=10) as transaction:
            refuse_unknown(transaction, saved, arguments)
    except UnknownIds as unknown:
        refusal = unknown_ids(knowledge.without_persons().ask, unknown.ids)
        fitting = context.fitting_ids(saved, given, refusal)
        if fitting is None:
            raise refusal from None
        arguments = saved.arguments(fitting)
    return Change(saved, arguments)
