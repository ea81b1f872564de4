"""The rows of a first-day list gathered by enterprise, material and supply into tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.dataset.first_day.identity import Ambiguous, Known
from service.dataset.first_day.notices import notices
from service.dataset.parse import ABSENT, Value
from service.dataset.tables_in_memory import Dataset, Sheet
from service.errors import Fault
from service.language import Text
from service.model.tables import BY_NAME

FACTS = (
    "uscc", "district", "town", "resumed_on", "expected_on", "output_rate", "headcount", "on_post",
)  # fmt: skip
"""What can be only one thing of one enterprise: rows that differ in it are at fault."""

JOINED = ("contact", "phone", "note")
"""What rows, and columns, may say differently of one enterprise: all of it is kept."""


@dataclass
class Layout:
    """Which place of a line holds which column of the list, and what the list calls it.

    ``others`` are columns kept as notes; ``further`` are the places, after the first, of a column
    that is joined; ``below`` is the index of the first line after the header.
    """

    file: str
    below: int
    places: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    further: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class ListRow:
    """One line: the value of each column that the list has, and its notes."""

    line: int
    values: dict[str, Value]
    note: str | None


@dataclass
class _Gathered:
    """What all rows together say of one thing; each value with the line that said it first."""

    id: str
    name: str
    line: int
    anchor: bool = False
    supplies: bool = False
    said: dict[str, tuple[Value, int]] = field(default_factory=dict)

    def value(self, column: str) -> Value:
        return self.said[column][0] if column in self.said else None


def gather(
    dataset: Dataset,
    layout: Layout,
    rows: Sequence[ListRow],
    enterprises: Known,
    materials: Known,
    faults: list[Fault],
) -> None:
    """Fills the tables and notices of ``dataset``; what rows say against each other is a fault."""
    _Gathering(dataset, layout, rows, enterprises, materials, faults).run()


class _Gathering:
    def __init__(
        self,
        dataset: Dataset,
        layout: Layout,
        rows: Sequence[ListRow],
        enterprises: Known,
        materials: Known,
        faults: list[Fault],
    ) -> None:
        self._dataset = dataset
        self._layout = layout
        self._rows = rows
        self._known = enterprises
        self._known_materials = materials
        self._faults = faults
        self._codes: dict[str, str] = {}
        self._enterprises: dict[str, _Gathered] = {}
        self._materials: dict[str, _Gathered] = {}
        self._needs: dict[tuple[str, str], _Gathered] = {}
        self._supplies: dict[tuple[str, str, str], _Gathered] = {}
        self._undated = 0

    def run(self) -> None:
        for row in self._rows:
            self._code(row)
        for row in self._rows:
            self._row(row)
        for enterprise in self._enterprises.values():
            self._resumption(enterprise)
        self._fill()
        self._dataset.notices += notices(
            self._dataset,
            self._layout.others,
            [(each.line, each.id, each.name) for each in self._enterprises.values()],
            self._known,
            undated=self._undated,
        )

    def _code(self, row: ListRow) -> None:
        name, code = row.values.get("supplier"), row.values.get("uscc")
        if isinstance(name, str) and isinstance(code, str):
            self._codes.setdefault(name, code)

    def _row(self, row: ListRow) -> None:
        supplier = self._enterprise(row, "supplier")
        buyer = self._enterprise(row, "buyer")
        if supplier is None or buyer is None:
            return
        supplier.supplies = buyer.anchor = True
        for column in (*FACTS, "resumed"):
            self._say(supplier, column, row.values.get(column), row.line)
        for column in JOINED:
            value = row.note if column == "note" else row.values.get(column)
            self._join(supplier, column, value, row.line)
        material = self._material(row, supplier)
        if material is None:
            return
        need = self._needs.setdefault((buyer.id, material), _Gathered(buyer.id, "", row.line))
        self._say(need, "stock_days", row.values.get("stock_days"), row.line)
        supply = self._supplies.setdefault(
            (supplier.id, material, buyer.id), _Gathered(supplier.id, "", row.line)
        )
        self._say(supply, "lead_days", row.values.get("lead_days"), row.line)

    def _enterprise(self, row: ListRow, column: str) -> _Gathered | None:
        name = row.values.get(column)
        if not isinstance(name, str):
            return None
        id_ = self._identify(self._known, name, self._codes.get(name), row.line, column)
        if id_ is None:
            return None
        gathered = self._enterprises.setdefault(id_, _Gathered(id_, name, row.line))
        if gathered.name != name:
            self._differs(row.line, column, name, gathered.line, gathered.name)
        return gathered

    def _material(self, row: ListRow, supplier: _Gathered) -> str | None:
        name = row.values.get("material")
        if isinstance(name, str):
            id_ = self._identify(self._known_materials, name, None, row.line, "material")
        else:
            id_, name = f"supplied-by-{supplier.id}", ""
        if id_ is not None:
            gathered = self._materials.setdefault(id_, _Gathered(id_, name, row.line))
            if not name:
                gathered.name = f"由{supplier.name}供应，物料未注明"
                english = f"supplied by {supplier.name}, material not given"
                gathered.said["name_en"] = (english, row.line)
        return id_

    def _identify(
        self, known: Known, name: str, code: str | None, line: int, column: str
    ) -> str | None:
        try:
            return known.identify(name, code)
        except Ambiguous as several:
            listed = ", ".join(several.ids)
            self._faults.append(
                Fault(
                    Text(
                        f"the graph has several of this name: {listed}; give the credit code, or"
                        " a name that only one has",
                        f"图中有多个同名：{listed}；请填写信用代码或可区分的名称",
                    ),
                    self._where(line, column),
                    name,
                )
            )
            return None

    def _resumption(self, supplier: _Gathered) -> None:
        resumed, day = supplier.value("resumed"), supplier.value("resumed_on")
        if resumed is False and day is not None:
            self._faults.append(
                Fault(
                    Text(
                        "not resumed, yet a day of resumption; a day to come belongs into"
                        " 预计复工日期 (expected on)",
                        "是否复工为“否”却填了复工日期；未来日期请填“预计复工日期”",
                    ),
                    self._where(supplier.said["resumed_on"][1], "resumed_on"),
                    str(day),
                )
            )
        if resumed is True and day is None:
            day = self._known.resumed.get(supplier.id)
            if day is None:
                day = self._dataset.as_of
                self._undated += 1
            supplier.said["resumed_on"] = (day, supplier.line)

    def _say(self, gathered: _Gathered, column: str, value: Value, line: int) -> None:
        if value is None:
            return
        first, at = gathered.said.setdefault(column, (value, line))
        if first != value:
            self._differs(line, column, value, at, first)

    def _join(self, gathered: _Gathered, column: str, value: Value, line: int) -> None:
        if not isinstance(value, str):
            return
        known = gathered.value(column)
        parts = str(known).split("；") if known else []
        new = [part for part in value.split("；") if part not in parts]
        if new:
            gathered.said[column] = ("；".join([*parts, *new]), line)

    def _differs(self, line: int, column: str, value: Value, at: int, first: Value) -> None:
        self._faults.append(
            Fault(
                Text(
                    f"line {at} says {first} of the same enterprise or supply",
                    f"与第 {at} 行对同一企业或供应关系的记载“{first}”不一致",
                ),
                self._where(line, column),
                str(value),
            )
        )

    def _where(self, line: int, column: str) -> str:
        return f"{self._layout.file}:{line}:{self._layout.headers.get(column, column)}"

    def _fill(self) -> None:
        has = set(self._layout.places)
        if "resumed" in has:
            has.add("resumed_on")
        if self._layout.others or any(row.note for row in self._rows):
            has.add("note")
        told = [column for column in (*FACTS, *JOINED) if column in has]
        enterprises = self._sheet("enterprises", ["id", "name", "anchor", *told])
        for enterprise in self._enterprises.values():
            _add(
                enterprises,
                enterprise,
                [
                    enterprise.id,
                    enterprise.name,
                    True if enterprise.anchor else ABSENT,
                    *(enterprise.value(c) if enterprise.supplies else ABSENT for c in told),
                ],
            )
        materials = self._sheet("materials", ["id", "name", "name_en"])
        for material in self._materials.values():
            english = material.value("name_en") or ABSENT
            _add(materials, material, [material.id, material.name, english])
        stock, lead = "stock_days" in has, "lead_days" in has
        needs = self._sheet("needs", ["enterprise", "material", *(["stock_days"] * stock)])
        for key, need in self._needs.items():
            _add(needs, need, [*key, *([need.value("stock_days")] * stock)])
        supplies = self._sheet(
            "supplies", ["supplier", "material", "buyer", *(["lead_days"] * lead)]
        )
        for parts, supply in self._supplies.items():
            _add(supplies, supply, [*parts, *([supply.value("lead_days")] * lead)])

    def _sheet(self, table: str, columns: list[str]) -> Sheet:
        headers = dict(self._layout.headers)
        headers |= {"enterprise": headers.get("buyer", ""), "name": headers.get("supplier", "")}
        sheet = Sheet(
            BY_NAME[table], self._layout.file, columns, self._dataset.ids, headers=headers
        )
        self._dataset.sheets[table] = sheet
        return sheet


def _add(sheet: Sheet, gathered: _Gathered, row: list[Value]) -> None:
    sheet.add(gathered.line, row)
