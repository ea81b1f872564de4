"""Cells: what is a value and what is refused."""

import random
from datetime import date

import pytest

from service.dataset.tables.parse import InvalidCell, Value, check_character, parse
from service.model.columns import Column
from service.model.tables import ENTERPRISES, NEEDS_TABLE, SUPPLIES_TABLE

GOOD: list[tuple[Column, str, Value]] = [
    (ENTERPRISES.column("id"), "公牛-1_a.b", "公牛-1_a.b"),
    (ENTERPRISES.column("name"), " 公牛 ", "公牛"),
    (ENTERPRISES.column("phone"), "0574 6320", "0574 6320"),
    (ENTERPRISES.column("headcount"), "13000", 13000),
    (ENTERPRISES.column("above_scale"), "TRUE", True),
    (ENTERPRISES.column("above_scale"), "", None),
    (ENTERPRISES.column("resumed_on"), "2020-02-29", date(2020, 2, 29)),
    (ENTERPRISES.column("output_rate"), "1.05", 1.05),
    (ENTERPRISES.column("latitude"), "30.1702345", 30.1702345),
    (ENTERPRISES.column("district"), "330282", "330282"),
    (ENTERPRISES.column("industry"), "C3823", "C3823"),
    (ENTERPRISES.column("uscc"), "91330282144738512a", "91330282144738512A"),
    (NEEDS_TABLE.column("stock_days"), "0", 0.0),
    (SUPPLIES_TABLE.column("share"), "1", 1.0),
]

BAD = [
    (ENTERPRISES.column("id"), "a b"),
    (ENTERPRISES.column("id"), ".."),
    (ENTERPRISES.column("id"), "a/b"),
    (ENTERPRISES.column("id"), "x" * 201),
    (ENTERPRISES.column("name"), "  "),
    (ENTERPRISES.column("name"), "a\x00b"),
    (ENTERPRISES.column("name"), "a\x85b"),
    (ENTERPRISES.column("name"), "a\x9bb"),
    (ENTERPRISES.column("town"), "镇" * 2001),
    (ENTERPRISES.column("headcount"), "-1"),
    (ENTERPRISES.column("headcount"), "1.0"),
    (ENTERPRISES.column("above_scale"), "yes"),
    (ENTERPRISES.column("resumed_on"), "2020-02-30"),
    (ENTERPRISES.column("resumed_on"), "20200212"),
    (ENTERPRISES.column("resumed_on"), "2020-2-3"),
    (ENTERPRISES.column("output_rate"), "80"),
    (ENTERPRISES.column("output_rate"), "80%"),
    (ENTERPRISES.column("latitude"), "91"),
    (ENTERPRISES.column("district"), "33028"),
    (ENTERPRISES.column("district"), "993028"),
    (ENTERPRISES.column("industry"), "Z38"),
    (ENTERPRISES.column("uscc"), "91330282144738512H"),
    (ENTERPRISES.column("uscc"), "9133028214473851"),
    (ENTERPRISES.column("uscc"), "I1330282144738512G"),
    (NEEDS_TABLE.column("stock_days"), "-0.01"),
    (NEEDS_TABLE.column("stock_days"), "1.005"),
    (NEEDS_TABLE.column("stock_days"), "NaN"),
    (NEEDS_TABLE.column("stock_days"), "inf"),
    (NEEDS_TABLE.column("stock_days"), "1e2"),
    (NEEDS_TABLE.column("stock_days"), "1,5"),
    (NEEDS_TABLE.column("stock_days"), "１"),
    (NEEDS_TABLE.column("stock_days"), "99999"),
    (SUPPLIES_TABLE.column("share"), "1.01"),
]


@pytest.mark.parametrize(("column", "cell", "value"), GOOD)
def test_good_cells(column: Column, cell: str, value: Value) -> None:
    found = parse(column, cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("column", "cell"), BAD)
def test_bad_cells_say_what_is_expected(column: Column, cell: str) -> None:
    with pytest.raises(InvalidCell) as refused:
        parse(column, cell)
    assert refused.value.expected.en and refused.value.expected.zh


def test_minus_zero_is_zero() -> None:
    assert str(parse(NEEDS_TABLE.column("stock_days"), "-0")) == "0.0"


def test_any_single_mistyped_character_of_a_code_is_found() -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    rng = random.Random(3)
    for _ in range(50):
        body = "".join(rng.choices(alphabet, k=17))
        code = body + check_character(body)
        assert parse(ENTERPRISES.column("uscc"), code) == code
        place = rng.randrange(18)
        other = rng.choice([c for c in alphabet if c != code[place]])
        with pytest.raises(InvalidCell):
            parse(ENTERPRISES.column("uscc"), code[:place] + other + code[place + 1 :])
