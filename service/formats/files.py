"""An answer in the text formats of other programs: JSON, NDJSON and CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.answers.answer import Answer, AnswerStream, Subgraph
from service.catalog.parameters import Column
from service.control_characters import CONTROLS
from service.serialization import plain_boolean, to_cell, to_json

if TYPE_CHECKING:  # who only asks imports no more than it needs
    from service.answers.standing import Totals

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the machine's own code page and garbles every Chinese name."""

CHUNK = 1 << 16
"""Bytes sent at a time; each single row would cost a write to the network."""

FORMULA_START = re.compile(rf"\A[{CONTROLS}]*[=+\-@＝＋－＠\t\r\n]")
"""The beginning of a text that a spreadsheet would run as a formula (OWASP, CSV injection), also
behind characters that it may drop."""


def json_of(
    answer: Answer, full_addresses: Sequence[str] = (), extra: Mapping[str, Any] | None = None
) -> bytes:
    """The whole answer as JSON in UTF-8.

    ``full_addresses``: URLs of the complete rows, told where the answer is truncated; ``extra``:
    further members of the object.
    """
    body: dict[str, Any] = {
        "query": answer.query.name,
        "parameters": answer.parameters,
        "as_of": answer.state.as_of,
        "columns": [{"name": column.name, "type": column.type} for column in answer.columns],
        "rows": list(_records(answer.columns, answer.rows)),
    }
    if answer.subgraph is not None:
        body["graph"] = graph_of(answer.subgraph)
    body["truncated"] = answer.truncated
    if answer.truncated:
        body["all"] = list(full_addresses)
    if answer.totals:
        body["totals"] = total_records(answer.totals)
    body |= extra or {}
    body["elapsed_ms"] = round(answer.elapsed_ms, 1)
    return to_json(body)


def total_records(totals: "Totals") -> list[dict[str, Any]]:
    """The figures of a what-if as JSON says them."""
    return [
        {"figure": name, "before": totals.before[name], "after": totals.after[name]}
        for name in totals.before
    ]


def graph_of(subgraph: Subgraph) -> dict[str, Any]:
    """Nodes and edges as values that JSON can hold."""
    return {
        "nodes": [
            {"id": node.id, "labels": node.labels, "properties": node.properties}
            for node in subgraph.nodes
        ],
        "edges": [
            {
                "id": edge.id,
                "type": edge.type,
                "source": edge.source,
                "target": edge.target,
                "properties": edge.properties,
            }
            for edge in subgraph.edges
        ],
    }


def ndjson_of(stream: AnswerStream) -> Iterator[bytes]:
    """Every row as one JSON object on a line of its own."""
    columns = stream.columns
    return _chunks(to_json(record) + b"\n" for record in _records(columns, stream.rows))


def csv_of(stream: AnswerStream, *, byte_order_mark: bool = True) -> Iterator[bytes]:
    """Every row as a line of CSV below the columns' names, as ``csv_lines``."""
    head = [column.name for column in stream.columns]
    return csv_lines(head, stream.rows, byte_order_mark=byte_order_mark)


def csv_lines(
    head: Sequence[str], rows: Iterable[Sequence[Any]], *, byte_order_mark: bool = True
) -> Iterator[bytes]:
    """Every row as a line of CSV below ``head``, in UTF-8.

    An array is joined by ``;``, anything nested is JSON, nothing known is empty. A text that a
    spreadsheet would take for a formula gets an apostrophe before it; numbers stay as they are.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")

    def line(cells: Iterable[Any]) -> bytes:
        lines.seek(0)
        lines.truncate()
        writer.writerow(cells)
        return lines.getvalue().encode("utf-8")

    def all_lines() -> Iterator[bytes]:
        first = line(_formula_escaped(text) for text in head)
        yield BYTE_ORDER_MARK + first if byte_order_mark else first
        for row in rows:
            yield line(_formula_escaped(to_cell(value)) for value in row)

    return _chunks(all_lines())


def _records(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    names = [column.name for column in columns]
    return (dict(zip(names, row, strict=True)) for row in rows)


def _formula_escaped(value: Any) -> Any:
    if isinstance(value, bool):
        return plain_boolean(value)
    return "'" + value if isinstance(value, str) and FORMULA_START.match(value) else value


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    buffer: list[bytes] = []
    size = 0
    for piece in pieces:
        buffer.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield b"".join(buffer)
            buffer, size = [], 0
    if buffer:
        yield b"".join(buffer)
