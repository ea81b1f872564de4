"""The files in ``cypher/``: where every Cypher statement of the product lives."""

import re
from functools import cache
from pathlib import Path

CYPHER = Path(__file__).resolve().parent.parent / "cypher"


@cache
def statement(name: str) -> str:
    """The text of ``cypher/<name>.cypher``, e.g. ``statement("derive/raise")``."""
    return (CYPHER / f"{name}.cypher").read_text(encoding="utf-8")


@cache
def of_leads(text: str) -> str:
    """A statement about readiness, as one about cumulative lead times.

    These are the same equations with every stock and every own day 0 and nobody running, so the
    same statements hold, proofs included; what they store has a name of its own, and what stands
    for lead less stock is the lead alone.
    """
    text = re.sub(r"\b\w+\.own_days\b", "0.0", text)
    text = re.sub(r"\b(\w+)\.at\b", r"\1.lead_at", text)
    return re.sub(
        r"\b(\w+)\.gap\b(?! IS)", r"toInteger(round(100 * coalesce(\1.lead_days, 0)))", text
    )


@cache
def statement_for_some(name: str) -> str:
    """A statement over all enterprises, as one over those whose ids are in ``$enterprises``.

    It makes no transactions of its own, so that it can be part of a greater one.
    """
    every, some = (statement(f"derive/{which}").strip() for which in ("all", "some"))
    text = statement(name).replace(every, some, 1)
    return re.sub(
        r" IN (\d+ CONCURRENT )?TRANSACTIONS OF \d+ ROWS( ON ERROR.*)?", "", text, flags=re.S
    )
