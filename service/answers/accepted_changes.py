"""What the graph keeps of the changes that it accepted: each once, under an id of its own."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.catalog.fields import shared_words
from service.catalog.json_schema import CHANGE_ID
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.clock import local_time, now
from service.dataset.merging.journal import Entry, entries_to_json
from service.errors import AlreadyAccepted, Fault, InvalidParameter, ReusedChangeId
from service.graph.database import Transaction
from service.language import Text
from service.statements import statement

NOTHING_TOLD: Mapping[str, Sequence[str]] = {"facts": [], "before": [], "after": [], "of": []}
"""Of a change that is told by its arguments alone."""


MAX_MOVES = 500
"""Of how many that one change moved it is kept from when to when."""

NEVER_DAYS = 1e6
"""Stands for never among days that are kept in lists."""


@dataclass(frozen=True)
class ChangeEntry:
    """What the graph keeps of an accepted change beside the action and its arguments."""

    change: str
    """The change's id: the same one is accepted once only, so that sending again is safe."""
    by: str


def require_usable_id(change: str, where: str) -> None:
    """Raises ``InvalidParameter`` for what cannot be the id of a change, given at ``where``."""
    if len(change) <= MAX_TEXT_LENGTH and re.fullmatch(CHANGE_ID, change):
        return
    text = Text(
        f"1 to {MAX_TEXT_LENGTH} letters, digits and signs of ASCII, without blanks, are"
        " expected; load- and a number is the id of a load",
        f"应为 1 至 {MAX_TEXT_LENGTH} 个 ASCII 字母、数字或符号，不含空格；"
        "load- 加数字为载入的编号",
    )
    raise InvalidParameter(
        Text("The change's id cannot be used", "登记编号无法使用"),
        [Fault(text, where, change[:MAX_TEXT_LENGTH])],
    )


def enter_change(
    transaction: Transaction,
    entry: ChangeEntry,
    action: str,
    arguments: str,
    *,
    about: Mapping[str, Sequence[str]],
    moved: Sequence[Sequence[Any]] | None,
    said_on: date | None = None,
    entries: Iterable[Entry] | None = None,
    told: Mapping[str, Sequence[str]] = NOTHING_TOLD,
    changed: Iterable[Entry] = (),
) -> None:
    """Keeps an accepted change, and makes a new version of the graph of it.

    ``about``: the ids of the things it is about, by label; ``moved``: who is ready on another day,
    with the days before and after, ``None`` where everything has to be derived again; ``entries``
    undo it, ``None``: it cannot be undone; ``told`` as ``facts_told`` gives it; ``changed``: what
    it changed, whether it can be undone or not.
    """
    if moved is not None:
        _keep_network(transaction, changed)
    transaction.run(
        statement("accept"),
        {
            "change": entry.change,
            "at": now(),
            "by": entry.by,
            "action": action,
            "arguments": arguments,
            "about": {label: list(ids) for label, ids in about.items()},
            "derived": moved is not None,
            "moved": None if moved is None else len(moved),
            **_moves(moved or ()),
            "said_on": said_on,
            "entries": None if entries is None else entries_to_json(entries),
            **told,
        },
    )


def _moves(moved: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Who moved, from when, and to when, those who moved most first: lists hold no nothing, so that
    never is ``NEVER_DAYS``."""
    told = [
        (id_, *(NEVER_DAYS if days is None else float(days) for days in (before, after)))
        for id_, before, after in moved
    ]
    told.sort(key=lambda one: (-abs(one[1] - one[2]), one[0]))
    ids, before, after = (
        ([*column] for column in zip(*told[:MAX_MOVES], strict=True)) if told else ([], [], [])
    )
    return {"moved_ids": ids, "moved_from": before, "moved_to": after}


def _keep_network(transaction: Transaction, changed: Iterable[Entry]) -> None:
    """Keeps true what is stored of the network of supplies, where these changes concern it.

    How many anchors each supplies is counted again; the cores are as they were only as long as no
    supply begins or ends (or counts another way), and are found again by the next full derivation.
    So is who stops whom, which hangs on shares as well.
    """
    suppliers, anchors, counts, shares = set(), set(), False, False
    for entry in changed:
        if entry.kind == "SUPPLIES" and _differs(entry, "since", "until"):
            suppliers.add(entry.ids[0])
        shares |= entry.kind == "SUPPLIES" and _differs(entry, "share")
        if entry.kind == "Enterprise" and _differs(entry, "anchor", "above_scale"):
            anchors.add(entry.ids[0])
        counts |= entry.kind == "Enterprise" and _differs(entry, "closed_on")
        counts |= entry.kind == "NEEDS" and _differs(entry, "essential")
    if suppliers or anchors or counts or shares:
        given = {
            "suppliers": sorted(suppliers),
            "anchors": sorted(anchors),
            "counts": counts,
            "shares": shares,
        }
        transaction.run(statement("derive/network"), given)


def _differs(entry: Entry, *facts: str) -> bool:
    """Whether some of these facts changed, or there was or is no such thing."""
    was, now = entry.was, entry.now
    return was is None or now is None or any(was.get(fact) != now.get(fact) for fact in facts)


def refuse_accepted(
    transaction: Transaction, entry: ChangeEntry, action: str, is_same: Callable[[str], bool]
) -> None:
    """Raises ``AlreadyAccepted`` where this change was accepted, ``ReusedChangeId`` where its id
    was for another one: another ``action``, or arguments that are not the same as kept."""
    for name, at, accepted in transaction.run(statement("accepted"), {"change": entry.change}).rows:
        when = local_time(at)
        what = shared_words("action").get(name, Text(name, name))
        if name != action or not is_same(accepted):
            raise ReusedChangeId(
                Text(
                    f"A change of this id was accepted already ({what.en}, at {when}), with other"
                    " content; another change needs an id of its own",
                    f"该登记编号已于 {when} 用于内容不同的登记（{what.zh}）；"
                    "另行登记请使用新的编号",
                )
            )
        raise AlreadyAccepted(
            Text(
                f"This change was accepted already ({what.en}), at {when}",
                f"该登记已于 {when} 生效（{what.zh}），无需重复提交",
            )
        )
