"""Names of the Cixi dataset's illustrative enterprises, recognizably invented."""

from seed.making.materials import MATERIALS
from seed.making.places import PLACES
from seed.making.tables import Enterprise, Network

_NUMERALS = "零一二三四五六七八九十"


def title(text: str) -> str:
    """``text`` with capital initials, capitals inside words kept."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split())


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "")
    return head + (_NUMERALS[ones] if ones else "")


def invent(network: Network, town: str, product: str, side: str, number: int = 0) -> Enterprise:
    """Adds an enterprise of ``town`` (a key of ``PLACES``) with a recognizably invented name."""
    at, material = PLACES[town], MATERIALS[product]
    which = numeral(number) if number else ""
    suffix = f" {number}" if number else ""
    return network.add(
        Enterprise(
            id=f"{town}-{product}" + (f"-{number}" if number else ""),
            name=f"{at.town}示例{material.name}{which}厂（虚构）",
            name_en=f"{at.town_en} Example {title(material.name_en)} Works{suffix} (invented)",
            industry=material.industry,
            district=at.district,
            town=at.town,
            latitude=at.latitude,
            longitude=at.longitude,
            side=side,
        ),
        product,
    )
