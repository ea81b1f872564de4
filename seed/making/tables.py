"""The Cixi dataset in memory, and writing it as tables."""

import csv
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

AS_OF = datetime.date(2020, 2, 12)
ILLUSTRATIVE = "illustrative"


def day(month: int, of_month: int) -> datetime.date:
    """A date in the year of the dataset."""
    return datetime.date(AS_OF.year, month, of_month)


def days_ago(days: int) -> datetime.date:
    return AS_OF - datetime.timedelta(days=days)


Cell = str | int | float | bool | datetime.date | None

COLUMNS = {
    "enterprises": (
        "id name name_en uscc above_scale anchor industry district town contact phone headcount "
        "on_post surveyed_on filed_on prevention_on resumed_on expected_on closed_on output_rate "
        "recover_days filing_state filing_level applied_on filing_refusal commitment "
        "prevention_plan worker_register latitude longitude source"
    ),
    "materials": "id name name_en unit",
    "makes": "enterprise material daily_capacity",
    "needs": (
        "enterprise material stock_days stock_on essential daily_quantity suppliers_complete"
    ),
    "supplies": "supplier material buyer lead_days share since until source confidence",
    "certificates": "anchor supplier issued_on",
    "workers": "id enterprise name phone home state expected_on batch vehicle place",
    "teams": "id name kind leader phone destination",
    "serves": "team enterprise since",
    "escorts": "team worker",
    "requests": (
        "id enterprise kind material quantity raised_on raised_by due_on level state met_on met_by "
        "brokered_by promised_lead_days promised_gain_days met_gain_days satisfaction team "
        "escalated_to note"
    ),
    "letters": "id enterprise to state number written_on sent_on answered_on text answer",
    "about": "letter enterprise",
}
"""The tables and their columns, in the order they are written."""


@dataclass
class Enterprise:
    """A row of ``enterprises.csv``; the fields after ``source`` only control the generation."""

    id: str
    name: str
    name_en: str
    above_scale: bool | None = False
    anchor: bool = False
    uscc: str | None = None
    industry: str | None = None
    district: str | None = None
    town: str | None = None
    contact: str | None = None
    phone: str | None = None
    headcount: int | None = None
    on_post: int | None = None
    surveyed_on: datetime.date | None = None
    filed_on: datetime.date | None = None
    prevention_on: datetime.date | None = None
    resumed_on: datetime.date | None = None
    expected_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    output_rate: float | None = None
    recover_days: int | None = None
    filing_state: str | None = None
    filing_level: str | None = None
    applied_on: datetime.date | None = None
    filing_refusal: str | None = None
    commitment: bool | None = None
    prevention_plan: bool | None = None
    worker_register: bool | None = None
    latitude: float | None = None
    longitude: float | None = None
    source: str = ILLUSTRATIVE

    side: str = ""
    """Whose supply tree it belongs to: ``G`` Gongniu's, ``X`` Xinhai's, ``B`` both, ``N`` none."""
    needs_known: bool = False
    """Whether its own needs and suppliers are known."""
    by_hand: bool = False
    """Whether its place in the network is set by hand, and nothing may be added to it."""

    @property
    def runs(self) -> bool:
        full = self.output_rate is None or self.output_rate >= 0.8
        return self.closed_on is None and self.resumed_on is not None and full

    @property
    def own_days(self) -> int:
        """Days until it can run, if all its materials are there."""
        if self.runs or self.expected_on is None:
            return 0
        return max(0, (self.expected_on - AS_OF).days)

    @property
    def in_hubei(self) -> bool:
        return (self.district or "").startswith("42")


@dataclass
class Need:
    enterprise: str
    material: str
    stock_days: float | None = None
    stock_on: datetime.date | None = None
    essential: bool | None = None
    daily_quantity: int | None = None
    suppliers_complete: bool | None = None
    by_hand: bool = False


@dataclass
class Supply:
    supplier: str
    material: str
    buyer: str
    lead_days: float | None = None
    share: float | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    source: str = ILLUSTRATIVE
    confidence: float | None = None

    @property
    def in_force(self) -> bool:
        begun = self.since is None or self.since <= AS_OF
        return begun and (self.until is None or self.until >= AS_OF)


@dataclass
class Network:
    """Who makes, needs and supplies what."""

    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    makes: dict[tuple[str, str], int | None] = field(default_factory=dict)
    needs: dict[tuple[str, str], Need] = field(default_factory=dict)
    supplies: list[Supply] = field(default_factory=list)

    def add(self, enterprise: Enterprise, *products: str) -> Enterprise:
        if enterprise.id in self.enterprises:
            raise ValueError(f"two enterprises are called {enterprise.id}")
        self.enterprises[enterprise.id] = enterprise
        for material in products:
            self.makes[enterprise.id, material] = None
        return enterprise

    def set_need(self, need: Need, *supplies: Supply) -> None:
        """Sets ``need`` by hand, with these suppliers and no others."""
        need.by_hand = True
        self.needs[need.enterprise, need.material] = need
        self.supplies.extend(supplies)

    def suppliers(self, buyer: str, material: str) -> list[Supply]:
        return [
            s for s in self.supplies if s.buyer == buyer and s.material == material and s.in_force
        ]


def row(table: str, *values: Cell) -> dict[str, Cell]:
    """A row of a table without a class of its own, values in the order of its columns."""
    return dict(zip(COLUMNS[table].split(), values, strict=True))


def cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def write(folder: Path, table: str, rows: Iterable[object]) -> None:
    """``rows`` (dictionaries or objects with the columns as attributes) as ``table``.csv."""
    columns = COLUMNS[table].split()
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for each in rows:
            values = each if isinstance(each, dict) else vars(each)
            writer.writerow([cell(values[column]) for column in columns])
