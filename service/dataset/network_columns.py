"""A checked dataset's rows as the columns from which everything is derived, without a database."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from service.dataset.tables.input_tables import CodeArray, Dataset, InputTable
from service.dataset.tables.parse import Assumed, Value
from service.equations.facts import (
    FULL_OUTPUT,
    UNKNOWN,
    Enterprises,
    Facts,
    Needs,
    Supplies,
    hundredths,
)


def network_columns(dataset: Dataset, as_of: date) -> tuple[Facts, CodeArray, CodeArray]:
    """The facts of a dataset that stands alone, on the day ``as_of``.

    Enterprise ``n`` of them is row ``order[n]`` of its table; a need that only a supply implies
    comes after those stated. Also given are that order, and the codes of the materials by number.
    """
    columns = _Columns(dataset, as_of)
    return columns.facts(), columns.order, columns.materials


class _Columns:
    def __init__(self, dataset: Dataset, as_of: date) -> None:
        self._dataset = dataset
        self._as_of = as_of
        ids = dataset.table("enterprises").required_column("id")
        self.order = _in_order(ids.distinct.values, ids.code_array)
        self._enterprise = _numbers(len(ids.distinct), ids.code_array[self.order])
        known = dataset.ids.get("Material")
        values: list[Value] = known.values if known else [None]
        codes = np.arange(1, len(values), dtype=np.int32)
        self.materials = codes[_in_order(values, codes)]
        self._material = _numbers(len(values), self.materials)

    def facts(self) -> Facts:
        order, table = self.order, self._dataset.table("enterprises")
        rate = self._decimals(table, "output_rate")
        sized = self._flags(table, "above_scale", False)
        anchor = np.where(self._blank(table, "anchor"), sized, self._flags(table, "anchor", False))
        enterprises = Enterprises(
            self._days(table, "closed_on")[order],
            self._days(table, "resumed_on")[order],
            self._days(table, "expected_on")[order],
            (np.isnan(rate) | (rate >= FULL_OUTPUT))[order],
            ~self._blank(table, "surveyed_on")[order],
            anchor[order],
            sized[order],
        )
        supplies = self._dataset.table("supplies")
        buyer = self._enterprise[_codes(supplies, "buyer")]
        material = self._material[_codes(supplies, "material")]
        given = Supplies(
            self._enterprise[_codes(supplies, "supplier")],
            buyer,
            material,
            hundredths(self._decimals(supplies, "lead_days")),
            hundredths(self._decimals(supplies, "share")),
            self._days(supplies, "since"),
            self._days(supplies, "until"),
            np.arange(len(supplies)),
        )
        return Facts(enterprises, self._needs(buyer, material), given, len(self.materials))

    def _needs(self, buyer: CodeArray, material: CodeArray) -> Needs:
        table = self._dataset.table("needs")
        enterprise = self._enterprise[_codes(table, "enterprise")]
        needed = self._material[_codes(table, "material")]
        supplied = np.unique(buyer.astype(np.int64) * len(self.materials) + material)
        stated = enterprise.astype(np.int64) * len(self.materials) + needed
        implied = np.setdiff1d(supplied, stated, assume_unique=True)
        stock = hundredths(self._decimals(table, "stock_days"))
        counted = self._days(table, "stock_on")
        counted[(counted == UNKNOWN) & (stock != UNKNOWN)] = (
            self._dataset.as_of - self._as_of
        ).days
        more = len(implied)
        return Needs(
            np.append(enterprise, implied // max(1, len(self.materials))).astype(np.int32),
            np.append(needed, implied % max(1, len(self.materials))).astype(np.int32),
            np.append(self._flags(table, "essential", True), np.ones(more, np.bool_)),
            np.append(np.where(stock == UNKNOWN, 0, stock), np.zeros(more, np.int64)),
            np.append(counted, np.full(more, UNKNOWN, np.int32)),
        )

    def _days(self, table: InputTable, name: str) -> CodeArray:
        def day(value: Value) -> int:
            if isinstance(value, Assumed):
                value = value.value
            return (value - self._as_of).days if isinstance(value, date) else UNKNOWN

        return _column(table, name, day, np.int32)

    def _decimals(self, table: InputTable, name: str) -> npt.NDArray[np.float64]:
        def number(value: Value) -> float:
            return float(value) if isinstance(value, int | float) else float("nan")

        return _column(table, name, number, np.float64)

    def _flags(self, table: InputTable, name: str, default: bool) -> npt.NDArray[np.bool_]:
        def flag(value: Value) -> bool:
            return value if isinstance(value, bool) else default

        return _column(table, name, flag, np.bool_)

    def _blank(self, table: InputTable, name: str) -> npt.NDArray[np.bool_]:
        return _column(table, name, lambda value: value is None, np.bool_)


def _column(
    table: InputTable, name: str, of: Callable[[Value], object], kind: Any
) -> npt.NDArray[Any]:
    """One column's values; of one that the table does not have, what a blank cell gives."""
    cells = table.column(name)
    if cells is None:
        return np.full(len(table), of(None), kind)
    values = np.array([of(value) for value in cells.distinct.values], kind)
    return values[cells.code_array]


def _codes(table: InputTable, name: str) -> CodeArray:
    return table.required_column(name).code_array


def _in_order(values: list[Value], codes: CodeArray) -> CodeArray:
    """The positions of ``codes`` in the order of the texts that they stand for."""
    texts = [str(values[code]) for code in codes.tolist()]
    return np.array(sorted(range(len(texts)), key=texts.__getitem__), np.int32)


def _numbers(count: int, codes: CodeArray) -> CodeArray:
    """By code, its position in ``codes``."""
    numbers = np.full(count, -1, np.int32)
    numbers[codes] = np.arange(len(codes))
    return numbers
