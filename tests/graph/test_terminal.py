"""Answers as a terminal shows them: within its width, with everything there."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console as RichConsole

from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.catalog.catalog import SavedQuery
from service.cli.console import Console
from service.cli.tables import print_answer
from service.language import Language
from service.private_neo4j.data_folder import Connection
from service.serialization import to_cell
from tests.support.catalog import read_catalog
from tests.support.recorded import RECORDED

TONGBU = Path(sys.executable).parent / "tongbu"
CATALOG = read_catalog()
ASKED = [query for query in (*CATALOG, *CATALOG.what_ifs) if query.name not in RECORDED]
WIDTHS = (60, 80, 120, 200)
FRAME = re.compile(r"[\s│┃━┏┓┡┩└┘─┴┬╇┳]+")


def in_terminal(width: int, lang: str, database: Connection, *arguments: str) -> str:
    """What ``tongbu`` writes to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "TONGBU_"))}
    kept = {k: v for k, v in kept.items() if k not in ("COLUMNS", "LC_ALL", "LC_MESSAGES")}
    own = {"NEO4J_URI": database.uri, "NEO4J_PASSWORD": database.password}
    process = subprocess.Popen(
        [TONGBU, *arguments],
        env=kept | own | {"LANG": lang, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 1 << 16)
        except OSError:  # how Linux tells that nobody writes any more
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait() == 0, shown.decode()
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()).replace("\r\n", "\n")


@pytest.mark.parametrize("lang", ["zh_CN.UTF-8", "en_GB.UTF-8"])
@pytest.mark.parametrize("width", WIDTHS)
def test_an_answer_fits_the_terminal(
    width: int, lang: str, cixi: Knowledge, cixi_database: Connection
) -> None:
    shown = in_terminal(width, lang, cixi_database, "ask", "critical-path", "enterprise=gongniu")
    _, *lines = shown.splitlines()
    assert max(map(cell_len, lines)) <= width
    together = FRAME.sub("", shown)
    for word in ("gongniu", "yuelong", "diankou-copper", "2020-03-01", "18"):
        assert word in together
    # wide enough for a table with its frame, or one row after the other
    assert ("┃" in shown) == (width == 200)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_every_answer_fits_every_terminal(
    query: SavedQuery,
    language: Language,
    example: Callable[[str], Answer],
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = example(query.name)
    for width in WIDTHS:
        file = io.StringIO()
        out = RichConsole(
            file=file, width=width, force_terminal=True, color_system=None, highlight=False
        )
        print_answer(answer, Console(language), out)
        shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", file.getvalue())
        assert max(map(cell_len, shown.splitlines())) <= width
        columns = [column.name for column in answer.columns]
        if "┃" in shown:
            rows = [line for line in shown.splitlines() if line.startswith("│")]
            assert len(answer.rows) <= len(rows) <= 4 * len(answer.rows)
        else:
            together = FRAME.sub("", shown)
            for row in answer.rows:
                for name in ("enterprise", "supplier", "name"):
                    if name in columns and row[columns.index(name)]:
                        assert FRAME.sub("", str(to_cell(row[columns.index(name)]))) in together
    assert answer.query.title.to(language) in capsys.readouterr().out


def test_lists_are_aligned_by_what_is_seen(cixi_database: Connection) -> None:
    """A Chinese character takes two columns."""
    lines = in_terminal(120, "zh_CN.UTF-8", cixi_database, "settings").splitlines()
    starts = [
        cell_len(line[: line.index(about)])
        for about in ("该 Neo4j 的用户名", "该 Neo4j 的密码", "该 Neo4j 中的数据库名")
        for line in lines
        if about in line
    ]
    assert len(starts) == 3 and len(set(starts)) == 1


def test_what_holds_of_all_rows_is_told_once(
    cixi: Knowledge, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what it means that there are none; columns of another kind of answer are not called
    unknown."""
    given = {"enterprises": "gongniu,xinhai"}
    print_answer(cixi.ask("restart-list", given | {"by_days": 4}), Console("en"))
    shown = capsys.readouterr()
    assert shown.out.count("Answer: if these start, all are ready by then") == 1
    assert "Enterprises on the list: 4" in shown.out and "Why it stays late" not in shown.err
    print_answer(cixi.ask("restart-list", given | {"by_days": 0}), Console("en"))
    shown = capsys.readouterr()
    assert "Answer: not possible" in shown.out and "Enterprises on the list" not in shown.out
    assert "delivery days add up" in shown.out and "waits for" in shown.out
    print_answer(cixi.ask("restart-list", given | {"by_days": 60}), Console("en"))
    assert "Nobody has to be helped" in capsys.readouterr().out
