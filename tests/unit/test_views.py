"""How a table is looked at: what an address may ask for, and which rows that gives."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from service.answers.answer import Answer, AnswerStream
from service.display.filters import chosen, filters
from service.display.selection import Selection, file_places, meant, passing, reader_of, select
from service.display.tables import shown_places
from service.display.view import COLUMNS, OF_DATA, WINDOW, View, is_of_view, read_view
from service.language import Language, Text
from tests.support.catalog import read_catalog
from tests.support.made_answers import STATE

QUERY = read_catalog()["readiness"]
NAMES = [column.name for column in QUERY.columns]
BLANK: dict[str, Any] = dict.fromkeys(NAMES)
DAY = datetime.date(2020, 2, 20)

FACTS: list[dict[str, Any]] = [
    {"enterprise": "a", "name": "安电器", "ready_days": 0.0, "runs": True, "district": "330282"},
    {"enterprise": "b", "name": "波电器", "ready_days": 8.0, "runs": False, "ready_on": DAY},
    {"enterprise": "c", "name": "慈铜业", "runs": False, "stuck": "closed", "district": "330282"},
    {"enterprise": "d", "name": "敦铜业10厂", "ready_days": 12.0, "runs": False, "town": "坎墩"},
    {"enterprise": "e", "name": "敦铜业9厂", "ready_days": 3.5, "runs": True, "town": "坎墩"},
]
ANSWER = Answer(QUERY, {}, STATE, [list((BLANK | one).values()) for one in FACTS], None, False, 1.0)


def no_names(ids: Mapping[str, set[str]]) -> dict[str, Any]:
    return {}


def seen(given: Mapping[str, Sequence[str]], language: Language = "zh") -> tuple[View, Selection]:
    view, faults = read_view(QUERY.columns, given)
    assert faults == []
    reader = reader_of(ANSWER.columns, ANSWER.rows, view, language, no_names)
    return view, select(ANSWER, view, shown_places(ANSWER), reader)


def ids(given: Mapping[str, Sequence[str]]) -> str:
    return "".join(row[0] for row in seen(given)[1].rows)


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ({}, "abcde"),
        ({"is.runs": ["true"]}, "ae"),
        ({"is.runs": ["是"]}, "ae"),
        ({"is.runs": ["true", "false"]}, "abcde"),
        ({"is.district": ["330282"]}, "ac"),
        ({"is.district": ["-"]}, "bde"),
        ({"is.district": ["330282"], "is.runs": ["false"]}, "c"),
        ({"is.ready_days": ["5..10"]}, "b"),
        ({"is.ready_days": ["..3.5"]}, "ae"),
        ({"is.ready_days": ["12"]}, "d"),
        ({"is.ready_days": ["10..5"]}, "b"),
        ({"is.ready_days": ["10..", "-"]}, "cd"),
        ({"is.ready_on": ["2020-02-20"]}, "b"),
        ({"is.ready_on": ["..2020-02-19"]}, ""),
        ({"is.enterprise": ["銅業"]}, "cde"),
        ({"is.name": ["９厂"]}, "e"),
        ({"is.enterprise": ["电器", "9"]}, "abe"),
        ({"is.stuck": ["closed"]}, "c"),
    ],
)
def test_filters(given: dict[str, list[str]], passed: str) -> None:
    assert ids(given) == passed
    stream = AnswerStream(QUERY, {}, STATE, iter(ANSWER.rows))
    rows = passing(stream, seen(given)[0], "zh", no_names)
    assert "".join(row[0] for row in rows) == passed


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", "abced"),  # as spoken: an, bo, ci, dun; 9 before 10
        ("-enterprise", "decba"),
        # those that run are sorted by the days they lose, those never ready stand last upwards
        ("ready_days", "aebdc"),
        ("-ready_days", "cdbea"),
        ("town", "deabc"),  # nothing there stands last
        ("-town", "deabc"),
    ],
)
def test_order(sort: str, order: str) -> None:
    assert ids({"table.sort": [sort]}) == order


def test_a_view_is_written_as_it_was_read() -> None:
    given = {
        "is.runs": ["true"],
        "is.ready_days": ["5..10", "-"],
        "table.sort": ["-ready_days"],
        "table.columns": ["enterprise,ready_days"],
        "table.from": ["101"],
        "table.rows": ["compact"],
    }
    view, faults = read_view(QUERY.columns, given)
    assert not faults and view.written() == given
    assert View().written() == {} and View().size == WINDOW
    several, _ = read_view(QUERY.columns, {COLUMNS: ["name", "runs,name"]})
    assert several.columns == ("enterprise", "runs")
    assert not any(is_of_view(one.name) for q in read_catalog().every for one in q.parameters)


def test_all_that_is_wrong_is_told_at_once() -> None:
    _, faults = read_view(
        QUERY.columns,
        {
            "is.colour": ["red"],
            "is.ready_days": ["x", "1..2", ".."],
            "is.ready_on": ["2020-13-01"],
            "is.runs": ["perhaps"],
            "is.stuck": ["asleep"],
            "is.name": ["a\x00", "y" * 201],
            "table.sort": ["nothing"],
            "table.columns": ["name,nowhere"],
            "table.from": ["0"],
            "table.size": ["9999"],
            "table.rows": ["small"],
            "table.colour": ["red"],
            "is.material": [" "],
        },
    )
    assert [(fault.where, fault.value and fault.value[:10]) for fault in faults] == [
        ("is.colour", None),
        ("is.ready_days", "x"),
        ("is.ready_days", ".."),
        ("is.ready_on", "2020-13-01"),
        ("is.runs", "perhaps"),
        ("is.stuck", "asleep"),
        ("is.name", "a\x00"),
        ("is.name", "y" * 10),
        ("table.sort", "nothing"),
        ("table.columns", "nowhere"),
        ("table.from", "0"),
        ("table.size", "9999"),
        ("table.rows", "small"),
        ("table.colour", None),
        ("is.material", ""),
    ]
    _, faults = read_view(QUERY.columns, {"table.columns": ["name"]}, OF_DATA)
    assert [fault.where for fault in faults] == ["table.columns"]
    _, faults = read_view(QUERY.columns, {"table.sort": ["name", "runs"]})
    assert [fault.where for fault in faults] == ["table.sort"]


def test_facets_count_what_the_other_filters_leave() -> None:
    view, selection = seen({"is.runs": ["false"], "is.district": ["330282"]})
    counted = {NAMES[one.place]: dict(one.counts) for one in selection.facets}
    assert counted["runs"] == {"true": 1, "false": 1}
    assert counted["district"] == {"330282": 1, "-": 2}
    assert counted["stuck"] == {"closed": 1}
    reader = reader_of(ANSWER.columns, ANSWER.rows, view, "zh", no_names)
    places = shown_places(ANSWER)
    offered = {one.name: one for one in filters(ANSWER, places, selection.facets, view, reader)}
    assert [(one.text, one.rows, one.chosen) for one in offered["district"].choices] == [
        ("宁波市慈溪市", 1, True),
        ("空白", 2, False),
    ]
    assert offered["ready_days"].blank and offered["ready_days"].blank.text == "无期"
    assert not offered["ready_days"].choices
    told = [(label, text) for _, label, text in chosen(ANSWER, view, reader)]
    assert told == [("正常生产", "否"), ("属地", "宁波市慈溪市")]


def test_words_stand_for_the_codes_in_whose_words_they_are() -> None:
    view, _ = read_view(QUERY.columns, {"is.district": ["慈溪", "-"], "is.stuck": ["closed"]})
    reader = reader_of(ANSWER.columns, ANSWER.rows, view, "zh", no_names)
    assert meant(ANSWER, view, reader).filters == {
        "district": ("330282", "-"),
        "stuck": ("closed",),
    }
    nowhere, _ = read_view(QUERY.columns, {"is.district": ["杭州"]})
    assert meant(ANSWER, nowhere, reader).filters == {"district": ("杭州",)}


def test_codes_with_ids_behind_them_are_told_by_name_and_filtered_by_the_code() -> None:
    query = read_catalog()["data-gaps"]
    names = [column.name for column in query.columns]
    gaps = ["phone", "stock_days:copper", "lead_days:copper:jintian"], ["stock_days:resin"], None
    rows = [[{"enterprise": "x", "missing": gap}.get(name) for name in names] for gap in gaps]
    answer = Answer(query, {}, STATE, rows, None, False, 1.0)
    place = names.index("missing")

    def named(ids: Mapping[str, set[str]]) -> dict[str, Text]:
        assert ids == {"Material": {"copper", "resin"}, "Enterprise": {"jintian"}}
        return {"materials/copper": Text("copper", "铜材"), "jintian": Text("Jintian", "金田")}

    view, faults = read_view(query.columns, {"is.missing": ["stock_days"]})
    reader = reader_of(query.columns, rows, view, "zh", named)
    found = select(answer, view, shown_places(answer), reader)
    assert found.rows == rows[:2] and not faults
    (facet,) = (one for one in found.facets if one.place == place)
    assert dict(facet.counts) == {"stock_days": 2, "phone": 1, "lead_days": 1, "-": 1}
    told = [part.text for part in reader.cell(rows[0], place).parts]
    assert told == ["电话", "库存天数（铜材）", "交货天数（铜材, 金田）"]
    assert reader.value(place, "stock_days").text == "库存天数"


def test_sums_are_of_the_rows_that_pass() -> None:
    query = read_catalog()["running-short"]
    names = [column.name for column in query.columns]
    rows = [
        [{"enterprise": e, "lost_days": days, "firm": firm}.get(name) for name in names]
        for e, days, firm in (("a", 2.5, True), ("b", None, True), ("c", 4.0, False))
    ]
    answer = Answer(query, {}, STATE, rows, None, False, 1.0)
    for given, total in (({}, 6.5), ({"is.firm": ["true"]}, 2.5)):
        view, _ = read_view(query.columns, given)
        reader = reader_of(query.columns, rows, view, "en", no_names)
        sums = select(answer, view, shown_places(answer), reader).sums
        assert {names[place]: value for place, value in sums.items()} == {"lost_days": total}


def test_a_file_has_names_beside_ids() -> None:
    view, _ = read_view(QUERY.columns, {COLUMNS: ["waits_for,ready_days"]})
    named = [NAMES[place] for place in file_places(QUERY.columns, view)]
    assert named == ["waits_for", "waits_for_name", "ready_days"]
    assert len(file_places(QUERY.columns, View())) == len(NAMES)
