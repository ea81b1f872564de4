"""Times and days by the zone of the process, whoever shows them."""

import datetime
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import clock, settings
from service.catalog.parameters import Column
from service.dataset.first_day.reader import read_list
from service.display.cells import Reader
from service.display.numbers import number
from service.errors import CannotStart
from service.language import Text
from tests.support.paths import ROOT

EVENING = datetime.datetime(2020, 2, 12, 17, 30, tzinfo=datetime.UTC)


@pytest.fixture(params=["Asia/Shanghai", "UTC", "Etc/GMT-14", "Etc/GMT+12", "CST-8", "NST3:30"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_a_moment_is_shown_in_the_zone_or_said_to_be_utc(zone: str) -> None:
    shown = {
        "Asia/Shanghai": "2020-02-13 01:30",
        "UTC": "2020-02-12 17:30 UTC",
        "Etc/GMT-14": "2020-02-13 07:30",
        "Etc/GMT+12": "2020-02-12 05:30",
        "CST-8": "2020-02-13 01:30",
        "NST3:30": "2020-02-12 14:00",
    }[zone]
    assert clock.local_time(EVENING) == shown
    # as the pages show it; the moment is one, wherever the database stands
    moved = EVENING.astimezone(datetime.timezone(datetime.timedelta(hours=-7)))
    assert number("at", moved, "zh") == shown
    column = Column("ranked_at", {"type": "string", "format": "date-time"}, Text("", ""))
    written = Reader("zh", lambda kind, id: "", {}).cell(
        column, "2020-02-12T17:30:00.123456789Z", {}
    )
    assert (written.text, clock.local_time_of("—")) == (shown, "—")
    assert clock.local_time(EVENING.replace(tzinfo=None)) == "2020-02-12 17:30"


def test_today_is_one_day_everywhere(zone: str, tmp_path: Path) -> None:
    """The first and the last zone are 26 hours apart: one of them always has another day."""
    offset = datetime.datetime.now().astimezone().utcoffset()
    assert offset is not None
    before = (datetime.datetime.now(datetime.UTC) + offset).date()
    today = clock.today()
    path = tmp_path / "list.csv"
    path.write_text("龙头企业,配套企业\n甲电器,乙五金\n", encoding="utf-8")
    listed = read_list(path, None)[0].as_of
    after = (datetime.datetime.now(datetime.UTC) + offset).date()
    assert before <= today <= listed <= after


def test_no_statement_asks_the_database_what_day_it_is() -> None:
    """It may stand in another zone."""
    asks = re.compile(r"\b(?:date|localdatetime|localtime|time)(?:\.\w+)?\(\s*\)")
    files = list((ROOT / "cypher").rglob("*.cypher"))
    assert len(files) > 100
    assert [path.name for path in files if asks.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("known", ["", "UTC", ":Asia/Shanghai", "CST-8", "<+08>-8"])
def test_zones_that_the_system_knows_are_taken(known: str) -> None:
    settings.read({"TZ": known})


@pytest.mark.parametrize("wrong", ["Asia/Shanghi", "Peking time", "../etc/passwd", "+08:00"])
def test_a_zone_that_would_silently_be_utc_is_refused(wrong: str) -> None:
    with pytest.raises(CannotStart) as refused:
        settings.read({"TZ": wrong})
    assert [(fault.where, fault.value) for fault in refused.value.faults] == [("TZ", wrong)]
