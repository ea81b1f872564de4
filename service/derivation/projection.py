"""The graph as columns: its facts, and what was derived of them before.

Read in ranges of enterprises, each a few rows of whole lists, two at a time: the server uses a
processor for each. Nodes and relationships are known by the database's own numbers, which are
shorter than ids and stand for as long as a derivation takes.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.equations.facts import (
    FULL_OUTPUT,
    UNKNOWN,
    Enterprises,
    Facts,
    Ints,
    Needs,
    Numbers,
    Supplies,
    hundredths,
)
from service.equations.waiting import STUCK
from service.graph.database import Graph
from service.statements import statement

RANGE_SIZE = 5_000
"""Enterprises, or materials, read by one statement."""

READERS = 2
"""Ranges read at a time."""

TIMEOUT_SECONDS = 600.0

MAX_DIGITS = 15
"""Of the number of a relationship; the database's own numbers have fewer bits."""

Column = npt.NDArray[Any]
Columns = dict[str, Column]
"""Columns by name, of one length; of texts they are objects."""

_KINDS: dict[str, dict[str, Any]] = {
    "materials": {"nodes": np.int64, "ids": object},
    "enterprises": {
        "nodes": np.int64, "ids": object, "closed": np.int32, "resumed": np.int32,
        "expected": np.int32, "full_output": np.bool_, "surveyed": np.bool_, "anchor": np.bool_,
        "above_scale": np.bool_,
        "runs": np.int32, "own_days": np.float64, "at": np.int64, "ready_days": np.float64,
        "in_flow": np.int32, "firm": np.int32, "doubt": np.int32, "stuck": object,
        "hops": np.int32, "stop_days": np.float64, "stop_material": object, "lead_at": np.int64,
        "core": np.int32, "essential_core": np.int32, "anchors_supplied": np.int64,
        "stops_enterprises": np.int64, "stops_anchors": np.int64, "stopped_by": np.int64,
        "saves_above": np.float64, "saves_days": np.float64, "saves_open": np.int32,
    },
    "needs": {
        "enterprise": np.int64, "material": np.int64, "essential": np.bool_, "stock": np.float64,
        "counted": np.int32,
    },
    "supplies": {
        "relationships": np.int64, "supplier": np.int64, "buyer": np.int64, "material": object,
        "lead": np.float64, "share": np.float64, "since": np.int32, "until": np.int32,
        "gap": np.int64, "weight": np.int64, "part": np.int64, "breaks": np.int64,
    },
    "waits": {
        "relationships": np.int64, "enterprise": np.int64, "supplier": np.int64,
        "material": object, "days": np.float64,
    },
}  # fmt: skip
"""The columns that each statement gives, in order."""


@dataclass(frozen=True, slots=True)
class Projection:
    """``enterprises`` and ``supplies``: what was read of each, in the order of ``facts``, what was
    derived before among it; ``waits``: the relationships WAITS_FOR, by the numbers of ``facts``;
    ``materials``: their ids by number."""

    facts: Facts
    enterprises: Columns
    supplies: Columns
    waits: Columns
    materials: Column


def project(graph: Graph, reads: Callable[[float], None] = lambda _: None) -> Projection:
    """Reads the whole graph; ``reads`` is told which share is read."""
    cuts, material_cuts = (
        graph.read(statement(f"derive/{name}"), {"size": RANGE_SIZE}, timeout=TIMEOUT_SECONDS).one()
        for name in ("cuts", "material-cuts")
    )
    ranges = [("materials", *each) for each in id_ranges(material_cuts[0])] + [
        (table, *each)
        for each in id_ranges(cuts[0])
        for table in ("enterprises", "needs", "supplies", "waits")
    ]
    pieces: dict[str, list[Columns]] = {table: [] for table in _KINDS}
    with ThreadPoolExecutor(READERS) as readers:
        for done, (given, piece) in enumerate(
            zip(ranges, readers.map(lambda each: _read(graph, *each), ranges), strict=True)
        ):
            pieces[given[0]].append(piece)
            reads((done + 1) / len(ranges))
    tables = {table: _joined(table, pieces.pop(table)) for table in _KINDS}
    return _numbered(tables)


def id_ranges(cuts: list[str]) -> Iterable[tuple[str, str]]:
    """Each range of ids: after the first, up to the second."""
    return zip(["", *cuts], cuts, strict=False)


def _read(graph: Graph, table: str, after: str, upto: str) -> Columns:
    given = {"after": after, "upto": upto, "unknown": UNKNOWN, "full_output": FULL_OUTPUT}
    lists = graph.read_lists(statement(f"derive/read-{table}"), given, timeout=TIMEOUT_SECONDS)
    return {
        name: np.array(values, kind)
        for (name, kind), values in zip(_KINDS[table].items(), lists, strict=True)
    }


def _joined(table: str, pieces: list[Columns]) -> Columns:
    return {
        name: np.concatenate([piece[name] for piece in pieces]) if pieces else np.zeros(0, kind)
        for name, kind in _KINDS[table].items()
    }


def _numbered(tables: dict[str, Columns]) -> Projection:
    """The facts, with numbers in the order of ids in place of the database's."""
    enterprises, needs, supplies, waits = (
        tables[name] for name in ("enterprises", "needs", "supplies", "waits")
    )
    materials = tables["materials"]["ids"]
    number = _numbers(enterprises["nodes"])
    material_number = _numbers(tables["materials"]["nodes"])
    by_id = {id_: place for place, id_ in enumerate(materials.tolist())}
    # a supply may be of a material that nobody has described
    names = np.concatenate((supplies["material"], waits["material"]))
    for name in dict.fromkeys(names.tolist()):
        by_id.setdefault(name, len(by_id))
    if len(by_id) > len(materials):
        materials = np.array(sorted(by_id), object)
        moved = np.array([by_id[name] for name in materials.tolist()])
        place_of = np.empty(len(moved), np.int32)
        place_of[moved] = np.arange(len(moved))
        by_id = {name: place for place, name in enumerate(materials.tolist())}
        material_number = place_of[material_number]
    for columns in (supplies, waits):
        columns["material"] = _coded(columns["material"], by_id)
        columns["supplier"] = number[columns["supplier"]]
    waits["enterprise"] = number[waits["enterprise"]]
    supplies["buyer"] = number[supplies["buyer"]]
    facts = Facts(
        Enterprises(
            enterprises.pop("closed"),
            enterprises.pop("resumed"),
            enterprises.pop("expected"),
            enterprises.pop("full_output"),
            enterprises.pop("surveyed"),
            enterprises.pop("anchor"),
            enterprises.pop("above_scale"),
        ),
        Needs(
            number[needs["enterprise"]],
            material_number[needs["material"]],
            needs["essential"],
            hundredths(needs["stock"]),
            needs["counted"],
        ),
        Supplies(
            supplies.pop("supplier"),
            supplies.pop("buyer"),
            supplies.pop("material"),
            _amounts(supplies.pop("lead")),
            _amounts(supplies.pop("share")),
            supplies.pop("since"),
            supplies.pop("until"),
            _as_texts(supplies["relationships"]),
        ),
        len(materials),
    )
    enterprises["stop_material"] = _coded(enterprises["stop_material"], by_id)
    words = {word: code for code, word in enumerate(STUCK)}
    enterprises["stuck"] = _coded(enterprises["stuck"], words)
    return Projection(facts, enterprises, supplies, waits, materials)


def _numbers(nodes: Ints) -> Numbers:
    """By node, its position among ``nodes``."""
    numbers = np.full(int(nodes.max()) + 1 if len(nodes) else 0, -1, np.int32)
    numbers[nodes] = np.arange(len(nodes))
    return numbers


def _coded(texts: Column, codes: dict[str, int]) -> Numbers:
    """The code of each text; -1 for what has none."""
    return np.fromiter((codes.get(text, -1) for text in texts.tolist()), np.int32, len(texts))


def _amounts(values: npt.NDArray[np.float64]) -> Ints:
    return hundredths(np.where(values == UNKNOWN, np.nan, values))


def _as_texts(numbers: Ints) -> Ints:
    """Numbers that compare as the ids of elements do, which are texts."""
    digits = np.ones(len(numbers), np.int64)
    for place in range(1, MAX_DIGITS):
        digits += numbers >= 10**place
    return numbers * 10 ** (MAX_DIGITS - digits) * (MAX_DIGITS + 1) + digits
