"""Which backups are kept, and when the next one is made."""

import datetime
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from service.errors import DatabaseUnavailable
from service.language import Text
from service.private_neo4j import backups
from service.private_neo4j.backups import (
    BUSY_SECONDS,
    MADE_UP_SECONDS,
    MAX_LOOKS,
    STAMP,
    Backups,
    archives,
    nightly,
    superfluous,
)
from service.private_neo4j.watch import Watch
from service.settings import Settings

AT = datetime.time(3, 0)
EVENING = datetime.datetime(2026, 1, 5, 20, 0)
WATCH = cast(Watch, SimpleNamespace())

START = datetime.datetime(2026, 1, 1, 3, 0)


def made(folder: Path, *times: datetime.datetime) -> None:
    for time in times:
        (folder / f"tongbu-{time:{STAMP}}.dump").touch()


def test_the_latest_of_days_and_of_weeks_are_kept(tmp_path: Path) -> None:
    nights = [START + datetime.timedelta(days=n) for n in range(60)]
    made(tmp_path, *nights, nights[-1] + datetime.timedelta(hours=9))
    (tmp_path / "tongbu-by-hand.dump").touch()
    (tmp_path / "friday.dump").touch()
    for gone in superfluous(archives(tmp_path), days=7, weeks=4):
        gone.unlink()
    kept = [time for _, time in archives(tmp_path)]
    last = nights[-1].date()  # a Sunday: the weeks before end on Sundays, too
    assert last.isoweekday() == 7
    days = {last - datetime.timedelta(days=n) for n in range(7)}
    weeks = {last - datetime.timedelta(weeks=n) for n in range(4)}
    assert [time.date() for time in kept] == sorted(days | weeks)
    assert kept[-1].hour == 12  # of a day the last
    assert {"tongbu-by-hand.dump", "friday.dump"} <= {file.name for file in tmp_path.iterdir()}


def test_after_a_long_break_the_last_ones_stay(tmp_path: Path) -> None:
    made(tmp_path, START, START + datetime.timedelta(days=200))
    assert list(superfluous(archives(tmp_path), days=7, weeks=0)) == []
    assert len(list(superfluous(archives(tmp_path), days=1, weeks=0))) == 1


class Nights:
    """A clock that stands still but for the pauses of backups, of which it notes what was made
    when; they end when it is ``until``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, until: datetime.datetime) -> None:
        self.now, self.until = EVENING, until
        self.pauses: list[float] = []
        self.made: list[datetime.datetime] = []

        class Stopped(datetime.datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return self.now

        kept = {"timedelta": datetime.timedelta, "date": datetime.date}
        monkeypatch.setattr(backups, "datetime", SimpleNamespace(datetime=Stopped, **kept))
        monkeypatch.setattr(Backups, "make", self._make)

    def run(self, settings: Settings, busy: Callable[[], bool] = lambda: False) -> None:
        self._made_of = Backups(settings, WATCH, busy)
        self._made_of._ended = cast(threading.Event, self)
        self._made_of.run()

    def _make(self) -> None:
        self.made.append(self.now)
        made(self._made_of.folder, self.now)

    def wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now += datetime.timedelta(seconds=seconds)
        return self.is_set()

    def is_set(self) -> bool:
        return self.now >= self.until


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> Nights:
    return Nights(monkeypatch, EVENING + datetime.timedelta(days=2))


@pytest.fixture
def set_for_three(defaults: Settings, tmp_path: Path) -> Settings:
    return replace(defaults, backup_at=AT, backups=tmp_path)


def night(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 1, day, 3, 0)


def test_one_is_made_each_night_at_its_time(
    nights: Nights, set_for_three: Settings, tmp_path: Path
) -> None:
    made(tmp_path, night(5))
    nights.run(set_for_three)
    assert nights.made == [night(6), night(7)]
    assert nights.pauses[0] == datetime.timedelta(hours=7).total_seconds()


@pytest.mark.parametrize("last", [[], [night(4)], [night(1), night(4)]])
def test_one_that_was_missed_is_made_up_soon(
    nights: Nights, set_for_three: Settings, tmp_path: Path, last: list[datetime.datetime]
) -> None:
    made(tmp_path, *last)
    nights.run(set_for_three)
    soon = EVENING + datetime.timedelta(seconds=MADE_UP_SECONDS)
    assert nights.made == [soon, night(6), night(7)]


def test_what_is_under_way_is_waited_for_and_not_for_ever(
    nights: Nights, set_for_three: Settings, tmp_path: Path
) -> None:
    made(tmp_path, night(5))
    looks = iter([True, True, True, False, *[True] * MAX_LOOKS])
    nights.run(set_for_three, lambda: next(looks))
    first, second = (one - at for one, at in zip(nights.made, (night(6), night(7)), strict=True))
    assert first.total_seconds() == 3 * BUSY_SECONDS
    assert second.total_seconds() == MAX_LOOKS * BUSY_SECONDS


def test_none_is_made_any_more_when_the_service_ends(
    nights: Nights, set_for_three: Settings, tmp_path: Path
) -> None:
    made(tmp_path, night(5))
    nights.until = night(6) + datetime.timedelta(seconds=2 * BUSY_SECONDS)
    nights.run(set_for_three, lambda: True)
    assert nights.made == []


def test_one_is_made_also_where_nobody_knows_what_is_under_way(
    nights: Nights, set_for_three: Settings, tmp_path: Path
) -> None:
    def away() -> bool:
        raise DatabaseUnavailable(Text("away", "离线"))

    made(tmp_path, night(5))
    nights.run(set_for_three, away)
    assert nights.made == [night(6), night(7)]


def threads() -> int:
    return sum(one.name == "backups" for one in threading.enumerate())


def test_they_are_made_nightly_only_where_that_is_set(
    set_for_three: Settings, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    monkeypatch.setattr(Backups, "_first_pause", lambda self: begun.set() or 3600.0)
    for settings, watch in ((defaults, WATCH), (set_for_three, None)):
        with nightly(settings, watch, lambda: False) as none:
            assert none is None and threads() == 0
    with nightly(set_for_three, WATCH, lambda: False) as one:
        assert one and begun.wait(10) and threads() == 1
    assert threads() == 0
