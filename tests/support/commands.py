"""``tongbu`` as a process of its own, with settings of these tests and none of the user's."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

TONGBU = Path(sys.executable).parent / "tongbu"

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable")
"""Servers of tests live for a minute: code compiled at once is worth more than code that is fast.

A start takes 8 s of processor time instead of 15, the Cixi dataset's load and derivation 15 s
instead of 28.
"""

CLASS_CACHE = ROOT / ".pytest_cache" / "tongbu-classes.aot"
"""Neo4j's classes as Java has linked them once; a start with them takes 5 s. ``prepared`` makes it.

Java does without where there is none or where it is of other jars.
"""

JVM_OPTIONS = (*QUICK, f"-XX:AOTCache={CLASS_CACHE}", *os.environ.get("EXTRA_JVM", "").split())

OWN = {
    "LANG": "en_GB.UTF-8",
    "LC_ALL": "en_GB.UTF-8",
    "TONGBU_HEAP_MB": "512",
    "TONGBU_JVM_OPTIONS": shlex.join(JVM_OPTIONS),
}
KEPT = ("TONGBU_CACHE", "TONGBU_NEO4J_VERSION")
"""What the user's environment says of where the jars are, and which."""


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: this process's without its settings, ``OWN``, ``more``."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT or not name.startswith(("NEO4J_", "TONGBU_"))
    }
    return kept | OWN | more


def tongbu(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A command that has ended, whatever its exit status; ``more`` are settings."""
    return subprocess.run(
        [TONGBU, *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
