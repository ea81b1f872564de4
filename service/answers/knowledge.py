"""Asks saved queries, tries what-ifs, does actions: from question to answer, for every face.

What tries and records is imported with the first trial or record: a command that only asks ends
before that would be done.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from service.access.audit import Look
from service.access.roles import NOBODY, Capability, Rights, rights_by_settings
from service.answers import suggestions
from service.answers.allowed_actions import AllowedActions
from service.answers.answer import AcceptedChange, Answer, AnswerBuilder, AnswerStream
from service.answers.cache import AnswerCache
from service.answers.currency import refuse_unless_current
from service.answers.slow_queries import SlowQueries
from service.answers.spellings import other_spellings
from service.answers.suggestions import Suggestion
from service.catalog.catalog import ACTION, QUERY, WHAT_IF, Catalog, SavedQuery
from service.catalog.header import LIMIT_PARAMETER, SPELLINGS_PARAMETER
from service.errors import DatabaseUnavailable, MethodNotAllowed, NotFound
from service.graph.database import Graph
from service.graph.state import State, read_revision, read_state
from service.graph.values import Rows
from service.language import Text

if TYPE_CHECKING:  # who only asks imports nothing of whole networks
    from service.answers.network import Network

TrialSearch = Callable[..., tuple[State, Rows, bool]]
"""What answers a saved query by trials; also gives whether something was cut."""

MAX_ATTEMPTS = 5
"""How often an answer is read again when the graph changed under it."""


class Knowledge:
    """What the service knows, for whoever has its ``rights``; ``seen_by`` is the same for another.

    ``show_personal`` says whether persons are shown by name, ``may_change`` whether actions are
    done, both of whoever is no user of his own.
    """

    def __init__(
        self, graph: Graph, catalog: Catalog, *, show_personal: bool, may_change: bool = False
    ) -> None:
        self.graph = graph
        self.catalog = catalog
        self.rights = rights_by_settings(show_personal=show_personal, may_change=may_change)
        self.looks: list[Look] = []
        """Of whom personal data was shown since this was made, for the audit."""
        self.actions = AllowedActions(graph, self.rights)
        self.meets_underived: Callable[[State], None] = lambda _: None
        """Told of a state, met by a question, in which derived facts are not current."""
        self.slow = SlowQueries(graph)
        self._recent = AnswerCache()
        self._answered: Mapping[str, Callable[..., Answer]] = {
            QUERY: self._read,
            WHAT_IF: self._run_what_if,
            ACTION: _refuse_action,
            "alternatives": partial(self._search, self._find_alternatives),
            "restart-list": partial(self._search, _restart_list),
            "unblocking": partial(self._search, _unblock_first),
        }
        """How each kind is answered, given the query, what is given for its parameters, and whether
        the ``whole`` answer is asked for; saved queries that rest on trials by what they derive."""

    def seen_by(self, rights: Rights, *, fresh: bool = False) -> "Knowledge":
        """The same graph, catalogue and answers kept, for somebody with these rights; ``fresh``:
        without the answers kept."""
        other = Knowledge(self.graph, self.catalog, show_personal=False)
        other.rights = rights
        other.actions = AllowedActions(self.graph, rights)
        other.meets_underived, other.slow = self.meets_underived, self.slow
        if not fresh:
            other._recent = self._recent
        return other

    def without_persons(self, *, fresh: bool = False) -> "Knowledge":
        """The same, telling nobody's name or telephone number: for what is kept for all, and for a
        refusal, of which no look is entered."""
        return self.seen_by(replace(self.rights, sight=NOBODY), fresh=fresh)

    @property
    def show_personal(self) -> bool:
        """Whether everybody's personal data is shown."""
        return self.rights.sight.everybody

    @property
    def may_change(self) -> bool:
        """Whether some changes are recorded."""
        return self.rights.may(Capability.RECORD)

    def tells_persons(self, query: SavedQuery) -> bool:
        """Whether an answer may name persons here; nobody then should keep a copy of it."""
        named = any(column.personal for column in query.columns)
        return not self.rights.sight.nobody and (named or query.result == "graph")

    def shows_persons_of(self, kind: str, id: str, what: str) -> bool:
        """Whether what is personal of one thing may be shown here, and is told to the audit."""
        seen = self.rights.sight.sees(kind, id)
        if seen:
            self.looks.append(Look(what, frozenset((f"{kind}:{id}",))))
        return seen

    def state(self, *, timeout: float = 5) -> State:
        """The graph's state now, within ``timeout`` seconds."""
        with self.graph.transaction(write=False, timeout=timeout) as transaction:
            return read_state(transaction)

    def ask(self, name: str, given: Mapping[str, Any], *, page: bool = False) -> Answer:
        """The answer of one saved query, up to its limit of rows, at one version of the graph;
        of a ``page`` the limit is ``page_limit``.

        One that took long is not read again within a minute while the graph has not changed.

        Raises ``NotFound`` for an unknown query or an id that nothing has (with the nearest),
        ``InvalidParameter`` with all faults, ``Deriving`` while derived facts are not current,
        ``TimeLimitExceeded``, ``DatabaseUnavailable``.
        """
        query = self.catalog[name]
        with self.slow.noted(query):
            return self._told(self._answered[_kind(query)](query, given, page=page))

    def try_(self, name: str, given: Mapping[str, Any], *, whole: bool = False) -> Answer:
        """The answer of one what-if, up to its limit of rows unless ``whole``; nothing stays of it.

        The drawn graph and the rows show the graph as it would be. Raises as ``ask``, with all
        unknown ids at once, and ``TooManyRequests`` where too many wait already.
        """
        query = self.catalog.of_kind(WHAT_IF, name)
        with self.slow.noted(query):
            return self._told(self._run_what_if(query, given, whole=whole))

    def do(
        self,
        name: str,
        given: Mapping[str, Any],
        *,
        by: str,
        change: str | None = None,
        typed: bool = False,
        seen: int | None = None,
    ) -> AcceptedChange:
        """Does one action for good; ``change`` is its id (default: a new one), accepted once only.

        ``typed`` as for ``read_arguments``; ``seen`` is the version of the graph that whoever does
        it has seen.

        Raises as ``try_``, ``NotAllowed`` where nothing may be changed, ``Conflict`` for a change
        accepted before, ``ChangedMeanwhile`` where others changed the same after ``seen``, and
        ``ReusedChangeId`` where its id was accepted with other content.
        """
        from service.answers.accepted_changes import ChangeEntry, require_usable_id
        from service.answers.changes import UnknownIds
        from service.answers.meanwhile import refuse_if_changed
        from service.answers.recording import record_change

        action = self.catalog.of_kind(ACTION, name)
        if change:
            require_usable_id(change, "change")
        self.actions.require_some(action)
        arguments = action.arguments(given, typed=typed)
        entry = ChangeEntry(change or uuid.uuid4().hex, by)
        self.actions.require(action, arguments)
        started = time.perf_counter()
        try:
            with self.slow.noted(action):
                done = record_change(
                    self.graph,
                    action,
                    arguments,
                    entry,
                    foresight=self.catalog[action.foresees] if action.foresees else None,
                    refuse=None
                    if seen is None
                    else lambda transaction: refuse_if_changed(
                        transaction, action, arguments, seen, self.catalog
                    ),
                    most=action.limit + 1,
                )
        except UnknownIds as unknown:
            raise suggestions.unknown_ids(self.without_persons().ask, unknown.ids) from None
        found = done.rows or Rows([column.name for column in action.columns], [], {}, 0.0)
        answer = self._answer(action, arguments, done.state, found, started, action.limit)
        self._told(answer)
        derived = done.rows is not None
        return AcceptedChange(entry.change, answer, derived, done.conflicts, done.notices)

    @contextmanager
    def stream(self, name: str, given: Mapping[str, Any]) -> Iterator[AnswerStream]:
        """All rows of one saved query, one by one; leaving the block ends the statement.

        The rows end with ``DatabaseUnavailable`` if the graph changed while they came. Those of a
        what-if, or that rest on trials, are all there before the first is given: no transaction of
        theirs must wait for a reader.
        """
        query = self.catalog[name]
        if _kind(query) != QUERY:
            answer = self._told(self._answered[_kind(query)](query, given, whole=True))
            yield AnswerStream(query, answer.parameters, answer.state, iter(answer.rows))
            return
        arguments = query.arguments(given)
        state = self.state()
        self._refuse_unless_current(query, state)
        unlimited = {**arguments, **_injected(query, arguments, None)}
        with self.graph.stream(query.statement, unlimited, first=query.timeout) as streamed:
            builder = AnswerBuilder(query, streamed.columns, self.rights.sight)
            if self.tells_persons(query):
                self.looks.append(Look(query.name, None))
            rows = (builder.row(row) for row in streamed.rows)
            first = next(rows, None)
            self._refuse_unknown_ids(query, arguments, found=first is not None)
            yield AnswerStream(query, arguments, state, self._unchanged(first, rows, state))

    def network(self, name: str, given: Mapping[str, Any]) -> "Network":
        """The whole network that one saved query gives, with a place for each of its enterprises.

        Raises as ``ask``, and ``NotFound`` where the answers of the query are no networks.
        """
        from service.answers.network import MAX_NODES, network_of

        query = self.catalog[name]
        if query.result != "network":
            raise NotFound(
                Text(f"The answer of {name} is no network", f"{name} 的结果不是整个网络")
            )
        arguments = query.arguments(given)
        found = self._read_rows(query, arguments, MAX_NODES + 1)
        assert not isinstance(found, Answer)
        state, answer = found
        self._refuse_unknown_ids(query, arguments, found=bool(answer.rows))
        return network_of(query, arguments, state, answer.columns, answer.rows)

    def suggestions(self, name: str, parameter: str, text: str) -> list[Suggestion]:
        """Values offered for a parameter of a saved query, given what was typed so far."""
        return suggestions.suggest(self.ask, self.catalog[name], parameter, text)

    def _read(self, query: SavedQuery, given: Mapping[str, Any], *, page: bool) -> Answer:
        """The answer of a saved query that one statement gives."""
        limit = _limit(query, page=page)
        arguments = query.arguments(given)
        started = time.perf_counter()
        found = self._read_rows(
            query,
            arguments,
            limit + 1,
            lambda state: self._kept(query, arguments, state, limit),
        )
        if isinstance(found, Answer):
            return found
        state, answer = found
        self._refuse_unknown_ids(query, arguments, found=bool(answer.rows))
        return self._recent.keep(
            self._answer(query, arguments, state, answer, started, limit), limit, self.rights.sight
        )

    def _read_rows(
        self,
        query: SavedQuery,
        arguments: dict[str, Any],
        most: int,
        recent: Callable[[State], Answer | None] = lambda state: None,
    ) -> tuple[State, Rows] | Answer:
        """At most so many rows of one statement, all of one version of the graph; or the
        ``recent`` answer, if it is one of that version."""
        for _ in range(MAX_ATTEMPTS):
            with self.graph.transaction(write=False, timeout=query.timeout) as transaction:
                state = read_state(transaction)
                self._refuse_unless_current(query, state)
                if known := recent(state):
                    return known
                given = {**arguments, **_injected(query, arguments, most)}
                answer = transaction.run(query.statement, given, most=most)
                if read_revision(transaction) == state.revision:
                    return state, answer
        raise DatabaseUnavailable(
            Text("The graph changes too fast for this answer", "数据变动过快，请稍后重试"),
            retry_after=1,
        )

    def _refuse_unknown_ids(
        self, query: SavedQuery, arguments: Mapping[str, Any], *, found: bool
    ) -> None:
        suggestions.refuse_unknown_ids(
            self._ask_without_persons, self.graph, query, arguments, found=found
        )

    def _ask_without_persons(self, name: str, given: Mapping[str, Any]) -> Answer:
        return self.without_persons().ask(name, given)

    def _refuse_unless_current(self, query: SavedQuery, state: State) -> None:
        if not state.derived:  # what offers values is known from all files only
            self.meets_underived(state)
            refuse_unless_current(query, state, self.catalog.offering)

    def _run_what_if(
        self,
        query: SavedQuery,
        given: Mapping[str, Any],
        *,
        whole: bool = False,
        page: bool = False,
    ) -> Answer:
        """The answer of a what-if, which is undone."""
        from service.answers.changes import UnknownIds, run_what_if

        self.rights.require(Capability.TRY)
        arguments = query.arguments(given)
        limit = None if whole else _limit(query, page=page)
        if limit and (recent := self._kept(query, arguments, self.state(), limit)):
            return recent
        started = time.perf_counter()
        try:
            state, rows, totals = run_what_if(
                self.graph, query, arguments, most=None if limit is None else limit + 1
            )
        except UnknownIds as unknown:
            raise suggestions.unknown_ids(self.without_persons().ask, unknown.ids) from None
        answer = replace(self._answer(query, arguments, state, rows, started, limit), totals=totals)
        return self._recent.keep(answer, limit, self.rights.sight) if limit else answer

    def _search(
        self,
        search: TrialSearch,
        query: SavedQuery,
        given: Mapping[str, Any],
        *,
        whole: bool = False,
        page: bool = False,
    ) -> Answer:
        """The answer of a saved query that rests on trials; raises as ``try_``."""
        from service.answers.changes import UnknownIds

        arguments = query.arguments(given)
        limit = None if whole else _limit(query, page=page)
        if limit and (recent := self._kept(query, arguments, self.state(), limit)):
            return recent
        started = time.perf_counter()
        try:
            state, rows, cut = search(self.graph, query, arguments, most=limit)
        except UnknownIds as unknown:
            raise suggestions.unknown_ids(self.without_persons().ask, unknown.ids) from None
        answer = self._answer(query, arguments, state, rows, started, limit)
        answer = replace(answer, truncated=answer.truncated or cut)
        return self._recent.keep(answer, limit, self.rights.sight) if limit else answer

    def _kept(
        self, query: SavedQuery, arguments: Mapping[str, Any], state: State, limit: int
    ) -> Answer | None:
        """The same answer of a moment ago, for who sees the same."""
        return self._recent.get(query, arguments, state, limit, self.rights.sight)

    def _told(self, answer: Answer) -> Answer:
        """An answer that is given to somebody: of whom it tells is kept for the audit."""
        if answer.persons:
            self.looks.append(Look(answer.query.name, answer.persons))
        return answer

    def _find_alternatives(self, *asked: Any, most: int | None) -> tuple[State, Rows, bool]:
        """Alternatives are tried by the change of the what-if ``new-supply``."""
        from service.answers.alternatives import find_alternatives

        change = self.catalog.of_kind(WHAT_IF, "new-supply").change
        return find_alternatives(change, *asked, most=most)

    def _answer(
        self,
        query: SavedQuery,
        arguments: dict[str, Any],
        state: State,
        answer: Rows,
        started: float,
        limit: int | None,
    ) -> Answer:
        builder = AnswerBuilder(query, answer.columns, self.rights.sight)
        kept = answer.rows[:limit]
        rows = [builder.row(row) for row in kept]
        return Answer(
            query,
            arguments,
            state,
            rows,
            builder.subgraph(kept, state) if query.result == "graph" else None,
            len(answer.rows) > len(kept),
            (time.perf_counter() - started) * 1000,
            persons=frozenset(builder.persons),
        )

    def _unchanged(
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


def _limit(query: SavedQuery, *, page: bool) -> int:
    """Rows of an answer at most, or of one that a page shows."""
    return query.page_limit if page else query.limit


def _injected(query: SavedQuery, arguments: Mapping[str, Any], most: int | None) -> dict[str, Any]:
    """What the statement of a saved query is told beside its arguments."""
    more: dict[str, Any] = {LIMIT_PARAMETER: most}
    if query.finds:
        more[SPELLINGS_PARAMETER] = other_spellings(str(arguments["text"]))
    return more


def _unblock_first(*asked: Any, most: int | None) -> tuple[State, Rows, bool]:
    from service.answers.unblocking import unblock_first

    return unblock_first(*asked, most=most)


def _kind(query: SavedQuery) -> str:
    """The key of ``_answered``."""
    return query.derives if query.kind == QUERY and query.derives else query.kind


def _restart_list(*asked: Any, most: int | None) -> tuple[State, Rows, bool]:
    # it needs NumPy, and who asks something else does not wait for that
    from service.answers.restart_list import restart_list

    return restart_list(*asked, most=most)


def _refuse_action(query: SavedQuery, *_: Any, **__: Any) -> Answer:
    raise MethodNotAllowed(
        Text(
            f"{query.name} is an action: POST /actions/{query.name}.json, or tongbu do",
            f"{query.name} 是登记操作：请用 POST /actions/{query.name}.json 或 tongbu do",
        )
    )
