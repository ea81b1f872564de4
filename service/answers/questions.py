"""Questions in people's own words: which saved query a text asks, and about which things.

A sentence of a header's ``asked``, as ``假如$enterprises关停``, is what the whole text must be; a
title needs only be named in it. What is left over are names, looked up as the query's parameters
are: a name may be any part of one, in either script.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product

from service.answers.codes import places_named
from service.answers.knowledge import Knowledge
from service.answers.spellings import folded
from service.answers.suggestions import Suggestion
from service.catalog.catalog import QUERY, SavedQuery
from service.catalog.header import NAMED
from service.catalog.parameters import Parameter
from service.language import Language, Text, joined
from service.model.places import PlaceWords, named_places

MAX_QUESTIONS = 8
"""Questions offered at most."""

MAX_LOOKUPS = 4
"""Questions at most whose open parameters are looked up for a search."""

MAX_MEANT = 3
"""Things at most that one name may mean, in one question."""

MAX_PLACES = 2

MIN_WEIGHT = 4
"""What names a title tells at least; see ``_weight``."""

MIN_RUN = 3
"""Chinese characters of a title that name it in a text without spaces."""

MAX_TYPED = 60
"""Characters of a text that may be a question."""

AND = re.compile(r"[,，、]|和|与")
"""Between names, where a parameter takes several."""


@dataclass(frozen=True)
class Question:
    """A saved query, what-if or action that a text asks, with what it is about."""

    query: SavedQuery
    title: str
    given: dict[str, str] = field(default_factory=dict)


def questions(
    knowledge: Knowledge, text: str, language: Language, *, names_something: bool
) -> list[Question]:
    """What ``text`` asks, likeliest first; raises as ``Knowledge.ask`` does.

    ``names_something``: whether the text as a whole names a thing. Then it is not taken for two
    names side by side.
    """
    if len(text) > MAX_TYPED:
        return []
    found = [
        *_by_sentence(knowledge, text, language, bare=False),
        *_by_title(knowledge, text.split(), language),
        *_by_place(knowledge, text, language),
    ]
    if not found and not names_something:
        found = list(_by_sentence(knowledge, text, language, bare=True))
    unique = {(one.query.name, *one.given.items()): one for one in reversed(found)}
    return list(reversed(unique.values()))[:MAX_QUESTIONS]


def _by_sentence(
    knowledge: Knowledge, text: str, language: Language, *, bare: bool
) -> Iterator[Question]:
    """Questions one of whose sentences is the whole text; ``bare``: sentences of names alone."""
    whole = folded(text).strip(" ?？。!！")
    lookups = 0
    for query in knowledge.catalog.every:
        for sentence in query.asked:
            match = None
            if (not NAMED.sub("", sentence).strip()) == bare:
                match = _pattern(sentence).fullmatch(whole)
            if match and lookups < MAX_LOOKUPS:
                lookups += 1
                yield from _about(knowledge, query, match.groupdict(), language)
                break


@lru_cache(maxsize=1000)
def _pattern(sentence: str) -> re.Pattern[str]:
    """A sentence as a regular expression: names as groups, blanks where they may stand."""
    parts = re.split(r"(\$[a-z_]+|\s+)", folded(sentence))
    pattern = ""
    for part in parts:
        if part.startswith("$"):
            pattern += rf"\s*(?P<{part[1:]}>\S|\S.*?\S)\s*"
        elif part.isspace():
            pattern += r"\s+"
        else:
            pattern += re.escape(part)
    # a blank beside a name is in the name's own blanks
    return re.compile(pattern.replace(r"\s+\s*", r"\s+").replace(r"\s*\s+", r"\s+"))


def _about(
    knowledge: Knowledge, query: SavedQuery, named: dict[str, str], language: Language
) -> Iterator[Question]:
    """The question about each combination of things that the names may mean."""
    meant = [
        [(parameter.name, one) for one in _meant(knowledge, query, parameter, typed)]
        for parameter in query.parameters
        if (typed := named.get(parameter.name))
    ]
    for chosen in islice(product(*meant), MAX_MEANT):
        given = {name: one.value for name, one in chosen}
        if len(set(given.values())) == len(given):
            yield _question(query, given, [one.label.to(language) for _, one in chosen], language)


def _meant(
    knowledge: Knowledge, query: SavedQuery, parameter: Parameter, typed: str
) -> list[Suggestion]:
    """What a text may mean as a parameter's value; of several names, the likeliest of each."""
    offered = knowledge.suggestions(query.name, parameter.name, typed)[:MAX_MEANT]
    names = [name for part in AND.split(typed) if (name := part.strip())]
    if offered or parameter.type != "array" or len(names) < 2:
        return offered
    several = [knowledge.suggestions(query.name, parameter.name, name)[:1] for name in names]
    if not all(several):
        return []
    values = ",".join(one.value for (one,) in several)
    label = Text(
        ", ".join(one.label.en for (one,) in several),
        "、".join(one.label.zh for (one,) in several),
    )
    return [Suggestion(values, label)]


def _question(
    query: SavedQuery, given: dict[str, str], labels: Sequence[str], language: Language
) -> Question:
    title = query.title.to(language)
    named = joined(labels).to(language)
    full = Text(f"{title}: {named}", f"{title}：{named}").to(language)
    return Question(query, full if labels else title, given)


def _by_title(knowledge: Knowledge, words: list[str], language: Language) -> Iterator[Question]:
    """Questions whose titles the words name; those left over name what it is about."""
    named: list[tuple[int, SavedQuery, str]] = []
    for query in knowledge.catalog.every:
        title = folded(f"{query.name} {query.title.en} {query.title.zh} {query.bloom or ''}")
        weight, left = 0, []
        for word in map(folded, words):
            run = word if word in title else _run(word, folded(query.title.zh))
            weight += _weight(run)
            left += [part for part in word.partition(run)[::2] if part] if run else [word]
        if weight >= MIN_WEIGHT:
            named.append((weight, query, " ".join(left)))
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
    lookups = 0
    for _, query, left_over in named:
        if not left_over:
            yield _question(query, {}, [], language)
            continue
        open_parameter = next((p for p in query.parameters if p.suggest), None)
        if open_parameter and lookups < MAX_LOOKUPS:
            lookups += 1
            yield from _about(knowledge, query, {open_parameter.name: left_over}, language)


def _run(word: str, title: str) -> str:
    """The longest run of Chinese characters that a word written without spaces and a title have in
    common; empty where it is too short to name the title."""
    best = ""
    for start in range(len(word)):
        end = start + max(MIN_RUN, len(best) + 1)
        while end <= len(word) and word[start:end] in title and not word[start:end].isascii():
            best = word[start:end]
            end += 1
    return best


def _by_place(knowledge: Knowledge, text: str, language: Language) -> Iterator[Question]:
    """What can be asked of a place, by its name or its code."""
    typed = folded(text)
    if len(typed) < 2:
        return
    known = [code for code in (typed, typed.rstrip("0")) if code in named_places()]
    codes = known[:1] or places_named(text)[:MAX_PLACES]
    words = PlaceWords()
    listed = [query for _, some in knowledge.catalog.grouped() for query in some]
    askable = [query for query in listed if query.kind == QUERY and _of_places(query)]
    for code in codes:
        for query in askable[: MAX_QUESTIONS // len(codes)]:
            yield _question(query, {"district": code}, [words[code].to(language)], language)


def _of_places(query: SavedQuery) -> bool:
    return not query.finds and any(one.name == "district" for one in query.parameters)


def _weight(word: str) -> int:
    """How much a word tells: a Chinese character as much as two letters."""
    return sum(2 if re.match(r"[^\x00-\u2e7f]", character) else 1 for character in word)
