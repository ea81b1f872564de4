"""How ``tongbu scenario`` tries, keeps and compares, and writes to standard output."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from service.access import audit
from service.answers.answer import AnswerStream
from service.answers.kept_scenarios import (
    KeptScenario,
    keep_scenario,
    kept_scenario,
    kept_scenarios,
    revise_scenario,
)
from service.answers.knowledge import Knowledge
from service.answers.names import names_outside
from service.answers.scenario import read_written
from service.answers.scenario_trials import Tried, try_scenarios
from service.cli.console import Console, person
from service.cli.graph_access import open_graph, open_knowledge
from service.cli.tables import print_answer
from service.clock import local_time
from service.control_characters import visible, visible_bytes
from service.display.scenarios import total_rows
from service.display.worded import headings, worded
from service.errors import NotFound
from service.formats import files
from service.formats.scenarios import Called, json_of
from service.language import Text
from service.serialization import to_json
from service.settings import Settings


@dataclass(frozen=True)
class Asked:
    """What the command line says: changes or one id, and what is to be done with it."""

    what: Sequence[str]
    is_kept: bool
    keep: str | None
    note: str | None
    beside: str | None
    removed: bool | None


def scenario(settings: Settings, console: Console, asked: Asked, file_format: str) -> None:
    """Lists, tries, keeps, compares or removes scenarios."""
    with open_graph(settings, console) as graph:
        knowledge = open_knowledge(graph)
        if not asked.what:
            _list(knowledge, console, file_format)
            return
        if not asked.is_kept:
            changes = read_written(knowledge.catalog, asked.what)
            tried = try_scenarios(knowledge, [changes], whole=file_format != "table")
            called: list[Called] = [(None, None)]
            if asked.keep:
                given = {"name": asked.keep, "note": asked.note}
                kept = keep_scenario(knowledge, given, changes, by=person())
                called = [(kept.id, kept.name)]
                console.say(Text(f"Kept as {kept.id}", f"已保存，编号 {kept.id}"))
            _write(knowledge, console, tried, called, file_format)
            return
        kept = _found(knowledge, asked.what[0])
        if asked.removed is not None:
            actor = audit.Actor(person())
            revise_scenario(knowledge, kept.id, {"removed": asked.removed}, actor=actor)
            text = Text("removed", "已移除") if asked.removed else Text("brought back", "已恢复")
            console.say(Text(f"{kept.name}: {text.en}", f"{kept.name}：{text.zh}"))
            return
        shown = [kept, *([_found(knowledge, asked.beside)] if asked.beside else [])]
        scenarios = [one.changes(knowledge) for one in shown]
        tried = try_scenarios(knowledge, scenarios, whole=file_format != "table")
        _write(knowledge, console, tried, [(one.id, one.name) for one in shown], file_format)


def _found(knowledge: Knowledge, begins: str) -> KeptScenario:
    """The one whose id is, or alone begins with, this text."""
    fitting = [one for one in kept_scenarios(knowledge) if one.id.startswith(begins)]
    if len(fitting) > 1:
        ids = [one.id for one in fitting]
        raise NotFound(
            Text(f"Several ids begin with {begins}", f"多个编号以 {begins} 开头"), nearest=ids
        )
    return fitting[0] if fitting else kept_scenario(knowledge, begins)


def _list(knowledge: Knowledge, console: Console, file_format: str) -> None:
    every = kept_scenarios(knowledge)
    if file_format == "json":
        _out(to_json({"scenarios": [one.record for one in every]}) + b"\n")
        return
    if not every:
        console.say(Text("No scenario is kept yet", "尚未保存任何方案"))
    for one in every:
        removed = Text(" (removed)", "（已移除）").to(console.language) if one.removed_at else ""
        what_ifs = ", ".join(str(record.get("what_if")) for record in one.records)
        line = f"{one.id}  {local_time(one.at)}  {one.name}{removed}  [{what_ifs}]"
        print(visible(line))


def _write(
    knowledge: Knowledge,
    console: Console,
    tried: Tried,
    called: Sequence[Called],
    file_format: str,
) -> None:
    moved, language = tried.moved, console.language
    if file_format == "json":
        _out(json_of(tried, called) + b"\n")
        return
    if file_format != "table":
        stream = AnswerStream(moved.query, {}, moved.state, iter(moved.rows))
        if file_format == "words.csv":
            rows = worded(stream, language, partial(names_outside, knowledge.graph))
            chunks = files.csv_lines(headings(moved.query.columns, language), rows)
        else:
            chunks = {"csv": files.csv_of, "ndjson": files.ndjson_of}[file_format](stream)
        _out(b"".join(chunks))
        return
    _print_totals(tried, console)
    for outcome in tried.outcomes:
        if outcome.losses:
            print_answer(outcome.losses, console)
    print_answer(moved, console)


def _print_totals(tried: Tried, console: Console) -> None:
    """The figures, a line each: now, then, and the difference."""
    language = console.language
    kinds = [[one.totals for one in tried.outcomes]]
    kinds += [[one.losses_totals] for one in tried.outcomes if one.losses_totals]
    for totals in kinds:
        for row in total_rows(totals, language):
            then = "  ".join(f"→ {one.text}{f' ({one.by})' if one.by else ''}" for one in row.then)
            indent = "  " if row.is_part else ""
            print(Text(f"{indent}{row.label}: ", f"{indent}{row.label}：").to(language), end="")
            print(f"{row.now} {then}")
        print()


def _out(body: bytes) -> None:
    """Writes to standard output; what a terminal would obey only where it is none."""
    sys.stdout.buffer.write(visible_bytes(body) if sys.stdout.isatty() else body)
    sys.stdout.flush()
