"""A dataset as CSV files for ``neo4j-admin database import full``.

The graph is the same as after an ordinary load into an empty one and its derivation: the dataset
has passed the same check, and what is derived of it is in the files, too.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import IO

from service.clock import now as this_moment
from service.dataset.check import read_and_check
from service.dataset.contents import KINDS, Nodes, Relationships, nodes_of, relationships_of
from service.dataset.derived_columns import DerivedColumns, derived_columns
from service.dataset.load import Report, raise_faults
from service.dataset.merging.difference import Counts
from service.dataset.merging.facts import PropertyColumn
from service.dataset.tables.description import DESCRIPTION_FILE
from service.dataset.tables.input_tables import CodeArray, Dataset
from service.dataset.tables.parse import Absent, Assumed, Value
from service.errors import Conflict
from service.language import Text
from service.model.tables import BY_LABEL, RELATIONS
from service.progress import SILENT, Progress

LINES_PER_WRITE = 50_000
"""Lines of one write to a file."""

IMPORT_TYPES = {"integer": "long", "number": "double", "boolean": "boolean", "date": "date"}
"""The importer's type names by a column's kind; all others are strings."""

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
    what = Text("Writing the import files", "写出导入文件")
    total = len(BY_LABEL) + len(RELATIONS) + 1
    for done, nodes in enumerate(nodes_of(dataset, derived)):
        progress.count(what, done, total)
        _write_nodes(files, dataset, nodes, folder)
    for done, relationships in enumerate(relationships_of(dataset, derived), len(BY_LABEL)):
        progress.count(what, min(done, total), total)
        _write_relationships(files, dataset, relationships, folder)
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
    now = this_moment().isoformat(timespec="seconds")
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
        "core:boolean": True,
        "essential_core:boolean": True,
        "ranking_stands:boolean": True,
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


def _write_nodes(files: ImportFiles, dataset: Dataset, nodes: Nodes, folder: Path) -> None:
    header, tail = _constants(files, dataset, nodes.source)
    with _open_file(files, folder, "nodes", nodes.label, nodes.label) as file:
        named = [_header_cell(nodes.label, each.name) for each in nodes.properties]
        file.write(",".join([f":ID({nodes.label})", *named, *header]) + "\n")
        _write_lines(files, file, [nodes.codes], nodes.properties, None, tail)
    files.nodes += len(nodes)
    files.report.counts[nodes.label] = Counts(added=len(nodes))


def _write_relationships(
    files: ImportFiles, dataset: Dataset, some: Relationships, folder: Path
) -> None:
    relation, properties = some.relation, some.properties
    header, tail = ([], None) if some.derived else _constants(files, dataset, some.source)
    if some.inferred:
        header, tail = [*header, "implied:boolean"], f"{tail},true"
    between = [f":START_ID({relation.start})", f":END_ID({relation.end})"]
    name = f"{relation.type}-implied" if some.inferred else relation.type
    with _open_file(files, folder, "relationships", relation.type, name) as file:
        named = [_header_cell(relation.type, each.name) for each in properties]
        file.write(",".join([*between, *named, *header]) + "\n")
        _write_lines(files, file, [some.starts, some.ends], properties, some.rows, tail)
    files.relationships += len(some)
    if not some.derived:
        counted = files.report.counts.setdefault(relation.type, Counts())
        counted.added += len(some)


def _open_file(files: ImportFiles, folder: Path, option: str, kind: str, name: str) -> IO[str]:
    path = folder / f"{name}.csv"
    # Relative: the importer takes a path for a pattern, which a folder's name may spoil.
    files.arguments.append(f"--{option}={kind}={folder.name}/{path.name}")
    return path.open("w", encoding="utf-8", newline="")


def _header_cell(owner: str, name: str) -> str:
    return f"{name}:{IMPORT_TYPES.get(KINDS.get((owner, name), ''), 'string')}"


def _constants(
    files: ImportFiles, dataset: Dataset, source: str | None
) -> tuple[list[str], str | None]:
    """Header cells and values of the columns that are the same in every line of a file."""
    same: dict[str, Value] = {"source:string": source} if source else {}
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
