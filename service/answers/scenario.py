"""Scenarios: several what-ifs as one, as people write them and as they are kept.

A change is written as the address of its what-if, ``closes?enterprises=yuelong,jintian``, or in
JSON as ``{"what_if": "closes", "parameters": {"enterprises": ["yuelong", "jintian"]}}``; either way
it is validated by the header of the what-if, so that any of them can be part of a scenario.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from service.catalog.arguments import by_name
from service.catalog.catalog import WHAT_IF, Catalog, SavedQuery
from service.errors import Fault, InvalidParameter, NotFound, Refusal
from service.language import Text
from service.serialization import to_cell

MAX_CHANGES = 20
"""Changes of one scenario."""

MAX_CHANGE_LENGTH = 2000
"""Characters of one change as it is written."""


@dataclass(frozen=True)
class Change:
    """One what-if of a scenario with values for all of its parameters."""

    what_if: SavedQuery
    arguments: Mapping[str, Any]

    @property
    def stated(self) -> dict[str, Any]:
        """The arguments that are given: blank ones need not be written."""
        return {name: value for name, value in self.arguments.items() if value not in (None, [])}

    @property
    def written(self) -> str:
        """The change as the address of its what-if."""
        given = {
            name: ",".join(map(str, value)) if isinstance(value, list) else _text(value)
            for name, value in self.stated.items()
        }
        return f"{self.what_if.name}?{urlencode(given, safe=',', quote_via=quote)}"

    @property
    def record(self) -> dict[str, Any]:
        """The change as JSON says it."""
        return {"what_if": self.what_if.name, "parameters": self.stated}


def read_written(catalog: Catalog, texts: Sequence[str]) -> list[Change]:
    """The changes that are written as addresses.

    Raises ``InvalidParameter`` with the faults of all of them; each tells its change by number.
    """

    def read(text: str) -> Change:
        if len(text) > MAX_CHANGE_LENGTH:
            raise _wrong(
                f"at most {MAX_CHANGE_LENGTH} characters", f"至多 {MAX_CHANGE_LENGTH} 个字符"
            )
        name, _, query = text.strip().partition("?")
        what_if = catalog.of_kind(WHAT_IF, name.rpartition("/")[2])
        return Change(what_if, what_if.arguments(by_name(parse_qsl(query))))

    return _read_all(texts, read)


def read_records(catalog: Catalog, records: Any) -> list[Change]:
    """The changes that JSON says; raises as ``read_written``, also for another form of JSON."""

    def read(record: Any) -> Change:
        parameters = record.get("parameters", {}) if isinstance(record, dict) else None
        if not isinstance(parameters, dict) or set(record) - {"what_if", "parameters"}:
            raise _wrong(
                "an object of what_if and parameters is expected",
                "应为含 what_if 与 parameters 的对象",
            )
        what_if = catalog.of_kind(WHAT_IF, str(record.get("what_if", "")))
        return Change(what_if, what_if.arguments(parameters, typed=True))

    if not isinstance(records, list):
        raise InvalidParameter(
            Text("The changes cannot be read", "无法读取变动"),
            [Fault(Text("a list of changes is expected", "应为变动的列表"), "changes")],
        )
    return _read_all(records, read)


def numbered(number: int, fault: Fault) -> Fault:
    """A fault of a change, told with the place of the change in its scenario."""
    where = f"change {number}"
    return replace(fault, where=f"{where}: {fault.where}" if fault.where else where)


def _read_all(given: Sequence[Any], read: Callable[[Any], Change]) -> list[Change]:
    faults: list[Fault] = []
    changes = []
    if not given:
        faults.append(Fault(Text("at least one change is expected", "至少应有一项变动"), "change"))
    if len(given) > MAX_CHANGES:
        text = Text(
            f"at most {MAX_CHANGES} changes are expected, {len(given)} are given",
            f"至多 {MAX_CHANGES} 项变动，给出了 {len(given)} 项",
        )
        faults.append(Fault(text, "change"))
    for number, one in enumerate(given[:MAX_CHANGES], 1):
        try:
            changes.append(read(one))
        except (InvalidParameter, NotFound) as refusal:
            faults += [numbered(number, fault) for fault in _faults(refusal)]
    if faults:
        raise InvalidParameter(Text("The scenario has faults", "方案有误"), faults)
    return changes


def _faults(refusal: Refusal) -> Sequence[Fault]:
    """The faults of one change; of an unknown what-if the nearest names."""
    if refusal.faults:
        return refusal.faults
    en, zh = refusal.detail
    if isinstance(refusal, NotFound) and refusal.nearest:
        en += f"; nearest: {', '.join(one.en for one in refusal.nearest)}"
        zh += f"；最接近：{'、'.join(one.zh for one in refusal.nearest)}"
    return [Fault(Text(en, zh))]


def _wrong(en: str, zh: str) -> InvalidParameter:
    text = Text(en, zh)
    return InvalidParameter(text, [Fault(text)])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(to_cell(value))
