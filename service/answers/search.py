"""The search box: names and codes of things, and phrases that name a saved query."""

import re
from dataclasses import dataclass, field

from service.answers.knowledge import Knowledge
from service.answers.spellings import folded
from service.answers.suggestions import Suggestion
from service.catalog.catalog import SavedQuery
from service.language import Language, Text
from service.model.tables import THINGS

MAX_PHRASES = 8
"""Queries offered at most."""

MAX_LOOKUPS = 4
"""Queries at most whose open parameter is looked up for a search."""


@dataclass(frozen=True)
class QueryMatch:
    """A saved query or what-if that a search names, with the parameter it gives, if any."""

    query: SavedQuery
    title: str
    given: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchResult:
    """What a search found: things by kind (``enterprise``, …), and phrases."""

    things: dict[str, list[Suggestion]]
    phrases: list[QueryMatch]

    def __bool__(self) -> bool:
        return bool(self.phrases) or any(self.things.values())


def search(knowledge: Knowledge, text: str, language: Language) -> SearchResult:
    """What ``text`` names. Nothing is found for a blank one; raises as ``Knowledge.ask`` does.

    Words found in a query's name, title or Bloom phrase name that query; the words left over are
    looked up as its first parameter: "公牛 关键路径" and "critical path to gongniu" both work.
    """
    words = text.split()
    things: dict[str, list[Suggestion]] = {kind: [] for kind in THINGS}
    if not words:
        return SearchResult(things, [])
    for kind, query in knowledge.catalog.finding.items():
        offered = knowledge.ask(query.name, {"text": text.strip()}).rows
        things[kind] = [Suggestion(str(row[0]), str(row[1])) for row in offered[:20]]
    return SearchResult(things, _phrases(knowledge, words, language))


def _phrases(knowledge: Knowledge, words: list[str], language: Language) -> list[QueryMatch]:
    named: list[tuple[int, SavedQuery, str]] = []
    for query in knowledge.catalog.every:
        title = folded(f"{query.name} {query.title.en} {query.title.zh} {query.bloom or ''}")
        known = [word for word in words if folded(word) in title]
        weight = sum(_weight(word) for word in known)
        if weight >= 4:
            left = " ".join(word for word in words if word not in known)
            named.append((weight, query, left))
    # of those that say as much, one whose title begins with it, and says the least besides
    named.sort(
        key=lambda one: (
            -one[0],
            len(one[2]),
            not any(folded(one[1].title.to(language)).startswith(folded(w)) for w in words),
            len(one[1].title.to(language)),
            one[1].name,
        )
    )
    phrases: list[QueryMatch] = []
    lookups = 0
    for _, query, left in named:
        title = query.title.to(language)
        if not left:
            phrases.append(QueryMatch(query, title))
            continue
        open_parameter = next((p for p in query.parameters if p.suggest), None)
        if open_parameter is None or lookups == MAX_LOOKUPS:
            continue
        lookups += 1
        for one in knowledge.suggestions(query.name, open_parameter.name, left)[:3]:
            given = {open_parameter.name: one.value}
            full = Text(f"{title}: {one.label}", f"{title}：{one.label}").to(language)
            phrases.append(QueryMatch(query, full, given))
    return phrases[:MAX_PHRASES]


def _weight(word: str) -> int:
    """How much a word tells: a Chinese character as much as two letters."""
    return sum(2 if re.match(r"[^\x00-\u2e7f]", character) else 1 for character in word)
