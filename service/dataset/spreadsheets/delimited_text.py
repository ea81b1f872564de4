"""Reading a list that is a text: its encoding, its separator, and the sign of its decimals."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from itertools import islice

from service.dataset.spreadsheets.clean_text import clean
from service.dataset.spreadsheets.encodings import NAMES, Undecodable, decode
from service.dataset.spreadsheets.sheet import Sheet, SheetWriter, Spreadsheet
from service.dataset.tables.csv_reader import csv_text_chunks
from service.errors import Fault
from service.language import Text

SEPARATORS = {
    ",": Text("comma", "逗号"),
    ";": Text("semicolon", "分号"),
    "\t": Text("tab", "制表符"),
    "，": Text("full-width comma", "全角逗号"),
    "|": Text("vertical bar", "竖线"),
}

_SAMPLE_RECORDS = 30
_DAY_FIRST = re.compile(r"(?<![0-9.])[0-3]?[0-9]\.[01]?[0-9]\.(?:19|20)[0-9]{2}(?![0-9.])")

_APOSTROPHE = re.compile(r"'[0-9=+@-]")
_WITH_COMMA = re.compile(r'(?:^|[;\t"])-?[0-9]+,[0-9]+(?=[";\t\r\n]|$)', re.M)
_WITH_POINT = re.compile(r'(?:^|[,;\t"])-?[0-9]+\.[0-9]{1,2}(?=[",;\t\r\n]|$)', re.M)

HeaderCount = Callable[[Sequence[str]], int]
"""How many of the cells are headers of a list."""


def read_text(
    content: bytes,
    file: str,
    faults: list[Fault],
    *,
    encoding: str | None,
    headers_in: HeaderCount,
) -> Spreadsheet:
    """The one sheet of a text; a text that cannot be decoded is a fault and has no line."""
    spreadsheet = Spreadsheet(file, [Sheet("")])
    try:
        decoded = decode(content, encoding, lambda text: _known_words(text, headers_in))
    except Undecodable as undecodable:
        line = content.count(b"\n", 0, undecodable.offset) + 1
        shown = content[undecodable.offset : undecodable.offset + 8].hex(" ")
        faults.append(Fault(undecodable.explanation, f"{file}:{line}", shown or None))
        return spreadsheet
    separator = _separator(decoded.text, headers_in)
    named, name = SEPARATORS[separator], NAMES.get(decoded.encoding, decoded.encoding)
    spreadsheet.understood.append(
        Text(
            f"Read as text: {name}, separator {named.en}", f"按文本读取：{name}，分隔符为{named.zh}"
        )
    )
    spreadsheet.decimal_comma = _has_decimal_comma(decoded.text, separator)
    writer = SheetWriter(spreadsheet.sheets[0], _plain, widths=True)
    for numbers, rows in csv_text_chunks(decoded.text, file, faults, separator):
        writer.add(numbers, rows)
    writer.close()
    return spreadsheet


def _plain(text: str) -> str:
    """A cell without what exports put around it so that a spreadsheet takes it for a text: ="007",
    or an apostrophe before digits and signs."""
    text = clean(text)
    if text[:2] == '="' and text[-1:] == '"' and len(text) > 3:
        return clean(text[2:-1])
    return text[1:] if _APOSTROPHE.match(text) else text


def _known_words(text: str, headers_in: HeaderCount) -> int:
    """Headers in the first lines that only a right encoding gives."""
    head = text[:4000].splitlines()[:10]
    words = [word for line in head for word in re.split("[,;\t，|]", line) if not word.isascii()]
    return headers_in([word.strip('" ') for word in words])


def _separator(text: str, headers_in: HeaderCount) -> str:
    head = "".join(islice(io.StringIO(text, newline=""), 200))
    best, best_found = ",", (0, 0)
    for separator in SEPARATORS:
        try:
            reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
            records = list(islice(reader, _SAMPLE_RECORDS))
        except csv.Error:
            continue
        widths = [len(record) for record in records if record]
        found = (
            max((headers_in(record) for record in records), default=0),
            sum(1 for width in widths if width > 1) if separator != "，" else 0,
        )
        if found > best_found:
            best, best_found = separator, found
    return best


def _has_decimal_comma(text: str, separator: str) -> bool:
    """Whether a file says that its decimals have a comma: by a semicolon or tab as separator, or by
    days such as 15.02.2020. A number with a point says otherwise."""
    if separator not in ";\t" and not _DAY_FIRST.search(text):
        return False
    return bool(_WITH_COMMA.search(text)) and not _WITH_POINT.search(text)
