"""Of a cluster: reads go to servers to read from, and wait there for what was written."""

from collections.abc import Iterator

import pytest

from service.errors import DatabaseUnavailable
from service.graph import retries
from service.graph.database import Graph
from tests.support.bolt_stub import LOST, StubCluster, stub_cluster


@pytest.fixture
def cluster() -> Iterator[StubCluster]:
    with stub_cluster() as cluster:
        yield cluster


def test_reads_and_writes_go_to_their_servers(cluster: StubCluster) -> None:
    with Graph(cluster.uri, "neo4j", "secret") as graph:
        graph.read("RETURN 1")
        with graph.stream("RETURN 2") as streamed:
            assert list(streamed.rows) == []
        with graph.transaction(write=False) as transaction:
            transaction.run("RETURN 3")
        graph.write("CREATE (a)")
        with graph.transaction() as transaction:
            transaction.run("CREATE (b)")
        graph.autocommit("CREATE (c)")
    assert cluster.reader.ran == ["RETURN 1", "RETURN 2", "RETURN 3"]
    assert cluster.writer.ran == ["CREATE (a)", "CREATE (b)", "CREATE (c)"]
    assert cluster.router.ran == []


def test_a_read_waits_for_what_was_written_before(cluster: StubCluster) -> None:
    with Graph(cluster.uri, "neo4j", "secret") as graph:
        graph.read("RETURN 1")
        graph.write("CREATE (a)")
        graph.read("RETURN 2")
        with graph.transaction() as transaction:
            transaction.run("CREATE (b)")
        graph.read("RETURN 3")
    first, second, third = cluster.reader.waits_for
    assert first == []
    assert any(bookmark.startswith(cluster.writer.address) for bookmark in second)
    assert any(bookmark.startswith(cluster.writer.address) for bookmark in third)
    assert second != third


def test_another_process_does_not_wait(cluster: StubCluster) -> None:
    """It knows nothing of the other's writes: docs/clusters.md says so."""
    with (
        Graph(cluster.uri, "neo4j", "secret") as one,
        Graph(cluster.uri, "neo4j", "secret") as other,
    ):
        one.write("CREATE (a)")
        other.read("RETURN 1")
    assert cluster.reader.waits_for == [[]]


@pytest.mark.parametrize("failure", ["Neo.ClientError.Cluster.NotALeader", LOST])
def test_a_leader_that_is_one_no_more_is_asked_for_anew(
    cluster: StubCluster, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    monkeypatch.setattr(retries, "FIRST_PAUSE_SECONDS", 0.05)
    with Graph(cluster.uri, "neo4j", "secret") as graph:
        graph.write("CREATE (a)")
        cluster.writer.fails += [failure] * 3
        cluster.reader.fails += [failure] * 3
        graph.write("CREATE (b)")
        graph.read("RETURN 1", timeout=5)
    assert cluster.writer.ran == ["CREATE (a)", "CREATE (b)"]
    assert cluster.reader.ran == ["RETURN 1"]


def test_a_single_server_that_lost_the_connection_is_asked_once_more(cluster: StubCluster) -> None:
    with Graph(f"bolt://{cluster.reader.address}", "neo4j", "secret") as graph:
        graph.read("RETURN 1")
        cluster.reader.fails += [LOST]
        graph.read("RETURN 2")
        cluster.reader.fails += [LOST] * 9
        with pytest.raises(DatabaseUnavailable):
            graph.read("RETURN 3")
    assert cluster.reader.ran == ["RETURN 1", "RETURN 2"] and len(cluster.reader.fails) == 7
