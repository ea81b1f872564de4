"""A dataset as the files that ``neo4j-admin database import`` makes a whole graph of.

The graph is the same as an ordinary load into an empty one makes; that the dataset has been checked
by the same checker is the only way here.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import IO

from service.dataset.check import read_and_check
from service.dataset.facts import Property, at_first, node_facts, relation_facts
from service.dataset.folder import ABOUT
from service.dataset.load import Report, refuse_faults
from service.dataset.parse import Absent, Value
from service.dataset.tables_in_memory import Codes, Dataset
from service.dataset.upsert import Counts
from service.dataset.vectors import NOTHING
from service.errors import Conflict
from service.language import Text
from service.model.columns import Kind, Relation, Table
from service.model.tables import RELATIONS, TABLES
from service.progress import SILENT, Progress

PORTION = 50_000
"""Lines written at once."""

TYPES: dict[Kind, str] = {
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
}
"""What a column's kind is called in a header; all others are strings."""

CHECKING = Text("Reading and checking", "读取并检查")


@dataclass
class ImportFiles:
    """What was written: the arguments that name the files, relative to the folder above theirs,
    and how much there is in them."""

    report: Report
    arguments: list[str] = field(default_factory=list)
    nodes: int = 0
    relationships: int = 0
    multiline: bool = False


def table_bytes(path: Path) -> int:
    """The size of the tables in the dataset folder ``path``.

    Raises ``Conflict`` for what is no folder.
    """
    if path.exists() and not path.is_dir():
        raise Conflict(
            Text(
                f"--bulk loads a dataset folder (with {ABOUT}); load the list {path.name} without",
                f"--bulk 只载入数据文件夹（含 {ABOUT}）；名单 {path.name} 请不加 --bulk 载入",
            )
        )
    return sum(file.stat().st_size for file in path.glob("*.csv"))


def read_whole(path: Path, progress: Progress = SILENT) -> Dataset:
    """The dataset in the folder ``path``, checked as for a load into an empty graph.

    Raises ``NotFound`` where there is nothing, and ``FaultyDataset`` with every fault.
    """
    progress.count(CHECKING, 0, 1)
    dataset, faults = read_and_check(path, None, empty=True)
    progress.count(CHECKING, 1, 1)
    refuse_faults(path, faults)
    return dataset


def write_import_files(
    dataset: Dataset,
    folder: Path,
    *,
    version: int | None = None,
    as_of: date | None = None,
    progress: Progress = SILENT,
) -> ImportFiles:
    """Writes a checked dataset into ``folder``; ``version`` and ``as_of`` are the empty graph's."""
    folder.mkdir(parents=True, exist_ok=True)
    later = dataset.as_of if as_of is None else max(as_of, dataset.as_of)
    counts = {"Dataset": Counts(added=1)}
    files = ImportFiles(Report(dataset.id, dataset.as_of, counts, version=(version or 0) + 1))
    _about(files, dataset, folder, later)
    steps = [table for table in TABLES if table.label]
    of = len(steps) + len(RELATIONS)
    what = Text("Writing the import files", "写出导入文件")
    for done, table in enumerate(steps):
        progress.count(what, done, of)
        _nodes(files, dataset, table, folder)
    for done, relation in enumerate(RELATIONS, len(steps)):
        progress.count(what, done, of)
        _relationships(files, dataset, relation, folder)
    progress.count(what, of, of)
    files.arguments.append(f"--multiline-fields={str(files.multiline).lower()}")
    return files


def _about(files: ImportFiles, dataset: Dataset, folder: Path, as_of: date) -> None:
    graph: dict[str, Value] = {
        "id:string": "graph",
        "as_of:date": as_of,
        "version:long": files.report.version,
        "born:string": str(uuid.uuid4()),
    }
    about: dict[str, Value] = {
        "id:string": dataset.id,
        "title:string": dataset.title,
        "as_of:date": dataset.as_of,
        "source:string": dataset.source,
        "licence:string": dataset.licence,
        "note:string": dataset.note,
    }
    for label, values in (("Graph", graph), ("Dataset", about)):
        with _file(files, folder, "nodes", label, label) as file:
            file.write(",".join([f":ID({label})", *values]) + "\n")
            file.write(",".join(["1", *_texts(files, values.values())]) + "\n")
        files.nodes += 1


def _nodes(files: ImportFiles, dataset: Dataset, table: Table, folder: Path) -> None:
    facts = node_facts(dataset, table)
    if not len(facts):
        return
    kinds = {column.name: column.kind for column in table.columns}
    with _file(files, folder, "nodes", table.label, table.name) as file:
        header, tail = _constant(files, dataset, table)
        properties = [facts.ids, *facts.properties]
        named = [_typed(each.name, kinds[each.name]) for each in properties]
        file.write(",".join([f":ID({table.label})", *named, *header]) + "\n")
        _write(files, file, [facts.ids.codes], properties, None, tail)
    files.nodes += len(facts)
    files.report.counts[table.label] = Counts(added=len(facts))


def _relationships(files: ImportFiles, dataset: Dataset, relation: Relation, folder: Path) -> None:
    facts = relation_facts(dataset, relation)
    ends = [facts.starts.codes, facts.ends.codes]
    # An empty cell of a column of links is no relationship.
    there = (ends[0] != NOTHING) & (ends[1] != NOTHING)
    order = facts.order[there[facts.order]]
    if not len(order):
        return
    table = next((table for table in TABLES if table.relation is relation), None)
    kinds = {column.name: column.kind for column in table.columns} if table else {}
    header, tail = _constant(files, dataset, table)
    between = [f":START_ID({relation.start})", f":END_ID({relation.end})"]
    said, implied = order[order < facts.said], order[order >= facts.said]
    if len(said):
        with _file(files, folder, "relationships", relation.type, relation.type) as file:
            named = [_typed(each.name, kinds[each.name]) for each in facts.properties]
            file.write(",".join([*between, *named, *header]) + "\n")
            _write(files, file, ends, facts.properties, said, tail)
    if len(implied):
        name = f"{relation.type}-implied"
        with _file(files, folder, "relationships", relation.type, name) as file:
            file.write(",".join([*between, *header, "implied:boolean"]) + "\n")
            _write(files, file, ends, [], implied, f"{tail},true")
    files.relationships += len(order)
    files.report.counts[relation.type] = Counts(added=len(order))


def _file(files: ImportFiles, folder: Path, of: str, kind: str, name: str) -> IO[str]:
    path = folder / f"{name}.csv"
    # Relative: the importer takes a path for a pattern, which a folder's name may spoil.
    files.arguments.append(f"--{of}={kind}={folder.name}/{path.name}")
    return path.open("w", encoding="utf-8", newline="")


def _typed(name: str, kind: Kind) -> str:
    return f"{name}:{TYPES.get(kind, 'string')}"


def _constant(files: ImportFiles, dataset: Dataset, table: Table | None) -> tuple[list[str], str]:
    """Header and values of what is the same in every line of a file."""
    same: dict[str, Value] = {}
    for name, value in (at_first(dataset, table) if table else {}).items():
        assert isinstance(value, str)
        same[f"{name}:string"] = value
    same["datasets:string[]"] = dataset.id
    return list(same), ",".join(_texts(files, same.values()))


def _write(
    files: ImportFiles,
    file: IO[str],
    numbers: list[Codes],
    properties: list[Property],
    rows: Codes | None,
    tail: str,
) -> None:
    """Lines of some rows (default: all): the codes that stand for nodes, then values, then the
    ``tail`` that all have."""
    texts = [_texts(files, each.values) for each in properties]
    of = len(numbers[0]) if rows is None else len(rows)
    for begin in range(0, of, PORTION):
        some = slice(begin, begin + PORTION) if rows is None else rows[begin : begin + PORTION]
        columns: list[Iterator[str]] = [map(str, codes[some].tolist()) for codes in numbers]
        for each, known in zip(properties, texts, strict=True):
            columns.append(map(known.__getitem__, each.codes[some].tolist()))
        file.writelines(
            f"{line}\n" for line in map(",".join, zip(*columns, repeat(tail), strict=False))
        )


def _texts(files: ImportFiles, values: Iterable[Value]) -> list[str]:
    """Values as the importer reads them; nothing for what is not set."""
    texts = list(map(_text, values))
    if not files.multiline:
        files.multiline = any("\n" in text or "\r" in text for text in texts)
    return texts


def _text(value: Value) -> str:
    if value is None or isinstance(value, Absent):
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else repr(value)
