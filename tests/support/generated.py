"""What makes the generated parts of README and docs: tables out of the code, line by line."""

import re
from collections.abc import Callable, Iterable, Iterator

import click

from service import errors
from service.access.roles import ABOUT, ROLES, SCOPES, Capability
from service.catalog.catalog import SavedQuery
from service.catalog.header_keys import COLUMN, HEADER, PARAMETER, Key
from service.cli.main import main as tongbu
from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.tables.templates import explained_tables
from service.language import Text
from service.model.derived import DERIVED
from service.variables import SETTINGS
from tests.support.catalog import read_catalog
from tests.support.list_cases import CASES


def queries() -> Iterator[str]:
    yield "| query | 查询 | what it answers | example |"
    yield from _asked(read_catalog())


def what_ifs() -> Iterator[str]:
    yield "| what-if | 推演 | what it answers | example |"
    yield from _asked(read_catalog().what_ifs)


def actions() -> Iterator[str]:
    yield "| action | 登记 | what it does | example |"
    yield from _asked(read_catalog().actions)


def _asked(saved: Iterable[SavedQuery]) -> Iterator[str]:
    yield "|---|---|---|---|"
    for query in saved:
        given = " ".join(
            f"{name}={','.join(value) if isinstance(value, list) else value}"
            for name, value in query.example.items()
        )
        about = " ".join(query.about.en.split())
        example = f"{query.name} {given}".strip()
        yield f"| `{query.name}` | {query.title.zh} | {about} | `{example}` |"


def settings() -> Iterator[str]:
    yield "| setting | default | what it does | 说明 |"
    yield "|---|---|---|---|"
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else ""
        yield f"| `{setting.name}` | {default} | {setting.about.en} | {setting.about.zh} |"


def commands() -> Iterator[str]:
    yield "| command | 说明 | what it does |"
    yield "|---|---|---|"
    context = click.Context(tongbu)
    for name in tongbu.list_commands(context):
        command = tongbu.get_command(context, name)
        assert command and command.help
        options = [one.opts[0] for one in command.params if isinstance(one, click.Option)]
        given = [
            one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)
        ]
        call = " ".join([name, *given, *(f"[{one}]" for one in options)])
        zh, en = _both(command.help)
        yield f"| `{_cell(call)}` | {_cell(zh)} | {_cell(en)} |"


def _both(text: str) -> tuple[str, str]:
    """The Chinese and the English part of a help text, which are split as ``bilingual`` joins."""
    parts = re.fullmatch(r"(.*?[。…）]) ([A-Z][^一-鿿]*)", " ".join(text.split()))
    assert parts, text
    return parts[1], parts[2]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def first_day_list() -> Iterator[str]:
    yield "| header | 表头 | also known as | what it holds | 说明 |"
    yield "|---|---|---|---|---|"
    for column in LIST_COLUMNS:
        mark = " \\*" if column.required else ""
        others = ", ".join(column.headers)
        yield (
            f"| {column.label.en}{mark} | {column.label.zh}{mark} | {others}"
            f" | {column.about.en} | {column.about.zh} |"
        )


def list_cases() -> Iterator[str]:
    yield "| file | it has | outcome | 特点 | 结果 |"
    yield "|---|---|---|---|---|"
    for case in CASES:
        has, outcome = case.has, case.outcome
        cells = (case.file, has.en, outcome.en, has.zh, outcome.zh)
        yield f"| {' | '.join(map(_cell, cells))} |"


def tables() -> Iterator[str]:
    yield from explained_tables("###")[:-1]


def refusals() -> Iterator[str]:
    yield "| status | `type` | title | 标题 |"
    yield "|---|---|---|---|"
    found = [one for one in vars(errors).values() if isinstance(one, type)]
    kinds = [one for one in found if issubclass(one, errors.Refusal) and one is not errors.Refusal]
    for kind in sorted(kinds, key=lambda one: (one.status, one.slug)):
        yield f"| {kind.status} | `urn:tongbu:{kind.slug}` | {kind.title.en} | {kind.title.zh} |"


def hostile() -> Iterator[str]:
    from tests.support.hostile import figures

    yield from figures.table()


def bench() -> Iterator[str]:
    from tests.bench import report  # it draws, and then has all pages written from here

    yield from report.tables(report.read_figures())


def faults() -> Iterator[str]:
    from tests.faults import report  # it has all pages written from here

    yield from report.tables()


def derived_properties() -> Iterator[str]:
    yield "| where | property | type | meaning | 含义 |"
    yield "|---|---|---|---|---|"
    before = ""
    for one in DERIVED:
        owner = f"`{one.owner}`" if one.owner != before else ""
        before = one.owner
        name = f"`{one.name}`" + (" (internal)" if one.internal else "")
        yield f"| {owner} | {name} | {one.kind} | {one.about.en} | {one.about.zh} |"


def header_keys() -> Iterator[str]:
    yield "| key | needed | otherwise | what it says | 说明 |"
    yield from _keys(HEADER)


def parameter_keys() -> Iterator[str]:
    yield "| key | needed | otherwise | what it says | 说明 |"
    yield from _keys(PARAMETER)


def column_keys() -> Iterator[str]:
    yield "| key | needed | otherwise | what it says | 说明 |"
    yield from _keys(COLUMN)


def _keys(keys: Iterable[Key]) -> Iterator[str]:
    yield "|---|---|---|---|---|"
    for key in keys:
        needed = "yes" if key.required == key.kinds else " and ".join(key.required)
        only = "" if key.kinds == HEADER[0].kinds else f" (only: {', '.join(key.kinds)})"
        default = "" if needed == "yes" else key.default.en
        yield f"| `{key.name}` | {needed} | {default} | {key.about.en}{only} | {key.about.zh} |"


def roles() -> Iterator[str]:
    every = list(ROLES.values())
    yield "| | | " + " | ".join(f"`{role.name}` {role.title.zh}" for role in every) + " |"
    yield "|---|---|" + "---|" * len(every)
    for capability in Capability:
        about = ABOUT[capability]
        may = [
            ""
            if capability not in role.capabilities
            else OWN.en
            if role.own_only and capability in (Capability.NOTE, Capability.RECORD)
            else "yes"
            for role in every
        ]
        yield f"| {about.en} | {about.zh} | {' | '.join(may)} |"
    seen = [{"nobody": "", "own": OWN.en, "everybody": "yes"}[role.persons] for role in every]
    yield f"| see names and numbers of persons | 查看个人姓名与电话 | {' | '.join(seen)} |"


OWN = Text("its own", "本专班")


def scopes() -> Iterator[str]:
    yield "| scope | what a token may of what its user may | 说明 |"
    yield "|---|---|---|"
    for name, about in SCOPES.items():
        yield f"| `{name}` | {about.en} | {about.zh} |"


def groups() -> Iterator[str]:
    yield "| group | title | 标题 |"
    yield "|---|---|---|"
    for group in read_catalog().groups:
        yield f"| `{group.name}` | {group.title.en} | {group.title.zh} |"


PARTS: dict[str, Callable[[], Iterable[str]]] = {
    "queries": queries,
    "what-ifs": what_ifs,
    "actions": actions,
    "settings": settings,
    "commands": commands,
    "derived": derived_properties,
    "groups": groups,
    "roles": roles,
    "scopes": scopes,
    "header": header_keys,
    "parameter-keys": parameter_keys,
    "column-keys": column_keys,
    "first-day-list": first_day_list,
    "list-cases": list_cases,
    "tables": tables,
    "refusals": refusals,
    "bench": bench,
    "hostile": hostile,
    "faults": faults,
}
