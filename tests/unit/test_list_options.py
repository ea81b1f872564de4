"""What a person says of a list on the command line, and what is told of it."""

from pathlib import Path

from tests.support.commands import tongbu
from tests.support.list_cases import FILES

LIST = FILES / "a42_other_headers.xlsx"


def test_check_tells_what_was_understood_and_takes_a_mapping(tmp_path: Path) -> None:
    settings = {"TONGBU_DATA": str(tmp_path)}
    asked = tongbu("check", LIST, "--as-of", "2020-02-12", **settings)
    assert asked.returncode == 1 and '--map "企业名称=buyer"' in asked.stderr
    told = tongbu("check", LIST, "--as-of", "2020-02-12", "--map", "企业名称=buyer", **settings)
    assert told.returncode == 0 and "供应商名称 → Supporting enterprise" in told.stderr
    assert "Traceback" not in asked.stderr + told.stderr


def test_wrong_options_are_refused_in_one_line(tmp_path: Path) -> None:
    for option in (("--map", "企业名称"), ("--map", "=buyer"), ("--encoding", "morse")):
        refused = tongbu("check", LIST, *option, TONGBU_DATA=str(tmp_path))
        assert refused.returncode == 1 and refused.stderr.count("\n") == 1, refused.stderr


def test_lines_are_paired_where_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("龙头企业,配套企业,物料\n公牛,甲、乙,铜、铁\n", "utf-8")
    asked = tongbu("check", tmp_path / "a.csv", TONGBU_DATA=str(tmp_path))
    assert asked.returncode == 1 and "--pair" in asked.stderr
    told = tongbu("check", tmp_path / "a.csv", "--pair", TONGBU_DATA=str(tmp_path))
    assert told.returncode == 0 and "--pair" in told.stderr


def test_an_encoding_that_is_told_counts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("buyer,supplier\n公牛,甲\n".encode("gb18030"))
    doubtful = tongbu("check", tmp_path / "a.csv", TONGBU_DATA=str(tmp_path))
    assert doubtful.returncode == 1 and "--encoding" in doubtful.stderr
    told = tongbu("check", tmp_path / "a.csv", "--encoding", "gb18030", TONGBU_DATA=str(tmp_path))
    assert told.returncode == 0 and "GB 18030" in told.stderr
