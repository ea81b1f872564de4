"""The database room: limits, streams that end early, and what leaves it."""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import InternalError, TimeLimitExceeded, Unanswered
from service.graph.database import Graph
from service.graph.values import Edge, Node
from service.private_neo4j.data_folder import Connection
from tests.support.prepared import graph_at

ENDLESS = "UNWIND range(1, 100000000000) AS x RETURN count(x) AS count"
ROWS = "UNWIND range(1, 100000000000) AS x RETURN x"
ENDLESS_ONES = """
SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery = $statement RETURN count(*)
"""
OTHERS = """
SHOW TRANSACTIONS YIELD currentQuery, metaData
WHERE metaData.cancel_id IS NOT NULL
RETURN count(*)
"""


def streams(graph: Graph) -> int:
    return int(graph.read(OTHERS).one()[0])


def test_a_read_ends_at_its_limit(graph: Graph) -> None:
    with pytest.raises(TimeLimitExceeded):
        graph.read(ENDLESS, timeout=0.5)


def test_a_stream_whose_first_row_is_late_ends(graph: Graph) -> None:
    started = time.monotonic()
    with pytest.raises(TimeLimitExceeded), graph.stream(ENDLESS, first=0.5):
        pass
    assert time.monotonic() - started < 30
    assert streams(graph) == 0


def test_a_stream_may_last_longer_than_the_wait_for_its_first_row(graph: Graph) -> None:
    with graph.stream(ROWS):  # planned
        pass
    with graph.stream(ROWS, first=2) as stream:
        assert stream.columns == ["x"]
        first = [next(stream.rows) for _ in range(5000)]
        time.sleep(2.5)
        assert next(stream.rows) == [5001]
    assert first[-1] == [5000]


def test_a_stream_left_early_frees_the_database(graph: Graph) -> None:
    with graph.stream(ROWS) as stream:
        next(stream.rows)
        assert streams(graph) == 1
    deadline = time.monotonic() + 60
    while streams(graph) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert streams(graph) == 0


def test_reading_never_writes(graph: Graph) -> None:
    with pytest.raises(InternalError):
        graph.read("CREATE (e:Enterprise {id: 'x'}) RETURN e")
    assert graph.read("MATCH (n) RETURN count(n)").one() == [0]


def test_a_transaction_is_all_or_nothing(graph: Graph) -> None:
    with pytest.raises(RuntimeError), graph.transaction() as transaction:
        transaction.run("CREATE (:Enterprise {id: 'x'})")
        raise RuntimeError
    assert graph.read("MATCH (n) RETURN count(n)").one() == [0]


def test_values_come_out_plain(graph: Graph) -> None:
    """Ids are the users' own; an edge finds its ends also where they come in another row."""
    made = """
    CREATE (a:Enterprise {id: 'a', since: date('2020-02-12')})
    CREATE (a)-[r:NEEDS {stock_days: 1.5}]->(m:Material {id: 'm'})
    WITH a, r, m
    UNWIND [0, 1] AS row
    RETURN CASE row WHEN 0 THEN r END AS edge, CASE row WHEN 1 THEN [a, m] ELSE [] END AS ends
    """
    (edge, none), (nothing, ends) = graph.write(made).rows
    assert (none, nothing) == ([], None)
    assert edge == Edge("a|NEEDS|materials/m", "NEEDS", "a", "materials/m", {"stock_days": 1.5})
    a = Node("a", ("Enterprise",), {"id": "a", "since": datetime.date(2020, 2, 12)})
    assert ends == [a, Node("materials/m", ("Material",), {"id": "m"})]


def test_who_still_waits_is_told_when_all_is_closed(graph: Graph, database: Connection) -> None:
    other = graph_at(database)
    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(other.read, ENDLESS, timeout=600) for _ in range(3)]
        while graph.read(ENDLESS_ONES, {"statement": ENDLESS}).one()[0] < len(waiting):
            time.sleep(0.05)
        other.close()
        for one in waiting:
            with pytest.raises(Unanswered):
                one.result(60)
