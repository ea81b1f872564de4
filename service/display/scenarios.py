"""Scenarios and totals in words: a figure a row, as things stand and as they would be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.answers.scenario import Change
from service.answers.standing import OF_LOSSES, OF_NETWORK, Figures, Totals
from service.display import forms
from service.display.numbers import number
from service.language import Language, Text

LABELS: Mapping[str, Text] = {
    "enterprises": Text("Enterprises in all", "企业总数"),
    "in_flow": Text("in flow", "正常供货"),
    "able": Text("can run today", "今日可复工"),
    "running_short": Text("run, but will lose days", "在产将断料"),
    "waiting": Text("ready later", "稍后可复工"),
    "never": Text("never as things stand", "照此无期"),
    "anchors": Text("Leading enterprises in all", "龙头企业总数"),
    "anchors_late": Text("ready later, or will lose days", "稍后料齐或将断料"),
    "anchors_never": Text("never as things stand", "照此无期"),
    "waiting_days": Text(
        "Days until ready, those ready later together",
        "距料齐天数合计（稍后可复工者）",
    ),
    "lost_days": Text(
        "Days that will be lost, those running together",
        "断料停产天数合计（在产者）",
    ),
    "held_headcount": Text(
        "Headcount of those not ready today, or about to lose days",
        "今日未料齐或将断料企业的员工数",
    ),
    "losing": Text("Enterprises that lose days", "停产企业数"),
    "losing_days": Text("Days lost together", "停产天数合计"),
    "losing_anchors": Text("Leading enterprises among them", "其中龙头企业"),
    "losing_headcount": Text("Headcount of those", "其员工数"),
}

PARTS = ("in_flow", "able", "running_short", "waiting", "never", "anchors_late", "anchors_never")
"""Those that are a part of the figure above them."""

BETTER_MORE = ("in_flow",)
BETTER_FEWER = (
    "never", "anchors_never", "held_headcount",
    "losing", "losing_days", "losing_anchors", "losing_headcount",
)  # fmt: skip
"""Of which more, or fewer, is better in itself. Who leaves one of the others may have become better
or worse, and days together are those of others then."""


@dataclass(frozen=True)
class Then:
    """A figure as it would be, and by how much more or less; ``mark`` is ``better``, ``worse`` or
    blank."""

    text: str
    by: str
    mark: str


@dataclass(frozen=True)
class TotalRow:
    """One figure: as it is, and in each scenario."""

    label: str
    is_part: bool
    now: str
    then: Sequence[Then]


def total_rows(totals: Sequence[Totals], language: Language) -> list[TotalRow]:
    """The figures of one scenario, or of two at one state of the graph."""
    known = totals[0].before
    return [
        TotalRow(
            LABELS[name].to(language),
            name in PARTS,
            number(name, known[name], language),
            [_then(name, one, language) for one in totals],
        )
        for name in _names(known)
    ]


BEFORE_AND_AFTER = Text("Before and after", "推演前后对比")

NOW = Text("Now", "现状")

THEN = Text("Then", "推演后")
"""How a scenario is called that stands alone."""


def scope_of(totals: Sequence[Totals]) -> Text:
    """Of whom the figures are, as the head of their names."""
    if _names(totals[0].before) is OF_NETWORK:
        return Text("Of the whole network", "指标（全网企业）")
    return Text("Of the whole network, from normal times", "指标（全网企业，从正常状态推演）")


def totals_lines(
    totals: Sequence[Totals], names: Sequence[str], language: Language
) -> list[list[str | float]]:
    """The same as a table for files, its head first: a figure a line, as it is, and as it would be
    in each of the scenarios called ``names``, with the difference."""
    known = totals[0].before
    lines: list[list[str | float]] = [[scope_of(totals).to(language), NOW.to(language)]]
    for name in names:
        lines[0] += [name, Text(f"Difference, {name}", f"差（{name}）").to(language)]
    whole, colon = "", Text(": ", "：").to(language)
    for figure in _names(known):
        label = LABELS[figure].to(language)
        if figure in PARTS:  # in a file nothing but its name tells what it is a part of
            label = f"{whole}{colon}{label}"
        else:
            whole = label
        line: list[str | float] = [label, known[figure]]
        for one in totals:
            then = one.after[figure]
            line += [then, round(then - known[figure], 2)]
        lines.append(line)
    return lines


def change_words(
    change: Change, called: forms.Called, language: Language
) -> tuple[str, list[tuple[str, str]]]:
    """What a change is called, and its parameters in words."""
    title = change.what_if.title.to(language)
    return title, forms.scope(change.what_if, change.arguments, called, language)


def _names(figures: Figures) -> Sequence[str]:
    return OF_NETWORK if "enterprises" in figures else OF_LOSSES


def _then(name: str, totals: Totals, language: Language) -> Then:
    difference = round(totals.after[name] - totals.before[name], 2)
    text = number(name, totals.after[name], language)
    if not difference:
        return Then(text, "", "")
    by = number(name, abs(difference), language)
    mark = ""
    if name in BETTER_MORE or name in BETTER_FEWER:
        mark = "better" if (difference > 0) == (name in BETTER_MORE) else "worse"
    return Then(text, f"+{by}" if difference > 0 else f"−{by}", mark)


def place_told(where: str, changes: Sequence[Change], labels: Mapping[str, Text]) -> Text:
    """Where a fault of a scenario is, in words: ``change 2: enterprises``, or the parameter alone;
    ``labels`` are those of parameters by name, where the ``changes`` do not tell their own."""
    found = re.fullmatch(r"change (\d+)(?:: (.*))?", where)
    number, name = found.groups() if found else ("", where)
    if number and int(number) <= len(changes):
        of = changes[int(number) - 1].what_if
        labels = {one.name: one.label for one in of.parameters}
    label = labels.get(name, Text(name, name)) if name else None
    if not number:
        return label or Text(where, where)
    place = Text(f"Change {number}", f"第 {number} 项变动")
    return Text(f"{place.en}, {label.en}", f"{place.zh}，{label.zh}") if label else place
