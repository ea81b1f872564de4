"""The encoding of a text file, told by what comes out: refused where two readings are as good."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from service.language import Text

NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "windows-1252": "Windows-1252",
}
"""What ``--encoding`` takes, and what the encodings are called."""

_CODECS = {
    "utf-8": "utf-8-sig", "utf8": "utf-8-sig", "utf-16": "utf-16", "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
    "big5": "cp950", "cp950": "cp950", "windows-1252": "cp1252", "cp1252": "cp1252",
    "latin-1": "cp1252", "iso-8859-1": "cp1252",
}  # fmt: skip

_SAMPLE = 4000
"""Characters outside ASCII that are looked at."""

_LEAST = 0.8
_MARGIN = 0.15
"""The share of likely characters a reading must have, and by how much it must lead."""

_COMMON_LATIN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž")
_LATIN_MARKS = frozenset("€‚„…‘’“”•–—™§°±²³·«»®©µ×")
_WIDE_MARKS = frozenset("，。、；：？！（）《》“”‘’·—…％＋－／＊√×℃〃　【】「」")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and the encoding it was read by."""

    text: str
    encoding: str


class Undecodable(ValueError):
    """No reading is good, or two are: ``explanation`` says what to do, ``offset`` where it is."""

    def __init__(self, explanation: Text, offset: int = 0) -> None:
        super().__init__(explanation.en)
        self.explanation = explanation
        self.offset = offset


UTF_8_EXPECTED = Text(
    'expected: UTF-8 (in Excel: save as "CSV UTF-8")', "应为：UTF-8（Excel 另存为“CSV UTF-8”）"
)
WHICH_ENCODING = Text(
    "which encoding? say --encoding " + ", ".join(NAMES)
    + '; or save as "CSV UTF-8" in Excel; it reads ',
    "无法确定编码：请加 --encoding " + "、".join(NAMES) + "，或用 Excel 另存为“CSV UTF-8”；可读作 ",
)  # fmt: skip


def codec_of(encoding: str) -> str | None:
    """The codec of an encoding as people call it; ``None`` for one that is not known."""
    return _CODECS.get(encoding.strip().lower().replace("_", "-").replace(" ", ""))


def decode(
    content: bytes,
    encoding: str | None = None,
    known_words: Callable[[str], int] = lambda text: 0,
) -> Decoded:
    """The text of ``content``. ``encoding`` decides where given.

    ``known_words`` counts the words of a text that a list's header has: the strongest sign.
    Raises ``Undecodable``.
    """
    if encoding is not None:
        return _as_told(content, encoding)
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "utf-8"),
        (b"\xff\xfe", "utf-16", "utf-16"),
        (b"\xfe\xff", "utf-16", "utf-16"),
    ):
        if content.startswith(mark):
            return Decoded(_strictly(content, codec), name)
    if unmarked := _utf_16_without_mark(content):
        return Decoded(_strictly(content, unmarked), "utf-16")
    if b"\0" in content:
        raise Undecodable(
            Text("expected: a text or an Excel workbook; this is neither",
                 "应为：文本或 Excel 工作簿，此文件两者都不是"),
            content.index(b"\0"),
        )  # fmt: skip
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf_8(content):
            raise Undecodable(UTF_8_EXPECTED, error.start) from error
        return _most_likely(content, error.start, known_words)


def _as_told(content: bytes, encoding: str) -> Decoded:
    codec = codec_of(encoding)
    if codec is None:
        known = ", ".join(NAMES)
        raise Undecodable(
            Text(f"no such encoding; known are {known}", f"没有该编码；可用：{known}")
        )
    return Decoded(_strictly(content, codec, encoding), encoding.lower())


def _strictly(content: bytes, codec: str, told: str = "") -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        name = told or codec.removesuffix("-sig").upper()
        wanted = UTF_8_EXPECTED if codec == "utf-8-sig" else Text(
            f"expected: {name}; these bytes are none", f"应为：{name}；这些字节不符合"
        )  # fmt: skip
        raise Undecodable(wanted, error.start) from error


def _utf_16_without_mark(content: bytes) -> str | None:
    head = content[:2000]
    if len(head) < 8:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 20 and not even:
        return "utf-16-le"
    if even > len(head) // 20 and not odd:
        return "utf-16-be"
    return None


def _is_damaged_utf_8(content: bytes) -> bool:
    # Text of another encoding hardly ever forms long sequences of UTF-8; a file that is mostly
    # such and has a cut character in it is UTF-8 with a fault, not another encoding.
    text = content.decode("utf-8", "replace")
    good = sum(len(found) for found in re.findall("[^\x00-\x7f\ufffd]+", text))
    bad = len(re.findall("\ufffd+", text))
    return good >= 10 * bad


def _most_likely(
    content: bytes, offset: int, known_words: Callable[[str], int]
) -> Decoded:  # fmt: skip
    readings: list[tuple[float, str, str]] = []
    for name, codec, likely in (
        ("gb18030", "gb18030", _likely_wide("gb2312", 0xB0, 0xD7)),
        ("big5", "cp950", _likely_wide("big5", 0xA4, 0xC6)),
        ("windows-1252", "cp1252", None),
    ):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        score = _latin_score(text) if likely is None else _wide_score(text, likely)
        readings.append((score + 2 * known_words(text), name, text))
    readings.sort(key=lambda reading: -reading[0])
    if readings:
        score, name, text = readings[0]
        next_best = readings[1][0] if len(readings) > 1 else 0.0
        if score >= _LEAST and score - next_best >= _MARGIN:
            return Decoded(text, name)
    begin = content.rfind(b"\n", 0, offset) + 1
    shown = [f"{NAMES[name]} “{_line_at(content, begin, name)}”" for _, name, _ in readings] or [
        "–"
    ]
    listed = ", ".join(shown)
    raise Undecodable(Text(WHICH_ENCODING.en + listed, WHICH_ENCODING.zh + listed), offset)


def _line_at(content: bytes, begin: int, name: str) -> str:
    line = content[begin : begin + 60].split(b"\n")[0]
    return line.decode(_CODECS[name], "ignore").strip()[:30]


def _likely_wide(codec: str, first: int, last: int) -> Callable[[str], bool]:
    @cache
    def likely(character: str) -> bool:
        # The first plane of each national standard holds the characters in daily use.
        if character in _WIDE_MARKS or "！" <= character <= "～":
            return True
        try:
            encoded = character.encode(codec)
        except UnicodeEncodeError:
            return False
        return len(encoded) == 2 and first <= encoded[0] <= last and (
            unicodedata.category(character) == "Lo" and "一" <= character <= "鿿"
        )  # fmt: skip

    return likely


def _wide_score(text: str, likely: Callable[[str], bool]) -> float:
    sample = [character for character in text if character > "\x7f"][:_SAMPLE]
    return sum(map(likely, sample)) / len(sample) if sample else 0.0


def _latin_score(text: str) -> float:
    found = re.findall("[^\x00-\x7f]+", text)[:_SAMPLE]
    total = sum(map(len, found))
    good = sum(
        len(run) for run in found
        if len(run) <= 2 and all(c in _COMMON_LATIN or c in _LATIN_MARKS for c in run)
    )  # fmt: skip
    return good / total if total else 0.0
