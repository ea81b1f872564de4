"""Codes of industries in words."""

import pytest

from service.language import Text
from service.model.industries import IndustryWords, named_divisions

WORDS = IndustryWords()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("38", ("electrical machinery", "电气机械和器材制造业")),
        ("C38", ("electrical machinery", "电气机械和器材制造业")),
        ("3823", ("electrical machinery (3823)", "电气机械和器材制造业（3823）")),
        ("C3823", ("electrical machinery (C3823)", "电气机械和器材制造业（C3823）")),
        ("0912", ("non-ferrous ore mining (0912)", "有色金属矿采选业（0912）")),
    ],
)
def test_a_code_is_told_by_its_division(code: str, words: tuple[str, str]) -> None:
    assert WORDS[code] == Text(*words)


@pytest.mark.parametrize("code", ["", "C", "00", "98", "plugs", "3"])
def test_what_is_no_code_has_no_words(code: str) -> None:
    assert code not in WORDS


def test_every_division_has_both_names() -> None:
    divisions = named_divisions()
    assert list(divisions) == [f"{n:02}" for n in range(1, 98)]
    for name in divisions.values():
        assert name.en.isascii() and name.zh and not name.zh.isascii()
