"""Several answers, live or kept, as one document: a page to look at and print, and files."""

import threading
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, url_for

from service.answers import snapshots as kept
from service.answers.answer import Answer
from service.catalog.arguments import UNUSABLE
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.display import forms
from service.display.scenarios import THEN, total_rows
from service.errors import Fault, InternalError, InvalidParameter, Refusal, TooManyRequests
from service.formats.media_types import FILE_FORMATS
from service.formats.report import Part, report_zip
from service.formats.report_pdf import is_available, report_pdf
from service.http import context, scenarios, tables
from service.http.addresses import Address, called, given_addresses, names_in, read_address
from service.http.answer_files import attached
from service.http.snapshots import kept_when, snapshot_view
from service.language import Language, Text

report = Blueprint("report", __name__)

MAX_ANSWERS = 12
"""Of one report."""

MAX_PAGE_ROWS = 100
"""Of one answer on the page; files have more."""

DEFAULT_TITLE = Text("Report", "汇报材料")

PDF_SLOTS = threading.BoundedSemaphore(2)
"""Laying out pages keeps a processor busy for seconds."""


@dataclass
class Shown:
    """A part of the report and what the page needs of it."""

    part: Part
    address: Address | None = None
    view: dict[str, Any] | None = None


@report.get("/report")
def page() -> Response:
    """The report to look at and print; without answers, how one is made."""
    asked, title = given_addresses(), _title()
    refusal = _too_many(asked)
    shown = [] if refusal else [one for text in asked for one in _shown(text)]
    given = {"answer": asked, **({"title": g.given["title"]} if g.given.get("title") else {})}
    language = context.request_language()
    files = {
        "pdf": url_for("report.as_pdf", **given) if is_available() else "",
        "xlsx": url_for("report.as_xlsx", **given),
        "csv": url_for("report.as_zip", **given),
    }
    text = render_template(
        "report.html",
        title=title,
        asked=asked,
        shown=shown,
        told=[one.part.told(language) for one in shown],
        totals=[total_rows(one.part.totals, language) if one.part.totals else [] for one in shown],
        max_rows=MAX_PAGE_ROWS,
        max_answers=MAX_ANSWERS,
        refusal=refusal,
        files=files,
        state=context.state(),
    )
    return make_response(text, refusal.status if refusal else 200)


@report.get("/report.pdf")
def as_pdf() -> Response:
    parts = _parts()
    if not PDF_SLOTS.acquire(blocking=False):
        raise TooManyRequests(
            Text(
                "Too many reports are being laid out; try again shortly",
                "排版中的材料过多，请稍后重试",
            )
        )
    try:
        body = report_pdf(_title(), parts, context.request_language())
    finally:
        PDF_SLOTS.release()
    return _file(body, "application/pdf", "pdf")


@report.get("/report.xlsx")
def as_xlsx() -> Response:
    from service.formats.report_workbook import report_xlsx  # a workbook's writer takes a moment

    body = report_xlsx(_title(), _parts(), context.request_language())
    return _file(body, FILE_FORMATS["xlsx"][0], "xlsx")


@report.get("/report.zip")
def as_zip() -> Response:
    """A CSV for each answer."""
    return _file(report_zip(_parts(), context.request_language()), "application/zip", "zip")


def _file(body: bytes, kind: str, form: str) -> Response:
    as_of = context.knowledge().state().as_of
    return attached(Response(body, content_type=kind), [_title(), str(as_of or "")], form)


def _title() -> str:
    title = str(g.given.get("title") or "").strip()
    if len(title) > MAX_TEXT_LENGTH or UNUSABLE.search(title):
        most = Text(
            f"at most {MAX_TEXT_LENGTH} characters, no control characters",
            f"不超过 {MAX_TEXT_LENGTH} 个字符，不含控制字符",
        )
        raise InvalidParameter(
            Text("The title cannot be used", "标题无法使用"), [Fault(most, "title", title[:80])]
        )
    return title or DEFAULT_TITLE.to(context.request_language())


def _too_many(asked: list[str]) -> InvalidParameter | None:
    if len(asked) <= MAX_ANSWERS:
        return None
    most = Text(f"at most {MAX_ANSWERS}", f"最多 {MAX_ANSWERS} 项")
    return InvalidParameter(
        Text(
            f"A report may hold {MAX_ANSWERS} answers; {len(asked)} are given",
            f"一份材料最多 {MAX_ANSWERS} 项结果，现有 {len(asked)} 项",
        ),
        [Fault(most, "answer", str(len(asked)))],
    )


def _parts() -> list[Part]:
    """The parts of a file; raises ``InvalidParameter`` where there are none, or too many."""
    asked = given_addresses(needed=True)
    if refusal := _too_many(asked):
        raise refusal
    return [one.part for text in asked for one in _shown(text)]


def _shown(text: str) -> list[Shown]:
    """What stands at one address, or why nothing does; the others are shown all the same."""
    try:
        address = read_address(text)
    except Refusal as refusal:
        return [Shown(Part(text, [], text, refusal=refusal))]
    try:
        if address.scenarios or address.changes:
            return _scenarios(address)
        return [_snapshot(address) if address.snapshot else _answered(address)]
    except InternalError:
        raise
    except Refusal as refusal:
        title = address.saved.title.to(context.request_language()) if address.saved else text
        return [Shown(Part(title, [], address.href, refusal=refusal), address)]


def _scenarios(address: Address) -> list[Shown]:
    """What scenarios would do: before and after, who would stand otherwise, what stops cost."""
    shown = []
    for part in scenarios.parts_of(scenarios.shown_at(address)):
        assert part.answer is not None
        few = replace(part.answer, rows=part.answer.rows[:MAX_PAGE_ROWS])
        part = replace(part, address=address.href)
        shown.append(Shown(part, address, context.answer_view(few, {})))
    return shown


def _answered(address: Address) -> Shown:
    if address.thing:
        kind, id = address.thing
        address = Address(context.knowledge().catalog[kind], {kind: id})
    assert address.saved is not None
    language = context.request_language()
    answer = context.knowledge().ask(address.saved.name, address.given or {}, page=True)
    labels = {
        parameter: [name.to(language) for name in several]
        for parameter, several in called(address, names_in([address])).items()
    }
    scope = forms.scope(answer.query, answer.parameters, labels, language)
    answer, look = tables.narrowed(answer, address.view)
    scope += tables.narrowed_by(answer, look)
    title = answer.query.title.to(language)
    places, file_places = tables.chosen_places(answer, look)
    part = Part(
        title,
        scope,
        address.href,
        answer,
        context.names_today(),
        places=places,
        file_places=file_places,
        **_totals(answer, language),
    )
    few = replace(answer, rows=answer.rows[:MAX_PAGE_ROWS])
    return Shown(part, address, context.answer_view(few, labels, places=places))


def _snapshot(address: Address) -> Shown:
    language = context.request_language()
    snapshot = kept.read(context.knowledge().graph, address.snapshot)
    head = snapshot.head
    scope = head.scope_in(language)
    when = kept_when(snapshot, language)
    title, answer = head.title.to(language), snapshot.answer
    part = Part(
        title, scope, address.href, answer, snapshot.frozen.named, when, **_totals(answer, language)
    )
    return Shown(part, address, snapshot_view(snapshot))


def _totals(answer: Answer, language: Language) -> dict[str, Any]:
    """What a what-if would change in all, for a part of the report."""
    return {"totals": [answer.totals], "then": [THEN.to(language)]} if answer.totals else {}
