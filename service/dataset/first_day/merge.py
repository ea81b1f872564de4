"""Merging the rows of a first-day list into tables, by enterprise, material and supply."""

from dataclasses import dataclass, field

from service.dataset.first_day.identity import AmbiguousName, KnownEntities
from service.dataset.first_day.list_content import ListContent, ListRow
from service.dataset.first_day.notices import notices
from service.dataset.input_tables import Dataset, InputTable
from service.dataset.parse import ABSENT, Value
from service.errors import Fault
from service.language import Text
from service.model.columns import LONGEST_TEXT
from service.model.tables import BY_NAME

SINGLE_VALUED = (
    "uscc", "district", "town", "resumed_on", "expected_on", "output_rate", "headcount", "on_post",
)  # fmt: skip
"""Columns with one value per enterprise: rows that differ in it are a fault."""

_OF_ENTERPRISE = frozenset((*SINGLE_VALUED, "resumed"))

MULTI_VALUED = ("contact", "phone", "note")
"""Columns that may have several values per enterprise: different ones are joined."""


@dataclass(slots=True)
class _Merged:
    """What all rows together say of one entity; ``lines`` has the line of each value that comes
    from another line than the first."""

    id: str
    name: str
    line: int
    anchor: bool = False
    supplies: bool = False
    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] | None = None

    def put(self, column: str, value: Value, line: int) -> None:
        """Sets a value, and the line that it comes from."""
        self.values[column] = value
        if line != self.line:
            self.lines = {**(self.lines or {}), column: line}

    def line_of(self, column: str) -> int:
        """The line that a value comes from."""
        return (self.lines or {}).get(column, self.line)


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
        self._stated: set[str] = set()
        self._noted = False
        self._known = enterprises
        self._known_materials = materials
        self._faults = faults
        self._codes: dict[str, str] = {}
        self._enterprises: dict[str, _Merged] = {}
        self._materials: dict[str, _Merged] = {}
        self._needs: dict[tuple[str, str], _Merged] = {}
        self._supplies: dict[tuple[str, str, str], _Merged] = {}
        self._undated = 0

    def run(self) -> None:
        rows = self._content.rows
        if "uscc" in self._content.columns:  # a code counts for the lines before it as well
            rows = list(rows)
            for row in rows:
                self._collect_code(row)
        for row in rows:
            self._merge_row(row)
            self._stated.update(row.values)
            self._noted = self._noted or row.note is not None
        for enterprise in self._enterprises.values():
            self._resumption(enterprise)
        self._fill_tables()
        self._dataset.notices += notices(
            self._dataset,
            self._content.note_columns,
            [(each.line, each.id, each.name) for each in self._enterprises.values()],
            self._content.spreadsheet.line_name,
            self._known,
            [each.name for each in self._materials.values() if not each.values],
            self._known_materials,
            undated=self._undated,
        )

    def _collect_code(self, row: ListRow) -> None:
        name, code = row.values.get("supplier"), row.values.get("uscc")
        if isinstance(name, str) and isinstance(code, str):
            self._codes.setdefault(name, code)

    def _merge_row(self, row: ListRow) -> None:
        supplier = self._enterprise(row, "supplier")
        buyer = self._enterprise(row, "buyer")
        if supplier is None or (buyer is None and not row.alone):
            return
        supplier.supplies = True
        for column, value in row.values.items():
            if column in _OF_ENTERPRISE:
                self._set(supplier, column, value, row.line)
            elif column in MULTI_VALUED:
                self._append(supplier, column, value, row.line)
        self._append(supplier, "note", row.note, row.line)
        if buyer is None:
            return
        buyer.anchor = True
        material = self._material(row, supplier)
        if material is None:
            return
        pair = (buyer.id, material)
        need = self._needs.get(pair) or self._needs.setdefault(
            pair, _Merged(buyer.id, "", row.line)
        )
        self._set(need, "stock_days", row.values.get("stock_days"), row.line)
        supply = self._supplies.setdefault(
            (supplier.id, material, buyer.id), _Merged(supplier.id, "", row.line)
        )
        self._set(supply, "lead_days", row.values.get("lead_days"), row.line)

    def _enterprise(self, row: ListRow, column: str) -> _Merged | None:
        name = row.values.get(column)
        if not isinstance(name, str):
            return None
        id_ = self._identify(self._known, name, self._codes.get(name), row.line, column)
        if id_ is None:
            return None
        merged = self._enterprises.get(id_)
        if merged is None:
            merged = self._enterprises[id_] = _Merged(id_, name, row.line)
        if merged.name != name:
            self._contradiction(row.line, column, name, merged.line, merged.name)
        return merged

    def _material(self, row: ListRow, supplier: _Merged) -> str | None:
        name = row.values.get("material")
        if isinstance(name, str):
            id_ = self._identify(self._known_materials, name, None, row.line, "material")
        else:
            id_, name = f"supplied-by-{supplier.id}", ""
        if id_ is not None:
            merged = self._materials.setdefault(id_, _Merged(id_, name, row.line))
            if not name:
                merged.name = f"由{supplier.name}供应，物料未注明"
                english = f"supplied by {supplier.name}, material not given"
                merged.put("name_en", english, row.line)
        return id_

    def _identify(
        self, known: KnownEntities, name: str, code: str | None, line: int, column: str
    ) -> str | None:
        try:
            return known.identify(name, code)
        except AmbiguousName as ambiguous:
            listed = ", ".join(ambiguous.ids)
            self._faults.append(
                Fault(
                    Text(
                        f"the graph has several of this name: {listed}; give the credit code, or"
                        " a name that only one has",
                        f"图中有多个同名：{listed}；请填写信用代码或可区分的名称",
                    ),
                    self._location(line, column),
                    name,
                )
            )
            return None

    def _resumption(self, supplier: _Merged) -> None:
        resumed, day = supplier.values.get("resumed"), supplier.values.get("resumed_on")
        if resumed is False and day is not None:
            self._faults.append(
                Fault(
                    Text(
                        "not resumed, yet a day of resumption; a day to come belongs into"
                        " 预计复工日期 (expected on)",
                        "是否复工为“否”却填了复工日期；未来日期请填“预计复工日期”",
                    ),
                    self._location(supplier.line_of("resumed_on"), "resumed_on"),
                    str(day),
                )
            )
        if resumed is True and day is None:
            day = self._known.resumed.get(supplier.id)
            if day is None:
                day = self._dataset.as_of
                self._undated += 1
            supplier.put("resumed_on", day, supplier.line)

    def _set(self, merged: _Merged, column: str, value: Value, line: int) -> None:
        if value is None:
            return
        if column not in merged.values:
            merged.put(column, value, line)
        elif (first := merged.values[column]) != value:
            self._contradiction(line, column, value, merged.line_of(column), first)

    def _append(self, merged: _Merged, column: str, value: Value, line: int) -> None:
        if not isinstance(value, str):
            return
        if column not in merged.values:
            merged.put(column, "；".join(dict.fromkeys(value.split("；"))), line)
            return
        known = merged.values[column]
        parts = str(known).split("；") if known else []
        new = [part for part in value.split("；") if part not in parts]
        if new and len(str(known)) < LONGEST_TEXT:
            joined = "；".join([*parts, *new])
            if len(joined) > LONGEST_TEXT:
                joined = joined[: LONGEST_TEXT - 1] + "…"
            merged.put(column, joined, line)

    def _contradiction(self, line: int, column: str, value: Value, at: int, first: Value) -> None:
        earlier = self._content.spreadsheet.line_name(at)
        self._faults.append(
            Fault(
                Text(
                    f"{earlier.en} says {first} of the same enterprise or supply",
                    f"与{earlier.zh}对同一企业或供应关系的记载“{first}”不一致",
                ),
                self._location(line, column),
                str(value),
            )
        )

    def _location(self, line: int, column: str) -> str:
        return self._content.location(line, column)

    def _fill_tables(self) -> None:
        has = self._content.columns
        if "resumed" in has:
            has.add("resumed_on")
        has |= self._stated & {"expected_on", "town"}
        if self._content.note_columns or self._noted:
            has.add("note")
        columns = [column for column in (*SINGLE_VALUED, *MULTI_VALUED) if column in has]
        enterprises = self._new_table("enterprises", ["id", "name", "anchor", *columns])
        for enterprise in self._enterprises.values():
            _add(
                enterprises,
                enterprise,
                [
                    enterprise.id,
                    enterprise.name,
                    True if enterprise.anchor else ABSENT,
                    *(enterprise.values.get(c) if enterprise.supplies else ABSENT for c in columns),
                ],
            )
        materials = self._new_table("materials", ["id", "name", "name_en"])
        for material in self._materials.values():
            english = material.values.get("name_en") or ABSENT
            _add(materials, material, [material.id, material.name, english])
        stock, lead = "stock_days" in has, "lead_days" in has
        needs = self._new_table("needs", ["enterprise", "material", *(["stock_days"] * stock)])
        for key, need in self._needs.items():
            _add(needs, need, [*key, *([need.values.get("stock_days")] * stock)])
        supplies = self._new_table(
            "supplies", ["supplier", "material", "buyer", *(["lead_days"] * lead)]
        )
        for parts, supply in self._supplies.items():
            _add(supplies, supply, [*parts, *([supply.values.get("lead_days")] * lead)])

    def _new_table(self, table: str, columns: list[str]) -> InputTable:
        def location(line: int, column: str) -> str:
            renamed = {"enterprise": "buyer", "name": "supplier"}
            return self._content.location(line, renamed.get(column, column))

        input_table = InputTable(
            BY_NAME[table],
            self._content.spreadsheet.file,
            columns,
            self._dataset.ids,
            place=location,
        )
        self._dataset.tables[table] = input_table
        return input_table


def _add(input_table: InputTable, merged: _Merged, row: list[Value]) -> None:
    input_table.add(merged.line, row)
