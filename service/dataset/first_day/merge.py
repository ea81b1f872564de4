"""Merging the rows of a first-day list into tables, by enterprise, material and supply.

Done in columns: a list of 20 MB has some hundred thousand rows.
"""

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.dataset.first_day.entities import Entities, enterprises_of, materials_of
from service.dataset.first_day.first_values import (
    Rows,
    codes_at,
    first_rows,
    joined_texts,
    numbered,
)
from service.dataset.first_day.identity import KnownEntities
from service.dataset.first_day.list_content import ListContent
from service.dataset.first_day.notices import notices
from service.dataset.tables.input_tables import (
    CodeArray,
    Dataset,
    DistinctValues,
    EncodedColumn,
    InputTable,
)
from service.dataset.tables.parse import ABSENT, Assumed, Value
from service.dataset.tables.vectorised import composite_keys
from service.errors import Fault
from service.language import Text
from service.model.tables import BY_NAME

Filled = tuple[CodeArray, DistinctValues]
"""A column: codes, and the values that they stand for."""

Flags = npt.NDArray[np.bool_]

SINGLE_VALUED = (
    "uscc", "district", "town", "resumed_on", "expected_on", "output_rate", "headcount", "on_post",
)  # fmt: skip
"""Columns with one value per enterprise: rows that differ in it are a fault."""

_OF_ENTERPRISE = frozenset((*SINGLE_VALUED, "resumed"))

MAX_ALIASES_TOLD = 5
"""Aliases that a list uses, told one by one."""

MULTI_VALUED = ("contact", "phone", "note")
"""Columns that may have several values per enterprise: different ones are joined."""


def merge_rows(
    dataset: Dataset,
    content: ListContent,
    enterprises: KnownEntities,
    materials: KnownEntities,
    faults: list[Fault],
) -> None:
    """Fills the tables and notices of ``dataset``; contradictions between rows are faults."""
    _Merge(dataset, content, enterprises, materials, faults).run()


class _Merge:
    def __init__(
        self,
        dataset: Dataset,
        content: ListContent,
        enterprises: KnownEntities,
        materials: KnownEntities,
        faults: list[Fault],
    ) -> None:
        self._dataset = dataset
        self._content = content
        self._rows = content.rows
        self._lines = np.asarray(content.rows.lines, np.int32)
        self._known = enterprises
        self._known_materials = materials
        self._faults = faults
        self._undated = 0
        self._aliased = np.zeros(len(self._lines), np.bool_)
        """The rows about enterprises, or of supplies between them, under another name."""
        self._told_otherwise = self._to_themselves = 0
        self._columns: dict[str, Filled] = {}
        """What is said of each enterprise, by column."""

    def run(self) -> None:
        rows, report = self._rows, self._faults.append
        enterprises = enterprises_of(rows, self._known, self._content.location, report)
        self._contradicting_names(enterprises)
        suppliers, buyers = enterprises.of["supplier"], enterprises.of["buyer"]
        told = (suppliers >= 0) & ((buyers >= 0) | np.asarray(rows.alone, np.bool_))
        owners = np.where(told, suppliers, -1)
        self._aliased = enterprises.aliased["supplier"]
        firsts = self._values_of_enterprises(owners, len(enterprises.ids))
        self._resumption(enterprises, firsts)
        supplied = told & (buyers >= 0)
        aliased = self._aliased | enterprises.aliased["buyer"]
        to_itself = supplied & aliased & (suppliers == buyers)
        self._to_themselves = int(to_itself.sum())
        supplied &= ~to_itself
        materials = materials_of(
            rows, supplied, enterprises, self._known_materials, self._content.location, report
        )
        is_supplier = np.zeros(len(enterprises.ids), np.bool_)
        is_supplier[suppliers[told]] = True
        is_anchor = np.zeros(len(enterprises.ids), np.bool_)
        is_anchor[buyers[supplied]] = True
        self._fill_enterprises(enterprises, is_supplier, is_anchor)
        self._fill_materials(materials)
        self._aliased = aliased | materials.aliased["material"]
        self._fill_needs_and_supplies(enterprises, materials)
        self._tell_aliases(enterprises, materials)
        self._dataset.notices += notices(
            self._dataset,
            self._content.note_columns,
            _named(enterprises, enterprises.names),
            self._content.spreadsheet.line_name,
            self._known,
            {
                name: id_
                for number, (name, id_) in enumerate(
                    zip(materials.names, materials.ids, strict=True)
                )
                if materials.english[number] is None and number not in materials.unnamed
            },
            self._known_materials,
            undated=self._undated,
        )

    def _contradicting_names(self, enterprises: Entities) -> None:
        for column in ("supplier", "buyer"):
            numbers, codes = enterprises.of[column], self._rows.codes(column)
            values = self._rows.distinct(column).values
            rows = ((numbers >= 0) & ~enterprises.aliased[column]).nonzero()[0]
            for row in rows[enterprises.name_codes[numbers[rows]] != codes[rows]].tolist():
                number = int(numbers[row])
                self._contradiction(
                    row, column, str(values[codes[row]]),
                    enterprises.lines[number], enterprises.names[number],
                )  # fmt: skip

    def _values_of_enterprises(self, owners: Rows, count: int) -> dict[str, Rows]:
        """Fills ``_columns``; by column the row of each enterprise's value."""
        firsts: dict[str, Rows] = {}
        for name in list(self._rows.columns):
            if name in _OF_ENTERPRISE:
                firsts[name] = self._first_values(name, owners, count)
                codes = codes_at(firsts[name], self._rows.codes(name))
                self._columns[name] = codes, self._rows.distinct(name)
            elif name in MULTI_VALUED:
                codes, distinct = self._rows.codes(name), self._rows.distinct(name)
                who = self._without_aliased(owners, codes, count)
                self._columns[name] = joined_texts(who, codes, distinct, count), distinct
        return firsts

    def _first_values(self, name: str, owners: Rows, count: int) -> Rows:
        codes, values = self._rows.codes(name), self._rows.distinct(name).values
        first, differ = first_rows(np.where(self._aliased, -1, owners), codes, count)
        if self._aliased.any():
            under_others = np.where(self._aliased, owners, -1)
            second, _ = first_rows(under_others, codes, count)
            first = np.where(first >= 0, first, second)
            rows = ((codes != 0) & (under_others >= 0)).nonzero()[0]
            self._told_otherwise += int((codes[rows] != codes[first[owners[rows]]]).sum())
        for row in differ.tolist():
            earlier = int(first[owners[row]])
            self._contradiction(
                row, name, _shown(values[codes[row]]),
                int(self._lines[earlier]), _shown(values[codes[earlier]]),
            )  # fmt: skip
        return first

    def _without_aliased(self, owners: Rows, codes: CodeArray, count: int) -> Rows:
        """``owners`` without the rows under other names, where rows under the own name tell."""
        if not self._aliased.any():
            return owners
        own = np.zeros(count, np.bool_)
        own[owners[(codes != 0) & (owners >= 0) & ~self._aliased]] = True
        return np.where(self._aliased & (owners >= 0) & own[owners], -1, owners)

    def _tell_aliases(self, enterprises: Entities, materials: Entities) -> None:
        rows = int(self._aliased.sum())
        if not rows:
            return
        named = [
            (column, entities)
            for entities in (enterprises, materials)
            for column in entities.aliased
        ]
        names = {
            str(self._rows.distinct(column).values[code])
            for column, entities in named
            for code in np.unique(self._rows.codes(column)[entities.aliased[column]]).tolist()
        }
        listed = "、".join(sorted(names)[:MAX_ALIASES_TOLD])
        self._dataset.understood.append(
            Text(
                f"{len(names)} names are other names of what the graph has, in {rows} rows:"
                f" {listed}",
                f"{len(names)} 个名称是图中已有对象的别名，涉及 {rows} 行：{listed}",
            )
        )
        if self._told_otherwise:
            self._dataset.notices.append(
                Text(
                    f"{self._told_otherwise} cells under other names say otherwise than the rows"
                    " under the own name, which count",
                    f"别名行中有 {self._told_otherwise} 格与本名行不一致，以本名行为准",
                )
            )
        if self._to_themselves:
            self._dataset.notices.append(
                Text(
                    f"{self._to_themselves} supplies of one and the same to itself are left out",
                    f"{self._to_themselves} 条供应关系的供需双方实为同一企业，未载入",
                )
            )

    def _resumption(self, enterprises: Entities, firsts: dict[str, Rows]) -> None:
        if "resumed" not in self._columns:
            return
        resumed, distinct = self._columns["resumed"]
        days = self._rows.distinct("resumed_on")
        codes = self._columns.get("resumed_on", (np.zeros_like(resumed), days))[0]
        has, has_not = (
            resumed == code if (code := distinct.find(said)) else np.zeros(len(resumed), np.bool_)
            for said in (True, False)
        )  # fmt: skip
        for number in (has_not & (codes != 0)).nonzero()[0].tolist():
            line = int(self._lines[firsts["resumed_on"][number]])
            self._faults.append(
                Fault(
                    Text(
                        "not resumed, yet a day of resumption; a day to come belongs into"
                        " 预计复工日期 (expected on)",
                        "是否复工为“否”却填了复工日期；未来日期请填“预计复工日期”",
                    ),
                    self._content.location(line, "resumed_on"),
                    str(days.values[codes[number]]),
                )
            )
        undated = (has & (codes == 0)).nonzero()[0].tolist()
        for number in undated:
            self._undated += enterprises.ids[number] not in self._known.resumed
            codes[number] = days.code(Assumed(self._dataset.as_of))
        self._columns["resumed_on"] = codes, days

    def _contradiction(self, row: int, column: str, value: str, at: int, first: str) -> None:
        earlier = self._content.spreadsheet.line_name(at)
        self._faults.append(
            Fault(
                Text(
                    f"{earlier.en} says {first} of the same enterprise or supply",
                    f"与{earlier.zh}对同一企业或供应关系的记载“{first}”不一致",
                ),
                self._content.location(int(self._lines[row]), column),
                value,
            )
        )

    def _stated_columns(self) -> set[str]:
        stated = self._content.columns
        if "resumed" in stated:
            stated.add("resumed_on")
        for name in ("expected_on", "town", "note"):
            if self._rows.codes(name).any():
                stated.add(name)
        return stated | {"note"} if self._content.note_columns else stated

    def _fill_enterprises(
        self, enterprises: Entities, is_supplier: Flags, is_anchor: Flags
    ) -> None:
        stated = self._stated_columns()
        columns = [column for column in (*SINGLE_VALUED, *MULTI_VALUED) if column in stated]
        anchor, names = DistinctValues(), self._rows.distinct("supplier")
        anchor_codes = np.where(is_anchor, anchor.code(True), anchor.code(ABSENT))
        name_codes = enterprises.name_codes.copy()
        if enterprises.unnamed:
            name_codes[sorted(enterprises.unnamed)] = names.code(ABSENT)
        filled = [(name_codes, names), (anchor_codes, anchor)]
        for name in columns:
            none = np.zeros(len(is_supplier), np.int32), DistinctValues()
            codes, distinct = self._columns.get(name, none)
            if not is_supplier.all():  # of those who only buy the list says nothing more
                codes = np.where(is_supplier, codes, distinct.code(ABSENT))
            filled.append((codes, distinct))
        every = np.arange(len(enterprises.ids))
        self._fill(
            "enterprises", ["id", "name", "anchor", *columns], enterprises.lines,
            [(enterprises, every)], filled,
        )  # fmt: skip

    def _fill_materials(self, materials: Entities) -> None:
        names, english = DistinctValues(), DistinctValues()
        given = [ABSENT if text is None else text for text in materials.english]
        named: list[Value] = list(materials.names)
        for number in materials.unnamed:
            given[number] = named[number] = ABSENT
        filled = [
            (np.asarray(list(map(names.code, named)), np.int32), names),
            (np.asarray(list(map(english.code, given)), np.int32), english),
        ]
        every = np.arange(len(materials.ids))
        self._fill(
            "materials", ["id", "name", "name_en"], materials.lines, [(materials, every)], filled
        )

    def _fill_needs_and_supplies(self, enterprises: Entities, materials: Entities) -> None:
        stated = self._stated_columns()
        numbers = enterprises.of | materials.of
        rows = (numbers["material"] >= 0).nonzero()[0]
        of = {"supplier": enterprises, "material": materials, "buyer": enterprises}
        for table, ends, columns in (
            ("needs", ("buyer", "material"), ("stock_days",)),
            ("supplies", ("supplier", "material", "buyer"), ("lead_days", "note")),
        ):
            parts = [(numbers[end][rows].astype(np.int32), len(of[end].ids)) for end in ends]
            found, first = numbered(composite_keys(parts))
            owners = np.full(len(self._lines), -1, np.int64)
            owners[rows] = found
            filled: list[Filled] = []
            for name in (named := [column for column in columns if column in stated]):
                codes, distinct = self._rows.codes(name), self._rows.distinct(name)
                if name in MULTI_VALUED:
                    who = self._without_aliased(owners, codes, len(first))
                    filled.append((joined_texts(who, codes, distinct, len(first)), distinct))
                else:
                    firsts = self._first_values(name, owners, len(first))
                    filled.append((codes_at(firsts, codes), distinct))
            header = [("enterprise" if table == "needs" else end) for end in ends[:1]]
            self._fill(
                table, [*header, *ends[1:], *named], self._lines[rows[first]].tolist(),
                [(of[end], numbers[end][rows[first]]) for end in ends], filled,
            )  # fmt: skip

    def _fill(
        self,
        table: str,
        header: list[str],
        lines: list[int],
        ids: Sequence[tuple[Entities, Rows]],
        filled: Sequence[Filled],
    ) -> None:
        """One table: first the columns of ids, each of the numbers of entities, then the others."""

        def location(line: int, column: str) -> str:
            renamed = {"enterprise": "buyer", "name": "supplier"}
            return self._content.location(line, renamed.get(column, column))

        input_table = InputTable(
            BY_NAME[table],
            self._content.spreadsheet.file,
            header,
            self._dataset.ids,
            place=location,
        )
        input_table.lines = array("i", lines)
        for position, (entities, numbers) in enumerate(ids):
            column = input_table.encoded[position]
            column.codes = _array(entities.codes(column.distinct)[numbers])
        for position, (codes, distinct) in enumerate(filled, len(ids)):
            input_table.encoded[position] = EncodedColumn(distinct, _array(codes))
        self._dataset.tables[table] = input_table


def _shown(value: Value) -> str:
    """A value as a list has it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _named(entities: Entities, names: list[str]) -> list[tuple[int, str, str]]:
    """Line, id and name of those that the list calls by their own name."""
    return [
        (line, id_, name)
        for number, (line, id_, name) in enumerate(
            zip(entities.lines, entities.ids, names, strict=True)
        )
        if number not in entities.unnamed
    ]


def _array(codes: CodeArray) -> "array[int]":
    return array("i", codes.astype(np.int32).tobytes())
