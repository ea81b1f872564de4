"""A dataset of enterprises in a chain, each supplying the next."""

from itertools import pairwise
from pathlib import Path

from tests.support.datasets import write


def chain(folder: Path, length: int, *, headcount: int) -> Path:
    """Enterprises ``e0`` to ``e<length - 1>`` with so many staff each, as a folder of tables."""
    ids = [f"e{number}" for number in range(length)]
    return write(
        folder,
        {
            "enterprises": [
                ("id", "name", "headcount"), *((id, f"企业{id[1:]}", str(headcount)) for id in ids)
            ],
            "materials": [("id", "name"), ("m", "物料")],
            "supplies": [
                ("supplier", "material", "buyer", "lead_days"),
                *((one, "m", other, "2") for one, other in pairwise(ids)),
            ],
        },
    )  # fmt: skip
