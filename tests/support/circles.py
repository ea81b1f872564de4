"""Networks that are hard to settle: circles that gain a hundredth of a day a turn."""

from tests.support.model import Network, as_text
from tests.support.networks import AS_OF, days_from


def enterprise(network: Network, e: str, **values: str) -> None:
    network.enterprises.append({"id": e, "name": e, "surveyed_on": days_from(-5)} | values)


def supplied(network: Network, buyer: str, supplier: str, lead: float, stock: float = 0) -> None:
    """A need of its own for each pair, so that every supplier is the only one of its material."""
    material = f"{supplier}-to-{buyer}"
    network.materials.append({"id": material, "name": material})
    need = {"enterprise": buyer, "material": material, "stock_days": as_text(stock)}
    network.needs.append(need)
    supply = {"supplier": supplier, "material": material, "buyer": buyer}
    network.supplies.append(supply | {"lead_days": as_text(lead)})


def circle(network: Network, name: str, size: int, gain: float) -> None:
    """A circle whose leads exceed its stocks by ``gain`` days in all, though not one by one."""
    for number in range(size):
        enterprise(network, f"{name}{number}")
    for number in range(size):
        lead, stock = (3.0, 2.0) if number % 2 else (2.0, 3.0)
        if number == 0:
            lead += gain + (1 if size % 2 else 0)
        supplied(network, f"{name}{number}", f"{name}{(number + 1) % size}", round(lead, 2), stock)


def creeping(size: int) -> Network:
    """0.01 day a turn would take 36,500 turns to the horizon when raised turn by turn."""
    network = Network(AS_OF)
    circle(network, "c", size, 0.01)
    return network


def with_a_way_out() -> tuple[Network, dict[str, float]]:
    """One outside supplier breaks the circle on the day it delivers; the rest follows from it.

    Also given is when each is ready.
    """
    network = Network(AS_OF)
    circle(network, "c", 6, 0.01)
    enterprise(network, "out", expected_on=days_from(300))
    network.supplies.append(
        {"supplier": "out", "material": "c1-to-c0", "buyer": "c0", "lead_days": "7.5"}
    )
    enterprise(network, "behind")
    supplied(network, "behind", "c3", 1.25)
    first = 300 + 7.5 - 3
    # c5 waits for c0 (3 against 2 of stock), c4 for c5 (2 against 3), and so on round
    ready = {"c0": first, "out": 300.0}
    ready |= dict(
        zip(("c5", "c4", "c3", "c2", "c1"), (305.5, 304.5, 305.5, 304.5, 305.5), strict=True)
    )
    return network, ready | {"behind": ready["c3"] + 1.25}


def entangled() -> Network:
    """Circles that are each other's only alternatives rise together; they settle together too."""
    network = Network(AS_OF)
    for e in ("a", "b", "c", "d"):
        enterprise(network, e)
    enterprise(network, "out", expected_on=days_from(200))
    for buyer, material, lead, stock, suppliers in (
        ("a", "x", 2.01, 3.0, ("b", "c")),
        ("b", "y", 3.0, 2.0, ("a", "d")),
        ("c", "y", 3.0, 2.0, ("a", "d")),
        ("d", "z", 2.01, 3.0, ("b", "c", "out")),
    ):
        network.materials.append({"id": material, "name": material})
        network.needs.append(
            {"enterprise": buyer, "material": material, "stock_days": as_text(stock)}
        )
        for supplier in suppliers:
            network.supplies.append(
                {
                    "supplier": supplier,
                    "material": material,
                    "buyer": buyer,
                    "lead_days": as_text(lead),
                }
            )
    return network
