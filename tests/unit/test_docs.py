"""README and docs hold to the code: generated parts, links, size, the list of dependencies."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree

import click
import pytest

from service.cli.main import main as tongbu
from tests.support.catalog import read_catalog
from tests.support.docs import PAGES, places, written
from tests.support.fenced_blocks import blocks
from tests.support.generated import PARTS
from tests.support.paths import DOCS, README, ROOT

LINK = re.compile(r"!?\[[^]\n]*\]\(([^)\s]+)\)")

named = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def prose(page: Path) -> str:
    """The text of a page without its fenced blocks."""
    return re.sub(r"^ *```.*?^ *```", "", page.read_text("utf-8"), flags=re.S | re.M)


def anchors(page: Path) -> set[str]:
    """What links into a page may name: its headings, in small letters with dashes."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.M)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


@named
def test_generated_parts_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert written(text) == text


def test_every_generated_part_has_one_place() -> None:
    placed = [name for page in PAGES for name in places(page.read_text("utf-8"))]
    assert sorted(placed) == sorted(PARTS)


@named
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_readme_leads_to_every_page_and_stays_short() -> None:
    text = README.read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert f"(docs/{page.name})" in text
    assert len(text.encode()) <= 8_000


@named
def test_paths_named_exist(page: Path) -> None:
    rooms = "service|cypher|seed|tests|web|docs"
    for path in re.findall(rf"`((?:{rooms})/[\w./-]+)`", prose(page)):
        assert (ROOT / path).exists(), path


@named
def test_chinese_readers_find_a_lead(page: Path) -> None:
    lead = page.read_text(encoding="utf-8").split("\n\n")[:3]
    assert any(len(re.findall("[一-鿿]", paragraph)) > 20 for paragraph in lead)


def test_every_picture_is_shown() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(prose(page))
        if target.endswith((".png", ".svg", ".webp"))
    }
    folders = (DOCS / "pictures", DOCS / "pages", ROOT / "web" / "pictures")
    assert {picture for folder in folders for picture in folder.iterdir()} == shown


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {"": project["dependencies"], **project["optional-dependencies"]}
    wanted = {
        (re.split(r"[^\w-]", line)[0], extra) for extra, lines in extras.items() for line in lines
    }
    text = (DOCS / "contributing.md").read_text(encoding="utf-8")
    table = text[text.index("## Dependencies") :]
    rows = re.findall(r"^\| ([\w-]+) \| (\w*) ?\| (.+) \|$", table, re.M)
    told = [(name, extra) for name, extra, _ in rows if name not in ("package", "---")]
    assert sorted(told) == sorted(wanted)


@named
def test_blocks_say_what_they_are_and_who_runs_them(page: Path) -> None:
    for block in blocks(page):
        known = ("sh", "python", "json", "cypher", "yaml", "text", "nginx", "caddyfile")
        assert block.language in known, block.text
        for beginning, where in block.elsewhere.items():
            file, _, test = where.partition("::")
            assert (ROOT / file).is_file(), where
            assert not test or f"def {test}(" in (ROOT / file).read_text("utf-8"), where
            assert re.search(rf"^{re.escape(beginning)}", block.text, re.M), beginning


@named
def test_commands_in_a_sentence_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"`((?:tongbu|make|python -m) [^`]+)`", prose(page)):
        words = command.removeprefix("python -m ").split()
        if words[0] == "tongbu":
            assert words[1] in tongbu.list_commands(click.Context(tongbu)), command
        elif words[0] == "make":
            assert f"\n{words[1]}:" in makefile, command
        else:
            assert find_spec(words[0]), command


def test_every_file_shown_is_one_of_the_catalogue(tmp_path: Path) -> None:
    copytree(ROOT / "cypher", tmp_path / "cypher")
    shown = [one for one in blocks(DOCS / "saved-queries.md") if one.text.startswith("//")]
    for number, block in enumerate(shown):
        file = block.file or f"cypher/queries/shown-{number}.cypher"
        (tmp_path / file).write_text(block.text, encoding="utf-8")
    catalog = read_catalog(tmp_path / "cypher" / "queries")
    assert len(catalog.every) == len(read_catalog().every) + len(shown)
