"""The database: with ``conversion`` and ``refusals`` the only modules that know Neo4j's driver.

Statements come in as text with parameters, answers go out as plain Python values: dates as
``datetime.date``, nodes and relationships as ``Node`` and ``Edge`` with the users' own ids.
Everything the driver can raise leaves this room as a ``Refusal``.
"""

import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from service import errors
from service.graph.cancellation import DisconnectWatcher
from service.graph.conversion import elapsed_ms, to_plan, to_python, to_rows
from service.graph.driver import driver_errors, neo4j
from service.graph.parameters import in_one_map
from service.graph.refusals import raises_refusals, time_limit_exceeded
from service.graph.values import Explanation, Plan, Rows, RowStream
from service.language import Text
from service.statements import statement as statement_file

FETCH_SIZE = 1001
"""Rows asked for at a time: an answer reads one more than its limit, mostly 1,000, to know whether
it was cut, and that one must not cost another thousand."""

RETRY_SECONDS = 10.0
"""How long a managed transaction is tried again after a passing fault."""

Parameters = Mapping[str, Any]


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
                max_transaction_retry_time=RETRY_SECONDS,
                connection_acquisition_timeout=15.0,
                connection_timeout=10.0,
                notifications_min_severity="OFF",
                user_agent="tongbu",
            )
        self._database = database
        # Of a cluster each read may go to another server: none that has not what was written here.
        routed = uri.startswith("neo4j")
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager() if routed else None
        self._watcher = DisconnectWatcher(self._cancel)

    def close(self) -> None:
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

        with raises_refusals(), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(work)

    def write(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0
    ) -> Rows:
        """Runs one statement in a write transaction of its own, again after a passing fault."""
        return self._managed(neo4j.WRITE_ACCESS, statement, parameters, timeout)

    def autocommit(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 3600.0
    ) -> Rows:
        """Runs a statement that makes its own transactions (``CALL … IN TRANSACTIONS``, schema)."""
        with raises_refusals(), self._session(neo4j.WRITE_ACCESS) as session:
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
        whole, both in seconds.
        """
        cancel_id = uuid.uuid4().hex
        metadata = {"cancel_id": cancel_id}
        timed_out = threading.Event()
        timer = threading.Timer(first or timeout, self._time_out, [cancel_id, timed_out])
        with (
            raises_refusals(),
            self._watcher.watch(cancel_id),
            self._session(neo4j.READ_ACCESS) as session,
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
            rows = ([to_python(value) for value in record.values()] for record in result)
            yield RowStream(list(result.keys()), rows)

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
        cancel_id = uuid.uuid4().hex
        metadata = {"cancel_id": cancel_id}
        with (
            raises_refusals(),
            nullcontext() if write and keep else self._watcher.watch(cancel_id),
            self._session(access) as session,
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
        with raises_refusals(), self._session(neo4j.WRITE_ACCESS) as session:
            transaction = session.begin_transaction(timeout=timeout)
            try:
                transaction.run(_literal(statement)).consume()
                yield
            finally:
                with suppress(driver_errors.Neo4jError, driver_errors.DriverError):
                    transaction.close()

    def explain(self, statement: str, parameters: Parameters | None = None) -> Explanation:
        """Plans a statement without running it; raises ``errors.FaultyCatalog`` if it cannot be."""
        with raises_refusals(), self._session(neo4j.READ_ACCESS) as session:
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
        with raises_refusals(), self._session(neo4j.READ_ACCESS) as session:
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

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            fetch_size=FETCH_SIZE,
            bookmark_manager=self._bookmarks,
        )

    def _managed(
        self, access: str, statement: str, parameters: Parameters | None, timeout: float
    ) -> Rows:
        text, given = in_one_map(statement, parameters)

        @neo4j.unit_of_work(timeout=timeout)
        def work(transaction: neo4j.ManagedTransaction) -> Rows:
            return to_rows(transaction.run(text, given))

        with raises_refusals(), self._session(access) as session:
            if access == neo4j.READ_ACCESS:
                return session.execute_read(work)
            return session.execute_write(work)


def _literal(statement: str) -> Any:
    """The driver's types ask for literal text; every statement of ours is a file in cypher/."""
    return statement
