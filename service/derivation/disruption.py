"""Losses: what it costs the others when some enterprises stop, from normal times.

The days lost are the least solution of readiness's equations with all leads 0; the days on which
each stops follow from them. Stocks are not negative, so days lost never grow from supplier to buyer
and days of stopping never fall: taking the largest loss and the soonest stop first settles nearly
every enterprise at once (Knuth, "A generalization of Dijkstra's algorithm", 1977). Only enterprises
that a stop reaches are read or marked, whatever the size of the network.
"""

from service.derivation.fixpoint import Pace
from service.errors import Conflict, Fault
from service.graph.database import Transaction
from service.language import Text
from service.statements import statement

PACE = Pace(turns=20, batch=500)


def derive_losses(transaction: Transaction) -> None:
    """Derives, in the open transaction, who loses how many days by those marked with ``lost``.

    Before: ``lost``, hundredths of a day, on each enterprise that stops of itself; negative where
    it is not known. After, on everyone who loses days: ``lost``; ``stop``, the day on which it
    stops, in hundredths; ``lacks``, the material that it lacks first (not on those marked).

    Raises ``Conflict`` with everyone whose days are not known or who is closed already. It is
    meant for a transaction that is rolled back: its marks are not taken away.
    """
    faults = [_fault(*row) for row in transaction.run(statement("derive/lost-doubts")).rows]
    if faults:
        raise Conflict(Text("These cannot be made to stop", "以下企业无法推演停产"), faults)
    for phase in ("lost", "lost-stop"):
        transaction.run(statement(f"derive/{phase}-start"))
        left = 1
        while left:
            left, _ = transaction.run(statement(f"derive/{phase}"), PACE._asdict()).one()


def _fault(enterprise: str, name: str | None, closed: bool) -> Fault:
    label = name or enterprise
    if closed:
        text = Text(f"{label} is closed down already", f"{label}已关停")
        return Fault(text, "enterprises", enterprise)
    text = Text(
        f"how long {label} would be out is not known: give days",
        f"不知{label}会停产多久：请填停产天数",
    )
    return Fault(text, "days", enterprise)
