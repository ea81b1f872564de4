"""The groups in which a newcomer is shown what can be asked, tried and done."""

from dataclasses import dataclass
from pathlib import Path

from service.catalog.fields import read_text, read_yaml
from service.errors import Fault
from service.language import Text


@dataclass(frozen=True)
class Group:
    """One group: the name by which headers say that they belong to it, and its title."""

    name: str
    title: Text


def read_groups(path: Path, faults: list[Fault]) -> list[Group]:
    """``groups.yaml``, in its order; what is wrong with it is added to ``faults``."""
    given, report = read_yaml(path, faults)
    groups = []
    for name, one in given.items():
        title = read_text(one)
        if title is None:
            report([str(name)], "needs en and zh", "须有 en 和 zh")
        else:
            groups.append(Group(str(name), title))
    return groups
