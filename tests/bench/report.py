"""The benchmarks' figures in docs/speed.md, and how they grow: ``python -m tests.bench.report``."""

import json
import math
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from service.catalog.catalog import ACTION, WHAT_IF
from tests.support.paths import DOCS

FIGURES = Path(__file__).resolve().parent / "figures"
PICTURE = DOCS / "pictures" / "growth.svg"

Figures = dict[str, Any]

MAX_DAYS = 3
"""Between runs of which growth is told."""


def read_figures() -> list[Figures]:
    """The figures of every size that was run, the smallest first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in FIGURES.glob("*.json")]
    return sorted(found, key=lambda figures: figures["size"])


def comparable(runs: list[Figures]) -> list[Figures]:
    """Those run about when the largest size was: what a release changed since is no growth."""
    last = date.fromisoformat(runs[-1]["on"])
    return [run for run in runs if abs((date.fromisoformat(run["on"]) - last).days) <= MAX_DAYS]


def slope(points: list[tuple[float, float]]) -> float | None:
    """The exponent of growth: the slope of the line of least squares through the logarithms."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len(logs) < 2:
        return None
    x_mean = sum(x for x, _ in logs) / len(logs)
    y_mean = sum(y for _, y in logs) / len(logs)
    spread = sum((x - x_mean) ** 2 for x, _ in logs)
    return sum((x - x_mean) * (y - y_mean) for x, y in logs) / spread


def number(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"


def tables(runs: list[Figures]) -> Iterator[str]:
    """The text about the benchmarks in docs/speed.md, line by line."""
    sizes = [f"{run['size']:,}" for run in runs]
    yield f"| aimed at, for a million | {' | '.join(sizes)} |"
    yield "|---|" + "--:|" * len(sizes)
    for aim, found in AIMS.items():
        yield f"| {aim} | {' | '.join(number(found(run)) for run in runs)} |"
    yield ""
    yield "Milliseconds, warm: p50 / p95 / p99, and cold (the first time, with planning); reads of"
    yield "the store (database hits), the median of five; growth is the exponent of p50 and of hits"
    yield "from the smallest to the largest network (1: in proportion to it), of runs of about the"
    yield "same days."
    days = ", ".join(f"{run['on']} ({run['size']:,})" for run in runs)
    yield f"Run on {days}."
    yield ""
    heads = " | ".join(f"{size} ms" for size in sizes)
    yield f"| question | {heads} | cold | rows | hits | growth |"
    yield "|---|" + "--:|" * len(sizes) + "--:|--:|--:|--:|"
    # a question that came later was not asked of every size yet
    for name in dict.fromkeys(name for run in reversed(runs) for name in run["asked"]):
        yield _line(name, runs)
    yield ""
    if names := sorted({name for run in runs for name in run.get("asked again", {})}):
        yield f"Asked again since: `python -m tests.bench … --only {' '.join(names)}`"
        yield ""
    yield "![How p50 and database hits grow with the network](pictures/growth.svg)"
    yield ""
    yield f"| loading | {' | '.join(sizes)} |"
    yield "|---|" + "--:|" * len(sizes)
    for name, unit in LOADING.items():
        cells = [number(run["loading"].get(name)) for run in runs]
        yield f"| {name}, {unit} | {' | '.join(cells)} |"
        if name == "derive":
            for phase in runs[-1]["loading"]["derive phases"]:
                parts = [number(run["loading"]["derive phases"].get(phase)) for run in runs]
                yield f"| of it: {phase.lower()}, s | {' | '.join(parts)} |"
    yield ""
    yield from _beside(runs)


def _worst(run: Figures, kind: str, key: str) -> float:
    """The most of one figure among all questions of a kind."""
    return max(one[key] for one in run["asked"].values() if one["kind"] == kind and key in one)


AIMS: dict[str, Callable[[Figures], Any]] = {
    "critical path, p95 at most 30 ms": lambda run: run["asked"]["critical-path"]["p95_ms"],
    "supplier tree with its limit, p95 at most 500 ms": (
        lambda run: run["asked"]["supplier-tree"]["p95_ms"]
    ),
    "the slowest what-if that reaches 1,000 or fewer, p95 at most 1,000 ms": (
        lambda run: _worst(run, WHAT_IF, "small_p95_ms")
    ),
    "the slowest change with its re-derivation, p95 at most 300 ms": (
        lambda run: _worst(run, ACTION, "p95_ms")
    ),
    "shared single sources, p95 at most 1,000 ms": (
        lambda run: run["asked"]["shared-single-source"]["p95_ms"]
    ),
    "1,000 rows of readiness as JSON, at most 1.2 times the raw driver": (
        lambda run: run["beside"]["1,000 rows of readiness"]["JSON / raw driver"]
    ),
    "everything derived and ranked, at most 90 s": lambda run: run["loading"]["derive"],
    "loaded in bulk, derived, indexed, at most 180 s": lambda run: run["loading"]["bulk in all"],
    "upsert, at least 10,000 rows a second": lambda run: run["loading"]["upsert rows/s"],
}
"""What was aimed at, and the figure that tells of it."""

LOADING = {
    "generate": "s",
    "check": "s",
    "write files": "s",
    "import": "s",
    "start": "s",
    "indexes": "s",
    "groups": "s",
    "derive": "s",
    "bulk in all": "s",
    "derive again": "s",
    "upsert rows/s": "a second",
    "heap_mb": "MiB",
    "server peak MiB": "with page cache",
    "python peak MiB": "check and import files",
}


def _line(name: str, runs: list[Figures]) -> str:
    found = [run["asked"].get(name, {}) for run in runs]
    cells = [
        " / ".join(number(one[f"p{q}_ms"]) for q in (50, 95, 99))
        if "p50_ms" in one
        else next(iter(one.get("refused", {})), "not asked").split(":")[0].replace("-", " ")
        for one in found
    ]
    last = next(one for one in reversed(found) if one)
    growth = [
        slope(
            [
                (run["size"], one.get(key) or 0)
                for run, one in zip(runs, found, strict=True)
                if run in comparable(runs)
            ]
        )
        for key in ("p50_ms", "hits")
    ]
    shown = " / ".join("" if one is None else f"{one:.2f}" for one in growth)
    return (
        f"| `{name}` | {' | '.join(cells)} | {number(last.get('cold_ms'))} |"
        f" {number(last.get('rows'))} | {number(last.get('hits'))} | {shown} |"
    )


def _beside(runs: list[Figures]) -> Iterator[str]:
    heads = " | ".join(f"{run['size']:,}" for run in runs)
    yield f"| beside, in the same run | {heads} |"
    yield "|---|" + "--:|" * len(runs)
    for name in ("critical-path", "1,000 rows of readiness"):
        for way in ("raw driver p50 ms", "answer p50 ms", "JSON p50 ms", "JSON / raw driver"):
            cells = [f"{run['beside'][name][way]:.2f}" for run in runs]
            yield f"| {name}: {way} | {' | '.join(cells)} |"
    naive = [run["beside"]["naive"] for run in runs]
    cells = [f"{one['given up']} of {one['asked']}" for one in naive]
    yield f"| naive longest path, given up after 10 s | {' | '.join(cells)} |"
    for name in ("project_seconds", "longest_seconds", "enterprises", "reached"):
        if all("gds" in run["beside"] for run in runs):
            cells = [number(run["beside"]["gds"].get(name)) for run in runs]
            yield f"| GDS `gds.dag.longestPath`: {name.replace('_', ' ')} | {' | '.join(cells)} |"
    for name in ("fetch s", "compute s", "enterprises that differ"):
        cells = [number(run["beside"]["outside"][name]) for run in runs]
        yield f"| outside, in Python over rustworkx: {name} | {' | '.join(cells)} |"


def draw(runs: list[Figures]) -> None:
    """Milliseconds and hits of every question by size, in a plot with two logarithmic scales."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "tongbu"
    from matplotlib import pyplot

    names = list(runs[-1]["asked"])
    looks = {
        name: {"color": f"C{place % 10}", "ls": ("-", "--", ":", "-.")[place // 10 % 4]}
        for place, name in enumerate(names)
    }
    figure, axes = pyplot.subplots(1, 2, figsize=(15, 9))
    for axis, key, title in zip(
        axes, ("p50_ms", "hits"), ("p50, ms", "database hits"), strict=True
    ):
        axis.set(xscale="log", yscale="log", title=title, xlabel="enterprises")
        ends: list[tuple[float, float, str]] = []
        for name in names:
            points = [
                (run["size"], run["asked"][name][key])
                for run in runs
                if run["asked"].get(name, {}).get(key)
            ]
            if points:
                axis.plot(*zip(*points, strict=True), marker="o", ms=3, **looks[name])
                ends.append((math.log(points[-1][1]), points[-1][0], name))
        axis.grid(visible=True, which="both", alpha=0.2)
        # the names beside it in the order of the lines' ends
        for place, (end, size, name) in enumerate(sorted(ends)):
            axis.annotate(
                name,
                (size, math.exp(end)),
                xytext=(1.06, (place + 0.5) / len(ends)),
                textcoords="axes fraction",
                fontsize=7,
                va="center",
                color=looks[name]["color"],
                arrowprops={"arrowstyle": "-", "lw": 0.4, "color": looks[name]["color"]},
            )
    figure.subplots_adjust(left=0.04, right=0.88, wspace=0.42)
    figure.savefig(PICTURE, metadata={"Date": None}, bbox_inches="tight")


def main() -> None:
    from tests.support.docs import write  # whose pages take their tables from here

    draw(comparable(read_figures()))
    write()


if __name__ == "__main__":
    main()
