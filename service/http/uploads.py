"""Files that were sent and are not loaded yet: kept in memory, few of them, not for long."""

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from service.answers.dataset_loads import Choices
from service.dataset.uploaded_file import UploadedFile
from service.errors import NotFound
from service.language import Text

MAX_FILES = 8

MAX_LIMITS = 3
"""All together may have as many bytes as this many of the largest."""

KEPT_SECONDS = 30 * 60.0


@dataclass(frozen=True)
class Upload:
    """A file and what was said of it when it was looked at last; ``loadable`` where it was found
    without faults. ``token`` names it: whoever holds it, in a form and never in an address."""

    token: str
    file: UploadedFile
    choices: Choices
    loadable: bool
    until: float


class Uploads:
    """The files of this process."""

    def __init__(self, most: int) -> None:
        self.most = most
        """The bytes that one file may have."""
        self._files: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        self._watch: threading.Timer | None = None

    def keep(
        self, file: UploadedFile, choices: Choices, *, loadable: bool, token: str = ""
    ) -> Upload:
        """Keeps a file for half an hour, in the place of the one of that ``token``."""
        until = time.monotonic() + KEPT_SECONDS
        upload = Upload(token or secrets.token_urlsafe(24), file, choices, loadable, until)
        with self._lock:
            self._files.pop(upload.token, None)
            self._files[upload.token] = upload
            while len(self._files) > MAX_FILES or self._bytes() > MAX_LIMITS * self.most:
                self._files.popitem(last=False)
            if self._watch is None:
                self._look_after(KEPT_SECONDS)
        return upload

    def find(self, token: str) -> Upload:
        """The file of a token; raises ``NotFound`` where it is not kept any more."""
        self._forget_old()
        upload = self._files.get(token)
        if upload is None:
            raise NotFound(
                Text(
                    "This file is not kept any more; choose it again",
                    "该文件已不再保留，请重新选择",
                )
            )
        return upload

    def forget(self, token: str) -> None:
        """Forgets a file."""
        with self._lock:
            self._files.pop(token, None)

    def _bytes(self) -> int:
        return sum(len(upload.file.content) for upload in self._files.values())

    def _look_after(self, seconds: float) -> None:
        """Forgets what is too old then: one thread for all files, for which the oldest counts."""
        self._watch = threading.Timer(seconds, self._look)
        self._watch.daemon = True
        self._watch.start()

    def _look(self) -> None:
        self._forget_old()
        with self._lock:
            self._watch = None
            if self._files:
                oldest = min(upload.until for upload in self._files.values())
                self._look_after(max(0.0, oldest - time.monotonic()))

    def _forget_old(self) -> None:
        now = time.monotonic()
        with self._lock:
            for upload in list(self._files.values()):
                if upload.until <= now:
                    del self._files[upload.token]
