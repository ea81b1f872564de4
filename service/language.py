"""The two languages every user-facing text is written in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]

DEFAULT: Language = "zh"

_TOLD_IN: ContextVar[Language | None] = ContextVar("told_in", default=None)
"""The one language in which texts are told; ``None``: in both."""


class Text(NamedTuple):
    """One text in English and in Chinese; both are always given."""

    en: str
    zh: str

    def to(self, language: Language) -> str:
        """The text in ``language``."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        """In both languages, or in that of ``told_in``."""
        language = _TOLD_IN.get()
        return self.to(language) if language else f"{self.zh} / {self.en}"

    def paragraphs(self) -> str:
        """The same of a longer text: a paragraph in either language."""
        language = _TOLD_IN.get()
        return self.to(language) if language else f"{self.zh}\n\n{self.en}"


@contextmanager
def told_in(language: Language) -> Iterator[None]:
    """Within the block a text as such is told in ``language`` alone."""
    token = _TOLD_IN.set(language)
    try:
        yield
    finally:
        _TOLD_IN.reset(token)


def choose(*preferences: str | None) -> Language:
    """The first language that one of ``preferences`` names, in order.

    Each preference is a language tag (``en``, ``zh-CN``), a locale (``en_GB.UTF-8``) or an
    ``Accept-Language`` header; blank and unknown ones are passed over. Chinese where none fits.
    """
    for preference in preferences:
        weighted: list[tuple[float, int, str]] = []
        for position, part in enumerate((preference or "").split(",")):
            tag, _, weight = part.partition(";q=")
            try:
                quality = float(weight) if weight else 1.0
            except ValueError:
                quality = 0.0
            weighted.append((-quality, position, tag.strip().lower()[:2]))
        for quality, _, tag in sorted(weighted):
            if quality == 0:
                continue
            if tag == "zh":
                return "zh"
            if tag == "en":
                return "en"
    return DEFAULT


def joined(names: Sequence[str]) -> Text:
    """Several names as a list, with the commas of either language."""
    return Text(", ".join(names), "、".join(names))
