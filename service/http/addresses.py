"""Addresses of answers, things, snapshots and scenarios, as people keep them and send them to each
other."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from flask import request, url_for

from service.answers.answer import Answer
from service.answers.kept_scenarios import SCENARIO_ID
from service.answers.names import names_outside
from service.answers.snapshots import SNAPSHOT_ID
from service.catalog.arguments import UNUSABLE, by_name, split_list
from service.catalog.catalog import SavedQuery
from service.display import forms
from service.display.view import is_of_view
from service.errors import Fault, InvalidParameter, NotFound
from service.graph.state import State
from service.http import context, tables
from service.language import Text
from service.model.tables import BY_NAME, ID_PREFIXES, THINGS

MAX_LENGTH = 2_000
"""Characters of one address."""

MAX_ADDRESSES = 100
"""In one request."""

ANSWER = re.compile(r"/(queries|what-if)/([^/.]+)")
SNAPSHOT = re.compile(rf"/snapshots/({SNAPSHOT_ID})")
SCENARIO = re.compile(rf"/scenarios/({SCENARIO_ID}|compare|try)")
"""One that is kept, two side by side, or one told by its changes."""

UNASKED = State(None, None, None, 0, 0, True, None, None, False, [])
"""Of an answer that nobody asked for, of which only its columns are told."""

KINDS = {table.name: kind for kind, table in THINGS.items()}


@dataclass(frozen=True)
class Address:
    """What an address leads to: a ``saved`` query with what is ``given`` for it, a ``thing`` by
    kind and id, a ``snapshot`` by its id, or ``scenarios``: one or two that are kept, by their ids,
    or one by its ``changes``. ``view``: how a table is looked at, told by names with a dot."""

    saved: SavedQuery | None = None
    given: Mapping[str, Any] | None = None
    thing: tuple[str, str] | None = None
    snapshot: str = ""
    scenarios: Sequence[str] = ()
    changes: Sequence[str] = ()
    view: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def href(self) -> str:
        """The address on this service, in the language of the request where that was asked for."""
        if self.saved:
            return context.address("pages.query", self.saved, self.given or {}, self.view)
        if self.thing:
            return context.link(*self.thing)
        if self.changes:
            return url_for("scenarios.tried", change=list(self.changes))
        if len(self.scenarios) == 2:
            return url_for("scenarios.compared", a=self.scenarios[0], b=self.scenarios[1])
        if self.scenarios:
            return url_for("scenarios.kept", id=self.scenarios[0])
        return context.snapshot_address(self.snapshot)

    @property
    def canonical(self) -> str:
        """The same for the same question, however it was written: it names no language."""
        assert self.saved is not None
        given = sorted((name, _written(value)) for name, value in (self.given or {}).items())
        asked = urlencode([one for one in given if one[1]], quote_via=quote, safe=",")
        path = f"/{self.saved.folder}/{self.saved.name}"
        return f"{path}?{asked}" if asked else path


def _written(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def given_addresses(*, needed: bool = False) -> list[str]:
    """Those in the address of this request: ``answer``, once or several times, also one a line.

    ``needed``: there must be some, and none of them blank. Raises ``InvalidParameter`` where they
    are too many or too long, or hold control characters.
    """
    given = request.args.getlist("answer")
    lines = [line for text in given for line in text.splitlines()]
    found = [line.strip() for line in lines if line.strip()]
    if wrong := [one for one in given if UNUSABLE.search(one)]:
        raise _no_address(wrong[0])
    if needed and not (given and all(one.strip() for one in given)):
        raise _no_address("")
    long = [one for one in found if len(one) > MAX_LENGTH]
    if long or len(found) > MAX_ADDRESSES:
        most = Text(
            f"at most {MAX_ADDRESSES} addresses of {MAX_LENGTH} characters each",
            f"最多 {MAX_ADDRESSES} 个地址，每个不超过 {MAX_LENGTH} 个字符",
        )
        raise InvalidParameter(
            Text("Too many addresses, or one too long", "地址过多或过长"),
            [Fault(most, "answer", long[0][:80] if long else str(len(found)))],
        )
    return found


def read_address(text: str) -> Address:
    """What an address leads to; a whole URL is read like its path.

    Raises ``NotFound`` for an unknown query and ``InvalidParameter`` for what is no address of an
    answer, a thing, a snapshot or a scenario.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _no_address(text) from None
    path = unquote(parts.path)
    if path.startswith(f"{request.script_root}/"):
        path = path.removeprefix(request.script_root)
    if found := ANSWER.fullmatch(path):
        saved = context.knowledge().catalog.by_address(*found.groups())
        pairs = parse_qsl(parts.query)
        asked = [(name, value) for name, value in pairs if name != "lang" and value]
        view: dict[str, list[str]] = {}
        for name, value in asked:
            if is_of_view(name):
                view.setdefault(name, []).append(value)
        return Address(saved, by_name(pair for pair in asked if pair[0] not in view), view=view)
    if found := SNAPSHOT.fullmatch(path):
        return Address(snapshot=found[1])
    if (found := SCENARIO.fullmatch(path)) and (scenario := _scenario(found[1], parts.query)):
        return scenario
    table, _, id = path.removeprefix("/").partition("/")
    if table in KINDS and id and "/" not in id:
        return Address(thing=(KINDS[table], id.removesuffix(".html")))
    raise _no_address(text)


def _scenario(which: str, query: str) -> Address | None:
    pairs = parse_qsl(query)
    if which == "try":
        changes = tuple(value for name, value in pairs if name == "change")
        return Address(changes=changes) if changes else None
    if which == "compare":
        given = dict(pairs)
        both = (given.get("a", ""), given.get("b", ""))
        return (
            Address(scenarios=both) if all(re.fullmatch(SCENARIO_ID, one) for one in both) else None
        )
    return Address(scenarios=(which,))


def _no_address(text: str) -> InvalidParameter:
    expected = Text(
        "the address of an answer, a thing, a snapshot or a scenario is expected, such as"
        " /queries/critical-path?enterprise=gongniu",
        "应为结果、对象、快照或方案的地址，如 /queries/critical-path?enterprise=gongniu",
    )
    return InvalidParameter(
        Text("That is no address to be kept", "无法识别该地址"),
        [Fault(expected, "answer", text[:80])],
    )


def names_in(addresses: Iterable[Address]) -> Mapping[str, Text]:
    """How the things are called that addresses name, by their ids outside the database."""
    wanted: dict[str, set[str]] = {}
    for one in addresses:
        if one.thing:
            wanted.setdefault(THINGS[one.thing[0]].label, set()).add(one.thing[1])
        for _, label, ids in _named(one):
            wanted.setdefault(label, set()).update(ids)
    return names_outside(context.knowledge().graph, wanted)


def called(address: Address, names: Mapping[str, Text]) -> dict[str, list[Text]]:
    """The same by the parameters of the query that is asked; an id where nothing has it."""
    return {
        parameter: [names.get(ID_PREFIXES[label] + id, Text(id, id)) for id in ids]
        for parameter, label, ids in _named(address)
    }


def _named(address: Address) -> Iterator[tuple[str, str, list[str]]]:
    """The parameters that name things: each with their label and their ids. What has no page, such
    as a worker, is called by its id: the name of a person is not for every reader."""
    for parameter in address.saved.parameters if address.saved else ():
        table = BY_NAME.get(parameter.suggest or "")
        value = (address.given or {}).get(parameter.name)
        if table and table.thing and value:
            yield (
                parameter.name,
                table.label,
                split_list(value) if isinstance(value, str) else value,
            )


def title(address: Address, names: Mapping[str, Text]) -> tuple[str, list[tuple[str, str]]]:
    """What stands at the address of an answer or a thing, and of what: parameters and values.

    Raises ``InvalidParameter`` for parameters that the query does not take, ``NotFound`` for a
    thing that there is not.
    """
    language = context.request_language()
    if address.thing:
        kind, id = address.thing
        key = ID_PREFIXES[THINGS[kind].label] + id
        if key not in names:
            raise NotFound(Text(f"There is no {kind} {id[:80]!r}", f"没有 {id[:80]!r}"))
        return names[key].to(language), [(THINGS[kind].singular.to(language), id)]
    assert address.saved is not None
    arguments = address.saved.arguments(address.given or {})
    # what is not given is as it is for everybody
    chosen = {name: arguments[name] for name in arguments if name in (address.given or {})}
    told = {
        parameter: [name.to(language) for name in several]
        for parameter, several in called(address, names).items()
    }
    scope = forms.scope(address.saved, chosen, told, language)
    if address.view:
        unasked = Answer(address.saved, arguments, UNASKED, [], None, False, 0.0)
        scope += tables.narrowed_by(*tables.narrowed(unasked, address.view))
    return address.saved.title.to(language), scope
