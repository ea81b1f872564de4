"""Values offered for parameters, and the nearest of them where an id is unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.answers.answer import Answer
from service.answers.codes import codes_offered
from service.catalog.catalog import SavedQuery
from service.catalog.parameters import Parameter
from service.errors import Fault, NotFound
from service.graph.database import Graph
from service.language import Text
from service.model.privacy import MASK
from service.model.tables import BY_NAME
from service.statements import statement

MAX_SUGGESTIONS = 20

MAX_NEAREST = 5
"""Nearest names given for unknown ids, all together."""

Ask = Callable[[str, Mapping[str, Any]], Answer]
"""Answers a saved query by its name, as ``Knowledge.ask`` does."""


@dataclass(frozen=True)
class Suggestion:
    """A value that a parameter may take, and how people call it."""

    value: str
    label: Text

    @property
    def told(self) -> Text:
        """The value, and how it is called where that is no person's name."""
        if self.label.zh == MASK:
            return Text(self.value, self.value)
        return Text(f"{self.value} ({self.label.en})", f"{self.value} ({self.label.zh})")


def suggest(ask: Ask, query: SavedQuery, parameter: str, text: str) -> list[Suggestion]:
    """Values offered for a parameter of ``query``, given the ``text`` typed so far.

    Raises ``NotFound`` where nothing is offered for it.
    """
    for known in query.parameters:
        if known.name != parameter:
            continue
        if known.suggest:
            return _offered(ask, known.suggest, text)
        if (words := known.named_codes({})) is not None:
            codes = codes_offered(text, words.names, MAX_SUGGESTIONS)
            return [Suggestion(code, words[code]) for code in codes]
    raise NotFound(Text("Nothing is offered for this parameter", "该参数没有候选值"))


def refuse_unknown_ids(
    ask: Ask, graph: Graph, query: SavedQuery, arguments: Mapping[str, Any], *, found: bool
) -> None:
    """Raises ``NotFound`` with all ids that nothing has.

    Where something was ``found`` they are looked for only if several are given: one that nothing
    has would vanish among the others.
    """
    given = [
        (parameter, id)
        for parameter in query.parameters
        if parameter.suggest and parameter.name != "text"
        for id in _listed(arguments[parameter.name])
    ]
    if found and len(given) < 2:
        return
    by_label: dict[str, set[str]] = {}
    for parameter, id in given:
        if label := _label_of(parameter):
            by_label.setdefault(label, set()).add(id)
    missing = {
        (label, row[0])
        for label, ids in by_label.items()
        for row in graph.read(statement("unknown", label=label), {"ids": sorted(ids)}).rows
    }
    unknown = [one for one in given if (_label_of(one[0]), one[1]) in missing]
    if not found:  # a query file of one's own may have its values offered by any query
        others = [one for one in given if not _label_of(one[0])]
        unknown += [one for one in others if not _is_offered(ask, *one)]
    if unknown:
        raise unknown_ids(ask, unknown)


def _listed(value: Any) -> list[str]:
    if isinstance(value, list):
        return list(map(str, value))
    return [] if value is None else [value]


def _label_of(parameter: Parameter) -> str | None:
    table = BY_NAME.get(parameter.suggest or "")
    return table.label if table else None


def _is_offered(ask: Ask, parameter: Parameter, value: str) -> bool:
    return value in {one.value for one in _offered(ask, str(parameter.suggest), value)}


def unknown_ids(ask: Ask, ids: Sequence[tuple[Parameter, str]]) -> NotFound:
    """The refusal of ids that nothing has, all at once, with the nearest that there are.

    ``ask`` as one who sees no person by name: of a refusal nobody knows to whom it named whom.
    """
    most = max(1, MAX_NEAREST // len(ids))
    nearest: dict[Text, None] = {}
    for parameter, value in ids[:MAX_NEAREST]:
        offered: Sequence[Suggestion] = []
        for typed in (value, value[: len(value) // 2], value[:1]):
            if typed and not offered:
                offered = _offered(ask, str(parameter.suggest), typed)
        nearest.update(dict.fromkeys(one.told for one in offered[:most]))
    faults = [
        Fault(
            Text("nothing has this id", "没有这个编号")
            if parameter.type == "array"
            else Text(f"no such {parameter.label.en}", f"没有这个{parameter.label.zh}"),
            parameter.name,
            value,
        )
        for parameter, value in ids
    ]
    several = ", ".join(repr(value[:80]) for _, value in ids[:20])
    text = Text(f"Nothing has the id {several}", f"没有这些编号：{several}")
    if len(ids) == 1 and ids[0][0].type == "string":
        label = ids[0][0].label
        text = Text(f"There is no {label.en.lower()} {several}", f"没有{label.zh} {several}")
    return NotFound(text, faults, nearest=list(nearest))


def _offered(ask: Ask, name: str, text: str) -> list[Suggestion]:
    return offered_by(ask(name, {"text": text}))


def offered_by(answer: Answer) -> list[Suggestion]:
    """The first rows of an answer as values: the id, then the name, or ``name_en``."""
    names = [column.name for column in answer.columns]
    english = names.index("name_en") if "name_en" in names else None
    offered = []
    for row in answer.rows[:MAX_SUGGESTIONS]:
        zh = str(row[1] if len(row) > 1 else row[0])
        en = zh if english is None else str(row[english] or zh)
        offered.append(Suggestion(str(row[0]), Text(en, zh)))
    return offered
