"""The figures of ``tests.faults`` as tables of docs/faults.md."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).resolve().parent / "figures"


def tables() -> Iterator[str]:
    """The text about what was tried, line by line."""
    for name, said in _SAID.items():
        found = _read(name)
        if found is None:
            continue
        load = f", load {found['load']}" if "load" in found else ""
        yield f"**{said}** ({found['on']}, {found['machine']}{load})"
        yield ""
        yield from _TABLES[name](found[name])
        yield ""


def _read(name: str) -> dict[str, Any] | None:
    path = FIGURES / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    rows = list(rows)
    yield f"| {' | '.join(rows[0])} |"
    yield "|---" * len(rows[0]) + "|"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row.values()))} |"


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _soak(figures: dict[str, Any]) -> Iterator[str]:
    yield from _rows(
        [
            {
                "asked": kind,
                "times": found["asked"],
                "p50 ms, first quarter": found["p50 ms"][0],
                "last quarter": found["p50 ms"][1],
                "p95 ms, first quarter": found["p95 ms"][0],
                "last quarter ": found["p95 ms"][1],
            }
            for kind, found in figures["latency"].items()
        ]
    )
    yield ""
    memory = (
        f"{name} {before} MiB, then {after} MiB ({100 * (after / before - 1):+.1f}%)"
        for name, (before, after) in figures["memory MiB"].items()
    )
    before, after = figures["yardstick ms"]
    yield (
        f"Always the same work took {before} ms in the first and {after} ms in the last quarter on"
        " this machine, on which others worked, too."
    )
    yield (
        f"{figures['minutes']} minutes; {figures['written']:,} changes; memory in the first and"
        f" the last quarter: {', '.join(memory)}; {figures['the same at one version']:,} different"
        " questions, each answered the same whenever it was asked again at the same version;"
        f" {figures['held against the model']:,} answers held against the model, all right;"
        f" refused: {sum(figures['refused'].values()):,}."
    )


_SAID = {
    "network": "Faults between service and database, a request to each route in each",
    "kills": "kill -9 at any moment, while four writers write",
    "disk": "A full disk, while two writers write",
    "crowds": "More than can be served",
    "soak": "Soak: four readers, one who tries what-ifs, one writer",
}

_TABLES: dict[str, Any] = {
    "network": _rows,
    "kills": _rows,
    "disk": lambda found: _rows([found]),
    "crowds": lambda found: (line for one in found.values() for line in (*_rows([one]), "")),
    "soak": _soak,
}
