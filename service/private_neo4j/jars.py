"""The jars of the private Neo4j: fetched once, checked by their checksums at every start.

``service/neo4j-<version>.lock`` lists the class path: one line per jar, its Maven coordinates and
its SHA-256. What is not byte for byte what the list says never runs.
"""

import fcntl
import hashlib
import logging
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.errors import CannotStart
from service.language import Text
from service.progress import Progress

VERSIONS = ("2026.08.1", "5.26.30")
"""The releases there is a list of jars for: the current one and the one with long support."""

UNRESOLVED = {
    "2026.08.1": (
        "org.bitbucket.inkytonik.kiama:kiama_3:2.5.1",
        "com.softwaremill.magnolia1_3:magnolia_3:1.3.0",
    ),
    "5.26.30": (
        "org.bitbucket.inkytonik.kiama:kiama_2.13:2.5.1",
        "com.softwaremill.magnolia1_2:magnolia_2.13:1.1.8",
    ),
}
"""What jgo overlooks: the artifacts whose id has a property in it where Neo4j asks for them."""

INSTALL = "pip install 'tongbu[private]'"
MAX_CONCURRENT = 8
"""Downloads at the same time."""
TRIES = 2
"""How often a jar is downloaded that does not arrive as it should."""


@dataclass(frozen=True)
class Jar:
    """One line of a list: Maven coordinates, and the SHA-256 of the file in hex."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    def __str__(self) -> str:
        parts = (self.group, self.artifact, self.version, self.classifier)
        return ":".join(part for part in parts if part)

    def path(self, repository: Path) -> Path:
        """Where the jar lies in a folder laid out as Maven does."""
        name = "-".join(part for part in (self.artifact, self.version, self.classifier) if part)
        return repository.joinpath(
            *self.group.split("."), self.artifact, self.version, f"{name}.jar"
        )

    def intact(self, repository: Path) -> bool:
        """Whether the file is there and is what the list says."""
        try:
            with self.path(repository).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


def jars(version: str) -> list[Jar]:
    """The class path of a release of Neo4j; raises ``CannotStart`` for one that is not listed."""
    if version not in VERSIONS:
        known = " / ".join(VERSIONS)
        raise CannotStart(
            Text(
                f"There is no private Neo4j {version[:40]!r}; TONGBU_NEO4J_VERSION may be {known}",
                f"没有自带的 Neo4j {version[:40]!r}，TONGBU_NEO4J_VERSION 可为 {known}",
            )
        )
    listed = []
    for line in _lock(version).read_text(encoding="utf-8").splitlines():
        coordinates, sha256 = line.split()
        group, artifact, release, *classifier = coordinates.split(":")
        listed.append(Jar(group, artifact, release, "".join(classifier), sha256))
    return listed


def class_path(version: str, cache: Path, progress: Progress) -> list[Path]:
    """The jars of a release, all of them intact; what is missing or damaged is fetched.

    They lie in ``cache/maven``. Raises ``CannotStart`` when they cannot be had, with the reason.
    """
    listed = jars(version)
    repository = cache / "maven"
    try:
        if missing := _damaged(listed, repository):
            repository.mkdir(parents=True, exist_ok=True)
            with _one_at_a_time(cache / "maven.lock"):
                # Somebody else may have fetched them while this process waited.
                _fetch(version, _damaged(missing, repository), repository, progress)
    except OSError as error:
        why = error.strerror or error
        raise CannotStart(Text(f"Cannot use {cache}: {why}", f"无法使用 {cache}：{why}")) from error
    return [jar.path(repository) for jar in listed]


def _lock(version: str) -> Path:
    return Path(__file__).with_name(f"neo4j-{version}.lock")


def _damaged(listed: list[Jar], repository: Path) -> list[Jar]:
    with ThreadPoolExecutor() as threads:
        intact = threads.map(lambda jar: jar.intact(repository), listed)
        return [jar for jar, good in zip(listed, intact, strict=True) if not good]


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Lets one process at a time fetch; the system lifts the lock when that process dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(version: str, wanted: list[Jar], repository: Path, progress: Progress) -> None:
    """Downloads ``wanted``; raises ``CannotStart`` or ``OSError`` (of the disk, not the net)."""
    try:
        from jgo.config import GlobalSettings
        from jgo.maven import MavenContext
        from requests import RequestException
    except ImportError as error:
        raise CannotStart(
            Text(
                f"The private Neo4j has to be downloaded, which needs jgo: {INSTALL};"
                " or set NEO4J_URI to your own Neo4j",
                f"下载自带 Neo4j 需要 jgo：{INSTALL}；或将 NEO4J_URI 设为自有的 Neo4j",
            )
        ) from error
    # Whatever jgo's configuration names as a mirror is as good: the lists tell what is right.
    mirrors = GlobalSettings.load().repositories or None
    maven = MavenContext(repo_cache=repository, remote_repos=mirrors, timeout=20)
    # jgo only warns of a wrong checksum; ours refuses.
    logging.getLogger("jgo").setLevel(logging.ERROR)

    def fetch(jar: Jar) -> str:
        """Downloads one jar, at most twice; gives what went wrong, if anything."""
        wrong = ""
        for _ in range(TRIES):
            jar.path(repository).unlink(missing_ok=True)
            component = maven.project(jar.group, jar.artifact).at_version(jar.version)
            try:
                component.artifact(jar.classifier, "jar").resolve()
                if jar.intact(repository):
                    return ""
                wrong = f"{jar} is not the file that {_lock(version).name} lists"
            except (RequestException, RuntimeError) as error:
                wrong = _short(error)
            except OSError:
                jar.path(repository).unlink(missing_ok=True)
                raise
            jar.path(repository).unlink(missing_ok=True)
        return wrong

    with ThreadPoolExecutor(MAX_CONCURRENT) as threads:
        running = [threads.submit(fetch, jar) for jar in wanted]
        try:
            for count, one in enumerate(as_completed(running), 1):
                if wrong := one.result():
                    raise CannotStart(
                        Text(
                            f"Neo4j {version} cannot be downloaded: {wrong}",
                            f"无法下载 Neo4j {version}：{wrong}",
                        )
                    )
                if count % 20 == 0 or count == len(wanted):
                    progress.line(
                        Text(
                            f"Downloading Neo4j {version}: {count} of {len(wanted)} files",
                            f"正在下载 Neo4j {version}：{count} / {len(wanted)} 个文件",
                        )
                    )
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise


def _short(error: Exception) -> str:
    """The innermost cause in one line, without addresses of objects."""
    while isinstance(error.__context__, Exception):
        error = error.__context__
    return " ".join(str(error).split())[:200]


def write_lock(version: str) -> None:
    """Resolves a release anew and writes its list; for whoever adds a release to ``VERSIONS``."""
    import jgo

    neo4j = (f"org.neo4j:neo4j:{version}", f"org.neo4j.app:neo4j-server:{version}")
    with tempfile.TemporaryDirectory() as folder:
        built = jgo.build("+".join((*neo4j, *UNRESOLVED[version])), cache_dir=Path(folder))
        found = tomllib.loads((built.path / "jgo.lock.toml").read_text(encoding="utf-8"))
    listed = [
        Jar(
            jar["groupId"],
            jar["artifactId"],
            jar["version"],
            jar.get("classifier", ""),
            jar["sha256"],
        )
        for jar in found["dependencies"]
    ]
    lines = sorted(f"{jar} {jar.sha256}\n" for jar in listed)
    _lock(version).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write_lock(sys.argv[1])
