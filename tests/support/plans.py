"""Plans of statements, and what in them has no bound."""

import re
from collections.abc import Iterator

from service.graph.values import Plan


def details(plan: Plan) -> str:
    return str(plan.arguments.get("Details", ""))


def unbounded(plan: Plan) -> Iterator[str]:
    """The operators that may follow paths without a bound, one by one."""
    for operator in plan.walk():
        text = details(operator)
        if operator.operator.startswith("VarLengthExpand"):
            bound = re.search(r"\*\d*\.\.(\d+)", text)
            literal = bound is not None and int(bound[1]) <= 12
            if "Pruning" not in operator.operator and not literal:
                yield f"{operator.operator} {text}"
        elif operator.operator.startswith("Repeat") and re.search(r"\{\d*, (\*|)\}", text):
            yield f"{operator.operator} {text}"
