"""Every command of ``tongbu``, as its users meet it: a new one without a case here fails."""

import csv
import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from seed import make_cixi
from service.answers.knowledge import Knowledge
from service.answers.plan_check import check_plans
from service.catalog.catalog import ACTION, Catalog
from service.cli.answering import read_words
from service.cli.main import COMMANDS, main
from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.private_neo4j.data_folder import Connection
from tests.support import datasets
from tests.support.catalog import read_catalog
from tests.support.commands import TONGBU, environment, tongbu

CIXI = make_cixi.FOLDER


def command(name: str) -> click.Command:
    """A command as the command line finds it."""
    found = main.get_command(click.Context(main), name)
    assert found
    return found


@dataclass
class World:
    """The Cixi dataset in a database, and a folder to work in."""

    folder: Path
    graph: Graph
    database: Connection

    @property
    def own(self) -> dict[str, str]:
        """Settings for this world's database."""
        return {"NEO4J_URI": self.database.uri, "NEO4J_PASSWORD": self.database.password}

    @property
    def private(self) -> dict[str, str]:
        """Settings for a private database in this world's folder."""
        return {"TONGBU_DATA": str(self.folder / "data")}

    def run(
        self, *arguments: str | Path, private: bool = False
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TONGBU, *arguments],
            cwd=self.folder,
            env=environment(**self.private if private else self.own),
            capture_output=True,
            text=True,
            timeout=600,
        )

    def done(self, *arguments: str | Path, private: bool = False) -> str:
        """What a command that succeeds writes to standard output, then to standard error."""
        done = self.run(*arguments, private=private)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def started(self, *arguments: str, until: str) -> tuple["subprocess.Popen[str]", str]:
        """A command that keeps running on a private database, and its line with ``until``."""
        process = subprocess.Popen(
            [TONGBU, *arguments],
            env=environment(**self.private),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line)
            if re.search(until, line):
                return process, line
        raise AssertionError("".join(said))


def ended(process: "subprocess.Popen[str]", how: signal.Signals) -> tuple[int, str]:
    process.send_signal(how)
    _, said = process.communicate(timeout=120)
    return process.returncode, said or ""


@pytest.fixture
def readable(tmp_path: Path, cixi_graph: Graph, cixi_database: Connection) -> World:
    """For commands that leave the graph as it is."""
    return World(tmp_path, cixi_graph, cixi_database)


@pytest.fixture
def writable(tmp_path: Path, graph: Graph, database: Connection) -> World:
    """For commands that change it: a graph of the test's own."""
    load(CIXI, graph)
    derive(graph)
    return World(tmp_path, graph, database)


def up(world: World) -> None:
    process, line = world.started("up", "--empty", "--port", "0", until="is ready")
    assert "http://127.0.0.1:" in line
    assert ended(process, signal.SIGINT)[0] == 0


def database(world: World) -> None:
    process, line = world.started("database", until="bolt://")
    assert "user neo4j" in line
    code, said = ended(process, signal.SIGINT)
    assert code == 0 and "Stopping" in said


def check(world: World) -> None:
    assert "can be loaded" in world.done("check", CIXI)
    world.folder.joinpath("bad.csv").write_text("龙头企业\n甲\n", encoding="utf-8")
    assert world.run("check", "bad.csv").returncode == 1


def template(world: World) -> None:
    assert "written: mine/list.xlsx" in world.done("template", "mine")
    assert (world.folder / "mine" / "enterprises.csv").is_file()


def generated(world: World) -> None:
    assert "supplies" in world.done("generate", "big", "--enterprises", "50")
    assert "can be loaded" in world.done("check", "big")


def loaded(world: World) -> None:
    assert "Enterprises: 0 added, 0 changed, 546 unchanged" in world.done("load", CIXI)


def derived(world: World) -> None:
    assert "Deriving" in world.done("derive")
    assert Knowledge(world.graph, read_catalog(), show_personal=True).state().derived


def new_day(world: World) -> None:
    assert "stands at 2020-02-13" in world.done("new-day", "2020-02-13")
    assert "already" in world.done("new-day", "2020-02-13")


def recorded_day(world: World) -> None:
    assert "are kept" in world.done("record-day")
    assert world.graph.read("MATCH (d:Day {by: 'all'}) RETURN count(d) > 0").one() == [True]


def dumped_and_restored(world: World) -> None:
    """Of an empty private graph: what is in one is tested in ``test_keeping``."""
    process, _ = world.started("database", until="bolt://")
    ended(process, signal.SIGTERM)
    assert "is written" in world.done("dump", "a.dump", private=True)
    assert "holds the graph" in world.done("restore", "a.dump", "--replace", private=True)


def mcp(world: World) -> None:
    """Without anybody who asks; a real client asks in ``test_assistants``."""
    assert world.done("mcp") == ""


def completion(world: World) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_TONGBU_COMPLETE" in world.done("completion", shell)


def queries(world: World) -> None:
    listed = world.done("queries").splitlines()
    assert [line.split()[0] for line in listed] == [one.name for one in read_catalog().every]


def new_query(world: World) -> None:
    """A file that can be asked at once, planned without fault; never over another."""
    said = world.done("new-query", "many-buyers", "--folder", "mine")
    assert "written: mine/many-buyers.cypher" in said and "tongbu ask many-buyers" in said
    catalog = read_catalog(world.folder / "mine")
    knowledge = Knowledge(world.graph, catalog, show_personal=True)
    check_plans(world.graph, Catalog({query.name: query for query in catalog}))
    assert knowledge.ask("many-buyers", catalog["many-buyers"].example).rows
    again = world.run("new-query", "many-buyers", "--folder", "mine")
    assert again.returncode == 1 and "already" in again.stderr
    assert len(again.stderr.splitlines()) == 1


def asked(world: World) -> None:
    assert "跃隆" in world.done("ask", "critical-path", "enterprise=gongniu")
    assert "yuelong" in world.done("ask", "stops", "enterprises=yuelong", "days=14")


def done(world: World) -> None:
    given = ["record-expected", "enterprise=yuelong", "expected_on=2020-02-20"]
    assert "Recorded, change mine" in world.done("do", *given, "--change", "mine")
    again = world.run("do", *given, "--change", "mine")
    assert again.returncode == 1 and "accepted already" in again.stderr
    other = world.run("do", *given[:-1], "expected_on=2020-02-21", "--change", "mine")
    assert other.returncode == 1 and "with other content" in other.stderr


def decided(world: World) -> None:
    """Of a pair it is decided twice, each time it is listed with the changes, and taken back."""
    world.graph.autocommit("MERGE (e:Enterprise {id: 'yuelong-2'}) SET e.name = '跃隆五金有限公司'")
    world.graph.autocommit("MATCH (e:Enterprise {id: 'yuelong'}) SET e.name = '跃隆五金'")
    assert "跃隆五金 (yuelong)" in world.done("look-alikes")
    assert "are different" in world.done("different", "跃隆五金有限公司", "yuelong")
    assert "跃隆五金 (yuelong)" not in world.done("look-alikes")
    said = world.done("same", "跃隆五金有限公司", "yuelong")
    assert "(yuelong) from now on" in said
    refused = world.run("same", "跃隆三厂", "yuelong")
    assert refused.returncode == 1 and "yuelong" in refused.stderr
    change = re.findall("tongbu undo ([0-9a-f]+)", said)[0]
    assert change in world.done("history") and "one and the same" in world.done("history")
    tried = world.done("undo", change, "--dry-run")
    assert "Nothing was undone" in tried and "Enterprises: 1 made again" in tried
    assert not world.graph.read("MATCH (e:Enterprise {id: 'yuelong-2'}) RETURN e").rows
    assert "is undone" in world.done("undo", change)
    assert world.graph.read("MATCH (e:Enterprise {id: 'yuelong-2'}) RETURN e.name").rows


def settings(world: World) -> None:
    assert re.search(r"TONGBU_SHOW_PERSONAL +\(empty\)", world.done("settings"))


def users_and_tokens(world: World) -> None:
    """What else they do is tried in ``test_users``."""
    assert "User li is added" in world.done("user", "add", "li", "--role", "reader", "--openid")
    assert "li\treader" in world.done("user", "list")
    assert world.run("token", "add", "li", "--scope", "read").stdout.startswith("tongbu_")
    assert "\tli\t" in world.done("token", "list")


def bloom(world: World) -> None:
    assert json.loads(world.run("bloom").stdout)["version"] == "2.7.0"


def favourites(world: World) -> None:
    assert len(list(csv.reader(world.run("favourites").stdout.splitlines()))) > 20


def scenarios(world: World) -> None:
    closed = "closes?enterprises=yuelong"
    told = world.done("scenario", closed, "stops?enterprises=jintian&days=20")
    assert "→" in told and "公牛" in told
    assert "Kept as" in world.done("scenario", closed, "--keep", "One", "--note", "why")
    world.done("scenario", closed, "restarts?enterprises=diankou-copper", "--keep", "Two")
    two, one = json.loads(world.run("scenario", "--format", "json").stdout)["scenarios"]
    assert (one["name"], one["note"], two["changes"][0]) == ("One", "why", one["changes"][0])
    compared = json.loads(
        world.run("scenario", one["id"], "--beside", two["id"][:8], "--format", "json").stdout
    )
    assert [each["name"] for each in compared["scenarios"]] == ["One", "Two"]
    assert len(world.run("scenario", one["id"], "--format", "csv").stdout.splitlines()) > 1
    world.done("scenario", one["id"], "--remove")
    assert "（已移除）" in world.done("scenario") or "(removed)" in world.done("scenario")
    world.done("scenario", one["id"], "--bring-back")
    assert "removed" not in world.done("scenario")
    listed = json.loads(world.run("scenario", "--format", "json").stdout)["scenarios"]
    assert [bool(each["revised_by"]) for each in listed] == [
        each["id"] == one["id"] for each in listed
    ]


CASES: dict[str, Callable[[World], None]] = {
    "up": up,
    "database": database,
    "check": check,
    "template": template,
    "generate": generated,
    "load": loaded,
    "derive": derived,
    "new-day": new_day,
    "record-day": recorded_day,
    "dump": dumped_and_restored,
    "restore": dumped_and_restored,
    "mcp": mcp,
    "bloom": bloom,
    "favourites": favourites,
    "completion": completion,
    "queries": queries,
    "new-query": new_query,
    "ask": asked,
    "do": done,
    "scenario": scenarios,
    "settings": settings,
    "user": users_and_tokens,
    "token": users_and_tokens,
    "same": decided,
    "different": decided,
    "look-alikes": decided,
    "history": decided,
    "undo": decided,
}


WRITING = {"load", "derive", "new-day", "record-day", "do", "same", "scenario", "user"}

WITH_OTHERS = {"restore", "token", "different", "look-alikes", "history", "undo"}
"""Commands whose case is that of another."""


def test_every_command_has_its_case() -> None:
    assert set(CASES) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(set(CASES) - WRITING - WITH_OTHERS))
def test_the_command(name: str, readable: World) -> None:
    CASES[name](readable)


@pytest.mark.parametrize("name", sorted(WRITING))
def test_the_command_that_writes(name: str, writable: World) -> None:
    CASES[name](writable)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_bilingual_with_examples_and_what_is_unknown_exits_2(name: str) -> None:
    words = [name] if name else []
    shown = CliRunner().invoke(main, [*words, "--help"])
    assert shown.exit_code == 0 and "示例 Examples:" in shown.output
    called = command(name) if name else main
    options = [one for one in called.params if isinstance(one, click.Option)]
    for text in [called.help, *(one.help for one in options if one.name != "version")]:
        assert text and re.search("[一-鿿]", text) and re.search("[a-z]", text)
    assert CliRunner().invoke(main, [*words, "--no-such-option"]).exit_code == 2
    for call in examples(called):
        assert call.split()[1:2] == ([name] if name else call.split()[1:2])
        parsed(call)


def examples(called: click.Command) -> list[str]:
    """The calls that stand in the help of a command."""
    return re.findall(r"^ *(tongbu .+)$", called.epilog or "", re.M)


def parsed(call: str) -> click.Context:
    """An example as the command line reads it; raises where it would be refused with exit 2."""
    _, name, *words = shlex.split(call)
    assert len(words) or name in COMMANDS
    if "--help" in words:
        words.remove("--help")
        assert command(name)
        return click.Context(main)
    context = command(name).make_context(name, words)
    catalog = read_catalog()
    if name == "ask":
        read_words(catalog[context.params["query"]], context.params["arguments"])
    elif name == "do":
        read_words(catalog.of_kind(ACTION, context.params["action"]), context.params["arguments"])
    return context


@pytest.mark.parametrize("call", examples(command("ask")))
def test_examples_of_questions_are_answered(call: str, readable: World) -> None:
    readable.done(*shlex.split(call)[1:])


@pytest.mark.parametrize("call", examples(command("do")))
def test_examples_of_changes_are_answered(call: str, writable: World) -> None:
    writable.done(*shlex.split(call)[1:])


def test_examples_of_files_are_answered(writable: World) -> None:
    """Those of template, check, load and generate, one after the other in one folder."""
    done: list[str] = []
    for name in ("template", "generate"):
        for call in examples(command(name)):
            writable.done(*shlex.split(call.replace("30000", "100"))[1:])
            done.append(call)
    for path in CIXI.iterdir():
        (writable.folder / "mine" / path.name).write_bytes(path.read_bytes())
    for name in ("check", "load"):
        for call in examples(command(name)):
            if "list" not in call and "--bulk" not in call:
                writable.done(*shlex.split(call)[1:])
                done.append(call)
    assert len(done) >= 6


NEEDS = [("enterprise", "material", "stock_days"), ("yuelong", "copper", "40")]
"""Of an enterprise and a material that only the graph knows."""


def test_check_asks_a_private_database_that_does_not_run(tmp_path: Path) -> None:
    """And starts it for as long as that takes; where there is none, ids of a graph are faults."""
    folder = datasets.write(tmp_path / "needs", {"needs": NEEDS}, {**datasets.ABOUT, "id": "two"})
    settings = {"TONGBU_DATA": str(tmp_path / "data")}
    alone = tongbu("check", folder, "--what-if", **settings)
    assert alone.returncode == 1 and not (tmp_path / "data").exists()
    assert "No database" in alone.stderr and "no readiness to move" in alone.stderr
    assert alone.stderr.count("an id that enterprises.csv or the graph has") == 1
    assert tongbu("load", datasets.write(tmp_path / "one"), **settings).returncode == 0
    asked = tongbu("check", folder, "--what-if", **settings)
    assert asked.returncode == 0, asked.stderr
    assert "Who needs what: 0 added, 1 changed" in asked.stderr and "would move" in asked.stderr


@pytest.mark.parametrize(
    ("arguments", "until"),
    [
        (["generate", "big", "--enterprises", "300000"], "Drawing"),
        (["load", str(CIXI)], "Starting"),
        (["ask", "standing"], "Starting"),
        (["derive"], "Starting"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_ctrl_c_ends_a_long_command_with_130_in_one_line(
    tmp_path: Path, arguments: list[str], until: str, database: Connection, _open_graph: Graph
) -> None:
    world = World(tmp_path, _open_graph, database)
    process, _ = world.started(*arguments, until=until)
    time.sleep(0.2)
    code, said = ended(process, signal.SIGINT)
    assert code == 130 and said.splitlines()[-1:] == ["Interrupted"]
    assert "Traceback" not in said
    listed = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True)
    assert str(tmp_path) not in listed.stdout


BASH = """
eval "$("$TONGBU" completion bash)"
compopt() { :; }
for line in "$@"; do
  read -ra COMP_WORDS <<< "$line"
  [[ $line == *' ' ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _tongbu_completion "$TONGBU"
  echo "${COMPREPLY[*]}"
done
"""

COMPLETED = {
    "tongbu se": "settings",
    "tongbu ask critical-p": "critical-path",
    "tongbu ask record-": "",
    "tongbu do record-st": "record-step record-stock",
    "tongbu ask critical-path ": "enterprise=",
    "tongbu ask four-sync-board by = ": "all city district town industry team anchor",
    "tongbu ask four-sync-board by = ci": "city",
    "tongbu do record-step enterprise = yuelong do": "done=",
    "tongbu do record-step enterprise = yuelong done = t": "true",
    "tongbu ask no-such-query ": "",
    "tongbu new-q": "new-query",
    "tongbu restore --re": "--replace",
    "tongbu ask why --format c": "csv cyjs",
}
"""What has been typed, as bash splits it into words, and what is offered."""


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    folder = tmp_path_factory.mktemp("completing")
    (folder / "bin").mkdir()
    (folder / "bin" / "tongbu").symlink_to(TONGBU)
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "TONGBU": "tongbu", "TONGBU_DATA": str(folder / "data")}
    done = subprocess.run(
        ["bash", "-c", BASH, "bash", *COMPLETED],
        env=environment(LC_ALL="C.UTF-8", **own),  # bash warns of a locale that is not installed
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert not (folder / "data").exists()
    yield done.stdout.splitlines()


@pytest.mark.parametrize("typed", COMPLETED)
def test_bash_completes(typed: str, offered: list[str]) -> None:
    assert offered[list(COMPLETED).index(typed)] == COMPLETED[typed]
