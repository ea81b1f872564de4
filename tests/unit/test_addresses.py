"""How what addresses ask of is called, without a graph."""

from service.http.addresses import Address, called
from service.language import Text
from service.model.tables import ID_PREFIXES
from tests.support.catalog import read_catalog

WORKER = "张三丰"


def test_workers_are_called_by_their_ids() -> None:
    """A reader of a report need not be one who may see their names."""
    asked = Address(read_catalog()["record-return"], {"workers": "w1,w2", "team": "t1"})
    names = {
        ID_PREFIXES["Worker"] + "w1": Text(WORKER, WORKER),
        ID_PREFIXES["ServiceTeam"] + "t1": Text("first", "一组"),
    }
    assert called(asked, names) == {"team": [Text("first", "一组")]}
