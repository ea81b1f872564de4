"""What the whole run found, as a table in docs/security.md: ``make hostile``."""

import json
import os
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.support.hostile.strings import ALL
from tests.support.paths import ROOT

KEPT = Path(__file__).with_name("figures.json")
PARTS = ROOT / ".pytest_cache" / "hostile"
"""Where each worker of the run writes what it found."""


@dataclass
class Found:
    """Of one room of routes: places, requests by status, and how long they took, in ms."""

    places: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)


Figures = dict[str, Found]


def write_part(worker: str, found: Figures, asked: int) -> None:
    """Keeps what one worker found; ``asked``: how often the listener was."""
    PARTS.mkdir(parents=True, exist_ok=True)
    rooms = {room: [one.places, one.statuses, one.ms] for room, one in found.items()}
    (PARTS / f"{worker}.json").write_text(json.dumps({"rooms": rooms, "asked": asked}))


def collect() -> None:
    """Puts together what all workers found, and forgets the parts.

    Rooms of which no place was asked stay as they were found last, though what was sent to others
    is looked up there: a run of some routes brings its own up to date.
    """
    whole: dict[str, Found] = {}
    asked = 0
    for path in PARTS.glob("*.json"):
        told = json.loads(path.read_text())
        asked += told["asked"]
        for room, (places, statuses, ms) in told["rooms"].items():
            one = whole.setdefault(room, Found())
            one.places += places
            one.statuses.update(statuses)
            one.ms += ms
        path.unlink()
    whole = {room: one for room, one in whole.items() if one.places}
    share = int(os.environ.get("TONGBU_HOSTILE_SHARE", "1"))
    head = {"on": str(date.today()), "strings": len(ALL), "share": share, "asked": asked}
    before = json.loads(KEPT.read_text(encoding="utf-8"))["rooms"] if KEPT.exists() else []
    rooms = [one for one in before if one["room"] not in whole] + [
        {
            "room": room,
            **head,
            "places": one.places,
            "statuses": dict(one.statuses),
            "median_ms": round(statistics.median(one.ms), 1),
            "longest_ms": round(max(one.ms)),
        }
        for room, one in whole.items()
    ]
    rooms.sort(key=lambda one: one["room"])
    KEPT.write_text(json.dumps({"rooms": rooms}, indent=1) + "\n", encoding="utf-8")


def table() -> Iterator[str]:
    """The lines of the table; before the first run, that there was none."""
    if not KEPT.exists():
        yield "Not run yet: `make hostile`."
        return
    rooms = json.loads(KEPT.read_text(encoding="utf-8"))["rooms"]
    kinds = ("2xx", "3xx", "4xx", "500", "503, 504")
    yield f"| routes | places | requests | {' | '.join(kinds)} | ms, median | longest |"
    yield "|---|" + "--:|" * (len(kinds) + 4)
    total: Counter[str] = Counter()
    for room in rooms:
        counts = _by_kind(room)
        total.update({**counts, "places": room["places"]})
        yield _line(room["room"], room["places"], counts, room["median_ms"], room["longest_ms"])
    longest = max(room["longest_ms"] for room in rooms)
    yield _line("all", total["places"], total, "", longest)
    yield ""
    runs = {(one["on"], one["strings"], one["share"]): one["asked"] for one in rooms}
    for (on, strings, share), asked in sorted(runs.items()):
        part = "" if share == 1 else f", to each place one in {share} of them"
        yield f"{strings} strings{part}, on {on}; the listener was asked {asked} times."


def _by_kind(room: dict[str, Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for status, times in room["statuses"].items():
        kind = {"500": "500", "503": "503, 504", "504": "503, 504"}.get(status, f"{status[0]}xx")
        counts[kind] += times
        counts["requests"] += times
    return counts


def _line(name: str, places: int, counts: Counter[str], median: object, longest: int) -> str:
    told = [counts[kind] for kind in ("requests", "2xx", "3xx", "4xx", "500", "503, 504")]
    cells = " | ".join(f"{one:,}" for one in (places, *told))
    return f"| {name} | {cells} | {median} | {longest:,} |"


if __name__ == "__main__":
    collect()
    print("\n".join(table()))
