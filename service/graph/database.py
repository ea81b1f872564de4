"""The database: the only room that knows Neo4j and its driver.

Statements come in as text with parameters, answers go out as to_python Python values: dates as
``datetime.date``, nodes and relationships as ``Node`` and ``Edge`` with the users' own ids.
Everything the driver can raise leaves this room as a ``Refusal``.
"""

import itertools
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

import neo4j
from neo4j import exceptions as driver_errors
from neo4j.graph import Node as DriverNode
from neo4j.graph import Path as DriverPath
from neo4j.graph import Relationship as DriverRelationship

from service import errors
from service.graph.cancellation import DisconnectWatcher
from service.graph.values import Edge, Explanation, Node, Path, Plan, Rows, RowStream
from service.language import Text
from service.statements import statement as catalogued

FETCH_SIZE = 1001
"""Rows asked for at a time: an answer reads one more than its limit, mostly 1,000, to know whether
it was cut, and that one must not cost another thousand."""

RETRY_SECONDS = 10.0
"""How long a managed transaction is tried again after a passing fault."""

ID_PREFIXES = {
    "Enterprise": "",
    "Material": "materials/",
    "Worker": "workers/",
    "ServiceTeam": "teams/",
    "Request": "requests/",
    "Change": "changes/",
    "Dataset": "datasets/",
    "Graph": "graphs/",
}
"""What stands before a node's id outside the database, by label."""

NATIVE_TYPES = {type(None), str, int, float, bool}
"""Types of the driver's that are ours already."""

Parameters = Mapping[str, Any]


class Transaction:
    """An open transaction: ``run`` as often as needed, all or nothing."""

    def __init__(self, transaction: neo4j.ManagedTransaction | neo4j.Transaction) -> None:
        self._transaction = transaction

    def run(
        self, statement: str, parameters: Parameters | None = None, *, most: int | None = None
    ) -> Rows:
        """Runs one statement to its end, or until it has given ``most`` rows."""
        return _eager(self._transaction.run(statement, dict(parameters or {})), most)


class Graph:
    """One Neo4j database, reached through one pool of connections."""

    def __init__(self, uri: str, username: str, password: str, database: str = "neo4j") -> None:
        with _refusals():
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
        self._watch = DisconnectWatcher(self._end)

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

    def write(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0
    ) -> Rows:
        """Runs one statement in a write transaction of its own, again after a passing fault."""
        return self._managed(neo4j.WRITE_ACCESS, statement, parameters, timeout)

    def autocommit(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 3600.0
    ) -> Rows:
        """Runs a statement that makes its own transactions (``CALL … IN TRANSACTIONS``, schema)."""
        with _refusals(), self._session(neo4j.WRITE_ACCESS) as session:
            query = neo4j.Query(_trusted(statement), timeout=timeout)
            return _eager(session.run(query, dict(parameters or {})))

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
        mark = uuid.uuid4().hex
        passed = threading.Event()
        late = threading.Timer(first or timeout, self._terminate, [mark, passed])
        with (
            _refusals(),
            self._watch.over(mark),
            self._session(neo4j.READ_ACCESS) as session,
            session.begin_transaction(timeout=timeout, metadata={"stream": mark}) as transaction,
        ):
            late.start()
            try:
                result = transaction.run(statement, dict(parameters or {}))
                result.peek()
            except driver_errors.Neo4jError as error:
                if passed.is_set():
                    raise _time_limit() from error
                raise
            finally:
                late.cancel()
            rows = ([to_python(value) for value in record.values()] for record in result)
            yield RowStream(list(result.keys()), rows)

    def _terminate(self, mark: str, passed: threading.Event) -> None:
        """Ends the stream that bears ``mark``, wherever it stands; ``passed`` says that it will."""
        passed.set()
        self._end(mark)

    def _end(self, mark: str) -> None:
        """Ends whatever is under way that bears ``mark``; whoever waits for it is refused."""
        # A busy server plans this for longer than one would think.
        with suppress(errors.Refusal):
            self.autocommit(catalogued("terminate"), {"stream": mark}, timeout=30)

    @contextmanager
    def transaction(
        self, *, timeout: float = 60.0, write: bool = True, keep: bool = True
    ) -> Iterator[Transaction]:
        """A transaction of several statements; commits at the end, rolls back on any error.

        Without ``keep`` it is rolled back at the end, too. What leaves nothing behind is ended as
        soon as whoever asked has gone.
        """
        access = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        mark = uuid.uuid4().hex
        with (
            _refusals(),
            nullcontext() if write and keep else self._watch.over(mark),
            self._session(access) as session,
            session.begin_transaction(timeout=timeout, metadata={"stream": mark}) as transaction,
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
        with _refusals(), self._session(neo4j.WRITE_ACCESS) as session:
            transaction = session.begin_transaction(timeout=timeout)
            try:
                transaction.run(_trusted(statement)).consume()
                yield
            finally:
                with suppress(driver_errors.Neo4jError, driver_errors.DriverError):
                    transaction.close()

    def explain(self, statement: str, parameters: Parameters | None = None) -> Explanation:
        """Plans a statement without running it; raises ``errors.FaultyCatalog`` if it cannot be."""
        with _refusals(), self._session(neo4j.READ_ACCESS) as session:
            try:
                result = session.run(_trusted("EXPLAIN " + statement), dict(parameters or {}))
                columns = list(result.keys())
                summary = result.consume()
            except driver_errors.ClientError as error:
                reason = (error.message or str(error)).split("\n")[0]
                text = Text(f"the database cannot plan it: {reason}", f"数据库无法执行：{reason}")
                raise errors.FaultyCatalog(text) from error
        assert summary.plan is not None
        return Explanation(summary.query_type or "", columns, _plan(summary.plan))

    def profile(self, statement: str, parameters: Parameters | None = None) -> tuple[Rows, Plan]:
        """Runs a reading statement under PROFILE; operators carry ``Rows`` and ``DbHits``."""
        with _refusals(), self._session(neo4j.READ_ACCESS) as session:
            result = session.run(_trusted("PROFILE " + statement), dict(parameters or {}))
            records = list(result)
            rows = [[to_python(value) for value in record.values()] for record in records]
            columns = list(result.keys())
            summary = result.consume()
            assert summary.profile is not None
            return Rows(columns, rows, {}, _elapsed(summary)), _plan(summary.profile)

    def server(self) -> str:
        """The server's product and version, e.g. ``Neo4j/2026.08.1``."""
        with _refusals():
            return self._driver.get_server_info().agent

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._database, default_access_mode=access, fetch_size=FETCH_SIZE
        )

    def _managed(
        self, access: str, statement: str, parameters: Parameters | None, timeout: float
    ) -> Rows:
        given = dict(parameters or {})

        @neo4j.unit_of_work(timeout=timeout)
        def work(transaction: neo4j.ManagedTransaction) -> Rows:
            return _eager(transaction.run(statement, given))

        with _refusals(), self._session(access) as session:
            if access == neo4j.READ_ACCESS:
                return session.execute_read(work)
            return session.execute_write(work)


def to_python(value: Any) -> Any:
    """A value of the driver's as one of ours: dates, nodes, relationships, paths, and lists."""
    if type(value) in NATIVE_TYPES:
        return value
    if isinstance(value, list):
        return [to_python(item) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item) for key, item in value.items()}
    if isinstance(value, DriverNode):
        return _node(value)
    if isinstance(value, DriverRelationship):
        return _edge(value)
    if isinstance(value, DriverPath):
        return Path(
            tuple(_node(node) for node in value.nodes),
            tuple(_edge(edge) for edge in value.relationships),
        )
    to_native = getattr(value, "to_native", None)
    return to_native() if to_native else value


def refusal_of(error: Exception) -> errors.Refusal:
    """The refusal that stands for an exception of the driver's or of the server's."""
    code = getattr(error, "code", None) or ""
    # LockClientStopped: the limit came while waiting for a lock
    stopped = "Terminated" in code or "LockClientStopped" in code
    if "TransactionTimedOut" in code or (stopped and "timeout" in str(error).lower()):
        return _time_limit()
    if "OutOfMemory" in code or "MemoryPool" in code:
        return errors.TooLarge(
            Text(
                "The answer needs more memory than one transaction may use; narrow the question",
                "所需内存超过单次上限，请缩小范围",
            )
        )
    if "ConstraintValidationFailed" in code:
        return errors.Conflict(Text("A key exists already in the graph", "图中已有相同的键"))
    if isinstance(error, driver_errors.AuthError):
        return errors.CannotStart(
            Text(
                "The database refuses user or password; check NEO4J_USERNAME and NEO4J_PASSWORD",
                "数据库拒绝该用户名或密码，请检查 NEO4J_USERNAME 与 NEO4J_PASSWORD",
            )
        )
    if "DatabaseNotFound" in code:
        return errors.CannotStart(
            Text(
                "The database has no database of that name; check NEO4J_DATABASE",
                "数据库中没有该名称的库，请检查 NEO4J_DATABASE",
            )
        )
    if isinstance(error, driver_errors.ConfigurationError | ValueError):
        return errors.CannotStart(
            Text(
                "The database's address cannot be used; NEO4J_URI should look like"
                " neo4j://host:7687 or neo4j+s://host",
                "数据库地址无法使用，NEO4J_URI 应形如 neo4j://host:7687 或 neo4j+s://host",
            )
        )
    if isinstance(error, driver_errors.ServiceUnavailable | driver_errors.SessionExpired | OSError):
        return errors.DatabaseUnavailable(
            Text(
                "The database cannot be reached; try again shortly",
                "暂时无法连接数据库，请稍后重试",
            )
        )
    if isinstance(error, driver_errors.TransientError) or getattr(error, "retryable", False):
        return errors.DatabaseUnavailable(
            Text("The database is busy; try again shortly", "数据库繁忙，请稍后重试"), retry_after=1
        )
    if isinstance(error, driver_errors.DriverError):
        return errors.DatabaseUnavailable(
            Text("The connection to the database failed", "与数据库的连接失败")
        )
    reason = (getattr(error, "message", None) or str(error)).split("\n")[0]
    return errors.InternalError(
        Text(f"The database refused a statement: {reason}", f"数据库拒绝执行：{reason}")
    )


def _time_limit() -> errors.TimeLimitExceeded:
    return errors.TimeLimitExceeded(
        Text(
            "The time limit was reached; narrow the question and ask again",
            "已达时间上限，请缩小范围后重试",
        )
    )


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (driver_errors.Neo4jError, driver_errors.DriverError, OSError) as error:
        raise refusal_of(error) from error
    except ValueError as error:
        if type(error).__module__.startswith("neo4j") or "URI" in str(error):
            raise refusal_of(error) from error
        raise


def _trusted(statement: str) -> Any:
    """The driver's types ask for literal text; every statement of ours is a file in cypher/."""
    return statement


def _eager(result: neo4j.Result, most: int | None = None) -> Rows:
    started = time.perf_counter()
    columns = list(result.keys())
    # A relationship's end nodes may come in a later row: all arrive before any is converted.
    records = list(itertools.islice(result, most))
    rows = [
        [value if type(value) in NATIVE_TYPES else to_python(value) for value in record.values()]
        for record in records
    ]
    summary = result.consume()
    counters = {
        name: count
        for name, count in vars(summary.counters).items()
        if isinstance(count, int) and not isinstance(count, bool) and not name.startswith("_")
    }
    elapsed = _elapsed(summary) or (time.perf_counter() - started) * 1000
    return Rows(columns, rows, counters, elapsed)


def _elapsed(summary: neo4j.ResultSummary) -> float:
    return float((summary.result_available_after or 0) + (summary.result_consumed_after or 0))


def _plan(given: Mapping[str, Any]) -> Plan:
    arguments = dict(given.get("args", {}))
    return Plan(
        given["operatorType"].split("@")[0],
        arguments,
        [_plan(child) for child in given.get("children", [])],
    )


def _node_id(node: DriverNode) -> str:
    label = next((known for known in ID_PREFIXES if known in node.labels), None)
    return ID_PREFIXES[label] + str(node.get("id")) if label else str(node.get("id"))


def _properties(entity: DriverNode | DriverRelationship) -> dict[str, Any]:
    return {
        key: value if type(value) in NATIVE_TYPES else to_python(value)
        for key, value in entity.items()
    }


def _node(node: DriverNode) -> Node:
    properties = _properties(node)
    return Node(_node_id(node), tuple(sorted(node.labels)), properties)


def _edge(edge: DriverRelationship) -> Edge:
    start, end = edge.nodes
    assert start is not None and end is not None
    properties = _properties(edge)
    source, target = _node_id(start), _node_id(end)
    parts = [source, edge.type, target]
    parts += [str(properties[key]) for key in ("material", "since") if properties.get(key)]
    return Edge("|".join(parts), edge.type, source, target, properties)
