"""Scenarios as data: what follows from one, or from two side by side."""

from collections.abc import Sequence
from typing import Any

from service.answers.answer import Answer
from service.answers.scenario_trials import Tried
from service.formats.files import graph_of, total_records
from service.serialization import to_json

Called = tuple[str | None, str | None]
"""The id and the name of a scenario, where it is kept."""


def json_of(tried: Tried, called: Sequence[Called]) -> bytes:
    """What follows as JSON in UTF-8; ``called`` by scenario."""
    return to_json(
        {
            "as_of": tried.state.as_of,
            "scenarios": [
                {
                    "id": id_,
                    "name": name,
                    "changes": [change.record for change in outcome.changes],
                    "totals": total_records(outcome.totals),
                    "losses": _records(outcome.losses) if outcome.losses else [],
                    "losses_totals": total_records(outcome.losses_totals)
                    if outcome.losses_totals
                    else [],
                    "losses_truncated": bool(outcome.losses and outcome.losses.truncated),
                    "graph": graph_of(outcome.picture),
                }
                for (id_, name), outcome in zip(called, tried.outcomes, strict=True)
            ],
            "rows": _records(tried.moved),
            "graph": graph_of(tried.now),
            "truncated": tried.moved.truncated,
            "elapsed_ms": round(tried.elapsed_ms, 1),
        }
    )


def _records(answer: Answer) -> list[dict[str, Any]]:
    names = [column.name for column in answer.columns]
    return [dict(zip(names, row, strict=True)) for row in answer.rows]
