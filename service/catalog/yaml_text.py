"""YAML with the lines on which its keys stand; read by libyaml, six times faster, where it is."""

from collections.abc import Sequence
from typing import Any

import yaml

YAMLError = yaml.YAMLError

MAX_DEPTH = 20
"""Levels of lists and maps; readers go as deep as the text, and the stack has an end."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """The value of a YAML text; raises ``yaml.YAMLError``, see ``reason``.

    Nothing stands in it twice (anchors and aliases: texts that grow tenfold with each level are
    made of them), nothing lies deeper than ``MAX_DEPTH``.
    """
    _check_shape(text)
    try:
        return yaml.load(text, Loader=LOADER)  # nosec B506
    except (ValueError, OverflowError) as error:  # no such day; more digits than a number may have
        raise yaml.MarkedYAMLError(problem=str(error)) from error


def _check_shape(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.AliasEvent):
            raise _fault("aliases (*) are not read", event)
        if depth > MAX_DEPTH:
            raise _fault("it is nested too deep", event)


def _fault(problem: str, event: Any) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


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
