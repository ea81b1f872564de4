"""An answer as a short text that can be pasted into a message, and into a sheet."""

import re
from collections.abc import Iterator, Sequence

from service.answers.answer import Answer
from service.display.cells import NOTHING, Cell
from service.display.tables import Table
from service.display.worded import cut_off
from service.formats.files import FORMULA_START
from service.language import Language, Text

NUMBER = re.compile(r"[+-][0-9][0-9.,]*%?")

MAX_ROWS = 50
"""Rows of such a text; who wants more follows its address."""


def text_of(
    answer: Answer,
    table: Table,
    about: Sequence[tuple[str, str]],
    rows: int,
    address: str,
    language: Language,
) -> bytes:
    """What an answer is ``about``, label and value; the rows of ``table`` below their headings with
    tabs between, how many more there are of ``rows``, and where all are.

    Columns without anything in them are left out.
    """
    listed = table.rows[:MAX_ROWS]
    lines = [[_plain(cell, language) for cell in row] for row in listed]
    used = [at for at in range(len(table.headings)) if any(line[at] != NOTHING for line in lines)]
    about = [*about, *((label, _plain(cell, language)) for label, cell in table.once)]
    told = [answer.query.title.to(language)]
    told += [Text(f"{label}: {text}", f"{label}：{text}").to(language) for label, text in about]
    total, as_of = f"{len(answer.rows):,}", answer.state.as_of
    cut = cut_off(answer)
    counted = Text(f"{rows:,} of {total} rows", f"{rows:,} 行，共 {total} 行")
    if cut:
        counted = Text(
            f"{rows:,} of the first {total} rows; {cut.en}",
            f"前 {total} 行中的 {rows:,} 行；{cut.zh}",
        )
    told.append(
        Text(f"As of {as_of}: {counted.en}", f"数据时点 {as_of}：{counted.zh}").to(language)
    )
    if lines:
        told.append("\t".join(table.headings[at].label for at in used))
        told += ["\t".join(line[at] for at in used) for line in lines]
    if rows > len(lines):
        more = rows - len(lines)
        told.append(Text(f"… {more:,} more rows", f"……另有 {more:,} 行").to(language))
    told.append(address)
    return "\n".join(told).encode("utf-8") + b"\n"


def _plain(cell: Cell, language: Language) -> str:
    """A cell as one piece of a line; the id of what has a name is left to the address.

    What a sheet would run as a formula when it is pasted there gets an apostrophe before it.
    """
    text = " ".join(Text("; ", "、").to(language).join(_pieces(cell, language)).split())
    if FORMULA_START.match(text) and not NUMBER.fullmatch(text):
        text = f"'{text}"
    return text or NOTHING


def _pieces(cell: Cell, language: Language) -> Iterator[str]:
    if cell.parts:
        for part in cell.parts:
            yield from _pieces(part, language)
    elif cell.note and cell.mark != "name":
        yield Text(f"{cell.text} ({cell.note})", f"{cell.text}（{cell.note}）").to(language)
    else:
        yield cell.text
