"""How ``tongbu ask`` and ``tongbu do`` get their answers and write them to standard output."""

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from service.answers.answer import Answer, AnswerStream
from service.catalog.catalog import ACTION, SavedQuery, read_on_demand
from service.cli.console import Console, person
from service.cli.graph_access import open_graph, open_knowledge
from service.control_characters import visible_bytes
from service.errors import Fault, InvalidParameter
from service.formats import files
from service.formats.media_types import GRAPH_FORMATS
from service.language import Language, Text
from service.settings import Settings

if TYPE_CHECKING:  # who only asks imports no more than it needs
    from service.graph.database import Graph


def read_words(query: SavedQuery, words: Sequence[str]) -> dict[str, Any]:
    """The parameters of ``query`` that are given as ``name=value``, once or several times.

    Raises ``InvalidParameter`` with all faults: of words, and as ``SavedQuery.arguments``.
    """
    from service.catalog.arguments import by_name, unusable

    expected = Text("name=value is expected", "应为 参数=值")
    pairs = [word.partition("=") for word in words]
    faults = [Fault(expected, "".join(pair)) for pair in pairs if not (pair[0] and pair[1])]
    given = by_name((name, value) for name, equals, value in pairs if name and equals)
    try:
        query.arguments(given)
    except InvalidParameter as refusal:
        faults += refusal.faults
    if faults:
        raise unusable(faults, query.parameters)
    return given


def ask(
    settings: Settings,
    console: Console,
    name: str,
    words: Sequence[str],
    file_format: str,
) -> None:
    """Asks one saved query or what-if; wrong parameters are refused before a database is reached.

    The command that gives all rows is told where the answer is cut off.
    """
    catalog = read_on_demand(own=settings.queries)
    query = catalog[name]
    given = read_words(query, words)
    if file_format in GRAPH_FORMATS:
        from service.formats.graph_files import require_graph

        require_graph(query)
    with open_graph(settings, console) as graph:
        knowledge = open_knowledge(graph, catalog=catalog)
        if file_format in ("csv", "ndjson", "words.csv"):
            with knowledge.stream(name, given) as stream:
                _write(_streamed(stream, file_format, console.language, graph))
            return
        answer = knowledge.ask(name, given)
        if file_format == "table":
            _print_answer(answer, console)
        else:
            command = " ".join(["tongbu ask", name, *words])
            _write([_encoded(answer, file_format, console.language, command, graph)])


def do(
    settings: Settings,
    console: Console,
    name: str,
    words: Sequence[str],
    file_format: str,
    change: str | None,
) -> None:
    """Does one action in the name of the user of this process; refuses as ``ask``."""
    from service.answers.names import names_of
    from service.display.conflicts import conflict_records, conflict_texts
    from service.display.faults import fault_records

    catalog = read_on_demand(own=settings.queries)
    given = read_words(catalog.of_kind(ACTION, name), words)
    with open_graph(settings, console) as graph:
        accepted = open_knowledge(graph, catalog=catalog).do(
            name, given, by=person(), change=change
        )
        if not accepted.derived:
            from service.derivation.complete import derive_to_its_end

            with console.progress() as progress:
                derive_to_its_end(graph, progress)
        if file_format == "json":
            told = {
                "change": accepted.change,
                "derived": accepted.derived,
                "conflicts": conflict_records(accepted.conflicts, personal=True),
                "notices": fault_records(accepted.notices, console.language),
            }
            _write([files.json_of(accepted.answer, extra=told), b"\n"])
            return
        console.say(Text(f"Recorded, change {accepted.change}", f"已登记，编号 {accepted.change}"))
        for notice in accepted.notices:
            value = notice.value or ""
            en, zh = notice.text.en, notice.text.zh
            console.say(Text(f"{notice.where} {value} {en}", f"{notice.where} {value}：{zh}"))
        names = names_of(graph, accepted.conflicts)
        for text in conflict_texts(accepted.conflicts, names, personal=True):
            console.say(text)
        if accepted.derived:
            _print_answer(accepted.answer, console)


def _streamed(
    stream: AnswerStream, file_format: str, language: Language, graph: "Graph"
) -> Iterable[bytes]:
    """An answer in one of the formats that are streamed."""
    if file_format == "ndjson":
        return files.ndjson_of(stream)
    if file_format == "csv":
        return files.csv_of(stream)
    from service.answers.names import names_outside
    from service.display.worded import headings, worded

    rows = worded(stream, language, partial(names_outside, graph))
    return files.csv_lines(headings(stream.query.columns, language), rows)


def _encoded(
    answer: Answer, file_format: str, language: Language, command: str, graph: "Graph"
) -> bytes:
    """A whole answer in one of the formats that are not streamed; ``command`` asks for it."""
    all_rows = [f"{command} --format csv"] if answer.query.complete_on_request else []
    if file_format == "json":
        return files.json_of(answer, all_rows) + b"\n"
    from service.answers.names import names_outside

    if file_format == "xlsx":
        from service.formats.workbook import xlsx_of

        return xlsx_of(answer, language, all_rows, partial(names_outside, graph))
    if file_format == "txt":
        return _text(answer, language, [*all_rows, command][0], graph)
    from service.formats.graph_files import graph_file

    return graph_file(answer, file_format, language, partial(names_outside, graph))


def _text(answer: Answer, language: Language, command: str, graph: "Graph") -> bytes:
    from service.answers.names import names_outside
    from service.display import forms, tables
    from service.formats.plain_text import text_of

    names = names_outside(graph, tables.ids_to_name(answer.columns, answer.rows, language))
    table = tables.table(answer, language, lambda kind, id: "", names)
    called = forms.called(answer.query, answer.parameters, language, partial(names_outside, graph))
    about = forms.scope(answer.query, answer.parameters, called, language)
    return text_of(answer, table, about, len(answer.rows), command, language)


def _print_answer(answer: Answer, console: Console) -> None:
    from service.cli.tables import print_answer

    print_answer(answer, console)
    sys.stdout.flush()


def _write(chunks: Iterable[bytes]) -> None:
    """Writes what ends between two characters; what a terminal would obey only where it is none."""
    if sys.stdout.isatty():
        chunks = map(visible_bytes, chunks)
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.flush()
