"""``tongbu up`` as a process of its own."""

import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.commands import TONGBU, environment

PATIENCE_SECONDS = 120


class Up:
    """A running ``tongbu up`` on its own data folder."""

    def __init__(self, data: Path, *arguments: str, **more: str) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [TONGBU, "up", "--port", "0", "--data", str(data), *arguments],
            env=environment(**more),
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        self.address = ""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line)
            ready = re.search(r"http://\S+", line)
            if ready:
                self.address = ready[0].rstrip("/")
                return
        raise AssertionError("".join(self.said))

    def get(self, path: str, **headers: str) -> bytes:
        """What is at a path; asked again as long as a busy machine plans it for the first time."""
        request = urllib.request.Request(self.address + path, headers=headers)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                if error.code not in (503, 504) or time.monotonic() > deadline:
                    raise
                error.close()
                time.sleep(0.5)

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        code = self.process.wait(timeout=90)
        assert self.process.stderr
        self.process.stderr.close()
        return code
