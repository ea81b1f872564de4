"""The classes of Neo4j as Java has linked them once, and how they ran: a start from them is quick.

One file in ``classes`` of the cache folder for each release of Neo4j (JEP 483, 514 and 515: Java's
ahead-of-time cache); ``class_training`` makes it. Its name tells of which Java, jars and options it
is, so that one of others is never looked at. Java verifies its checksum, and does without where
that or anything else is wrong; a server that does not start with it starts without.
"""

import hashlib
from pathlib import Path

from service.private_neo4j import home
from service.private_neo4j.jars import jars
from service.private_neo4j.java import java_home
from service.settings import Settings

OWN_OPTIONS = ("AOT", "SharedArchive", "-Xshare", "VerifySharedSpaces")
"""Who has options of Java with one of these decides himself about such a file."""


def class_cache(settings: Settings) -> Path | None:
    """Where the classes for these settings are kept, whether they are there or not.

    None where the options of Java decide about it themselves. The jars have to be there.
    """
    if any(mark in option for option in settings.jvm_options for mark in OWN_OPTIONS):
        return None
    release = java_home() / "release"
    digest = hashlib.sha256(release.read_bytes())
    # What Java asks to be as it was: it compares paths, sizes and times of the jars.
    known = [str(release), *home.JVM_OPTIONS, *settings.jvm_options]
    for jar in jars(settings.neo4j_version):
        path = jar.path(settings.cache / "maven")
        there = path.stat()
        known.append(f"{path} {there.st_size} {there.st_mtime_ns}")
    digest.update("\n".join(known).encode())
    name = f"neo4j-{settings.neo4j_version}-{digest.hexdigest()[:16]}.aot"
    return settings.cache / "classes" / name


def is_wanted(path: Path) -> bool:
    """Whether the file is to be made: it is not there, and was not given up."""
    return not path.exists() and not _given_up(path).exists()


def options(path: Path | None) -> list[str]:
    """The options with which Java starts from the file; none where there is none."""
    if path is None or not path.exists():
        return []
    return [f"-XX:AOTCache={path}", "-XX:+VerifySharedSpaces"]


def give_up(path: Path, reason: str) -> None:
    """Removes the file if it is there, and leaves ``reason`` why it is not to be made again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _given_up(path).write_text(f"{reason}\n", encoding="utf-8")
    path.unlink(missing_ok=True)


def remove_others(path: Path) -> None:
    """Removes what is left of other Java, jars or options for the same release of Neo4j."""
    release, _, _ = path.name.rpartition("-")
    for other in path.parent.glob(f"{release}-*"):
        if other.stem != path.stem:
            other.unlink(missing_ok=True)


def _given_up(path: Path) -> Path:
    return path.with_suffix(".failed")
