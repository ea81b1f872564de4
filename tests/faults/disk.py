"""A full disk: what is written is refused, what is there is read, and all goes on with room."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

from service.private_neo4j.room import MIN_FREE_MB, free_mb
from tests.faults.kills import check
from tests.faults.stand import Stand
from tests.faults.writing import Writers

SIZE_MB = 1200
CHUNK = bytes(1 << 20)
AGAIN_SECONDS = 60.0
PATIENCE_SECONDS = 120.0

CHANGE = {"enterprise": "yuelong", "material": "copper", "stock_days": 4}
QUESTION = "/queries/critical-path.json?enterprise=gongniu"


def why_not() -> str | None:
    """Why no disk of its own can be had here."""
    return None if os.geteuid() == 0 else "a small disk is mounted by root only"


@contextmanager
def small_disk(folder: Path, size_mb: int = SIZE_MB) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=700", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(file: Path, leave_mb: int) -> None:
    """Fills the disk of ``file`` until so much is left."""
    with file.open("ab", buffering=0) as target:
        while free_mb(file.parent) > leave_mb:
            try:
                target.write(CHUNK)
            except OSError:
                return


def suffer(stand: Stand, writers: Writers, filler: Path) -> dict[str, Any]:
    """Fills the disk while the service writes, and makes room again.

    Raises ``AssertionError`` where a write is not refused, something is lost or nothing goes on.
    """
    fill(filler, MIN_FREE_MB // 2)
    refused, body = _write(stand)
    assert (refused, body["type"]) == (507, "urn:tongbu:disk-full"), body
    ready = urllib3.request("GET", f"{stand.address}/ready", timeout=PATIENCE_SECONDS).json()
    assert [one["where"] for one in ready["warnings"]] == ["disk"], ready
    loading = stand.run("new-day", "2020-02-13")
    _, said = loading.communicate(timeout=120)
    assert loading.returncode == 1 and b"nearly full" in said, said.decode()
    fill(filler, 0)
    begun = time.monotonic()
    asked = 0
    while time.monotonic() - begun < 5:
        url = stand.address + QUESTION
        assert urllib3.request("GET", url, timeout=PATIENCE_SECONDS).status == 200
        asked += 1
    assert _write(stand)[0] == 507
    back = [_room_again(stand, filler)]
    with writers.still():
        check(stand, writers)
    # all at once, while something is being written
    fill(filler, 0)
    time.sleep(3)
    back.append(_room_again(stand, filler))
    with writers.still():
        check(stand, writers)
    return {
        "times full": 2,
        "answered while full": asked,
        "acknowledged": writers.acknowledged,
        "lost": 0,
        "recorded again after s": round(max(back), 1),
    }


def _room_again(stand: Stand, filler: Path) -> float:
    """Makes room; seconds until a change is recorded."""
    filler.unlink()
    begun = time.monotonic()
    while True:
        status, body = _write(stand)
        if status == 200:
            return time.monotonic() - begun
        assert time.monotonic() - begun < AGAIN_SECONDS, body
        time.sleep(0.2)


def _write(stand: Stand) -> tuple[int, Any]:
    url = f"{stand.address}/actions/record-stock.json"
    answer = urllib3.request("POST", url, json=CHANGE, timeout=PATIENCE_SECONDS)
    return answer.status, answer.json()
