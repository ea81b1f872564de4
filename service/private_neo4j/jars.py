"""The jars of the private Neo4j: downloaded once, their checksums verified at every start.

``neo4j-<version>.lock`` beside this module lists the class path: one line per jar, its Maven
coordinates and SHA-256. A jar with another checksum is never run.
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

from service.errors import CannotStart, system_reason
from service.language import Text
from service.progress import Progress

VERSIONS = ("2026.08.1", "5.26.30")
"""The releases with a lock file: the current one and the one with long-term support."""

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
"""Artifacts that jgo does not resolve, since Neo4j's POM has a property in their ids."""

INSTALL_HINT = "pip install 'tongbu[private]'"
MAX_CONCURRENT_DOWNLOADS = 8
MAX_ATTEMPTS = 2
"""How often the download of a jar is tried."""


@dataclass(frozen=True)
class Jar:
    """One line of a lock file: Maven coordinates, and the SHA-256 of the file in hex."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    def __str__(self) -> str:
        parts = (self.group, self.artifact, self.version, self.classifier)
        return ":".join(part for part in parts if part)

    def path(self, repository: Path) -> Path:
        """The jar's path in a repository in Maven's layout."""
        name = "-".join(part for part in (self.artifact, self.version, self.classifier) if part)
        return repository.joinpath(
            *self.group.split("."), self.artifact, self.version, f"{name}.jar"
        )

    def is_intact(self, repository: Path) -> bool:
        """Whether the file exists and has the listed checksum."""
        try:
            with self.path(repository).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


def jars(version: str) -> list[Jar]:
    """The class path of a release of Neo4j; raises ``CannotStart`` for one without a lock file."""
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
    """The jars of a release in ``cache/maven``, verified; missing or damaged ones are downloaded.

    Raises ``CannotStart`` with the reason when they cannot be downloaded or read.
    """
    listed = jars(version)
    repository = cache / "maven"
    try:
        if missing := _damaged(listed, repository):
            repository.mkdir(parents=True, exist_ok=True)
            with _exclusive_lock(cache / "maven.lock"):
                # Another process may have downloaded them while this one waited.
                _fetch(version, _damaged(missing, repository), repository, progress)
    except OSError as error:
        why = system_reason(error)
        raise CannotStart(
            Text(f"Cannot use {cache}: {why.en}", f"无法使用 {cache}：{why.zh}")
        ) from error
    return [jar.path(repository) for jar in listed]


def _lock(version: str) -> Path:
    return Path(__file__).with_name(f"neo4j-{version}.lock")


def _damaged(listed: list[Jar], repository: Path) -> list[Jar]:
    with ThreadPoolExecutor() as threads:
        is_intact = threads.map(lambda jar: jar.is_intact(repository), listed)
        return [jar for jar, is_good in zip(listed, is_intact, strict=True) if not is_good]


@contextmanager
def _exclusive_lock(path: Path) -> Iterator[None]:
    """Holds a lock among processes; the system releases it when the process dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(version: str, missing: list[Jar], repository: Path, progress: Progress) -> None:
    """Downloads ``missing``; raises ``CannotStart`` or ``OSError`` (of the disk, not the net)."""
    try:
        from jgo.config import GlobalSettings
        from jgo.maven import MavenContext
        from requests import RequestException
    except ImportError as error:
        raise CannotStart(
            Text(
                f"The private Neo4j has to be downloaded, which needs jgo: {INSTALL_HINT};"
                " or set NEO4J_URI to your own Neo4j",
                f"下载自带 Neo4j 需要 jgo：{INSTALL_HINT}；或将 NEO4J_URI 设为自有的 Neo4j",
            )
        ) from error
    # Any mirror in jgo's configuration will do: the lock files verify what it sends.
    mirrors = GlobalSettings.load().repositories or None
    maven = MavenContext(repo_cache=repository, remote_repos=mirrors, timeout=20)
    # jgo only warns of a wrong checksum; this module refuses the file.
    logging.getLogger("jgo").setLevel(logging.ERROR)

    def fetch(jar: Jar) -> str:
        """Downloads one jar; returns the last problem, or an empty text."""
        problem = ""
        for _ in range(MAX_ATTEMPTS):
            jar.path(repository).unlink(missing_ok=True)
            component = maven.project(jar.group, jar.artifact).at_version(jar.version)
            try:
                component.artifact(jar.classifier, "jar").resolve()
                if jar.is_intact(repository):
                    return ""
                problem = f"{jar} is not the file that {_lock(version).name} lists"
            except (RequestException, RuntimeError) as error:
                problem = _root_cause(error)
            except OSError:
                jar.path(repository).unlink(missing_ok=True)
                raise
            jar.path(repository).unlink(missing_ok=True)
        return problem

    with ThreadPoolExecutor(MAX_CONCURRENT_DOWNLOADS) as threads:
        running = [threads.submit(fetch, jar) for jar in missing]
        try:
            for count, download in enumerate(as_completed(running), 1):
                if problem := download.result():
                    raise CannotStart(
                        Text(
                            f"Neo4j {version} cannot be downloaded: {problem}",
                            f"无法下载 Neo4j {version}：{problem}",
                        )
                    )
                if count % 20 == 0 or count == len(missing):
                    progress.line(
                        Text(
                            f"Downloading Neo4j {version}: {count} of {len(missing)} files",
                            f"正在下载 Neo4j {version}：{count} / {len(missing)} 个文件",
                        )
                    )
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise


def _root_cause(error: Exception) -> str:
    """The message of the innermost cause, in one line of at most 200 characters."""
    while isinstance(error.__context__, Exception):
        error = error.__context__
    return " ".join(str(error).split())[:200]


def write_lock(version: str) -> None:
    """Resolves a release and writes its lock file; for adding a release to ``VERSIONS``."""
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
