"""Which backups are kept, and when the next one is made."""

import datetime
from pathlib import Path

from service.private_neo4j.backups import STAMP, archives, superfluous

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
