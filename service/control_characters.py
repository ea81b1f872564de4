"""Characters that no text of a supply network needs and that some outputs cannot bear.

The controls of ASCII but tab and line ends (C0), DELETE, and those of Latin 1 (C1): XML knows
hardly any of them, and a terminal obeys them.
"""

import re

CONTROLS = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"
"""Them as a character class of a regular expression holds them, of Python and of JavaScript."""

CONTROL = re.compile(f"[{CONTROLS}]")

NOT_IN_XML = re.compile(f"[{CONTROLS}\\ufffe\\uffff]")
"""Characters that XML, and so a workbook and GraphML, cannot hold or should not."""

_IN_UTF_8 = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")


def visible(text: str) -> str:
    """``text`` with controls as ``\\x1b``, so that a terminal shows them and does not obey."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def visible_bytes(text: bytes) -> bytes:
    """The same of whole characters in UTF-8."""
    return _IN_UTF_8.sub(lambda found: b"\\x%02x" % found[0][-1], text)
