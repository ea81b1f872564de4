"""A dataset as CSV files for ``neo4j-admin database import full``.

The graph is the same as after an ordinary load into an empty one and its derivation: the dataset
has passed the same check, and what is derived of it is in the files, too.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import repeat
from pathlib import Path
from typing import IO

from service.dataset.check import read_and_check
from service.dataset.derived_columns import DerivedColumns, derived_columns
from service.dataset.load import Report, raise_faults
from service.dataset.merging.difference import Counts
from service.dataset.merging.facts import (
    PropertyColumn,
    default_properties,
    node_facts,
    relation_facts,
)
from service.dataset.tables.description import DESCRIPTION_FILE
from service.dataset.tables.input_tables import CodeArray, Dataset
from service.dataset.tables.parse import Absent, Assumed, Value
from service.dataset.tables.vectorised import EMPTY_CODE
from service.errors import Conflict
from service.language import Text
from service.model.columns import Relation, Table
from service.model.derived import DERIVED
from service.model.tables import RELATIONS, SUPPLIES, TABLES
from service.progress import SILENT, Progress

LINES_PER_WRITE = 50_000
"""Lines of one write to a file."""

IMPORT_TYPES = {"integer": "long", "number": "double", "boolean": "boolean", "date": "date"}
"""The importer's type names by a column's kind; all others are strings."""

KINDS = {(one.owner, one.name): one.kind for one in DERIVED}
"""The kinds of derived properties, by label or type and name."""

CHECKING = Text("Reading and checking", "读取并检查")


@dataclass
class ImportFiles:
    """What was written: the importer's arguments, with file names relative to the parent of the
    files' folder, and the numbers of nodes and relationships. ``multiline``: some values contain
    line breaks."""

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
                f"--bulk loads a dataset folder (with {DESCRIPTION_FILE}); load the list"
                f" {path.name} without",
                f"--bulk 只载入数据文件夹（含 {DESCRIPTION_FILE}）；"
                f"名单 {path.name} 请不加 --bulk 载入",
            )
        )
    return sum(file.stat().st_size for file in path.glob("*.csv"))


def read_checked(path: Path, progress: Progress = SILENT) -> Dataset:
    """The dataset in the folder ``path``, checked as for a load into an empty graph.

    Raises ``NotFound`` where there is nothing, and ``FaultyDataset`` with every fault.
    """
    progress.count(CHECKING, 0, 1)
    dataset, faults = read_and_check(path, None, empty=True)
    progress.count(CHECKING, 1, 1)
    raise_faults(path, faults)
    return dataset


def write_import_files(
    dataset: Dataset,
    folder: Path,
    *,
    version: int | None = None,
    as_of: date | None = None,
    by: str | None = None,
    progress: Progress = SILENT,
) -> ImportFiles:
    """Writes a checked dataset into ``folder``, and what is derived of it; ``version``, ``as_of``:
    of the graph before."""
    folder.mkdir(parents=True, exist_ok=True)
    later = dataset.as_of if as_of is None else max(as_of, dataset.as_of)
    derived = derived_columns(dataset, later, progress)
    counts = {"Dataset": Counts(added=1)}
    after = (version or 0) + 1
    report = Report(dataset.id, dataset.as_of, counts, version=after, load=f"load-{after}")
    files = ImportFiles(report)
    steps = [table for table in TABLES if table.label]
    total = len(steps) + len(RELATIONS) + 1
    what = Text("Writing the import files", "写出导入文件")
    for done, table in enumerate(steps):
        progress.count(what, done, total)
        _write_nodes(files, dataset, table, folder, derived)
    for done, relation in enumerate(RELATIONS, len(steps)):
        progress.count(what, done, total)
        _write_relationships(files, dataset, relation, folder, derived)
    progress.count(what, total - 1, total)
    _write_waits(files, derived, folder)
    _write_descriptions(files, dataset, folder, later, by, derived)
    progress.count(what, total, total)
    files.arguments.append(f"--multiline-fields={str(files.multiline).lower()}")
    return files


def _write_descriptions(
    files: ImportFiles,
    dataset: Dataset,
    folder: Path,
    as_of: date,
    by: str | None,
    derived: DerivedColumns,
) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    graph: dict[str, Value] = {
        "id:string": "graph",
        "as_of:date": as_of,
        "version:long": files.report.version,
        "born:string": str(uuid.uuid4()),
        "derivation:long": 1,
        "derived_version:long": files.report.version,
        "ranked_version:long": files.report.version,
        "ranked_at:datetime": now,
        "ranked_left:long": derived.left,
    }
    about: dict[str, Value] = {
        "id:string": dataset.id,
        "title:string": dataset.title,
        "as_of:date": dataset.as_of,
        "first_as_of:date": dataset.as_of,
        "source:string": dataset.source,
        "licence:string": dataset.licence,
        "note:string": dataset.note,
    }
    load: dict[str, Value] = {
        "id:string": files.report.load,
        "dataset:string": dataset.id,
        "as_of:date": dataset.as_of,
        "file:string": dataset.file,
        "first:boolean": True,
        "by:string": by,
        "at:datetime": now,
        "ended_at:datetime": now,
        "added:long": files.report.total.added,
        "changed:long": 0,
        "removed:long": 0,
        "conflicts:long": 0,
    }
    for label, values in (("Graph", graph), ("Dataset", about), ("Load", load)):
        with _open_file(files, folder, "nodes", label, label) as file:
            file.write(",".join([f":ID({label})", *values]) + "\n")
            file.write(",".join(["1", *_import_texts(files, values.values())]) + "\n")
        files.nodes += 1


def _write_nodes(
    files: ImportFiles, dataset: Dataset, table: Table, folder: Path, derived: DerivedColumns
) -> None:
    facts = node_facts(dataset, table)
    if not len(facts):
        return
    kinds = {column.name: column.kind for column in table.columns}
    with _open_file(files, folder, "nodes", table.label, table.name) as file:
        header, tail = _constant_columns(files, dataset, table)
        properties = [facts.ids, *facts.properties]
        named = [_header_cell(each.name, kinds[each.name]) for each in properties]
        more = derived.of_enterprises if table.label == "Enterprise" else []
        properties += more
        named += [_header_cell(each.name, KINDS[table.label, each.name]) for each in more]
        file.write(",".join([f":ID({table.label})", *named, *header]) + "\n")
        _write_lines(files, file, [facts.ids.codes], properties, None, tail)
    files.nodes += len(facts)
    files.report.counts[table.label] = Counts(added=len(facts))


def _write_relationships(
    files: ImportFiles, dataset: Dataset, relation: Relation, folder: Path, derived: DerivedColumns
) -> None:
    facts = relation_facts(dataset, relation)
    ends = [facts.starts.codes, facts.ends.codes]
    # An empty cell of a link column is no relationship.
    complete = (ends[0] != EMPTY_CODE) & (ends[1] != EMPTY_CODE)
    order = facts.order[complete[facts.order]]
    if not len(order):
        return
    table = next((table for table in TABLES if table.relation is relation), None)
    kinds = {column.name: column.kind for column in table.columns} if table else {}
    header, tail = _constant_columns(files, dataset, table)
    between = [f":START_ID({relation.start})", f":END_ID({relation.end})"]
    explicit, inferred = order[order < facts.explicit_count], order[order >= facts.explicit_count]
    if len(explicit):
        with _open_file(files, folder, "relationships", relation.type, relation.type) as file:
            named = [_header_cell(each.name, kinds[each.name]) for each in facts.properties]
            more = derived.of_supplies if relation is SUPPLIES else []
            named += [_header_cell(each.name, KINDS[relation.type, each.name]) for each in more]
            file.write(",".join([*between, *named, *header]) + "\n")
            _write_lines(files, file, ends, [*facts.properties, *more], explicit, tail)
    if len(inferred):
        name = f"{relation.type}-implied"
        with _open_file(files, folder, "relationships", relation.type, name) as file:
            file.write(",".join([*between, *header, "implied:boolean"]) + "\n")
            _write_lines(files, file, ends, [], inferred, f"{tail},true")
    files.relationships += len(order)
    files.report.counts[relation.type] = Counts(added=len(order))


def _write_waits(files: ImportFiles, derived: DerivedColumns, folder: Path) -> None:
    waits = derived.waits
    if not len(waits.starts):
        return
    with _open_file(files, folder, "relationships", "WAITS_FOR", "WAITS_FOR") as file:
        named = [
            _header_cell(each.name, KINDS["WAITS_FOR", each.name]) for each in waits.properties
        ]
        header = [":START_ID(Enterprise)", ":END_ID(Enterprise)", *named]
        file.write(",".join(header) + "\n")
        _write_lines(files, file, [waits.starts, waits.ends], waits.properties, None, None)
    files.relationships += len(waits.starts)


def _open_file(files: ImportFiles, folder: Path, option: str, kind: str, name: str) -> IO[str]:
    path = folder / f"{name}.csv"
    # Relative: the importer takes a path for a pattern, which a folder's name may spoil.
    files.arguments.append(f"--{option}={kind}={folder.name}/{path.name}")
    return path.open("w", encoding="utf-8", newline="")


def _header_cell(name: str, kind: str) -> str:
    return f"{name}:{IMPORT_TYPES.get(kind, 'string')}"


def _constant_columns(
    files: ImportFiles, dataset: Dataset, table: Table | None
) -> tuple[list[str], str]:
    """Header cells and values of the columns that are the same in every line of a file."""
    same: dict[str, Value] = {}
    for name, value in (default_properties(dataset, table) if table else {}).items():
        assert isinstance(value, str)
        same[f"{name}:string"] = value
    same["datasets:string[]"] = dataset.id
    return list(same), ",".join(_import_texts(files, same.values()))


def _write_lines(
    files: ImportFiles,
    file: IO[str],
    numbers: list[CodeArray],
    properties: list[PropertyColumn],
    rows: CodeArray | None,
    tail: str | None,
) -> None:
    """Writes the lines of ``rows`` (default: all): node codes, property values, then ``tail``."""
    texts = [_import_texts(files, each.values) for each in properties]
    total = len(numbers[0]) if rows is None else len(rows)
    for begin in range(0, total, LINES_PER_WRITE):
        some = (
            slice(begin, begin + LINES_PER_WRITE)
            if rows is None
            else rows[begin : begin + LINES_PER_WRITE]
        )
        columns: list[Iterator[str]] = [map(str, codes[some].tolist()) for codes in numbers]
        for each, known in zip(properties, texts, strict=True):
            columns.append(map(known.__getitem__, each.codes[some].tolist()))
        more = [] if tail is None else [repeat(tail)]
        file.writelines(f"{line}\n" for line in map(",".join, zip(*columns, *more, strict=False)))


def _import_texts(files: ImportFiles, values: Iterable[Value]) -> list[str]:
    """Values as the importer reads them; empty for what is not set."""
    texts = list(map(_import_text, values))
    if not files.multiline:
        files.multiline = any("\n" in text or "\r" in text for text in texts)
    return texts


def _import_text(value: Value) -> str:
    if isinstance(value, Assumed):
        value = value.value
    if value is None or isinstance(value, Absent):
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else repr(value)
