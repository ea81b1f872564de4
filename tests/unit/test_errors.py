"""The tree of refusals in the docstring of ``service.errors`` is the tree of its classes."""

import re

from service import errors
from service.errors import Refusal


def tree(kind: type[Refusal], depth: int = 0) -> list[tuple[int, str, int]]:
    """Depth, name and status of every class below ``kind``, as they stand in the module."""
    found = []
    for below in kind.__subclasses__():
        found += [(depth, below.__name__, below.status), *tree(below, depth + 1)]
    return found


def test_the_docstring_shows_the_classes() -> None:
    shown = re.findall(r"^((?:│   )*)[├└]── (\w+) +(\d{3})  \w", errors.__doc__ or "", re.M)
    assert [(len(depth) // 4, name, int(status)) for depth, name, status in shown] == tree(Refusal)


def test_slugs_are_unique() -> None:
    slugs = {}
    for _, name, _ in tree(Refusal):
        slugs.setdefault(getattr(errors, name).slug, []).append(name)
    assert [names for names in slugs.values() if len(names) > 1] == []
