"""Asks saved queries, tries what-ifs, does actions: from question to answer, for every face."""

import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from service.answers.alternatives import find_alternatives
from service.answers.answer import AcceptedChange, Answer, AnswerBuilder, AnswerStream
from service.answers.cache import AnswerCache
from service.answers.changes import ChangeEntry, UnknownIds, record_change, run_what_if
from service.answers.currency import refuse_unless_current
from service.answers.plan_check import planning_faults
from service.answers.unblocking import unblock_first
from service.catalog.catalog import ACTION, WHAT_IF, Catalog, SavedQuery
from service.catalog.header import LIMIT_PARAMETER
from service.catalog.parameters import Parameter
from service.derivation.full import derive
from service.errors import (
    Conflict,
    DatabaseUnavailable,
    Fault,
    FaultyCatalog,
    MethodNotAllowed,
    NotAllowed,
    NotFound,
    Refusal,
)
from service.graph.database import Graph
from service.graph.state import State, read_revision, read_state
from service.graph.values import Rows
from service.language import Text
from service.statements import statement

LOG = logging.getLogger("tongbu")

Seeking = Callable[..., tuple[State, Rows, bool]]
"""What answers a saved query by trials; also gives whether something was cut."""

MAX_ATTEMPTS = 5
"""How often an answer is read again when the graph changed under it."""

MAX_SUGGESTIONS = 20

MAX_NEAREST = 5
"""Nearest names told for ids that nothing has, all together."""


@dataclass(frozen=True)
class Suggestion:
    """A value that a parameter may take, and how people call it."""

    value: str
    label: str


class Knowledge:
    """What the service knows.

    ``show_personal`` says whether persons are shown by name, ``may_change`` whether actions are
    done.
    """

    def __init__(
        self, graph: Graph, catalog: Catalog, *, show_personal: bool, may_change: bool = False
    ) -> None:
        self.graph = graph
        self.catalog = catalog
        self._show_personal = show_personal
        self.may_change = may_change
        self._recent = AnswerCache()

    def tells_persons(self, query: SavedQuery) -> bool:
        """Whether an answer may name persons here; nobody then should keep a copy of it."""
        named = any(column.personal for column in query.columns)
        return self._show_personal and (named or query.result == "graph")

    def check(self) -> None:
        """Plans every statement once; raises ``FaultyCatalog`` with all that cannot be."""
        faults = planning_faults(self.graph, self.catalog.every)
        if faults:
            raise FaultyCatalog(Text("Saved queries have faults", "查询文件有误"), faults)

    def check_at_start(self) -> None:
        """As ``check``, but in the background where nothing changed since all were last planned.

        A server just started takes seconds to plan them; the service need not wait for what is
        known to be right.
        """
        texts = "".join(query.path.read_text(encoding="utf-8") for query in self.catalog.every)
        now = hashlib.sha256((self.graph.server() + texts).encode()).hexdigest()
        if self.graph.read(statement("planned"), timeout=60).rows == [[now]]:
            threading.Thread(target=self._check_again, daemon=True).start()
            return
        self.check()
        self.graph.write(statement("remember-planned"), {"planned": now})

    def _check_again(self) -> None:
        """Checks what was right before; the service may stop meanwhile."""
        with suppress(DatabaseUnavailable):
            self.check()

    def state(self, *, timeout: float = 5) -> State:
        """The graph's state now, within ``timeout`` seconds."""
        with self.graph.transaction(write=False, timeout=timeout) as transaction:
            return read_state(transaction)

    def ask(self, name: str, given: Mapping[str, Any]) -> Answer:
        """The answer of one saved query, up to its limit of rows, at one version of the graph.

        One that took long is not read again within a minute while the graph has not changed.

        Raises ``NotFound`` for an unknown query or an id that nothing has (with the nearest),
        ``InvalidParameter`` with all faults, ``Deriving`` while derived facts are not current,
        ``TimeLimitExceeded``, ``DatabaseUnavailable``.
        """
        query = self.catalog[name]
        if query.kind == WHAT_IF:
            return self.try_(name, given)
        _refuse_action(query)
        if query.derives:
            return self._found(query, given)
        arguments = query.arguments(given)
        started = time.perf_counter()
        for _ in range(MAX_ATTEMPTS):
            with self.graph.transaction(write=False, timeout=query.timeout) as transaction:
                state = read_state(transaction)
                refuse_unless_current(query, state, self.catalog.offering)
                if recent := self._recent.get(query, arguments, state):
                    return recent
                most = query.limit + 1
                answer = transaction.run(
                    query.statement, {**arguments, LIMIT_PARAMETER: most}, most=most
                )
                if read_revision(transaction) == state.revision:
                    break
        else:
            raise DatabaseUnavailable(
                Text("The graph changes too fast for this answer", "数据变动过快，请稍后重试"),
                retry_after=1,
            )
        if not answer.rows:
            self._refuse_unknown(query, arguments)
        found = self._answer(query, arguments, state, answer, started, query.limit)
        return self._recent.keep(found)

    def try_(self, name: str, given: Mapping[str, Any], *, whole: bool = False) -> Answer:
        """The answer of one what-if, up to its limit of rows unless ``whole``; nothing stays of it.

        The drawn graph and the rows show the graph as it would be. Raises as ``ask``, with all
        unknown ids at once, and ``TooManyRequests`` where too many wait already.
        """
        query = self.catalog.of_kind(WHAT_IF, name)
        arguments = query.arguments(given)
        started = time.perf_counter()
        limit = None if whole else query.limit
        try:
            state, answer = run_what_if(
                self.graph, query, arguments, most=None if limit is None else limit + 1
            )
        except UnknownIds as unknown:
            raise self._not_found(unknown.ids) from None
        return self._answer(query, arguments, state, answer, started, limit)

    def _found(self, query: SavedQuery, given: Mapping[str, Any], *, whole: bool = False) -> Answer:
        """The answer of a saved query that rests on trials; raises as ``try_``."""
        arguments = query.arguments(given)
        if not whole and (recent := self._recent.get(query, arguments, self.state())):
            return recent
        started = time.perf_counter()
        limit = None if whole else query.limit
        new_supply = self.catalog.of_kind(WHAT_IF, "new-supply").change
        seek: Mapping[str, Seeking] = {
            "alternatives": partial(find_alternatives, new_supply),
            "unblocking": unblock_first,
        }
        try:
            state, answer, cut = seek[query.derives](self.graph, query, arguments, most=limit)
        except UnknownIds as unknown:
            raise self._not_found(unknown.ids) from None
        found = self._answer(query, arguments, state, answer, started, limit)
        found = replace(found, truncated=found.truncated or cut)
        return found if whole else self._recent.keep(found)

    def do(
        self,
        name: str,
        given: Mapping[str, Any],
        *,
        by: str,
        change: str | None = None,
        typed: bool = False,
    ) -> AcceptedChange:
        """Does one action for good; ``change`` is its id (default: a new one), accepted once only.

        ``typed`` as for ``read_arguments``.

        Raises as ``try_``, ``NotAllowed`` where nothing may be changed, and ``Conflict`` for a
        change accepted before.
        """
        action = self.catalog.of_kind(ACTION, name)
        arguments = action.arguments(given, typed=typed)
        entry = ChangeEntry(change or uuid.uuid4().hex, by)
        if not self.may_change:
            raise NotAllowed(
                Text(
                    "Changes are made on this machine, or where TONGBU_ALLOW_CHANGES is 1",
                    "仅可在本机登记，或将 TONGBU_ALLOW_CHANGES 设为 1",
                )
            )
        started = time.perf_counter()
        try:
            state, rows = record_change(self.graph, action, arguments, entry, most=action.limit + 1)
        except UnknownIds as unknown:
            raise self._not_found(unknown.ids) from None
        found = rows or Rows([column.name for column in action.columns], [], {}, 0.0)
        answer = self._answer(action, arguments, state, found, started, action.limit)
        return AcceptedChange(entry.change, answer, rows is not None)

    def derive_meanwhile(self) -> None:
        """Derives everything again in the background, until it is current."""
        threading.Thread(target=self._derive_again, name="derive", daemon=True).start()

    def _derive_again(self) -> None:
        for _ in range(MAX_ATTEMPTS):
            try:
                derive(self.graph)
                return
            except Conflict:
                continue  # a change was accepted meanwhile
            except Refusal as refusal:
                LOG.warning("the derivation after a change ended: %s", refusal.slug)
                return

    def _answer(
        self,
        query: SavedQuery,
        arguments: dict[str, Any],
        state: State,
        answer: Rows,
        started: float,
        limit: int | None,
    ) -> Answer:
        builder = AnswerBuilder(query, answer.columns, show_personal=self._show_personal)
        kept = answer.rows[:limit]
        return Answer(
            query,
            arguments,
            state,
            [builder.row(row) for row in kept],
            builder.subgraph(kept, state) if query.result == "graph" else None,
            len(answer.rows) > len(kept),
            (time.perf_counter() - started) * 1000,
        )

    @contextmanager
    def stream(self, name: str, given: Mapping[str, Any]) -> Iterator[AnswerStream]:
        """All rows of one saved query, one by one; leaving the block ends the statement.

        The rows end with ``DatabaseUnavailable`` if the graph changed while they came. Those of a
        what-if, or that rest on trials, are all there before the first is given: no transaction of
        theirs must wait for a reader.
        """
        query = self.catalog[name]
        if query.kind == WHAT_IF:
            tried = self.try_(name, given, whole=True)
            yield AnswerStream(query, tried.parameters, tried.state, iter(tried.rows))
            return
        _refuse_action(query)
        if query.derives:
            found = self._found(query, given, whole=True)
            yield AnswerStream(query, found.parameters, found.state, iter(found.rows))
            return
        arguments = query.arguments(given)
        state = self.state()
        refuse_unless_current(query, state, self.catalog.offering)
        told = {**arguments, LIMIT_PARAMETER: None}
        with self.graph.stream(query.statement, told, first=query.timeout) as answer:
            builder = AnswerBuilder(query, answer.columns, show_personal=self._show_personal)
            rows = (builder.row(row) for row in answer.rows)
            first = next(rows, None)
            if first is None:
                self._refuse_unknown(query, arguments)
            yield AnswerStream(query, arguments, state, self._whole(first, rows, state))

    def suggestions(self, name: str, parameter: str, text: str) -> list[Suggestion]:
        """Values offered for a parameter of a saved query, given what was typed so far."""
        query = self.catalog[name]
        for known in query.parameters:
            if known.name == parameter and known.suggest:
                return self._offered(known.suggest, text)
        raise NotFound(Text("Nothing is offered for this parameter", "该参数没有候选值"))

    def _whole(
        self, first: list[Any] | None, rest: Iterator[list[Any]], state: State
    ) -> Iterator[list[Any]]:
        """All rows, and an error after the last if they may stem from several states."""
        if first is not None:
            yield first
            yield from rest
        if self.state().revision != state.revision:
            raise DatabaseUnavailable(
                Text("The graph changed under this answer", "读取期间数据有变动"), retry_after=5
            )

    def _offered(self, name: str, text: str) -> list[Suggestion]:
        rows = self.ask(name, {"text": text}).rows[:MAX_SUGGESTIONS]
        return [Suggestion(str(row[0]), str(row[1] if len(row) > 1 else row[0])) for row in rows]

    def _refuse_unknown(self, query: SavedQuery, arguments: Mapping[str, Any]) -> None:
        """Raises ``NotFound`` if an empty answer is due to an id that nothing has."""
        for parameter in query.parameters:
            value = arguments[parameter.name]
            if not parameter.suggest or not isinstance(value, str) or parameter.name == "text":
                continue
            offered = self._offered(parameter.suggest, value)
            if value not in {suggestion.value for suggestion in offered}:
                raise self._not_found([(parameter, value)])

    def _not_found(self, ids: Sequence[tuple[Parameter, str]]) -> NotFound:
        """The refusal of ids that nothing has, all at once, with the nearest that there are."""
        most = max(1, MAX_NEAREST // len(ids))
        nearest: dict[str, None] = {}
        for parameter, value in ids[:MAX_NEAREST]:
            offered: list[Suggestion] = []
            for typed in (value, value[: len(value) // 2], value[:1]):
                offered = offered or (self._offered(str(parameter.suggest), typed) if typed else [])
            nearest.update(dict.fromkeys(f"{s.value} ({s.label})" for s in offered[:most]))
        faults = [
            Fault(
                Text("nothing has this id", "没有这个编号")
                if p.type == "array"
                else Text(f"no such {p.label.en}", f"没有这个{p.label.zh}"),
                p.name,
                value,
            )
            for p, value in ids
        ]
        several = ", ".join(repr(value[:80]) for _, value in ids[:20])
        text = Text(f"Nothing has the id {several}", f"没有这些编号：{several}")
        if len(ids) == 1 and ids[0][0].type == "string":
            label = ids[0][0].label
            text = Text(f"There is no {label.en.lower()} {several}", f"没有{label.zh} {several}")
        return NotFound(text, faults, nearest=list(nearest))


def _refuse_action(query: SavedQuery) -> None:
    if query.kind == ACTION:
        raise MethodNotAllowed(
            Text(
                f"{query.name} is an action: POST /actions/{query.name}.json, or tongbu do",
                f"{query.name} 是登记操作：请用 POST /actions/{query.name}.json 或 tongbu do",
            )
        )
