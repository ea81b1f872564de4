"""One saved query, what-if or action as its file says, and all of them by name."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from service.catalog.arguments import read_arguments
from service.catalog.groups import Group
from service.catalog.header import IN_WORDS, Remark, without_comments_and_texts
from service.catalog.header_keys import (
    ACTION,
    DEFAULT_LIMIT,
    DEFAULT_TIMEOUT,
    PAGE_LIMIT,
    QUERY,
    WHAT_IF,
)
from service.catalog.names import FOLDERS
from service.catalog.parameters import Column, Parameter
from service.errors import NotFound
from service.language import Text
from service.model import derived

KIND_NAMES = {
    QUERY: Text("saved query", "查询"),
    WHAT_IF: Text("what-if", "推演"),
    ACTION: Text("action", "登记操作"),
}


@dataclass(frozen=True)
class SavedQuery:
    """One saved query as its file says; ``limit`` in rows, ``timeout`` in seconds.

    A what-if or an action has a ``change``, too, which writes, and ``derives`` says what has to be
    derived again before the ``statement``, its answer, is run; of a saved query, what it is given
    that has to be sought by trials.
    """

    name: str
    path: Path
    title: Text
    about: Text
    result: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    example: dict[str, Any]
    statement: str
    line: int
    """The line of the file on which the statement begins."""
    bloom: str | None = None
    limit: int = DEFAULT_LIMIT
    timeout: float = DEFAULT_TIMEOUT
    change: str = ""
    change_line: int = 0
    derives: str = ""
    refuses: Mapping[str, Remark] = field(default_factory=dict)
    """What the change may refuse, by the word that it returns."""
    notices: Mapping[str, Remark] = field(default_factory=dict)
    """What the change may point out, by the word that it returns."""
    foresees: str = ""
    """The what-if that is tried before the change."""
    offers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The actions that each row offers: by parameter the column or parameter that gives it."""
    kind: str = QUERY
    group: str = ""
    order: int | None = None
    """Its place in its group; ``None`` is after all that have one."""
    shown_on: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The kinds of things on whose pages it is a section, and the arguments beside the id."""
    finds: str = ""
    """The kind of thing that it finds by a ``text``."""
    empty: Text | None = None
    """What it means that there are no rows, where that is an answer."""
    page_limit: int = PAGE_LIMIT
    """Rows that its page and its workbook rest on."""
    whose: tuple[str, ...] = ()
    """Of an action: the parameters that say whose the change is."""
    asked: tuple[str, ...] = ()
    """Sentences by which people ask it; ``$parameter`` stands for the name of a thing."""
    digest: str = ""
    """Of its file: with another one it is another query, whose answers are others."""

    @property
    def folder(self) -> str:
        """Where its page and its data are found: ``/<folder>/<name>``."""
        return FOLDERS[self.kind]

    @property
    def rests_on_derived(self) -> bool:
        """Whether its answer rests on what the derivation writes."""
        read = re.findall(r"[.:|]\s*(\w+)", without_comments_and_texts(self.statement))
        return bool(self.derives) or not derived.NAMES.isdisjoint(read)

    @property
    def complete_on_request(self) -> bool:
        """Whether the whole answer is found where it is asked for: what time cuts is not."""
        return self.derives != "unblocking"

    def arguments(self, given: Mapping[str, Any], *, typed: bool = False) -> dict[str, Any]:
        """Values of all parameters; raises as ``read_arguments``, with every fault."""
        return read_arguments(self.parameters, given, typed=typed)

    def in_words(self, arguments: Mapping[str, Any]) -> dict[str, str]:
        """What the change is told of the codes of its parameters, for texts that it writes."""
        return {
            one.name + IN_WORDS: one.words[value].zh if value in one.words else str(value)
            for one in self.parameters
            if one.words and (value := arguments.get(one.name)) is not None
        }


class Catalog:
    """All saved queries, what-ifs and actions by name, in the order of their names.

    Iterating gives the saved queries, ``what_ifs`` and ``actions`` the others, ``every`` all;
    ``groups`` are those that a newcomer is shown, in order.
    """

    def __init__(self, saved: Mapping[str, SavedQuery], groups: Sequence[Group] = ()) -> None:
        self._saved = saved
        self.groups = tuple(groups)

    def with_more(self, more: Mapping[str, SavedQuery]) -> "Catalog":
        """The same with further saved queries."""
        return Catalog({**self._saved, **more}, self.groups)

    @cached_property
    def every(self) -> tuple[SavedQuery, ...]:
        return tuple(self._saved[name] for name in sorted(self._saved))

    @cached_property
    def what_ifs(self) -> tuple[SavedQuery, ...]:
        return tuple(one for one in self.every if one.kind == WHAT_IF)

    @cached_property
    def actions(self) -> tuple[SavedQuery, ...]:
        return tuple(one for one in self.every if one.kind == ACTION)

    @cached_property
    def finding(self) -> Mapping[str, SavedQuery]:
        """What finds each kind of thing."""
        return {query.finds: query for query in self.every if query.finds}

    @cached_property
    def offering(self) -> Set[str]:
        """The names of those that offer values for parameters."""
        return {p.suggest for q in self.every for p in q.parameters if p.suggest}

    def __iter__(self) -> Iterator[SavedQuery]:
        return (one for one in self.every if one.kind == QUERY)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._saved

    def __getitem__(self, name: str) -> SavedQuery:
        """The query, what-if or action of that name; raises ``NotFound`` with the nearest names."""
        if name in self._saved:
            return self._saved[name]
        raise self._unknown(name, list(self._saved), QUERY)

    def of_kind(self, kind: str, name: str) -> SavedQuery:
        """As above, of one kind only."""
        if name in self._saved and self._saved[name].kind == kind:
            return self._saved[name]
        raise self._unknown(name, [one.name for one in self.every if one.kind == kind], kind)

    def by_address(self, folder: str, name: str) -> SavedQuery:
        """As above, by the address: ``queries`` or ``what-if``, and the name."""
        return self.of_kind(next(kind for kind, known in FOLDERS.items() if known == folder), name)

    def grouped(self) -> list[tuple[Text, list[SavedQuery]]]:
        """All of them by group, each once; empty groups are left out."""
        listed = sorted(self.every, key=lambda one: (one.order is None, one.order, one.name))
        groups = [
            (group.title, [one for one in listed if one.group == group.name])
            for group in self.groups
        ]
        return [(title, queries) for title, queries in groups if queries]

    def _unknown(self, name: str, known: list[str], kind: str) -> NotFound:
        near = difflib.get_close_matches(name, known, 3, 0.4)
        called = KIND_NAMES[kind]
        text = Text(
            f"There is no {called.en} {name[:80]!r}", f"没有名为 {name[:80]!r} 的{called.zh}"
        )
        return NotFound(text, nearest=near)
