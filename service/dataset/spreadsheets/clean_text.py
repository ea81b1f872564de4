"""Cells as people see them: without the characters that programs leave in and nobody sees."""

import re

_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\x0b\x0c]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\u0085")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PLAIN = re.compile("[!-~\u4e00-\u9fff]*")


def clean(text: str) -> str:
    """``text`` without invisible and control characters, spaces and line ends in one form.

    Line ends inside stay as ``\\n``, with no spaces around; none stands at the beginning or end.
    """
    if text.isalnum() or _PLAIN.fullmatch(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub("", _SPACES.sub(" ", _INVISIBLE.sub("", text)))
    if "\n" in text:
        return "\n".join(part for line in text.split("\n") if (part := line.strip()))
    return text.strip()
