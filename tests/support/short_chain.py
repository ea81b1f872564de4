"""Three enterprises in a row, for scenarios."""

from tests.support.model import Network
from tests.support.networks import AS_OF, days_from

CLOSES_A = "closes?enterprises=a"
RESTARTS_C = "restarts?enterprises=c"
PEOPLE = """
MATCH (e:Enterprise)
SET e.headcount = 10, e.anchor = e.id = 'c', e.district = '330282', e.name = e.id + ' 厂'
"""


def network() -> Network:
    """``a`` delivers ``m`` to ``b``, ``b`` delivers ``n`` to ``c``; ``a`` and ``b`` run."""
    made = Network(AS_OF)
    running = {"surveyed_on": days_from(-5), "resumed_on": days_from(-5)}
    made.enterprises = [
        {"id": "a", "name": "a", **running},
        {"id": "b", "name": "b", **running},
        {"id": "c", "name": "c", "surveyed_on": days_from(-5), "expected_on": days_from(3)},
    ]
    made.materials = [{"id": "m", "name": "m"}, {"id": "n", "name": "n"}]
    made.needs = [
        {"enterprise": "b", "material": "m", "stock_days": "2", "essential": "true"},
        {"enterprise": "c", "material": "n", "stock_days": "0", "essential": "true"},
    ]
    made.supplies = [
        {"supplier": "a", "material": "m", "buyer": "b", "lead_days": "1", "share": ""},
        {"supplier": "b", "material": "n", "buyer": "c", "lead_days": "1", "share": ""},
    ]
    return made
