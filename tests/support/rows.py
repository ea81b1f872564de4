"""Answers as rows, and the enterprises that the saved queries are asked about."""

import random

from service.answers.answer import Answer
from tests.support.oracle_facts import Row
from tests.support.oracle_work import Work


def some(facts: Work, most: int) -> list[str]:
    """All anchors and a sample of the other enterprises, ``most`` at most."""
    others = sorted(facts.enterprises.keys() - set(facts.anchors))
    rng = random.Random(1)
    return facts.anchors + rng.sample(others, min(len(others), most - len(facts.anchors)))


def rows_of(answer: Answer) -> list[Row]:
    names = [column.name for column in answer.columns]
    return [dict(zip(names, row, strict=True)) for row in answer.rows]
