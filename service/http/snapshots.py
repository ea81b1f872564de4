"""Snapshots over HTTP: keeping an answer, looking at it later, in the forms of any answer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from service.answers import snapshots as kept
from service.answers.answer import Answer, AnswerStream
from service.answers.frozen import Frozen
from service.answers.names import names_outside
from service.answers.snapshots import Head, Snapshot
from service.catalog.catalog import SavedQuery
from service.clock import local_time_of
from service.display import forms
from service.display.differences import difference, tables
from service.display.scenarios import total_rows
from service.display.tables import ids_to_name
from service.display.view import OF_PAGES, View, read_view
from service.display.worded import headings, worded
from service.errors import Fault, InvalidParameter, NotFound
from service.formats import files
from service.formats.graph_files import graph_file, require_graph
from service.formats.media_types import FILE_FORMATS, GRAPH_FORMATS, JSON
from service.formats.picture import names_in_graph
from service.http import context
from service.http import tables as tables_of
from service.http.addresses import Address, called, names_in, read_address
from service.http.answer_files import as_attachment
from service.http.gate import actor
from service.language import Language, Text
from service.serialization import to_json

snapshots = Blueprint("snapshots", __name__)

MAX_PAGE_ROWS = 1_000
"""Of a snapshot on its page; its files have all."""

FORMS = ", ".join(f'"{form}"' for form in (*FILE_FORMATS, *GRAPH_FORMATS))


@snapshots.get("/snapshots")
def listed() -> str:
    """All snapshots, and how one is kept."""
    known = kept.heads(context.knowledge().graph)
    return render_template("snapshots.html", heads=known, state=context.state())


@snapshots.get("/snapshots.json")
def listed_as_json() -> Response:
    """The same as data."""
    records = [record(head) for head in kept.heads(context.knowledge().graph)]
    return Response(to_json({"snapshots": records}), content_type=JSON)


@snapshots.post("/snapshots")
def done() -> Response:
    """Keeps the answer at an address, and shows what was kept."""
    id = _keep(request.form.get("answer", ""))
    return cast(Response, redirect(context.snapshot_address(id), 303))


@snapshots.post("/snapshots.json")
def done_as_json() -> Response:
    """Keeps the answer at the address that the body, a JSON object, gives as ``answer``."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or set(body) != {"answer"} or not isinstance(body["answer"], str):
        raise InvalidParameter(
            Text(
                'A JSON object is expected: {"answer": address}', '应为 JSON 对象：{"answer": 地址}'
            )
        )
    snapshot = kept.read(context.knowledge().graph, _keep(body["answer"]))
    return Response(to_json(record(snapshot.head)), 201, content_type=JSON)


@snapshots.post("/snapshots/<id>/remove")
def removed(id: str) -> Response:
    kept.remove(context.knowledge().graph, id, actor=actor())
    return cast(Response, redirect(url_for("snapshots.listed"), 303))


@snapshots.get("/snapshots/<name:id>")
def page(id: str) -> Response:
    """The answer as it was, with what it is of today."""
    snapshot = kept.read(context.knowledge().graph, id)
    head, language = snapshot.head, context.request_language()
    text = render_template(
        "snapshot.html",
        head=head,
        saved=snapshot.answer.query,
        view=snapshot_view(snapshot),
        totals=total_rows([totals], language) if (totals := snapshot.answer.totals) else [],
        scope=head.scope_in(language),
        today=kept.today(context.knowledge(), head),
        file_forms=_forms(snapshot.answer.query),
        state=snapshot.answer.state,
    )
    return make_response(text)


@snapshots.get("/snapshots/<name:id>/difference")
def difference_page(id: str) -> str:
    """What is otherwise today."""
    snapshot, now = _then_and_now(id)
    then, language = snapshot.answer, context.request_language()
    found = difference(then, now)
    wanted = ids_to_name(now.columns, now.rows, language)
    names = {**snapshot.frozen.names, **names_outside(context.knowledge().graph, wanted)}
    return render_template(
        "snapshot_difference.html",
        head=snapshot.head,
        saved=then.query,
        now=now,
        scope=snapshot.head.scope_in(language),
        found=found,
        tables=tables(found, then, now, language, context.link, names),
        truncated=then.truncated or now.truncated,
        state=now.state,
    )


@snapshots.get("/snapshots/<name:id>/difference.json")
def difference_as_json(id: str) -> Response:
    """The same as data."""
    snapshot, now = _then_and_now(id)
    body = {
        "snapshot": record(snapshot.head),
        "as_of": now.state.as_of,
        **difference(snapshot.answer, now).records(),
        "truncated": snapshot.answer.truncated or now.truncated,
    }
    return Response(to_json(body), content_type=JSON)


def _then_and_now(id: str) -> tuple[Snapshot, Answer]:
    """A snapshot, and the same answer now, which tells of no person either.

    Raises ``NotFound`` where there is no query of that name any more.
    """
    knowledge = context.knowledge()
    snapshot = kept.read(knowledge.graph, id)
    head = snapshot.head
    if kept.today(knowledge, head) is None:
        raise NotFound(
            Text(f"There is no query {head.query} any more", f"查询 {head.query} 已不存在")
        )
    now = knowledge.without_persons(fresh=True).ask(head.query, head.given, page=True)
    return snapshot, tables_of.narrowed(now, head.view)[0]


@snapshots.get("/snapshots/<name:id>.json")
def as_json(id: str) -> Response:
    snapshot = kept.read(context.knowledge().graph, id)
    body = files.json_of(snapshot.answer, extra={"snapshot": record(snapshot.head)})
    return Response(body, content_type=JSON)


@snapshots.get(f"/snapshots/<name:id>.<any({FORMS}):form>")
def as_form(id: str, form: str) -> Response:
    """The answer as it was, in a file; 404 for a graph where it is none."""
    snapshot = kept.read(context.knowledge().graph, id)
    answer = snapshot.answer
    kind = (FILE_FORMATS.get(form) or GRAPH_FORMATS[form])[0]
    if form in GRAPH_FORMATS:
        require_graph(answer.query)
    made = Response(_file(snapshot, form), content_type=kind)
    return as_attachment(made, answer, form, kept=f"kept-{local_time_of(snapshot.head.at)}")


def kept_when(snapshot: Snapshot, language: Language) -> str:
    """When a snapshot was kept, in words."""
    at = local_time_of(snapshot.head.at)
    return Text(f"kept at {at}, unchanged since", f"保存于 {at}，此后未变").to(language)


def _file(snapshot: Snapshot, form: str) -> bytes | Iterator[bytes]:
    frozen, language = snapshot.frozen, context.request_language()
    answer = frozen.answer
    if form in GRAPH_FORMATS:
        return graph_file(answer, form, language, frozen.named)
    if form == "xlsx":
        from service.formats.workbook import xlsx_of

        scope = snapshot.head.scope_in(language)
        kept = kept_when(snapshot, language)
        return xlsx_of(answer, language, named=frozen.named, scope=scope, kept=kept)
    stream = AnswerStream(answer.query, answer.parameters, answer.state, iter(answer.rows))
    if form == "csv":
        return files.csv_of(stream)
    if form == "ndjson":
        return files.ndjson_of(stream)
    head = headings(answer.columns, language)
    return files.csv_lines(head, worded(answer, language, frozen.named))


def snapshot_view(snapshot: Snapshot) -> dict[str, Any]:
    """What the templates need of the answer as it was, things called as they were then."""
    language, frozen = context.request_language(), snapshot.frozen
    labels = {one: [name.to(language) for name in names] for one, names in frozen.called.items()}
    picture = url_for("snapshots.as_form", id=snapshot.head.id, form="picture.json")
    answer = replace(frozen.answer, rows=frozen.answer.rows[:MAX_PAGE_ROWS])
    view = context.answer_view(answer, labels, frozen.named, picture)
    return {**view, "snapshot": snapshot.head}


def record(head: Head) -> dict[str, Any]:
    """What programs are told of a snapshot."""
    language = context.request_language()
    return {
        "id": head.id,
        "href": context.snapshot_address(head.id),
        "query": head.query,
        "title": head.title.to(language),
        "scope": [
            {"label": label.to(language), "value": value.to(language)}
            for label, value in head.scope
        ],
        "as_of": head.as_of or None,
        "at": head.at,
        "by": head.by,
        "release": head.release,
        "rows": head.rows,
        "bytes": head.bytes,
        "digest": head.digest,
    }


def _forms(query: SavedQuery) -> list[tuple[str, str]]:
    """The forms in which people take a snapshot along, and how they are called."""
    told = [("xlsx", "XLSX"), ("words.csv", "CSV"), ("json", "JSON")]
    graphs = [("graphml", "GraphML"), ("gexf", "GEXF"), ("cyjs", "Cytoscape")]
    return [*told, *(graphs if query.result == "graph" else ())]


def _keep(text: str) -> str:
    """Keeps the answer at an address as it is now; gives the snapshot's id."""
    address = read_address(text)
    if address.saved is None:
        expected = Text("the address of an answer is expected", "应为结果的地址")
        raise InvalidParameter(
            Text("Only answers are kept", "只能保存查询或推演的结果"),
            [Fault(expected, "answer", text[:80])],
        )
    frozen = _frozen(address.saved, address)
    scope = _scope(frozen)
    return kept.keep(context.knowledge().graph, frozen, scope, by=context.requester())


def _frozen(saved: SavedQuery, address: Address) -> Frozen:
    """What a page shows of the answer at an address: as many rows, filtered and sorted alike."""
    knowledge = context.knowledge().without_persons(fresh=True)
    answer = knowledge.ask(saved.name, address.given or {}, page=True)
    answer, look = tables_of.narrowed(answer, address.view)
    named = context.names_today()
    names = {**named(ids_to_name(answer.columns, answer.rows, "en"))}
    if answer.subgraph is not None:
        names |= names_in_graph(answer.subgraph, named)
    return Frozen(
        answer,
        names,
        called(address, names_in([address])),
        View(look.sort, look.descending, filters=look.filters).written(),
    )


def _scope(frozen: Frozen) -> list[tuple[Text, Text]]:
    """What the answer is about, in both languages."""
    answer = frozen.answer
    look, _ = read_view(answer.columns, frozen.view, OF_PAGES)

    def told(language: Language) -> list[tuple[str, str]]:
        names: Mapping[str, list[str]] = {
            one: [name.to(language) for name in several] for one, several in frozen.called.items()
        }
        asked = forms.scope(answer.query, answer.parameters, names, language)
        return [*asked, *tables_of.narrowed_by(answer, look, language)]

    return [
        (Text(en[0], zh[0]), Text(en[1], zh[1]))
        for en, zh in zip(told("en"), told("zh"), strict=True)
    ]
