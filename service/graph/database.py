"""The database: with ``conversion`` and ``refusals`` the only modules that know Neo4j's driver.

Statements come in as text with parameters, answers go out as plain Python values: dates as
``datetime.date``, nodes and relationships as ``Node`` and ``Edge`` with the users' own ids.
Everything the driver can raise leaves this room as a ``Refusal``.
"""

import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Any

from service import errors
from service.graph.cancellation import DisconnectWatcher
from service.graph.conversion import elapsed_ms, to_plan, to_python, to_rows
from service.graph.driver import driver_errors, neo4j
from service.graph.parameters import in_one_map
from service.graph.patience import STALL_SECONDS, Patience, Wait
from service.graph.refusals import raises_refusals, time_limit_exceeded
from service.graph.retries import NEVER_BY_THE_DRIVER, tried_again
from service.graph.values import Explanation, Plan, Rows, RowStream
from service.language import Text
from service.statements import statement as statement_file

FETCH_SIZE = 1001
"""Rows asked for at a time: an answer reads one more than its limit, mostly 1,000, to know whether
it was cut, and that one must not cost another thousand."""

EXPLAIN_SECONDS = 60.0
"""How long a statement may be planned."""

ACQUISITION_SECONDS = 8.0
"""How long a connection is waited for, with all that is said before it can be used."""

LEAST_ACQUISITION_SECONDS = 2.0

IDLE_SECONDS = 2.0
"""A connection that was idle for longer is asked whether it lives before a statement is given to
it: what fell silent with the network, or with a server since started again, then harms nobody."""

Parameters = Mapping[str, Any]

Then = tuple[str, Parameters]
"""A statement that is run after another one in its transaction, and what it is given."""


class Transaction:
    """An open transaction: ``run`` as often as needed, all or nothing."""

    def __init__(self, transaction: neo4j.ManagedTransaction | neo4j.Transaction) -> None:
        self._transaction = transaction

    def run(
        self, statement: str, parameters: Parameters | None = None, *, most: int | None = None
    ) -> Rows:
        """Runs one statement to its end, or until it has given ``most`` rows."""
        return to_rows(self._transaction.run(*in_one_map(statement, parameters)), most)


class Graph:
    """One Neo4j database, reached through one pool of connections."""

    def __init__(self, uri: str, username: str, password: str, database: str = "neo4j") -> None:
        with raises_refusals():
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=(username, password),
                max_transaction_retry_time=NEVER_BY_THE_DRIVER,
                connection_timeout=5.0,
                connection_acquisition_timeout=ACQUISITION_SECONDS,
                connection_write_timeout=10.0,
                liveness_check_timeout=IDLE_SECONDS,
                notifications_min_severity="OFF",
                user_agent="tongbu",
            )
        self._database = database
        # Of a cluster each read may go to another server: none that has not what was written here.
        self._routed = uri.startswith("neo4j")
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager() if self._routed else None
        self._watcher = DisconnectWatcher(self._cancel)
        self._patience = Patience()
        self.before_write: Callable[[bool], None] = lambda small: None
        """Called before anything is written that stays, with whether it is ``small``; may refuse
        it."""
        self.on_failure: Callable[[], None] = lambda: None
        """Called where the database has to be started again."""

    def close(self) -> None:
        """Ends what is under way, and gives back all connections."""
        self._patience.end_all()
        self._driver.close()

    def __enter__(self) -> "Graph":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 5.0
    ) -> Rows:
        """The whole answer of a reading statement; a write is refused by the server."""
        return self._managed(neo4j.READ_ACCESS, statement, parameters, timeout)

    def read_lists(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0
    ) -> list[list[Any]]:
        """The one row of a reading statement that gives whole lists of plain values."""

        @neo4j.unit_of_work(timeout=timeout)
        def work(transaction: neo4j.ManagedTransaction) -> list[list[Any]]:
            record = transaction.run(*in_one_map(statement, parameters)).single(strict=True)
            return list(record.values())

        with self._waiting(neo4j.READ_ACCESS, timeout) as (session, _):
            return tried_again(partial(session.execute_read, work), timeout, routed=self._routed)

    def write(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        timeout: float = 60.0,
        small: bool = False,
        then: Then | None = None,
        always: bool = False,
    ) -> Rows:
        """Runs one statement in a write transaction of its own, again after a passing fault.

        ``small``: it writes a few nodes that people must not wait for, such as an entry of the
        audit, also where little room is left on the disk. ``then`` is run in the same transaction
        where the first statement changed something, or ``always``: an entry of the audit.
        """
        self.before_write(small)
        return self._managed(neo4j.WRITE_ACCESS, statement, parameters, timeout, then, always)

    def autocommit(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 3600.0
    ) -> Rows:
        """Runs a statement that makes its own transactions (``CALL … IN TRANSACTIONS``, schema)."""
        with self._waiting(neo4j.WRITE_ACCESS, timeout) as (session, _):
            text, given = in_one_map(statement, parameters)
            query = neo4j.Query(_literal(text), timeout=timeout)
            return to_rows(session.run(query, given))

    @contextmanager
    def stream(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        first: float | None = None,
        timeout: float = 600.0,
    ) -> Iterator[RowStream]:
        """Rows one by one, in constant memory; leaving the block early ends the statement.

        ``first`` limits the wait for the first row (default: as ``timeout``), ``timeout`` the
        whole, both in seconds. Raises ``Unanswered`` also where further rows do not come.
        """
        cancel_id = uuid.uuid4().hex
        metadata = {"cancel_id": cancel_id}
        timed_out = threading.Event()
        timer = threading.Timer(first or timeout, self._time_out, [cancel_id, timed_out])
        with (
            self._watcher.watch(cancel_id),
            self._waiting(neo4j.READ_ACCESS, first or timeout) as (session, wait),
            session.begin_transaction(timeout=timeout, metadata=metadata) as transaction,
        ):
            timer.start()
            try:
                result = transaction.run(*in_one_map(statement, parameters))
                result.peek()
            except driver_errors.Neo4jError as error:
                if timed_out.is_set():
                    raise time_limit_exceeded() from error
                raise
            finally:
                timer.cancel()
            wait.rest()
            try:
                yield RowStream(list(result.keys()), _rows(result, wait))
            finally:
                wait.expect(STALL_SECONDS)

    def _time_out(self, cancel_id: str, timed_out: threading.Event) -> None:
        """Cancels the stream of that id, wherever it stands; ``timed_out`` says that it will."""
        timed_out.set()
        self._cancel(cancel_id)

    def _cancel(self, cancel_id: str) -> None:
        """Cancels the transaction of that id; whoever waits for it is refused."""
        # A busy server plans this for longer than one would think.
        with suppress(errors.Refusal):
            self.autocommit(statement_file("terminate"), {"cancel_id": cancel_id}, timeout=30)

    @contextmanager
    def transaction(
        self, *, timeout: float = 60.0, write: bool = True, keep: bool = True
    ) -> Iterator[Transaction]:
        """A transaction of several statements; commits at the end, rolls back on any error.

        Without ``keep`` it is rolled back at the end, too. What leaves nothing behind is cancelled
        when the client disconnects.
        """
        access = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        if write and keep:
            self.before_write(False)
        cancel_id = uuid.uuid4().hex
        metadata = {"cancel_id": cancel_id}
        with (
            nullcontext() if write and keep else self._watcher.watch(cancel_id),
            self._waiting(access, timeout) as (session, _),
            session.begin_transaction(timeout=timeout, metadata=metadata) as transaction,
        ):
            yield Transaction(transaction)
            if keep:
                transaction.commit()
            else:
                transaction.rollback()

    def can_lock(self, statement: str, *, wait: float) -> bool:
        """Whether the locks that a statement takes are to be had within ``wait`` seconds."""
        try:
            with self.lock(statement, timeout=wait):
                return True
        except errors.TimeLimitExceeded:
            return False

    @contextmanager
    def lock(self, statement: str, *, timeout: float) -> Iterator[None]:
        """Holds the locks that a statement takes until the block ends, then undoes it.

        They are waited for, and go with this process, or after ``timeout`` seconds in all.
        """
        with self._waiting(neo4j.WRITE_ACCESS, timeout) as (session, _):
            transaction = session.begin_transaction(timeout=timeout)
            try:
                transaction.run(_literal(statement)).consume()
                yield
            finally:
                with suppress(driver_errors.Neo4jError, driver_errors.DriverError):
                    transaction.close()

    def explain(self, statement: str, parameters: Parameters | None = None) -> Explanation:
        """Plans a statement without running it; raises ``errors.FaultyCatalog`` if it cannot be."""
        with self._waiting(neo4j.READ_ACCESS, EXPLAIN_SECONDS) as (session, _):
            try:
                explained, given = in_one_map("EXPLAIN " + statement, parameters)
                result = session.run(_literal(explained), given)
                columns = list(result.keys())
                summary = result.consume()
            except driver_errors.ClientError as error:
                reason = (error.message or str(error)).split("\n")[0]
                text = Text(f"the database cannot plan it: {reason}", f"数据库无法执行：{reason}")
                raise errors.FaultyCatalog(text) from error
        assert summary.plan is not None
        return Explanation(summary.query_type or "", columns, to_plan(summary.plan))

    def profile(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0
    ) -> tuple[Rows, Plan]:
        """Runs a reading statement under PROFILE; operators carry ``Rows`` and ``DbHits``."""
        with self._waiting(neo4j.READ_ACCESS, timeout) as (session, _):
            text, given = in_one_map("PROFILE " + statement, parameters)
            result = session.run(neo4j.Query(_literal(text), timeout=timeout), given)
            records = list(result)
            rows = [[to_python(value) for value in record.values()] for record in records]
            columns = list(result.keys())
            summary = result.consume()
            assert summary.profile is not None
            return Rows(columns, rows, {}, elapsed_ms(summary)), to_plan(summary.profile)

    def server(self) -> str:
        """The server's product and version, e.g. ``Neo4j/2026.08.1``."""
        with raises_refusals():
            return self._driver.get_server_info().agent

    def _session(self, access: str, seconds: float) -> neo4j.Session:
        """A session in which a connection is waited for no longer than ``seconds``, or a little."""
        acquisition = min(max(seconds, LEAST_ACQUISITION_SECONDS), ACQUISITION_SECONDS)
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            connection_acquisition_timeout=acquisition,
            fetch_size=FETCH_SIZE,
            bookmark_manager=self._bookmarks,
        )

    @contextmanager
    def _waiting(self, access: str, seconds: float) -> Iterator[tuple[neo4j.Session, Wait]]:
        """A session, and the wait for the server in it, which ends by ``seconds`` whatever it
        does."""
        session = self._session(access, seconds)
        try:
            with raises_refusals(), self._patience.limit(session, seconds) as wait, session:
                yield session, wait
        except errors.DatabaseFailed:
            self.on_failure()
            raise

    def _managed(
        self,
        access: str,
        statement: str,
        parameters: Parameters | None,
        timeout: float,
        then: Then | None = None,
        always: bool = False,
    ) -> Rows:
        text, given = in_one_map(statement, parameters)

        with self._waiting(access, timeout) as (session, wait):

            @neo4j.unit_of_work(timeout=timeout)
            def work(transaction: neo4j.ManagedTransaction) -> Rows:
                wait.refuse_if_over()
                rows = to_rows(transaction.run(text, given))
                if then and (always or rows.counters):
                    transaction.run(*in_one_map(*then)).consume()
                return rows

            reads = access == neo4j.READ_ACCESS
            execute = session.execute_read if reads else session.execute_write
            return tried_again(partial(execute, work), timeout, routed=self._routed)


def _rows(result: neo4j.Result, wait: Wait) -> Iterator[list[Any]]:
    """Rows one by one. The server is waited for while one is fetched, not while whoever reads them
    takes his time."""
    records = iter(result)
    while True:
        wait.expect(STALL_SECONDS)
        record = next(records, None)
        wait.rest()
        if record is None:
            return
        yield [to_python(value) for value in record.values()]


def _literal(statement: str) -> Any:
    """The driver's types ask for literal text; every statement of ours is a file in cypher/."""
    return statement
