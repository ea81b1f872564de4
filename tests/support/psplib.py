"""Projects in the format of PSPLIB's single-mode files (``.sm``), as networks.

A job is an enterprise that makes a material of its own and needs those of the jobs before it; what
it takes is the lead of what it makes. So the cumulative lead time of the last job is the length of
the project, which each file publishes as its ``MPM-Time``. (Kolisch and Sprecher, "PSPLIB - a
project scheduling problem library", European Journal of Operational Research 96, 1997.)
"""

import re
from dataclasses import dataclass

from service.equations.readiness import in_hundredths
from service.equations.solution import solve
from tests.support.columns import columns
from tests.support.model import Network
from tests.support.networks import AS_OF


@dataclass(frozen=True)
class Project:
    """``durations`` and ``successors`` by job; ``length``: as published."""

    durations: dict[int, int]
    successors: dict[int, list[int]]
    length: int


def read_project(text: str) -> Project:
    """Reads one file. Raises ``ValueError`` where a part is missing."""
    length = _rows(text, "PROJECT INFORMATION")[0][5]
    successors = {row[0]: row[3:] for row in _rows(text, "PRECEDENCE RELATIONS")}
    durations = {row[0]: row[2] for row in _rows(text, "REQUESTS/DURATIONS")}
    if durations.keys() != successors.keys():
        raise ValueError("durations and precedence relations are of different jobs")
    return Project(durations, successors, length)


def _rows(text: str, part: str) -> list[list[int]]:
    """The lines of numbers of one part."""
    found = re.search(rf"^{part}:.*\n((?:(?!\*\*).*\n?)*)", text, re.M)
    lines = found[1].splitlines() if found else []
    rows = [list(map(int, line.split())) for line in lines if re.fullmatch(r"[\s\d]*\d\s*", line)]
    if not rows:
        raise ValueError(f"no {part}")
    return rows


def network_of(project: Project) -> Network:
    """The project's jobs as enterprises."""
    network = Network(AS_OF)
    for job in project.durations:
        network.enterprises.append({"id": f"j{job:04}", "name": str(job)})
        network.materials.append({"id": f"m{job:04}", "name": str(job)})
    for job, after in project.successors.items():
        for buyer in after:
            network.supplies.append(
                {
                    "supplier": f"j{job:04}",
                    "material": f"m{job:04}",
                    "buyer": f"j{buyer:04}",
                    "lead_days": str(project.durations[job]),
                }
            )
    return network


def lead_time(project: Project) -> float:
    """The cumulative lead time of the last job and what it takes itself, in days."""
    facts, ids, _ = columns(network_of(project))
    last = max(project.durations)
    days = in_hundredths(solve(facts).lead_at)[ids.index(f"j{last:04}")] / 100
    return float(days) + project.durations[last]
