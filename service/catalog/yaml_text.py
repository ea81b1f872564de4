"""YAML with the lines on which its keys stand; read by libyaml, six times faster, where it is."""

from collections.abc import Sequence
from typing import Any

import yaml

YAMLError = yaml.YAMLError

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """The value of a YAML text; raises ``yaml.YAMLError``, see ``reason``."""
    return yaml.load(text, Loader=LOADER)


def reason(error: yaml.YAMLError) -> tuple[int, str]:
    """On which line of the text, from 0, it cannot be read, and why."""
    mark = getattr(error, "problem_mark", None)
    return mark.line if mark else 0, getattr(error, "problem", None) or "?"


def line_of(text: str, path: Sequence[str]) -> int:
    """The line, from 0, of a key by the keys it stands under; of the nearest above it there is."""
    node = yaml.compose(text, Loader=LOADER)
    line = 0
    for key in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next((pair for pair in pairs if pair[0].value == key), None)
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return line
