"""Answers as files: the rows that a reader chose, in the order and the columns of the reader's."""

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import quote

from flask import Response, g, request, url_for

from service import incidents
from service.answers.answer import Answer, AnswerStream
from service.catalog.saved_query import SavedQuery
from service.display import forms
from service.display.selection import file_places, in_order, passing, reader_of
from service.display.view import OF_FILES, SORT, View, named
from service.display.worded import headings, worded
from service.errors import Fault, InvalidParameter, TooManyRequests
from service.formats import files
from service.formats.media_types import ANSWER_FORMATS, FILE_FORMATS
from service.formats.plain_text import MAX_ROWS, text_of
from service.http import context, tables
from service.http.etags import remember_answer
from service.language import Text
from service.serialization import to_cell

STREAM_SLOTS = threading.BoundedSemaphore(4)
"""Each stream holds a thread of the server: a few may, so that pages are never starved."""

MAX_SORTED = 100_000
"""Rows of a file that are held to be sorted; unsorted ones pass through."""

FILE_FORMS = ", ".join(f'"{form}"' for form in FILE_FORMATS)

AS_ANSWERED = View()
"""All rows, in their order, in all columns."""

MAX_FILE_NAME = 80
"""Characters, without the ending."""

MAX_VALUE_IN_NAME = 40
"""Characters of what is given for one parameter, in a file's name."""

FIRST_OF_LIST = 28
"""Of them those of the first value, where there are more: count and mark take the rest."""


def response(saved: SavedQuery, form: str) -> Response:
    """The answer that this request asks for as a file; raises as ``Knowledge.ask``."""
    view = tables.asked(saved, g.given, OF_FILES)
    if form not in ("xlsx", "txt"):
        return _streamed(saved, view, form)
    answer = context.knowledge().ask(saved.name, g.given, page=True)
    remember_answer(answer.query, answer.state, cut_by_time=answer.cut_by_time)
    chosen = tables.select(answer, view).rows
    body = _text(answer, view, chosen) if form == "txt" else _workbook(answer, view, chosen)
    made = Response(body, content_type=ANSWER_FORMATS[form][0])
    # a text is read where it is; a workbook is kept
    return made if form == "txt" else as_attachment(made, answer, form, view)


def full_answer_urls(answer: Answer) -> list[str]:
    """The addresses of the whole answer, where it was cut."""
    if not answer.truncated or not answer.query.complete_on_request:
        return []
    given: dict[str, Any] = {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in g.given.items()
    }
    given |= {"folder": answer.query.folder, "query": answer.query.name, **g.view}
    return [url_for("api.as_form", form=form, **given) for form in ("csv", "ndjson")]


def as_attachment(
    response: Response,
    answer: Answer | AnswerStream,
    form: str,
    view: View | None = None,
    kept: str = "",
) -> Response:
    """The file is called by what was asked, so that two answers are two files; ``kept``: when, of
    one that is kept."""
    parts = [answer.query.name, *_told(answer), *(named(view) if view else ())]
    return attached(response, [*parts, str(answer.state.as_of or ""), kept], form)


def _told(answer: Answer | AnswerStream) -> Iterator[str]:
    """The values that were given; numbers, codes and whether, with what they are the values of."""
    for parameter in answer.query.parameters:
        value = answer.parameters.get(parameter.name)
        if value in (None, "", []) or value == parameter.schema.get("default"):
            continue
        listed = value if isinstance(value, list) else [to_cell(value)]
        text = _shortened(
            [format(one, ".15g") if isinstance(one, float) else str(one) for one in listed]
        )
        alone = parameter.required or (isinstance(value, str | list) and not text.isdigit())
        yield text if alone else f"{parameter.name}-{text.lower()}"


def _shortened(values: Sequence[str]) -> str:
    """Values in a file's name: of a long list the first and how many, with a mark of the others."""
    text = "-".join(values)
    if len(text) <= MAX_VALUE_IN_NAME:
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[:6]
    count = [str(len(values))] if len(values) > 1 else []
    return "-".join([values[0][:FIRST_OF_LIST], *count, mark])


def attached(response: Response, parts: Sequence[str], form: str) -> Response:
    """A file that browsers save, called by what it is of, in whatever script."""
    name = re.sub(r"[^\w.]+", "-", "-".join(part for part in parts if part)).strip("-.")
    file = f"{name[:MAX_FILE_NAME]}.{form.rpartition('.')[2]}"
    plain = re.sub(r"[^!-~]+", "-", file).strip("-")
    response.headers["Content-Disposition"] = f"attachment; filename={plain}"
    if plain != file:  # RFC 6266: a header holds no other characters as they are
        response.headers["Content-Disposition"] += f"; filename*=UTF-8''{quote(file)}"
    return response


def _workbook(answer: Answer, view: View, rows: Sequence[Sequence[Any]]) -> bytes:
    from service.formats.workbook import xlsx_of

    return xlsx_of(
        replace(answer, rows=[list(row) for row in rows]),
        context.request_language(),
        full_answer_urls(answer),
        context.names_today(),
        places=file_places(answer.columns, view),
        scope=_scope(answer, view),
    )


def _scope(answer: Answer, view: View) -> list[tuple[str, str]]:
    """What an answer is about, and by what its rows were chosen, in words."""
    labels = context.id_labels(answer.query, g.given)
    asked = forms.scope(answer.query, answer.parameters, labels, context.request_language())
    return [*asked, *tables.narrowed_by(answer, view)]


def _text(answer: Answer, view: View, rows: Sequence[Sequence[Any]]) -> bytes:
    """An answer as a short text, with what it is about above it and its address below."""
    language = context.request_language()
    about = _scope(answer, view)
    table = tables.rows_in_words(answer, rows[:MAX_ROWS], view)
    page = context.address("pages.query", answer.query, g.given, view.written())
    address = request.host_url.rstrip("/") + page
    return text_of(answer, table, about, len(rows), address, language)


def _streamed(saved: SavedQuery, view: View, form: str) -> Response:
    with ExitStack() as stack:
        if not STREAM_SLOTS.acquire(blocking=False):
            raise TooManyRequests(
                Text(
                    "Too many full exports run at once; try again shortly",
                    "同时进行的完整导出过多，请稍后重试",
                )
            )
        stack.callback(STREAM_SLOTS.release)
        stream = stack.enter_context(context.knowledge().stream(saved.name, g.given))
        remember_answer(stream.query, stream.state)
        rows = encoded(_chosen(stream, view), form, view)
        resources = stack.pop_all()
        made = Response(
            _stream(rows, resources, request.url_rule), content_type=FILE_FORMATS[form][0]
        )
        made.call_on_close(resources.close)
    return as_attachment(made, stream, form, view)


def _chosen(stream: AnswerStream, view: View) -> AnswerStream:
    """The rows of a stream that pass, as they come, or sorted, which needs them all."""
    if view.filters:
        stream = replace(
            stream, rows=passing(stream, view, context.request_language(), context.names_today())
        )
    if not view.sort:
        return stream
    held = list(islice(stream.rows, MAX_SORTED + 1))
    if len(held) > MAX_SORTED:
        text = Text(
            f"more than {MAX_SORTED:,} rows are not sorted: narrow them by a filter",
            f"超过 {MAX_SORTED:,} 行不予排序，请先筛选",
        )
        raise InvalidParameter(
            Text("Too many rows to be sorted", "行数过多，无法排序"), [Fault(text, SORT, view.sort)]
        )
    columns = stream.columns
    reader = reader_of(columns, held, view, context.request_language(), context.names_today())
    ordered = in_order(list(held), columns, view, reader)
    return replace(stream, rows=iter([list(row) for row in ordered]))


def encoded(stream: AnswerStream, form: str, view: View = AS_ANSWERED) -> Iterator[bytes]:
    columns, language = stream.columns, context.request_language()
    places = file_places(columns, view) if view.columns else None
    if form == "words.csv":
        head = headings(columns, language, places)
        return files.csv_lines(head, worded(stream, language, context.names_today(), places))
    if places is not None:
        stream = _in_columns(stream, places)
    return files.csv_of(stream) if form == "csv" else files.ndjson_of(stream)


def _in_columns(stream: AnswerStream, places: Sequence[int]) -> AnswerStream:
    columns = tuple(stream.columns[place] for place in places)
    rows = ([row[place] for place in places] for row in stream.rows)
    return replace(stream, query=replace(stream.query, columns=columns), rows=rows)


def _stream(chunks: Iterable[bytes], resources: ExitStack, route: object) -> Iterator[bytes]:
    """Passes ``chunks`` on and frees ``resources`` after the last; a fault breaks the connection.

    The status was sent long before: only a connection that ends without its last chunk tells the
    reader that rows are missing.
    """
    try:
        yield from chunks
    except Exception as error:
        number = incidents.record(error, str(route))
        raise ConnectionAbortedError(f"a stream ended early, incident {number}") from None
    finally:
        resources.close()
