"""Assistants as they ask: the real client of the Model Context Protocol, a real subprocess."""

import json
import re
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import anyio
import orjson
import pytest
from jsonschema import Draft202012Validator
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult

from seed import make_cixi
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.catalog.catalog import SavedQuery
from service.catalog.json_schema import answer_schema
from service.dataset.load import load
from service.derivation.full import derive
from service.formats.files import json_of
from service.graph.database import Graph
from service.graph.digest import digest
from service.mcp.server import (
    ROWS_IN_TEXT,
    ROWS_STRUCTURED,
    command_line_arguments,
    input_schema,
    summary_text,
)
from service.model.privacy import MASK
from service.private_neo4j.data_folder import Connection
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.commands import TONGBU, environment
from tests.support.paths import DOCS

CATALOG = read_catalog()
ASKED = [*CATALOG, *CATALOG.what_ifs]

WAITING = """
SHOW TRANSACTIONS YIELD metaData, currentQuery
WHERE metaData.cancel_id IS NOT NULL AND currentQuery <> ''
RETURN count(*)
"""

Given = TypeVar("Given")


def asked(
    database: Connection, talk: Callable[[ClientSession], Awaitable[Given]], **more: str
) -> Given:
    """What ``talk`` gives of a session with ``tongbu mcp``, started as docs/assistants.md says."""
    page = (DOCS / "assistants.md").read_text(encoding="utf-8")
    block = re.search(r'^\{"mcpServers".*?^\}\}\}$', page, re.S | re.M)
    assert block
    configured = json.loads(block[0])["mcpServers"]["tongbu"]
    assert configured["command"].endswith("/.venv/bin/tongbu")
    own = {"NEO4J_URI": database.uri, "NEO4J_PASSWORD": database.password}
    server = StdioServerParameters(
        command=str(TONGBU), args=configured["args"], env=environment(**own, **more)
    )

    async def session() -> Given:
        with tempfile.TemporaryFile("w+") as said:
            async with (
                stdio_client(server, errlog=said) as (read, write),
                ClientSession(read, write) as client,
            ):
                await client.initialize()
                return await talk(client)

    return anyio.run(session)


def kinds_in(schema: Any) -> Iterator[Any]:
    """Every type that a schema names, lists of types as lists."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "type":
                yield tuple(value) if isinstance(value, list) else value
            else:
                yield from kinds_in(value)
    elif isinstance(schema, list):
        for one in schema:
            yield from kinds_in(one)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert content.type == "text"
    return content.text


def test_every_query_and_what_if_is_a_tool_and_no_action_is(cixi_database: Connection) -> None:
    async def talk(client: ClientSession) -> Any:
        assert client.server_capabilities and client.server_capabilities.tools
        assert "供应网络" in (client.instructions or "") and "supply" in (client.instructions or "")
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asked(cixi_database, talk)}
    assert set(tools) == {query.name for query in ASKED}
    for query in ASKED:
        tool = tools[query.name]
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,128}", tool.name)
        assert tool.title == f"{query.title.zh} / {query.title.en}"
        assert query.about.zh in tool.description and query.about.en in tool.description
        assert tool.input_schema == input_schema(query)
        assert set(tool.input_schema["properties"]) == {p.name for p in query.parameters}
        assert set(kinds_in(tool.input_schema)) <= {
            *("object", "string", "integer", "number", "boolean", "array")
        }
        assert "additionalProperties" not in json.dumps(tool.input_schema)
        assert "u0000" not in json.dumps(tool.input_schema)
        assert None not in [one for p in tool.input_schema["properties"].values()
                            for one in p.get("enum", ())]  # fmt: skip
        assert tool.output_schema == answer_schema(query)
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
        hints = tool.annotations
        assert hints.read_only_hint and hints.idempotent_hint
        assert hints.open_world_hint is False and hints.destructive_hint is False


@pytest.mark.usefixtures("all_tried")
def test_every_tool_answers_its_example_as_the_service_does(
    cixi: Knowledge, cixi_database: Connection
) -> None:
    """The client checks each structured answer against the tool's schema."""

    async def talk(client: ClientSession) -> dict[str, CallToolResult]:
        return {q.name: await whole(client, q) for q in ASKED}

    async def whole(client: ClientSession, query: SavedQuery) -> CallToolResult:
        """Asked again where a busy machine could not try everybody in time."""
        for _ in range(5):
            result = await client.call_tool(query.name, dict(query.example))
            rows = (result.structured_content or {}).get("rows", [])
            if not rows or rows[0].get("untried_at_most") is None:
                break
        return result

    results = asked(cixi_database, talk, TONGBU_SHOW_PERSONAL="1")
    for query in ASKED:
        result = results[query.name]
        assert not result.is_error, text_of(result)
        answer: Answer = cixi.ask(query.name, query.example)
        mine = orjson.loads(json_of(answer))
        told = result.structured_content
        for key in ("query", "parameters", "as_of", "columns"):
            assert told[key] == mine[key], query.name
        assert told["rows"] == mine["rows"][:ROWS_STRUCTURED], query.name
        cut = mine["truncated"] or len(mine["rows"]) > ROWS_STRUCTURED
        assert told["truncated"] == cut == ("all" in told), query.name
        assert (
            f"all {len(mine['rows'])}: {told['all'][0]}" in text_of(result)
            if (len(mine["rows"]) > ROWS_STRUCTURED)
            else True
        )
        lines = text_of(result).splitlines()
        assert query.title.zh in lines[0] and str(answer.state.as_of) in lines[1]
        rows = min(len(answer.rows), ROWS_IN_TEXT)
        table = 1 + rows if rows else bool(query.empty)
        assert len(lines) == 2 + table + (len(answer.rows) > rows) + answer.truncated


def test_an_answer_without_rows_says_what_that_means(cixi: Knowledge) -> None:
    answer = cixi.ask("restart-list", {"enterprises": "gongniu", "by_days": 60})
    assert answer.rows == []
    assert summary_text(answer, "").splitlines()[-1] == str(CATALOG["restart-list"].empty)


def test_arguments_are_read_as_an_assistant_means_them(cixi_database: Connection) -> None:
    asking: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("stops", {"enterprises": '["yuelong","jintian"]', "days": "14"},
         {"enterprises": ["yuelong", "jintian"], "days": 14}),
        ("closes", {"enterprises": "yuelong、jintian"}, {"enterprises": ["yuelong", "jintian"]}),
        ("readiness", {"district": 330282, "above_scale": "true"},
         {"district": "330282", "above_scale": True}),
        ("enterprises", {"text": 330282, "town": None}, {"text": "330282", "town": None}),
    ]  # fmt: skip

    async def talk(client: ClientSession) -> list[CallToolResult]:
        return [await client.call_tool(name, given) for name, given, _ in asking]

    for (_, _, read), result in zip(asking, asked(cixi_database, talk), strict=True):
        assert not result.is_error, text_of(result)
        assert result.structured_content["parameters"].items() >= read.items()


def test_persons_are_masked_unless_the_setting_shows_them(cixi_database: Connection) -> None:
    async def talk(client: ClientSession) -> tuple[list[Any], str]:
        result = await client.call_tool("workers-away", {})
        return result.structured_content["rows"], text_of(result)

    rows, text = asked(cixi_database, talk)
    names = [one.name for one in read_catalog()["workers-away"].columns if one.personal]
    assert {"worker_name", "phone"} <= set(names)
    personal = [row[name] for row in rows for name in names]
    assert personal and set(personal) <= {MASK, None} and MASK in text
    shown, text = asked(cixi_database, talk, TONGBU_SHOW_PERSONAL="1")
    named = [row[name] for row in shown for name in names if row[name]]
    assert named and MASK not in named and MASK not in text


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("critical-path", {}, ["enterprise", "必填", "is required"]),
        (
            "critical-path",
            {"enterprise": "gongniuu"},
            ["没有企业", "There is no enterprise", "gongniu ("],
        ),
        ("shared-suppliers", {"at_least": 0, "tiers": 2}, ["at_least", "tiers", "不小于", "known"]),
        ("stops", {"enterprises": ["nobody", "no-one"], "days": 3}, ["nobody", "no-one"]),
        ("new-supply", {"supplier": "jintian"}, ["material", "buyer"]),
    ],
)
def test_a_refusal_is_a_tool_error_with_every_fault(
    cixi_database: Connection, name: str, given: dict[str, Any], words: list[str]
) -> None:
    async def talk(client: ClientSession) -> CallToolResult:
        return await client.call_tool(name, given)

    result = asked(cixi_database, talk)
    assert result.is_error and result.structured_content is None
    for word in words:
        assert word in text_of(result)
    assert "Traceback" not in text_of(result)


@pytest.mark.parametrize(
    ("name", "words"), [("record-step", "action"), ("critical-pat", "critical-path")]
)
def test_what_is_no_tool_is_no_tool(cixi_database: Connection, name: str, words: str) -> None:
    async def talk(client: ClientSession) -> str:
        with pytest.raises(MCPError) as refused:
            await client.call_tool(name, {"enterprise": "yuelong", "step": "filed"})
        return str(refused.value)

    assert words in asked(cixi_database, talk)


def test_a_cut_answer_says_so(database: Connection, graph: Graph, tmp_path: Path) -> None:
    query = CATALOG["enterprises"]
    count = query.limit + 5
    graph.write(
        "UNWIND range(1, $count) AS i CREATE (:Enterprise {id: 'e' + i, name: '甲' + i})",
        {"count": count},
    )
    graph.write("MERGE (g:Graph {id: 'graph'}) SET g.as_of = date('2020-02-12'), g.version = 1")
    derive(graph)

    async def talk(client: ClientSession) -> CallToolResult:
        return await client.call_tool("enterprises", {"text": "甲"})

    result = asked(database, talk)
    body = result.structured_content
    assert body["truncated"] and len(body["rows"]) == query.limit
    (whole,) = map(shlex.split, body["all"])
    assert whole == ["tongbu", "ask", "enterprises", "text=甲", "--format", "csv"]
    assert f"{query.limit} rows: there are more" in text_of(result)


def test_the_command_for_the_rest_is_one_that_the_command_line_takes() -> None:
    given = {"enterprises": ["a", "b c"], "days": None, "lead_days": 2.5, "done": True}
    written = dict(pair.split("=", 1) for pair in command_line_arguments(given))
    assert written == {"enterprises": "a,b c", "lead_days": "2.5", "done": "True"}


def test_what_ifs_leave_the_graph_as_it_is(database: Connection, graph: Graph) -> None:
    load(make_cixi.FOLDER, graph)
    derive(graph)
    before = digest(graph)

    async def talk(client: ClientSession) -> list[CallToolResult]:
        return [await client.call_tool(q.name, dict(q.example)) for q in CATALOG.what_ifs]

    results = asked(database, talk)
    assert all(result.structured_content["rows"] for result in results)
    assert digest(graph) == before


def test_the_session_goes_on_beside_a_question_and_a_cancelled_one_ends(
    database: Connection, graph: Graph
) -> None:
    """A what-if that waits for the lock of a write: others are answered; given up, it is gone."""
    load(make_cixi.FOLDER, graph)
    derive(graph)

    def waiting() -> int:
        return int(graph.autocommit(WAITING).one()[0])

    async def until(count: int, *, within: float) -> None:
        with anyio.fail_after(within):
            while await anyio.to_thread.run_sync(waiting) != count:
                await anyio.sleep(0.1)

    async def talk(client: ClientSession) -> float:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "closes", {"enterprises": ["yuelong"]})
            await until(1, within=60)  # a server just started plans it first
            assert len((await client.list_tools()).tools) == len(ASKED)
            answer = await client.call_tool("critical-path", {"enterprise": "gongniu"})
            assert not answer.is_error
            begun = time.monotonic()
            tasks.cancel_scope.cancel()
        with anyio.CancelScope(shield=True):
            await until(0, within=15)
        return time.monotonic() - begun

    with graph.lock(statement("hold"), timeout=120):
        # far less than the what-if's own limit of time
        assert asked(database, talk) < CATALOG["closes"].timeout / 2


class Raw:
    """``tongbu mcp`` on a data folder of its own, spoken to line by line."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [TONGBU, "mcp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(TONGBU_DATA=str(data)),
        )
        client = {"name": "test", "version": "1"}
        about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}
        self.send({"id": 1, "method": "initialize", "params": about})
        assert self.read()["result"]["serverInfo"]["name"] == "tongbu"
        self.send({"method": "notifications/initialized"})

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(orjson.dumps({"jsonrpc": "2.0", **message}) + b"\n")
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout
        message: dict[str, Any] = orjson.loads(self.process.stdout.readline())
        assert message["jsonrpc"] == "2.0"
        return message

    def rest(self) -> tuple[int, str, str]:
        code = self.process.wait(60)
        assert self.process.stdin and self.process.stdout and self.process.stderr
        out, said = self.process.stdout.read(), self.process.stderr.read()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        return code, out.decode(), said.decode()


@pytest.mark.parametrize(
    ("how", "code"), [(None, 0), (signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=str
)
def test_standard_output_carries_the_protocol_only_and_the_end_leaves_nothing(
    tmp_path: Path, how: signal.Signals | None, code: int
) -> None:
    """The private database starts with the first question and ends with the session."""
    data = tmp_path / "data"
    session = Raw(data)
    session.send({"id": 2, "method": "tools/list"})
    assert len(session.read()["result"]["tools"]) == len(ASKED)
    assert not data.exists()
    session.send(
        {"id": 3, "method": "tools/call", "params": {"name": "materials", "arguments": {}}}
    )
    answered = session.read()
    assert answered["id"] == 3 and answered["result"]["structuredContent"]["rows"] == []
    if how:
        session.process.send_signal(how)
    else:
        assert session.process.stdin
        session.process.stdin.close()
    ended, out, said = session.rest()
    assert ended == code and out == ""
    assert "Starting the database" in said and "Traceback" not in said
    listed = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True)
    assert str(data) not in listed.stdout
