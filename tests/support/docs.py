"""The README's generated tables: ``python -m tests.readme`` writes them, ``--check`` compares."""

import re
import sys
from collections.abc import Iterable, Iterator

from service.catalog.catalog import SavedQuery, read_catalog
from service.settings import SETTINGS
from tests.support.paths import README


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
        yield f"| `{query.name}` | {query.title.zh} | {about} | `{query.name} {given}` |".replace(
            " ` |", "` |"
        )


def settings() -> Iterator[str]:
    yield "| setting | default | what it does |"
    yield "|---|---|---|"
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else ""
        yield f"| `{setting.name}` | {default} | {setting.about.en} |"


TABLES = {"queries": queries, "what-ifs": what_ifs, "actions": actions, "settings": settings}


def written(text: str) -> str:
    """``text`` with every generated table as it should be."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: generated -->", f"<!-- /{name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
        assert pattern.search(text), f"README.md has no place for the table of {name}"
        lines = "\n".join(table())
        text = pattern.sub(lambda _, new=f"{begin}\n{lines}\n{end}": new, text)
    return text


def main() -> None:
    text = README.read_text(encoding="utf-8")
    new = written(text)
    if "--check" in sys.argv[1:]:
        if new != text:
            sys.exit("README.md's tables are not up to date: make readme")
        return
    README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
