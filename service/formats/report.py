"""Several answers as one document: what each is of, and a zip file of CSV."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.answers.answer import Answer
from service.answers.standing import Totals
from service.display.labels import Named
from service.display.scenarios import BEFORE_AND_AFTER, totals_lines
from service.display.worded import CUT_OFF, cut_off, headings, worded
from service.errors import Refusal
from service.formats.files import csv_lines
from service.language import Language, Text

ROWS = Text("Rows", "行数")


@dataclass(frozen=True)
class Part:
    """One answer of a report, or the ``refusal`` in its place; texts are in the reader's language.

    ``scope`` is what it is about: label and value of each parameter. ``kept`` says of a snapshot
    when it was kept; ``named`` tells what things are called. ``totals`` are what would change in
    all, in each of the scenarios called ``then``; ``places`` are those of the columns shown, if not
    all are, ``file_places`` the same with names beside ids.
    """

    title: str
    scope: Sequence[tuple[str, str]]
    address: str
    answer: Answer | None = None
    named: Named | None = None
    kept: str = ""
    refusal: Refusal | None = None
    totals: Sequence[Totals] = ()
    then: Sequence[str] = ()
    places: Sequence[int] | None = None
    file_places: Sequence[int] | None = None

    @property
    def as_of(self) -> str:
        return str(self.answer.state.as_of or "—") if self.answer else "—"

    def told(self, language: Language) -> list[tuple[str, str]]:
        """What has to be known of it: its scope, day, number of rows, and what is not in it."""
        told = list(self.scope)
        if self.answer:
            told.append((Text("As of", "数据时点").to(language), self.as_of))
        if self.kept:
            told.append((Text("Snapshot", "快照").to(language), self.kept))
        if self.answer:
            told.append((ROWS.to(language), str(len(self.answer.rows))))
        told += [(label.to(language), text.to(language)) for label, text in self._missing()]
        return told

    def _missing(self) -> Iterator[tuple[Text, Text]]:
        if self.refusal:
            yield Text("Not answered", "未能得出"), self.refusal.detail
        elif self.answer and (cut := cut_off(self.answer, kept=bool(self.kept))):
            yield CUT_OFF, cut


def report_zip(parts: Sequence[Part], language: Language) -> bytes:
    """A CSV for each answer, in words, and ``00.csv``, which tells what each is of."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        lines = []
        for number, part in enumerate(parts, 1):
            asked = re.sub(r"[^\w]+", "-", part.title).strip("-")[:60]
            name = f"{number:02}-{asked}.csv" if part.answer else ""
            lines.append([name, part.title, line_of(part, language), part.address])
            if part.answer and part.named:
                places = part.file_places
                head = headings(part.answer.columns, language, places)
                rows = csv_lines(head, worded(part.answer, language, part.named, places))
                _add(packed, name, b"".join(rows))
            if part.totals:
                first, *others = totals_lines(part.totals, part.then, language)
                told = f"{number:02}-{BEFORE_AND_AFTER.to(language).replace(' ', '-')}.csv"
                lines.append(
                    [told, BEFORE_AND_AFTER.to(language), line_of(part, language), part.address]
                )
                _add(packed, told, b"".join(csv_lines([str(one) for one in first], others)))
        head = [
            text.to(language)
            for text in (
                Text("File", "文件"),
                Text("Answer", "结果"),
                Text("Of what", "范围"),
                Text("Address", "地址"),
            )
        ]
        _add(packed, "00.csv", b"".join(csv_lines(head, lines)))
    return file.getvalue()


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    # without the moment of making: the same report is the same file
    packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def line_of(part: Part, language: Language) -> str:
    colon = Text(": ", "：").to(language)
    told = [f"{label}{colon}{value}" for label, value in part.told(language)]
    return Text("; ", "；").to(language).join(told)
