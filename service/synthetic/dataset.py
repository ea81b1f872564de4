"""Writing a random network as the tables of a dataset folder."""

import datetime
from pathlib import Path
from typing import cast

import numpy as np

from service.language import Text
from service.progress import Progress
from service.synthetic import text_columns as text
from service.synthetic.circles import add_circles
from service.synthetic.industries import Industries, draw_industries
from service.synthetic.network import Network, draw_network
from service.synthetic.people import People, TableColumns, ids
from service.synthetic.places import IntArray, places
from service.synthetic.statistics import Figure, figures
from service.synthetic.status import (
    NO_DATE,
    UNKNOWN,
    EnterpriseColumns,
    NeedColumns,
    Shock,
    SupplyColumns,
    draw_enterprises,
    draw_needs,
    draw_stopped,
    draw_supplies,
)
from service.synthetic.text_columns import Column

DRAWING_TITLE = Text("Drawing the network", "生成网络")
MEASURING_TITLE = Text("Measuring", "统计")
DRAWING_STEPS = 5

_DESCRIPTION = """\
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


def write_dataset(
    folder: Path,
    count: int,
    rng_seed: int,
    shock: str,
    shock_size: float,
    as_of: datetime.date,
    progress: Progress,
) -> list[Figure]:
    """Draws the network, writes its tables into the empty ``folder`` and returns its statistics."""
    rng = np.random.Generator(np.random.PCG64(rng_seed))
    progress.count(DRAWING_TITLE, 0, DRAWING_STEPS)
    where, sectors = places(count), draw_industries(count, rng)
    network = draw_network(count, where, sectors, rng)
    progress.count(DRAWING_TITLE, 2, DRAWING_STEPS)
    stopped = draw_stopped(network, where, cast(Shock, shock), shock_size, rng)
    network, circular = add_circles(network, stopped, rng)
    enterprise_columns = draw_enterprises(network, where, stopped, rng)
    need_columns, supply_columns = (
        draw_needs(network, circular, rng),
        draw_supplies(network, circular, enterprise_columns, rng),
    )
    progress.count(DRAWING_TITLE, DRAWING_STEPS, DRAWING_STEPS)
    tables = {
        "enterprises": _enterprises(network, sectors, enterprise_columns, as_of),
        "materials": _materials(network, sectors),
        "makes": _makes(network, rng),
        "needs": _needs(network, need_columns),
        "supplies": _supplies(network, supply_columns, as_of),
        **People(network, enterprise_columns, as_of, rng).tables(),
    }
    description = _DESCRIPTION.format(
        enterprises=count, rng_seed=rng_seed, as_of=as_of, shock=shock, shock_size=shock_size
    )
    (folder / "dataset.yaml").write_text(description, encoding="utf-8")
    total = sum(rows for rows, _ in tables.values())
    done = 0

    def report_rows(rows: int) -> None:
        nonlocal done
        done += rows
        progress.count(Text("Writing rows", "写入行"), done, total)

    for name, (rows, columns) in tables.items():
        text.write_table(folder / f"{name}.csv", columns, rows, report_rows)
    return figures(
        network,
        enterprise_columns,
        supply_columns,
        rng,
        lambda d, of: progress.count(MEASURING_TITLE, d, of),
    )


def _enterprise(numbers: IntArray, network: Network, prefix: str = "e") -> Column:
    return ids(prefix, numbers, network.enterprises, 6)


def _material(numbers: IntArray, network: Network, prefix: str = "m") -> Column:
    return ids(prefix, numbers, len(network.material_industry), 4)


def _enterprises(
    network: Network,
    sectors: Industries,
    enterprise_columns: EnterpriseColumns,
    as_of: datetime.date,
) -> TableColumns:
    numbers = np.arange(network.enterprises)
    towns = [f"示例镇{number:02}" for number in range(100)]

    def day(days: IntArray) -> Column:
        return text.date_column(days, as_of, NO_DATE)

    return len(numbers), {
        "id": _enterprise(numbers, network),
        "name": _enterprise(numbers, network, "示例企业 "),
        "name_en": _enterprise(numbers, network, "Example enterprise "),
        "above_scale": text.boolean_column(enterprise_columns.above_scale),
        "anchor": text.boolean_column(enterprise_columns.anchor),
        "industry": text.lookup_column(network.industry, sectors.code),
        "district": text.integer_column(enterprise_columns.district),
        "town": text.lookup_column(enterprise_columns.town, towns),
        "headcount": text.integer_column(enterprise_columns.headcount),
        "on_post": text.integer_column(enterprise_columns.on_post),
        "surveyed_on": day(enterprise_columns.surveyed),
        "filed_on": day(enterprise_columns.filed),
        "prevention_on": day(enterprise_columns.prevention),
        "resumed_on": day(enterprise_columns.resumed),
        "expected_on": day(enterprise_columns.expected),
        "closed_on": day(enterprise_columns.closed),
        "output_rate": text.hundredths_column(enterprise_columns.output_percent),
        "recover_days": text.integer_column(enterprise_columns.recover_days),
        "latitude": text.degrees_column(enterprise_columns.latitude),
        "longitude": text.degrees_column(enterprise_columns.longitude),
    }


def _materials(network: Network, sectors: Industries) -> TableColumns:
    owner = network.material_industry
    numbers = np.arange(len(owner))
    name, name_en = (
        _material(numbers, network, "示例物料 "),
        _material(numbers, network, "Example "),
    )
    of = text.lookup_column(owner, [f"（{name}）" for name in sectors.name])
    of_en = text.lookup_column(owner, [f" ({name})".replace(",", "") for name in sectors.name_en])
    return len(numbers), {
        "id": _material(numbers, network),
        "name": lambda rows: np.hstack((name(rows), of(rows))),
        "name_en": lambda rows: np.hstack((name_en(rows), of_en(rows))),
        "unit": text.lookup_column(numbers % 3, ("件", "吨", "套")),
    }


def _makes(network: Network, rng: np.random.Generator) -> TableColumns:
    count = len(network.make_enterprise)
    size = network.size[network.make_enterprise]
    capacity = np.round(size * 10 ** rng.uniform(1.5, 3.5, count)).astype(np.int64)
    return count, {
        "enterprise": _enterprise(network.make_enterprise, network),
        "material": _material(network.make_material, network),
        "daily_capacity": text.integer_column(np.where(rng.random(count) < 0.6, UNKNOWN, capacity)),
    }


def _needs(network: Network, need_columns: NeedColumns) -> TableColumns:
    return len(network.need_enterprise), {
        "enterprise": _enterprise(network.need_enterprise, network),
        "material": _material(network.need_material, network),
        "stock_days": text.halves_column(need_columns.stock_halves),
        "essential": text.boolean_column(network.need_essential),
        "daily_quantity": text.integer_column(need_columns.daily_quantity),
        "suppliers_complete": text.boolean_column(need_columns.complete),
    }


def _supplies(
    network: Network, supply_columns: SupplyColumns, as_of: datetime.date
) -> TableColumns:
    need = network.supply_need
    return len(need), {
        "supplier": _enterprise(network.supplier, network),
        "material": _material(network.need_material[need], network),
        "buyer": _enterprise(network.buyer, network),
        "lead_days": text.halves_column(supply_columns.lead_halves),
        "share": text.hundredths_column(supply_columns.share),
        "since": text.date_column(supply_columns.since, as_of, NO_DATE),
        "until": text.date_column(supply_columns.until, as_of, NO_DATE),
    }
