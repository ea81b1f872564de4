"""The generated parts of README and docs: ``python -m tests.support.docs`` writes them,
``--check`` compares.

A part stands between ``<!-- name: generated -->`` and ``<!-- /name -->``; ``PARTS`` names what
makes each.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tests.support.generated import PARTS
from tests.support.paths import DOCS, README

Part = Callable[[], Iterable[str]]

PAGES = (README, *sorted(DOCS.glob("*.md")))

BEGIN = re.compile(r"<!-- ([a-z-]+): generated -->")


def places(text: str) -> list[str]:
    """The names of the generated parts in ``text``."""
    return BEGIN.findall(text)


def written(text: str, parts: Mapping[str, Part] = PARTS) -> str:
    """``text`` with every generated part as it should be; ``KeyError`` for one nobody makes."""
    for name in places(text):
        begin, end = f"<!-- {name}: generated -->", f"<!-- /{name} -->"
        lines = "\n".join(line.rstrip() for line in parts[name]())
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
        text = pattern.sub(lambda _, new=f"{begin}\n{lines}\n{end}": new, text)
    return text


def outdated() -> Iterator[tuple[Path, str]]:
    """The pages that are not as they should be, each with its text as it should be."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if (new := written(text)) != text:
            yield page, new


def write() -> None:
    """Brings every page up to date."""
    for page, new in outdated():
        page.write_text(new, encoding="utf-8")


def main() -> None:
    if "--check" not in sys.argv[1:]:
        write()
    elif names := [page.name for page, _ in outdated()]:
        sys.exit(f"not up to date: {', '.join(names)}; make docs writes what is generated")


if __name__ == "__main__":
    main()
