"""A drawn network as the tables of a dataset folder."""

import datetime
from pathlib import Path
from typing import cast

import numpy as np

from service.language import Text
from service.progress import Progress
from service.synthetic import text_columns as text
from service.synthetic.circles import with_circles
from service.synthetic.industries import Industries, industries
from service.synthetic.network import Network, draw_network
from service.synthetic.places import Ints, places
from service.synthetic.statistics import Figure, figures
from service.synthetic.status import (
    NO_DAY,
    UNKNOWN,
    Enterprises,
    Needs,
    Shock,
    Supplies,
    enterprises,
    hit,
    needs,
    supplies,
)
from service.synthetic.text_columns import Column

DRAWING = Text("Drawing the network", "生成网络")
MEASURING = Text("Measuring", "统计")
STEPS = 5

_ABOUT = """\
id: synthetic-{enterprises}-{rng_seed}
title: 合成供应网络 {enterprises} / Synthetic supply network of {enterprises}
as_of: {as_of}
source: illustrative
licence: CC0-1.0
note: >-
  全部为程序随机生成的示例，不对应任何真实企业、物料或事件；城市位置大致真实，
  区划后两位、乡镇与坐标仅为示意。
  Everything here was drawn at random by tongbu generate and is illustrative: no real enterprise,
  material or event is meant. Cities stand roughly where they are; the last two digits of district
  codes, towns and coordinates are invented.
  tongbu generate --enterprises {enterprises} --rng-seed {rng_seed} --shock {shock}
  --shock-size {shock_size:g}
"""


def make(
    folder: Path,
    count: int,
    rng_seed: int,
    shock: str,
    shock_size: float,
    as_of: datetime.date,
    progress: Progress,
) -> list[Figure]:
    """Draws the network, writes its tables into the empty ``folder``, measures it."""
    rng = np.random.Generator(np.random.PCG64(rng_seed))
    progress.count(DRAWING, 0, STEPS)
    where, sectors = places(count), industries(count, rng)
    network = draw_network(count, where, sectors, rng)
    progress.count(DRAWING, 2, STEPS)
    stopped = hit(network, where, cast(Shock, shock), shock_size, rng)
    network, tight = with_circles(network, stopped, rng)
    standing = enterprises(network, where, stopped, rng)
    needed, supplied = needs(network, tight, rng), supplies(network, tight, standing, rng)
    progress.count(DRAWING, STEPS, STEPS)
    tables = {
        "enterprises": _enterprises(network, sectors, standing, as_of),
        "materials": _materials(network, sectors),
        "makes": _makes(network, rng),
        "needs": _needs(network, needed),
        "supplies": _supplies(network, supplied, as_of),
        **_teams(standing, as_of, rng),
    }
    about = _ABOUT.format(
        enterprises=count, rng_seed=rng_seed, as_of=as_of, shock=shock, shock_size=shock_size
    )
    (folder / "dataset.yaml").write_text(about, encoding="utf-8")
    total = sum(rows for rows, _ in tables.values())
    done = 0

    def wrote(rows: int) -> None:
        nonlocal done
        done += rows
        progress.count(Text("Writing rows", "写入行"), done, total)

    for name, (rows, columns) in tables.items():
        text.write_table(folder / f"{name}.csv", columns, rows, wrote)
    return figures(network, standing, supplied, rng, lambda d, of: progress.count(MEASURING, d, of))


Sized = tuple[int, dict[str, Column]]
"""How many rows, and the columns by name."""


def _ids(before: str, numbers: Ints, count: int, least: int) -> Column:
    return text.numbered(before, numbers + 1, max(least, len(str(count))))


def _enterprise(numbers: Ints, network: Network, before: str = "e") -> Column:
    return _ids(before, numbers, network.enterprises, 6)


def _material(numbers: Ints, network: Network, before: str = "m") -> Column:
    return _ids(before, numbers, len(network.material_industry), 4)


def _enterprises(
    network: Network, sectors: Industries, standing: Enterprises, as_of: datetime.date
) -> Sized:
    numbers = np.arange(network.enterprises)
    towns = [f"示例镇{number:02}" for number in range(100)]

    def day(days: Ints) -> Column:
        return text.dates(days, as_of, NO_DAY)

    return len(numbers), {
        "id": _enterprise(numbers, network),
        "name": _enterprise(numbers, network, "示例企业 "),
        "name_en": _enterprise(numbers, network, "Example enterprise "),
        "above_scale": text.flags(standing.above_scale),
        "anchor": text.flags(standing.anchor),
        "industry": text.looked_up(network.industry, sectors.code),
        "district": text.whole(standing.district),
        "town": text.looked_up(standing.town, towns),
        "headcount": text.whole(standing.headcount),
        "on_post": text.whole(standing.on_post),
        "surveyed_on": day(standing.surveyed),
        "filed_on": day(standing.filed),
        "prevention_on": day(standing.prevention),
        "resumed_on": day(standing.resumed),
        "expected_on": day(standing.expected),
        "closed_on": day(standing.closed),
        "output_rate": text.hundredths(standing.output_percent),
        "recover_days": text.whole(standing.recover_days),
        "latitude": text.degrees(standing.latitude),
        "longitude": text.degrees(standing.longitude),
    }


def _materials(network: Network, sectors: Industries) -> Sized:
    owner = network.material_industry
    numbers = np.arange(len(owner))
    name, name_en = (
        _material(numbers, network, "示例物料 "),
        _material(numbers, network, "Example "),
    )
    of = text.looked_up(owner, [f"（{name}）" for name in sectors.name])
    of_en = text.looked_up(owner, [f" ({name})".replace(",", "") for name in sectors.name_en])
    return len(numbers), {
        "id": _material(numbers, network),
        "name": lambda rows: np.hstack((name(rows), of(rows))),
        "name_en": lambda rows: np.hstack((name_en(rows), of_en(rows))),
        "unit": text.looked_up(numbers % 3, ("件", "吨", "套")),
    }


def _makes(network: Network, rng: np.random.Generator) -> Sized:
    count = len(network.make_enterprise)
    size = network.size[network.make_enterprise]
    capacity = np.round(size * 10 ** rng.uniform(1.5, 3.5, count)).astype(np.int64)
    return count, {
        "enterprise": _enterprise(network.make_enterprise, network),
        "material": _material(network.make_material, network),
        "daily_capacity": text.whole(np.where(rng.random(count) < 0.6, UNKNOWN, capacity)),
    }


def _needs(network: Network, needed: Needs) -> Sized:
    return len(network.need_enterprise), {
        "enterprise": _enterprise(network.need_enterprise, network),
        "material": _material(network.need_material, network),
        "stock_days": text.halves(needed.stock_halves),
        "essential": text.flags(network.need_essential),
        "daily_quantity": text.whole(needed.daily_quantity),
        "suppliers_complete": text.flags(needed.complete),
    }


def _supplies(network: Network, supplied: Supplies, as_of: datetime.date) -> Sized:
    need = network.supply_need
    return len(need), {
        "supplier": _enterprise(network.supplier, network),
        "material": _material(network.need_material[need], network),
        "buyer": _enterprise(network.buyer, network),
        "lead_days": text.halves(supplied.lead_halves),
        "share": text.hundredths(supplied.share),
        "since": text.dates(supplied.since, as_of, NO_DAY),
        "until": text.dates(supplied.until, as_of, NO_DAY),
    }


def _teams(
    standing: Enterprises, as_of: datetime.date, rng: np.random.Generator
) -> dict[str, Sized]:
    """One team for every fifty anchors and stopped above-scale enterprises, two at least."""
    served = np.flatnonzero(standing.anchor | (standing.above_scale & standing.stopped))
    teams = max(2, min(999, len(served) // 50))
    numbers = np.arange(teams)
    since = -rng.integers(1, 30, len(served))
    return {
        "teams": (
            teams,
            {
                "id": _ids("team-", numbers, teams, 3),
                "name": _ids("示例专班 ", numbers, teams, 3),
                "kind": text.looked_up(np.zeros(teams, np.int64), ("service_team",)),
            },
        ),
        "serves": (
            len(served),
            {
                "team": _ids("team-", rng.integers(0, teams, len(served)), teams, 3),
                "enterprise": _ids("e", served, len(standing.anchor), 6),
                "since": text.dates(since, as_of, NO_DAY),
            },
        ),
    }
