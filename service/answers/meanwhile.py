"""What others recorded of a thing after somebody began to fill in a form about it."""

from collections.abc import Mapping
from typing import Any

import orjson

from service.answers.currency import RECORD
from service.answers.recorded_facts import named_ids
from service.catalog.catalog import Catalog, SavedQuery
from service.clock import local_time
from service.errors import ChangedMeanwhile, Fault
from service.graph.database import Transaction
from service.language import Text
from service.statements import statement

MAX_TOLD = 5
"""How many of the changes are told."""


def refuse_if_changed(
    transaction: Transaction,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    seen: int,
    catalog: Catalog,
) -> None:
    """Raises ``ChangedMeanwhile`` where others recorded the same of the same thing after version
    ``seen`` of the graph: by the same action, or facts that this one speaks of, or whatever it is
    of a request."""
    named = named_ids(action, arguments)
    subject = next((one for one in action.parameters if one.suggest and arguments[one.name]), None)
    if subject is None:
        return
    label = next(iter(named))
    about = {"ids": named[label], "seen": seen}
    changes = [
        row
        for row in transaction.run(statement("changed-since", label=label), about).rows
        if label == "Request" or _same(action, arguments, row[1], row[2], row[3])
    ]
    if changes:
        value = str(arguments[subject.name])
        raise ChangedMeanwhile(
            Text(
                "Others recorded something of this after you began; look at it, and send again if"
                " yours still holds",
                "填写期间他人已有登记，请核对后再次提交",
            ),
            [
                Fault(_told(catalog, at, name, facts, before, after), subject.name, value)
                for at, name, _, facts, before, after in changes[:MAX_TOLD]
            ],
        )


def _same(
    action: SavedQuery, arguments: Mapping[str, Any], name: str, kept: str, facts: list[str]
) -> bool:
    """Whether a change concerns what this one does: about the same things, and the same of them."""
    other = orjson.loads(kept)
    for one in action.parameters:
        mine, theirs = arguments[one.name], other.get(one.name)
        if one.suggest and mine is not None and theirs is not None and mine != theirs:
            return False
    spoken = {name for name, value in arguments.items() if value is not None}
    return name == action.name or not spoken.isdisjoint(facts)


def _told(
    catalog: Catalog, at: Any, name: str, facts: list[str], before: list[str], after: list[str]
) -> Text:
    """When, by which action, and each fact that it changed, in words."""
    columns = {column.name: column.words for column in catalog[RECORD].columns}

    def said(column: str, code: str) -> Text:
        return columns[column].get(code, Text(code or "–", code or "–"))

    title = catalog[name].title if name in catalog else said("action", name)
    moved = [
        (said("what", fact), said("before", was), said("after", now))
        for fact, was, now in zip(facts, before, after, strict=True)
    ]
    en = "; ".join(f"{fact.en} {was.en} → {now.en}" for fact, was, now in moved)
    zh = "；".join(f"{fact.zh} {was.zh} → {now.zh}" for fact, was, now in moved)
    when = local_time(at)
    return Text(
        f"{when}, {title.en}{': ' * bool(en)}{en}", f"{when} {title.zh}{'：' * bool(zh)}{zh}"
    )
