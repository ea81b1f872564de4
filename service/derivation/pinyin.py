"""How names sound: their pinyin and its initials, by which people search who type no Chinese."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from service.graph.database import Graph
from service.language import Text
from service.model.places import named_places
from service.simplified import simplified
from service.statements import statement

SPELLING = Text("Spelling names in pinyin", "为名称标注拼音")

SPELLED = ("Enterprise", "Material", "ServiceTeam")
"""The labels of what is sought by pinyin."""

BATCH_SIZE = 10_000
TIMEOUT_SECONDS = 600.0

MIN_CALLED = 2
"""Characters that a name has at least after the places that it begins with."""

MAX_AROUND = 3
"""Places that a name begins with, at most: province, prefecture, county."""


def pinyin_of(name: str) -> str:
    """``name``, its initials and its pinyin; then both without the places that it begins with.

    All divided by ``|``: ``慈溪市跃隆|cxsyl|cixishiyuelong|yl|yuelong``. What follows one begins a
    name as it is typed. Letters and digits stand for themselves, small; ü is v. Which of its sounds
    a character has there is told by pypinyin and its phrases.
    """
    plain = simplified(unicodedata.normalize("NFKC", name).casefold())
    called = _without_places(plain)
    parts = [name, *_sounds(plain), *(_sounds(called) if called != plain else ())]
    return "|".join(parts)


def spell(graph: Graph, spells: Callable[[], None] = lambda: None) -> int:
    """Stores the pinyin of each name that is new or has changed since; gives how many.

    ``spells`` is told when a batch begins.
    """
    spelled = 0
    for label in SPELLED:
        after = ""
        while True:
            given = {"label": label, "after": after, "most": BATCH_SIZE}
            found = graph.read(statement("derive/unspelled"), given, timeout=TIMEOUT_SECONDS).rows
            if not found:
                break
            spells()
            rows = [[id_, name, pinyin_of(name)] for id_, name in found]
            given = {"label": label, "rows": rows}
            graph.write(statement("derive/spell"), given, timeout=TIMEOUT_SECONDS)
            spelled += len(rows)
            after = found[-1][0]
    return spelled


def _sounds(folded: str) -> Iterable[str]:
    """The initials and the pinyin of a name in small letters and simplified characters."""
    from pypinyin import lazy_pinyin  # reads its phrases, which those who spell nothing need not do

    initials, whole = "", ""
    for sound in lazy_pinyin(folded):
        letters = "".join(filter(str.isalnum, sound))
        # what is no Chinese comes in one piece as it stands in the name: ABB
        initials += letters if sound in folded else letters[:1]
        whole += letters
    return initials, whole


def _without_places(name: str) -> str:
    """``name`` without the places that it begins with, where enough is left."""
    begins = _beginnings()
    for _ in range(MAX_AROUND):
        lengths = range(min(len(name) - MIN_CALLED, max(begins)), MIN_CALLED - 1, -1)
        length = next((n for n in lengths if name[:n] in begins[n]), 0)
        name = name[length:]
    return name


@cache
def _beginnings() -> dict[int, frozenset[str]]:
    """What places are called in names, by length: 慈溪市, and 慈溪."""
    names = {place.zh for place in named_places().values()}
    names |= {name[:-1] for name in names if len(name) > MIN_CALLED and name[-1] in "省市区县"}
    lengths = range(1, max(map(len, names)) + 1)
    return {n: frozenset(name for name in names if len(name) == n) for n in lengths}
