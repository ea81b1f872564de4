"""Snapshots: answers kept as they were at their ``as_of``, whatever changes later.

Persons are in none: what is kept cannot be corrected, and nobody looking for a name would find it
there. Its digest is that of the text that was kept, and its id the beginning of the digest: the
same answer of the same version of the graph is one snapshot, however often it is kept.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import orjson

from service.access.audit import Actor, entered
from service.answers.answer import Answer
from service.answers.frozen import Frozen, digest_of, freeze, packed, thaw, unpacked
from service.answers.knowledge import Knowledge
from service.catalog.catalog import SavedQuery
from service.errors import Conflict, Fault, NotFound, TooLarge
from service.graph.database import Graph
from service.language import Language, Text
from service.serialization import plain_boolean, to_json
from service.statements import statement

SNAPSHOT_ID = "[0-9a-f]{12}"
"""How the id of a snapshot is written, as a regular expression."""

MAX_BYTES = 2 << 20
"""Of one snapshot, compressed: some 40,000 rows."""

MAX_SNAPSHOTS = 1_000
"""Kept at a time."""

Pairs = Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class Head:
    """What is known of a snapshot without opening it: of which ``query`` with which arguments
    (``given``, as in an address), filtered and sorted by which ``view``, its ``title`` and
    ``scope``, how many ``rows``, who kept it when (``at``, ISO 8601) and by which release."""

    id: str
    digest: str
    at: str
    by: str
    release: str
    query: str
    kind: str
    given: Mapping[str, Any]
    title: Text
    scope: Pairs
    as_of: str
    rows: int
    bytes: int
    view: Mapping[str, Sequence[str]]

    def scope_in(self, language: Language) -> list[tuple[str, str]]:
        """The scope in one language."""
        return [(label.to(language), value.to(language)) for label, value in self.scope]


@dataclass(frozen=True)
class Snapshot:
    """A snapshot and what it holds."""

    head: Head
    frozen: Frozen

    @property
    def answer(self) -> Answer:
        return self.frozen.answer


def keep(graph: Graph, frozen: Frozen, scope: Pairs, *, by: str) -> str:
    """Keeps an answer that tells of no person, with its ``scope`` in words; gives the id.

    Raises ``TooLarge`` for one of more than ``MAX_BYTES``, and where ``MAX_SNAPSHOTS`` are kept.
    """
    answer, text = frozen.answer, freeze(frozen)
    body, digest = packed(text), digest_of(text)
    if len(body) > MAX_BYTES:
        raise TooLarge(
            Text(
                f"This answer takes {len(body) >> 10} kB compressed; a snapshot may have"
                f" {MAX_BYTES >> 10}. Narrow it down, or keep its file",
                f"该结果压缩后为 {len(body) >> 10} kB，快照上限为 {MAX_BYTES >> 10} kB；"
                "请缩小范围，或下载文件保存",
            )
        )
    head = {
        "query": answer.query.name,
        "kind": answer.query.kind,
        "given": {
            name: plain_boolean(value)
            for name, value in answer.parameters.items()
            if value not in (None, "", [])
        },
        "title": list(answer.query.title),
        "scope": [[list(label), list(value)] for label, value in scope],
        "as_of": answer.state.as_of,
        "rows": len(answer.rows),
        "bytes": len(body),
        "view": frozen.view,
    }
    given = {
        "id": digest[:12],
        "digest": digest,
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "by": by,
        "release": version("tongbu"),
        "head": to_json(head).decode("utf-8"),
        "body": body,
        "most": MAX_SNAPSHOTS,
    }
    found = graph.write(statement("snapshots/keep"), given).rows
    if not found or not found[0][0]:
        raise TooLarge(
            Text(
                f"{MAX_SNAPSHOTS} snapshots are kept already; remove some first",
                f"已保存 {MAX_SNAPSHOTS} 份快照，请先删除不需要的",
            )
        )
    return digest[:12]


def heads(graph: Graph) -> list[Head]:
    """All snapshots, the latest first."""
    return [_head(*row) for row in graph.read(statement("snapshots/list")).rows]


def read(graph: Graph, id: str) -> Snapshot:
    """One snapshot, unchanged: what it holds is compared with its digest.

    Raises ``NotFound``, and ``Conflict`` for one that somebody changed in the database.
    """
    rows = graph.read(statement("snapshots/one"), {"id": id}).rows
    if not rows:
        raise _unknown(id)
    *head, body = rows[0]
    known = _head(*head)
    try:
        text = unpacked(bytes(body))
    except ValueError:
        raise _changed(id) from None
    if digest_of(text) != known.digest:
        raise _changed(id)
    try:
        return Snapshot(known, thaw(text))
    except ValueError:
        raise Conflict(
            Text(
                f"Snapshot {id} was kept by release {known.release}, which is needed to read it",
                f"快照 {id} 由版本 {known.release} 保存，须用该版本读取",
            )
        ) from None


def remove(graph: Graph, id: str, *, actor: Actor | None = None) -> None:
    """Takes one away, which is entered; raises ``NotFound``."""
    entry = entered(actor, "removed-snapshot", f"snapshot:{id}")
    removed = graph.write(statement("snapshots/remove"), {"id": id}, then=entry)
    if not removed.counters.get("nodes_deleted"):
        raise _unknown(id)


def _head(id: str, digest: str, at: str, by: str, release: str, head: str) -> Head:
    kept = orjson.loads(head)
    return Head(
        id, digest, at, by, release, kept["query"], kept["kind"], kept["given"],
        Text(*kept["title"]),
        [(Text(*label), Text(*value)) for label, value in kept["scope"]],
        kept["as_of"] or "", kept["rows"], kept["bytes"], kept.get("view", {}),
    )  # fmt: skip


def _unknown(id: str) -> NotFound:
    text = Text(f"There is no snapshot {id[:80]!r}", f"没有快照 {id[:80]!r}")
    return NotFound(text, [Fault(Text("no such snapshot", "没有这份快照"), "snapshot", id[:80])])


def _changed(id: str) -> Conflict:
    return Conflict(
        Text(
            f"Snapshot {id} is not as it was kept: it was changed in the database",
            f"快照 {id} 与保存时不符：其内容在数据库中被改动",
        )
    )


def today(knowledge: Knowledge, head: Head) -> SavedQuery | None:
    """The query that answers the same today; ``None`` where there is none of that name any more."""
    if head.query not in knowledge.catalog:
        return None
    saved = knowledge.catalog[head.query]
    return saved if saved.kind == head.kind else None
