"""The fenced blocks of README and docs, and what is said of who runs them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)\n(?P<body>.*?)^(?P=indent)```$", re.S | re.M
)
RUN_BY = re.compile(r"<!-- run by (?P<where>[^:\s]+)(?:: (?P<lines>.+?))? -->")
FILE = re.compile(r"<!-- file (?P<path>\S+) -->")
NOT_RUN = "no test runs it"
"""What stands behind a command that no test runs."""


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, and the comments just above it.

    ``elsewhere`` names what runs the lines that begin so, all of them where the beginning is empty;
    ``file`` is where the text belongs.
    """

    page: Path
    language: str
    text: str
    elsewhere: dict[str, str] = field(default_factory=dict)
    file: str = ""

    @property
    def commands(self) -> Iterator[str]:
        """The command lines that are to be run here, without the comments behind them."""
        for line in re.sub(r"\\\n\s*", "", self.text).splitlines():
            command = re.sub(r"(^|\s)#\s.*$", "", line).strip()
            if not command or line.endswith(NOT_RUN):
                continue
            if not any(command.startswith(beginning) for beginning in self.elsewhere):
                yield command


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text, found, before = page.read_text(encoding="utf-8"), [], 0
    for fence in FENCE.finditer(text):
        above = re.search(r"(?:^ *<!-- .+ -->\n)*\Z", text[before : fence.start()], re.M)
        said = above[0] if above else ""
        elsewhere = {
            beginning.strip(): one["where"]
            for one in RUN_BY.finditer(said)
            for beginning in (one["lines"] or "").split(",")
        }
        file = FILE.search(said)
        indent = len(fence["indent"])
        body = "\n".join(line[indent:] for line in fence["body"].splitlines()) + "\n"
        block = Block(page, fence["language"], body, elsewhere, file["path"] if file else "")
        found.append(block)
        before = fence.end()
    return found
