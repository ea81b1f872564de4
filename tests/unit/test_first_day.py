"""The one sheet a bureau has on its first day."""

import datetime
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from service.answers import look_alikes
from service.dataset.check import check_folder, read
from service.dataset.first_day.identity import AmbiguousName, KnownEntities, id_of
from service.dataset.first_day.reader import read_spreadsheet
from service.dataset.first_day.similar_names import similar_pairs
from service.dataset.tables.folder import Dataset
from service.dataset.tables.parse import ABSENT, Assumed, check_character
from service.errors import Fault, NotFound
from service.graph.database import Graph
from tests.support.lists import AS_OF, CODE, ROWS, book, text


def read_good(path: Path, graph: Graph | None = None) -> Dataset:
    dataset, faults = read(path, graph, as_of=AS_OF)
    assert faults == []
    return dataset


def table(dataset: Dataset, name: str) -> list[dict[str, Any]]:
    input_table = dataset.table(name)
    rows = zip(*input_table.encoded, strict=True)
    return [dict(zip(input_table.header, row, strict=True)) for row in rows]


def faults_of(path: Path) -> list[Fault]:
    return check_folder(path, as_of=AS_OF)


def test_the_sheet_becomes_the_tables(tmp_path: Path) -> None:
    dataset = read_good(book(tmp_path / "名单.xlsx", ROWS))
    assert (dataset.id, dataset.title, dataset.as_of) == ("名单", "名单", AS_OF)
    yuelong, gongniu, jintian, xinhai = table(dataset, "enterprises")
    assert yuelong == {
        "id": CODE, "name": "跃隆五金", "anchor": ABSENT, "uscc": CODE,
        "resumed_on": Assumed(AS_OF), "phone": "1；3", "note": "缺铜",
    }  # fmt: skip
    assert gongniu["id"] == "公牛集团" and gongniu["anchor"] is True
    assert gongniu["phone"] is ABSENT and gongniu["resumed_on"] is ABSENT
    assert jintian["resumed_on"] is None and jintian["id"] == "金田铜业"
    assert xinhai["anchor"] is True
    assert [material["name"] for material in table(dataset, "materials")] == [
        "插头支架", "由金田铜业供应，物料未注明", "由跃隆五金供应，物料未注明",
    ]  # fmt: skip
    own = f"supplied-by-{CODE}"
    assert table(dataset, "supplies") == [
        {"supplier": CODE, "material": "插头支架", "buyer": "公牛集团", "note": "缺铜"},
        {
            "supplier": "金田铜业", "material": "supplied-by-金田铜业", "buyer": "公牛集团",
            "note": None,
        },
        {"supplier": CODE, "material": own, "buyer": "新海集团", "note": None},
    ]  # fmt: skip
    assert "1 enterprises have resumed without a date" in dataset.notices[0].en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_excel_writes(tmp_path: Path, encoding: str) -> None:
    workbook = read_good(book(tmp_path / "a.xlsx", ROWS))
    sheet = read_good(text(tmp_path / "a.csv", ROWS, encoding))
    for name in ("enterprises", "materials", "supplies"):
        assert table(sheet, name) == table(workbook, name)


def test_english_headers_in_any_order_and_unknown_columns_kept(tmp_path: Path) -> None:
    rows = [
        ("Lead time in days", "Weather", "Anchor", "Supporting enterprise", "District"),
        ("2", "fine", "Gongniu Group", "Yuelong (Cixi)", "慈溪市"),
        ("", "", "Gongniu Group", "Jintian", "330282"),
    ]
    dataset = read_good(text(tmp_path / "list.csv", rows))
    yuelong = table(dataset, "enterprises")[0]
    assert yuelong["note"] == "Weather：fine；District：慈溪市" and yuelong["district"] is None
    assert yuelong["id"].startswith("Yuelong-Cixi-")
    assert table(dataset, "supplies")[0]["lead_days"] == 2.0
    assert dataset.notices[0].en == "Columns kept as notes: Weather"


def test_what_people_write_is_understood(tmp_path: Path) -> None:
    rows = [
        ("慈溪市配套企业名单",),
        (),
        (
            "龙头企业 ", "*配套企业", "复工日期", "预计复工日期", "复产率", "员工数", "到岗数",
            "库存天数",
        ),
        ("公牛", "甲", datetime.datetime(2020, 2, 3), "2020年2月20日", "80%", "1,200人", 30, "3天"),
        (None, "乙", "2020/2/3", "2020.2.20", 0.3, 12.0, "12 人", 0.1 + 0.2),
    ]  # fmt: skip
    dataset = read_good(book(tmp_path / "a.xlsx", rows, merge="A4:A5"))
    first, _, second = table(dataset, "enterprises")
    told = ("resumed_on", "expected_on", "output_rate", "headcount", "on_post")
    day, later = datetime.date(2020, 2, 3), datetime.date(2020, 2, 20)
    assert [first[name] for name in told] == [day, later, 0.8, 1200, 30]
    assert [second[name] for name in told] == [day, later, 0.3, 12, 12]
    assert [need["stock_days"] for need in table(dataset, "needs")] == [3.0, 0.3]
    assert {need["enterprise"] for need in table(dataset, "needs")} == {"公牛"}


def test_all_faults_at_once_with_the_lists_own_headers(tmp_path: Path) -> None:
    rows = [
        ("龙头企业", "配套企业", "是否复工", "复工日期", "复产率", "交货天数", "统一社会信用代码"),
        ("公牛", "", "", "", "", "", ""),
        ("公牛", "甲", "也许", "2020-02-13", "八十", "1-2", CODE[:-1] + "B"),
        ("公牛", "公牛", "", "", "", "", ""),
        ("公牛", "乙", "否", "2020-02-10", "0.5", "1", CODE),
        ("新海", "乙", "", "", "0.6", "2", ""),
        ("新海", "丙", "", "", "", "", CODE),
    ]
    faults = faults_of(text(tmp_path / "a.csv", rows))
    assert [fault.where for fault in faults] == [
        "a.csv:2:配套企业",
        "a.csv:3:是否复工",
        "a.csv:3:复产率",
        "a.csv:3:交货天数",
        "a.csv:3:统一社会信用代码",
        "a.csv:3:复工日期",
        "a.csv:4:龙头企业",
        "a.csv:5:复工日期",
        "a.csv:6:复产率",
        "a.csv:7:配套企业",
    ]
    assert "line 5" in faults[-1].text.en and faults[-1].value == "丙"


def test_the_same_name_with_two_codes_and_a_column_twice(tmp_path: Path) -> None:
    other = "91330282144738512"[:-1] + "3"
    rows = [
        ("龙头企业", "配套企业", "信用代码"),
        ("公牛", "甲", CODE),
        ("公牛", "甲", other + check_character(other)),
    ]
    assert [f.where for f in faults_of(text(tmp_path / "a.csv", rows))] == ["a.csv:3:信用代码"]
    for one, other in (("复产率", "产能恢复率"), ("电话", "* 电话"), ("天气", "天气")):
        twice = [("龙头企业", "配套企业", one, other), ("公牛", "甲", "1", "1")]
        assert [f.where for f in faults_of(text(tmp_path / "b.csv", twice))] == ["b.csv:1"]


def test_contacts_and_telephones_under_several_names_are_joined(tmp_path: Path) -> None:
    rows = [
        ("龙头企业", "配套企业", "联系人", "联系方式", "负责人", "手机号码", "法人"),
        ("公牛", "甲", "张三", "1", "李四", "2", "张三"),
        ("新海", "甲", "李四", "", "王五", "2", ""),
        ("公牛", "乙", "", "3", "", "", "赵六"),
    ]
    dataset = read_good(text(tmp_path / "a.csv", rows))
    told = {row["name"]: (row["contact"], row["phone"]) for row in table(dataset, "enterprises")}
    assert told["甲"] == ("张三；李四；王五", "1；2") and told["乙"] == ("赵六", "3")
    assert dataset.notices == []
    for header in ("企业负责人", "法定代表人", "手机号", "联系人电话", "联系电话", "手机"):
        rows = [("龙头企业", "配套企业", header), ("公牛", "甲", "9")]
        read = table(read_good(text(tmp_path / "b.csv", rows)), "enterprises")
        assert "9" in [row.get("contact", row.get("phone")) for row in read]


def test_a_list_that_cannot_be_read_is_not_called_a_bad_workbook(tmp_path: Path) -> None:
    for name in ("folder.xlsx", "folder.csv"):
        (tmp_path / name).mkdir()
        with pytest.raises(OSError):
            read_spreadsheet(tmp_path / name, None, [])


def test_a_list_without_the_two_columns_or_unreadable(tmp_path: Path) -> None:
    (fault,) = faults_of(text(tmp_path / "a.csv", [("龙头企业", "名称"), ("公牛", "甲")]))
    assert fault.where == "a.csv:1:配套企业"
    (tmp_path / "b.xlsx").write_bytes(b"not a workbook")
    assert [f.where for f in faults_of(tmp_path / "b.xlsx")] == ["b.xlsx"]
    assert [f.where for f in faults_of(text(tmp_path / "c.csv", []))] == [
        "c.csv:1:龙头企业", "c.csv:1:配套企业",
    ]  # fmt: skip
    for name in ("list.xls", "list.doc"):
        with pytest.raises(NotFound):
            faults_of(tmp_path / name)


def test_ids_of_names() -> None:
    assert id_of("公牛集团") == "公牛集团"
    assert id_of("公牛(集团)") != id_of("公牛（集团）")
    assert id_of("公牛(集团)").startswith("公牛-集团-")
    assert len(id_of("长" * 300)) < 80


def test_who_a_name_is() -> None:
    known = KnownEntities(
        {"g": "公牛", "y": "跃隆", "a": "同名", "b": "同名", "旧": "新"}, {"y": CODE}
    )
    assert known.identify("公牛") == "g"
    assert known.identify("公牛", "X") == "g"  # the known one has no code yet
    assert known.identify("改名", CODE) == "y"
    assert known.identify("跃隆", "X") == "X"  # another code: another enterprise
    assert known.identify("旧").startswith("旧-")  # the id is taken by another name
    with pytest.raises(AmbiguousName):
        known.identify("同名")


ALIKE = [
    ("公牛集团（宁波）", "公牛集团股份有限公司"),
    ("公牛集团(宁波)有限公司", "浙江省宁波市公牛集团"),
    ("浙江慈溪公牛电器有限责任公司", "公牛电器"),
    ("公牛电器宁波分公司", "公牛电器有限公司"),
    ("呼和浩特市蒙牛总厂", "蒙牛厂"),
    ("新疆维吾尔自治区天山水泥", "天山水泥股份有限公司"),
    ("延边朝鲜族自治州敖东药业", "敖东药业"),
    ("ＡＣＭＥ　Ltd．", "acme"),
    ("ACME LTD", "Acme Ltd."),
    ("Müller GmbH & Co. KG", "müller"),
    ("Société Générale S.A.", "Société Générale"),
    ("Acme S.p.A.", "ACME Inc."),
    ("株式会社ソニー", "ソニー"),
    ("㈱ソニー", "ソニー"),
    ("龍頭電器股份有限公司", "龙头电器"),
    ("公牛\u200b电\u00ad器", "公牛电器"),
    ("公 牛 电 器", "公牛电器"),
    ("Steel", "STEEL"),
    ("PVC-U 管", "pvcu管"),
]
NOT_ALIKE = [
    ("宁波公牛电器", "温州公牛电器"),
    ("浙江公牛电器", "广东公牛电器"),
    ("朝阳电器厂", "和平电器厂"),
    ("公牛电器一厂", "公牛电器二厂"),
    ("Steel A", "Steel B"),
    ("宁波", "宁波公司三"),
]


def test_look_alikes() -> None:
    names = ["宁波公牛集团有限公司", "公牛集团", "慈溪跃隆五金塑料", "慈溪跃龙五金塑料"]
    among = ["公牛 集团", "新海"]
    assert similar_pairs(names, among) == [
        ("公牛 集团", "公牛集团"),
        ("公牛 集团", "宁波公牛集团有限公司"),
        ("公牛集团", "宁波公牛集团有限公司"),
        ("慈溪跃隆五金塑料", "慈溪跃龙五金塑料"),
    ]
    assert similar_pairs(["一号配件厂"], ["二号配件厂"]) == []
    for one, other in ALIKE:
        assert similar_pairs([one], [other]), (one, other)
    for one, other in NOT_ALIKE:
        assert not similar_pairs([one], [other]), (one, other)
    assert similar_pairs([f"企业{i:03}厂" for i in range(1000)], []) == []


@pytest.mark.parametrize("seed", range(20))
def test_look_alikes_are_sought_of_new_names_only(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    names: set[str] = set()
    known = None
    sought: list[set[str]] = []

    def noted(of: Iterable[str], among: Iterable[str]) -> list[tuple[str, str]]:
        sought.append(set(of))
        return similar_pairs(of, among)

    monkeypatch.setattr(look_alikes, "similar_pairs", noted)
    for _ in range(6):
        gone = {name for name in names if rng.random() < 0.2}
        new = {
            "".join(rng.choices("丰源盛达宏", k=4)) + rng.choice(["厂", "有限公司", ""])
            for _ in range(rng.randint(0, 15))
        } - names
        names = (names - gone) | new
        found = look_alikes._alike(frozenset(names), known)
        assert found == similar_pairs(names, ())
        assert sought[-1:] == ([new] if new else sought[-1:])
        known = look_alikes._Compared("graph", 1, frozenset(names), found, [])
