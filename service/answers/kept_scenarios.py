"""Scenarios that are kept in the graph under a name: for others to open, and to see anew on the
graph as it is then.

They are no facts: keeping one makes no new version of the graph. One that is removed stays, out of
sight, and can be brought back.
"""

import datetime
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from service.access.audit import Actor, Look
from service.access.roles import Capability
from service.answers.knowledge import Knowledge
from service.answers.scenario import Change, read_records
from service.catalog.arguments import read_arguments
from service.catalog.parameters import Parameter
from service.errors import NotFound, ReusedChangeId
from service.language import Text
from service.model.privacy import masked
from service.statements import statement

SCENARIO_ID = "[0-9a-f]{12}"
"""The form of an id."""

MAX_LISTED = 500
"""Scenarios of one list."""

MAX_NOTE_LENGTH = 1000

TIMEOUT = 10.0
"""Seconds that keeping one may take, while what-ifs go on."""

NAME = Parameter("name", {"type": "string", "maxLength": 100}, Text("Name", "名称"))
NOTE = Parameter(
    "note",
    {"type": "string", "maxLength": MAX_NOTE_LENGTH, "default": None},
    Text("Note", "备注"),
)
REMOVED = Parameter("removed", {"type": "boolean", "default": None}, Text("Removed", "已移除"))
REVISED_NAME = Parameter("name", {**NAME.schema, "default": None}, NAME.label)


@dataclass(frozen=True)
class KeptScenario:
    """One as it is kept; ``records`` are its changes, to be read by ``changes``; ``revised_by``
    tells who gave it another name or note, removed it or brought it back last."""

    id: str
    name: str
    note: str | None
    by: str
    at: datetime.datetime
    records: Sequence[Mapping[str, Any]]
    removed_at: datetime.datetime | None
    revised_by: str | None
    revised_at: datetime.datetime | None

    def changes(self, knowledge: Knowledge) -> list[Change]:
        """Its changes, read anew by the what-ifs of today; raises ``InvalidParameter`` with what of
        them can no longer be tried."""
        return read_records(knowledge.catalog, self.records)

    @property
    def record(self) -> dict[str, Any]:
        """The same as JSON says it."""
        return {
            "id": self.id,
            "name": self.name,
            "note": self.note,
            "by": self.by,
            "at": self.at.isoformat(),
            "revised_by": self.revised_by,
            "revised_at": self.revised_at and self.revised_at.isoformat(),
            "removed": self.removed_at is not None,
            "changes": list(self.records),
        }


def keep_scenario(
    knowledge: Knowledge,
    given: Mapping[str, Any],
    changes: Sequence[Change],
    *,
    by: str,
    key: str | None = None,
    typed: bool = True,
) -> KeptScenario:
    """Keeps a scenario with the ``name`` and ``note`` that are ``given``.

    ``key``: whoever sends the same again with it keeps one scenario, not two. Raises
    ``InvalidParameter``, ``NotAllowed`` where nothing may be changed, and ``ReusedChangeId`` where
    the key stands for another scenario.
    """
    told = read_arguments([NAME, NOTE], given, typed=typed)
    knowledge.rights.require(Capability.KEEP)
    id_ = hashlib.sha256(key.encode()).hexdigest()[:12] if key else uuid.uuid4().hex[:12]
    kept = {**told, "changes": orjson.dumps([one.record for one in changes]).decode()}
    found = knowledge.graph.write(
        statement("scenarios/keep"), {"id": id_, "by": by, **kept}, timeout=TIMEOUT
    ).one()
    if key and found != [kept["name"], kept["note"], kept["changes"]]:
        raise ReusedChangeId(
            Text(
                "A scenario was kept under this id already; another one needs an id of its own",
                "该编号已用于另一方案；另存请使用新的编号",
            )
        )
    return kept_scenario(knowledge, id_)


def revise_scenario(
    knowledge: Knowledge, id: str, given: Mapping[str, Any], *, actor: Actor, typed: bool = True
) -> KeptScenario:
    """Gives a scenario another ``name`` or ``note``, removes it, or with ``removed`` false brings
    it back, and enters that; what is not ``given`` stays; ``typed`` as for ``read_arguments``.
    Raises as ``keep_scenario``, and ``NotFound``."""
    told = read_arguments([REVISED_NAME, NOTE, REMOVED], given, typed=typed)
    knowledge.rights.require(Capability.KEEP)
    kept_scenario(knowledge, id)
    knowledge.graph.write(
        statement("scenarios/revise"),
        {"id": id, "by": actor.by, "noted": "note" in given, **told},
        timeout=TIMEOUT,
        then=actor.entry(
            "removed-scenario" if told.get(REMOVED.name) else "revised-scenario", f"scenario:{id}"
        ),
    )
    return kept_scenario(knowledge, id)


def kept_scenario(knowledge: Knowledge, id: str) -> KeptScenario:
    """One by its id, also where it was removed; raises ``NotFound``."""
    rows = knowledge.graph.read(statement("scenarios/kept"), {"id": id}).rows
    if not rows:
        raise NotFound(Text(f"There is no scenario {id[:80]!r}", f"没有方案 {id[:80]!r}"))
    return _kept(knowledge, rows[0])


def kept_scenarios(knowledge: Knowledge) -> list[KeptScenario]:
    """All of them, the latest first, those removed last."""
    rows = knowledge.graph.read(statement("scenarios/listed"), {"most": MAX_LISTED}).rows
    return [_kept(knowledge, row) for row in rows]


def _kept(knowledge: Knowledge, row: Sequence[Any]) -> KeptScenario:
    id_, name, note, by, at, changes, *later = row
    if note and knowledge.show_personal:  # it may name anybody
        knowledge.looks.append(Look("scenarios", frozenset((f"scenario:{id_}",))))
    else:
        note = masked(note)
    return KeptScenario(id_, name, note, by, at, orjson.loads(changes), *later)
