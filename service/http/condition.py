"""How the service is: what keeps it from answering, and what it should be looked after for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from flask import g

from service.answers.currency import refuse_unless_derived
from service.answers.knowledge import Knowledge
from service.errors import DatabaseUnavailable, Deriving, Fault, Refusal
from service.graph.state import State
from service.language import Language, Text
from service.private_neo4j.backups import Backups
from service.private_neo4j.room import MIN_FREE_MB
from service.private_neo4j.watch import Watch

READY_SECONDS = 2.0
"""How long the database is given to say how it is."""


def health() -> dict[str, Any]:
    """That the service lives, and of a private database how it fares; nothing of the graph."""
    told: dict[str, Any] = {"status": "alive"}
    watch, backups = _watch(), _backups()
    if watch:
        told["database"] = {"restarts": watch.restarts, "restarting": watch.restarting}
    if backups:
        last = backups.last
        told["backup"] = {
            "last": last.isoformat(timespec="minutes") if last else None,
            "running": backups.running,
            "failed": backups.failure is not None,
        }
    return told


def ready_state(knowledge: Knowledge) -> State:
    """The state of the graph, of which all can be answered.

    Raises what keeps the service from it, with every reason as a fault: where, and what.
    """
    try:
        state = knowledge.state(timeout=READY_SECONDS)
    except Refusal as refusal:
        raise _with_all("database", _why_away(refusal)) from refusal
    if not state.derived or state.empty:
        knowledge.meets_underived(state)
        try:  # nothing loaded is nothing to answer from, too
            refuse_unless_derived(replace(state, derived=False))
        except Deriving as deriving:
            where = "data" if state.empty or state.loading else "derivation"
            raise _with_all(where, deriving) from deriving
    return state


def away(refusal: Refusal) -> Refusal:
    """That the database is away, to somebody who cannot be known because of it: nothing else is
    told."""
    return _with("database", _why_away(refusal))


def warnings(language: Language) -> list[dict[str, str]]:
    """What does not keep the service from answering, and yet needs somebody."""
    return [{"where": where, "detail": text.to(language)} for where, text in _warnings()]


def _warnings() -> list[tuple[str, Text]]:
    watch, backups = _watch(), _backups()
    found = []
    if watch and watch.free_mb < MIN_FREE_MB:
        text = Text(
            f"The disk is nearly full, {watch.free_mb} MiB are left: nothing can be recorded",
            f"磁盘将满，仅剩 {watch.free_mb} MiB，无法登记任何内容",
        )
        found.append(("disk", text))
    if backups and backups.failure:
        why = backups.failure
        text = Text(f"The last backup was not made: {why.en}", f"最近一次备份失败：{why.zh}")
        found.append(("backup", text))
    if (own := g.own_queries) and (own.fault or any(one.faults for one in own.files)):
        text = Text(
            "Saved queries of your own cannot be used; see /own-queries",
            "自定义查询有误，见 /own-queries",
        )
        found.append(("queries", text))
    return found


def _why_away(refusal: Refusal) -> Refusal:
    """The refusal of a database that does not answer, with the reason where it is known."""
    watch = _watch()
    if watch and watch.paused:
        text = Text(
            "The database is away for its backup, for some seconds", "数据库正在备份，数秒后恢复"
        )
        return DatabaseUnavailable(text)
    if watch and watch.restarting:
        text = Text(
            "The private database has died and is being started again",
            "自带数据库意外退出，正在重新启动",
        )
        return DatabaseUnavailable(text)
    return refusal


def _with_all(where: str, reason: Refusal) -> Refusal:
    """The reason why nothing is answered, and beside it all else that is wrong, as its faults."""
    return _with(where, reason, [Fault(text, place) for place, text in _warnings()])


def _with(where: str, reason: Refusal, beside: Sequence[Fault] = ()) -> Refusal:
    faults = [Fault(reason.detail, where), *beside]
    return type(reason)(reason.detail, faults, retry_after=reason.retry_after)


def _watch() -> Watch | None:
    return cast("Watch | None", g.watch)


def _backups() -> Backups | None:
    return cast("Backups | None", g.backups)
