"""The commands in README and docs, run as they stand there, page by page, from top to bottom.

Each page has a copy of the repository to work in and one graph with the Cixi dataset; what it says
is run elsewhere, or by no test, is left out (``tests/support/fenced_blocks.py``).
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from service.private_neo4j.data_folder import Connection
from service.private_neo4j.server import PrivateNeo4j
from service.settings import Settings
from tests.support.docs import PAGES
from tests.support.fenced_blocks import Block, blocks
from tests.support.paths import README, ROOT

ADDRESS = "http://127.0.0.1:8020"
"""Where the pages say that the service is."""

RUN = {
    page: run
    for page in PAGES
    if (run := [one for one in blocks(page) if one.language in ("sh", "python") or one.file])
}

MADE = "make -o .venv/created -o .venv/installed -o .venv/tested -o .venv/benched"
"""``make`` in an environment where all is installed."""


class Reader:
    """Somebody who does what a page says, in ``folder``."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.up: subprocess.Popen[bytes] | None = None
        self.address = ""

    def do(self, block: Block) -> None:
        if block.file:
            (self.folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            self.run(f"python - <<'END'\n{block.text}END")
        else:
            for command in block.commands:
                if re.fullmatch(r"(make|tongbu) up\b.*", command):
                    self.serve(command)
                else:
                    self.run(command)

    def run(self, command: str) -> None:
        """Runs one command to its end, which must be a good one; keeps what it exports."""
        if ADDRESS in command:
            if not self.up:
                self.serve("tongbu up")
            command = command.replace(ADDRESS, self.address)
        command = re.sub(r"^make\b", MADE, command)
        kept = self.folder / "environment"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", f"{command}\ncode=$?\nenv -0 >{kept}\nexit $code"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        pairs = (pair.partition("=") for pair in kept.read_text("utf-8").split("\0") if pair)
        self.environment = {name: value for name, _, value in pairs}

    def serve(self, command: str) -> None:
        """Starts what runs until it is ended, and waits for its address."""
        self.end()
        log = self.folder / "up.log"
        with log.open("w", encoding="utf-8") as said:
            self.up = subprocess.Popen(
                ["bash", "-c", re.sub(r"^make\b", MADE, command)],
                cwd=self.folder,
                env=self.environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        deadline = time.monotonic() + 300
        while not (ready := re.search(r"http://\S+:\d+(?=/)", log.read_text("utf-8"))):
            assert self.up.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.1)
        self.address = ready[0]

    def end(self) -> None:
        """Ctrl-C, as a reader ends what runs."""
        if self.up:
            running, self.up = self.up, None
            os.killpg(running.pid, signal.SIGINT)
            running.wait(timeout=60)


def fill_in(table: str, path: Path) -> None:
    """Types the rows of a Markdown table into the list at ``path``, under its own headers."""
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table.splitlines()]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows[2:], 2):
        for header, value in zip(rows[0], row, strict=False):
            sheet.cell(number, places[header], value.strip("|…") or None)
    book.save(path)


@pytest.fixture(scope="module")
def of_their_own(
    defaults: Settings, cixi_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A database with the Cixi dataset, which what the pages say may change."""
    folder = tmp_path_factory.mktemp("docs") / "data"
    shutil.copytree(cixi_folder, folder)
    with PrivateNeo4j(replace(defaults, data=folder, heap_mb=512)) as connection:
        yield connection


@pytest.fixture
def reader(tmp_path: Path, of_their_own: Connection) -> Iterator[Reader]:
    folder = tmp_path / "tongbu"
    unwanted = shutil.ignore_patterns("__pycache__", "output")
    for name in ("service", "cypher", "seed", "web", "tests", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, folder)
    (folder / ".venv").symlink_to(sys.prefix)
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "TONGBU_"))}
    own = {
        "NEO4J_URI": of_their_own.uri,
        "NEO4J_USERNAME": of_their_own.username,
        "NEO4J_PASSWORD": of_their_own.password,
        "TONGBU_PORT": "0",
        "TONGBU_SIGN_IN": "0",
        "PYTHONPATH": str(folder),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}",
        "LANG": "en_GB.UTF-8",
        "HOME": str(tmp_path),
    }
    one = Reader(folder, kept | own)
    yield one
    one.end()


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_it_says(page: Path, reader: Reader) -> None:
    for block in RUN[page]:
        if page == README and "tongbu check mine/list.xlsx" in block.text:
            table = re.search(r"^\| 龙头企业.+?\n\n", page.read_text("utf-8"), re.S | re.M)
            assert table
            fill_in(table[0].strip(), reader.folder / "mine" / "list.xlsx")
        reader.do(block)
