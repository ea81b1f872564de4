"""Makes the Cixi dataset, reproducible byte for byte: ``python -m seed.make_cixi [FOLDER]``.

In ``seed.making`` the reported facts come from ``reported``, the cases set by hand from ``cases``,
and the rest from a generator with a fixed seed, sized so that the trees of supporting enterprises
have the reported 443 and 124 members. Only the standard library is used.
"""

import sys
from pathlib import Path
from random import Random

from seed.making import cases, days, filing, letters, people, reported
from seed.making import network as bulk
from seed.making.materials import MATERIALS
from seed.making.tables import AS_OF, Network, row, write

FOLDER = Path(__file__).parent / "cixi"

_DESCRIPTION = f"""\
id: cixi-2020-02-12
title: 慈溪四同步 / Cixi four-sync
as_of: {AS_OF}
source: {reported.REPORT}; all else illustrative
licence: Apache-2.0
note: >-
  行来源为报道的内容见诸报道；来源为 illustrative 的行均为虚构示例，虚构企业名称带“（虚构）”，
  无统一社会信用代码。物料、用料、库存、交货天数、份额、备案进度、配套证明、员工、专班、服务、护送、需求与协调函表均为示意；
  行业与区划代码为归类。16 支用工保障小分队见诸报道，其名称、去向与领队为虚构。
  Rows whose source is the report are reported; rows whose source is illustrative are invented
  examples, named as such and without a credit code. Materials, needs, stocks, lead days, shares,
  filings, certificates, workers, teams, services, escorts, requests and letters are
  illustrative throughout; codes of industry and district classify. That there were 16 labour
  squads is reported; their names, destinations and leaders are invented.
"""


def make(folder: Path) -> dict[str, int]:
    """Writes the dataset into ``folder`` and returns the number of rows by table."""
    rng = Random(20200212)  # nosec B311
    network = Network()
    reported.add_reported(network)
    cases.add_cases(network)
    bulk.fill(network, rng)
    days.add_steps(network, rng)
    days.add_stocks(network, rng)
    days.add_special_rows(network, rng)
    filing.add_filings(network)
    tables: dict[str, list[object]] = {
        "enterprises": list(network.enterprises.values()),
        "materials": [
            row("materials", m.id, m.name, m.name_en, m.unit) for m in MATERIALS.values()
        ],
        "makes": [row("makes", *pair, capacity) for pair, capacity in network.makes.items()],
        "needs": list(network.needs.values()),
        "supplies": list(network.supplies),
        "certificates": [*filing.certificates(network)],
    }
    tables |= people.tables(network, rng)
    written, about = letters.letters(network)
    tables |= {"letters": [*written], "about": [*about]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.yaml").write_text(_DESCRIPTION, encoding="utf-8")
    for table, rows in tables.items():
        write(folder, table, rows)
    return {table: len(rows) for table, rows in tables.items()}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for table, count in make(folder).items():
        print(f"{count:6} {table}")


if __name__ == "__main__":
    main()
