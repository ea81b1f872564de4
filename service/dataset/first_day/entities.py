"""Whom and what the rows of a list name: enterprises and materials, by their first rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from service.dataset.first_day.first_values import Rows, first_rows, numbered
from service.dataset.first_day.identity import AmbiguousName, KnownEntities
from service.dataset.first_day.list_content import ListRows
from service.dataset.tables.input_tables import CodeArray, DistinctValues
from service.dataset.tables.parse import Value
from service.errors import Fault
from service.language import Text

NOBODY = -1

Flags = npt.NDArray[np.bool_]

Location = Callable[[int, str], str]
Report = Callable[[Fault], None]


@dataclass
class Entities:
    """By number: id, name, and the line that names it first. ``of`` has by column the number that
    each row names, ``NOBODY`` where none; ``name_codes`` are those of the list's own names.
    ``english`` is the name of what has none in the list, ``None`` for others. ``aliased`` has by
    column the rows that name it by an alias; ``unnamed`` are those that no row calls by their own
    name."""

    ids: list[str]
    names: list[str]
    lines: list[int]
    of: dict[str, Rows]
    name_codes: CodeArray = field(default_factory=lambda: np.zeros(0, np.int32))
    english: list[str | None] = field(default_factory=list)
    aliased: dict[str, Flags] = field(default_factory=dict)
    unnamed: set[int] = field(default_factory=set)
    _codes: CodeArray | None = None

    def codes(self, distinct: DistinctValues) -> CodeArray:
        """By number the codes of the ids among ``distinct``, of which a dataset has one a label."""
        if self._codes is None:
            self._codes = np.asarray(list(map(distinct.code, self.ids)), np.int32)
        return self._codes


class _Identified:
    """The ids of names, each looked up once; a name that several have is a fault in each row."""

    def __init__(self, known: KnownEntities, values: list[Value]) -> None:
        self._known = known
        self._values = values
        self.ids: dict[str, int] = {}
        self.numbers = np.full(len(values), NOBODY, np.int64)
        """By the code of a name."""
        self.aliased = np.zeros(len(values), np.bool_)
        """By the code of a name whether it is an alias."""
        self._ambiguous: dict[int, AmbiguousName] = {}

    def look_up(self, codes: Iterable[int], credit_codes: dict[int, str]) -> None:
        for code in codes:
            try:
                name = str(self._values[code])
                id_ = self._known.identify(name, credit_codes.get(code))
            except AmbiguousName as ambiguous:
                self._ambiguous[code] = ambiguous
            else:
                self.numbers[code] = self.ids.setdefault(id_, len(self.ids))
                self.aliased[code] = self._known.is_alias(name, id_)

    def report(self, column: str, rows: Rows, codes: CodeArray, lines: CodeArray,
               location: Location, report: Report) -> None:  # fmt: skip
        if not self._ambiguous:
            return
        for row in rows[np.isin(codes[rows], list(self._ambiguous))].tolist():
            code = int(codes[row])
            listed = ", ".join(self._ambiguous[code].ids)
            text = Text(
                f"the graph has several of this name: {listed}; give the credit code, or"
                " a name that only one has",
                f"图中有多个同名：{listed}；请填写信用代码或可区分的名称",
            )
            report(Fault(text, location(int(lines[row]), column), str(self._values[code])))


def enterprises_of(
    rows: ListRows, known: KnownEntities, location: Location, report: Report
) -> Entities:
    """The suppliers and buyers; a credit code counts for every line that has the name."""
    lines = np.asarray(rows.lines, np.int32)
    suppliers, buyers = rows.codes("supplier"), rows.codes("buyer")
    values = rows.distinct("supplier").values
    identified = _Identified(known, values)
    named = np.zeros(len(values), np.bool_)
    named[suppliers] = named[buyers] = True
    named[0] = False
    identified.look_up(named.nonzero()[0].tolist(), _credit_codes(rows, suppliers, len(values)))
    for column, codes in (("supplier", suppliers), ("buyer", buyers)):
        every = np.arange(len(lines))
        identified.report(column, every, codes, lines, location, report)
    both = np.empty(2 * len(lines), np.int32)
    both[0::2], both[1::2] = suppliers, buyers
    numbers = identified.numbers[both]
    places = (numbers >= 0).nonzero()[0]
    found, first = numbered(numbers[places])
    numbers[places] = found
    ids = list(identified.ids)
    ids = [ids[identified.numbers[code]] for code in both[places[first]].tolist()]
    name_codes, unnamed = _own_names(numbers[places], both[places], identified.aliased, len(ids))
    names = [str(values[code]) for code in name_codes.tolist()]
    for number in unnamed:
        names[number] = known.names.get(ids[number]) or names[number]
    return Entities(
        ids,
        names,
        lines[places[first] // 2].tolist(),
        {"supplier": numbers[0::2], "buyer": numbers[1::2]},
        name_codes,
        aliased={
            "supplier": identified.aliased[suppliers], "buyer": identified.aliased[buyers]
        },
        unnamed=unnamed,
    )  # fmt: skip


def _own_names(
    numbers: Rows, codes: CodeArray, aliased: Flags, count: int
) -> tuple[CodeArray, set[int]]:
    """By entity the first name that is its own, or the first; and those that have none of their
    own. ``numbers`` and ``codes`` are those of each place at which one is named."""
    names = np.zeros(count, np.int32)
    names[numbers[::-1]] = codes[::-1]  # of several for one entity the last assigned counts
    own = ~aliased[codes]
    names[numbers[own][::-1]] = codes[own][::-1]
    named = np.zeros(count, np.bool_)
    named[numbers[own]] = True
    return names, set((~named).nonzero()[0].tolist())


def _credit_codes(rows: ListRows, suppliers: CodeArray, count: int) -> dict[int, str]:
    """By the code of a supplier's name the first credit code that stands beside it."""
    codes, values = rows.codes("uscc"), rows.distinct("uscc").values
    first, _ = first_rows(np.where(suppliers, suppliers, NOBODY), codes, count)
    named = (first >= 0).nonzero()[0]
    return {
        name: str(values[code])
        for name, code in zip(named.tolist(), codes[first[named]].tolist(), strict=True)
    }


def materials_of(
    rows: ListRows,
    supplied: "np.typing.NDArray[np.bool_]",
    enterprises: Entities,
    known: KnownEntities,
    location: Location,
    report: Report,
) -> Entities:
    """The materials of the rows that are a supply; one of its own for each supplier whose material
    is not given."""
    lines, codes = np.asarray(rows.lines, np.int32), rows.codes("material")
    values = rows.distinct("material").values
    identified = _Identified(known, values)
    named = supplied & (codes != 0)
    identified.look_up(np.unique(codes[named]).tolist(), {})
    identified.report("material", named.nonzero()[0], codes, lines, location, report)
    suppliers = enterprises.of["supplier"]
    unnamed = supplied & (codes == 0)
    own = np.full(len(enterprises.ids), NOBODY, np.int64)
    supplier_of: dict[int, int] = {}
    standing: set[str] = set()
    for supplier in np.unique(suppliers[unnamed]).tolist():
        id_ = f"supplied-by-{enterprises.ids[supplier]}"
        if id_ in known.aliases.ids:
            id_ = known.aliases.ids[id_]
            standing.add(id_)
        own[supplier] = number = identified.ids.setdefault(id_, len(identified.ids))
        supplier_of[number] = supplier
    numbers = np.where(named, identified.numbers[codes], NOBODY)
    numbers[unnamed] = own[suppliers[unnamed]]
    places = (numbers >= 0).nonzero()[0]
    found, first = numbered(numbers[places])
    ids = list(identified.ids)
    result = Entities([], [], lines[places[first]].tolist(), {})
    name_codes, result.unnamed = _own_names(found, codes[places], identified.aliased, len(first))
    for number, code in zip(numbers[places[first]].tolist(), name_codes.tolist(), strict=True):
        result.ids.append(ids[number])
        name, english = str(values[code]), None
        if number in supplier_of:
            if ids[number] in standing:
                result.unnamed.add(len(result.ids) - 1)
            supplier_name = enterprises.names[supplier_of[number]]
            name = f"由{supplier_name}供应，物料未注明"
            english = f"supplied by {supplier_name}, material not given"
        result.names.append(name)
        result.english.append(english)
    numbers[places] = found
    result.of["material"] = numbers
    result.aliased["material"] = identified.aliased[codes]
    return result
