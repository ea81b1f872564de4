"""How the service keeps its memory."""

import subprocess
import sys

import pytest

ARENAS = """
import ctypes, sys, threading
from service.cli.memory import allocate_from_few_arenas
if sys.argv[1] == "few":
    allocate_from_few_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
everybody = threading.Barrier(40)
def allocate():
    libc.malloc(5000)
    everybody.wait()
threads = [threading.Thread(target=allocate) for _ in range(40)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def arenas(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", ARENAS, how], capture_output=True, text=True, check=True
    )
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(sys.platform != "linux", reason="not run: needs glibc")
def test_many_threads_share_two_arenas() -> None:
    assert arenas("few") <= 2 < arenas("many")
