"""What assistants may ask: saved queries and what-ifs as tools of the Model Context Protocol.

The only room that knows the package ``mcp``. Actions are no tools: nothing an assistant calls
changes anything. What is asked runs in a thread, so that the session goes on meanwhile.
"""

import logging
import shlex
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import Any

import anyio
import mcp_types as protocol
import orjson
from anyio import to_thread
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from service import incidents
from service.answers.answer import Answer
from service.catalog.catalog import ACTION, WHAT_IF, Catalog, SavedQuery
from service.catalog.json_schema import PATTERNS, Schema, answer_schema, parameter_schema
from service.errors import InternalError, NotFound, Refusal
from service.formats.files import json_of
from service.graph.cancellation import CLIENT_DISCONNECTED
from service.language import Text
from service.serialization import to_cell

ROWS_IN_TEXT = 50
"""Rows of an answer's text: an assistant reads it whole."""

ROWS_STRUCTURED = 200
"""Rows of the structured content: many assistants read that whole, too."""

MAX_CONCURRENT = 4
"""Questions answered at once; further ones wait."""

INSTRUCTIONS = Text(
    "Who waits for whom in a supply network, from one graph that stands at a day (as_of). Each tool"
    " is one saved question or one what-if; a what-if is tried and undone. Ids are found by the"
    " tools enterprises, materials and teams. A blank value is not known, which is never the same"
    " as safe: firm = false means to be confirmed. Where truncated is true, narrow the question."
    " ＊＊＊ stands for personal data.",
    "供应网络中谁在等谁；全部结果出自同一张图，以 as_of 为时点。每个工具是一项查询或一项推演，"
    "推演后即撤销。编号可用 enterprises、materials、teams 查找。空值表示未知，未知不等于安全："
    "firm 为 false 表示待核实。truncated 为 true 时请缩小范围。＊＊＊ 表示已隐去的个人信息。",
)

Ask = Callable[[str, Mapping[str, Any]], Answer]
"""Answers one saved query or what-if by its name; raises a ``Refusal``."""

Context = ServerRequestContext[Any, Any]


def serve(catalog: Catalog, ask: Ask) -> None:
    """Answers one assistant over standard input and output until it closes the session.

    ``ask`` is called in threads; an answer whose client disconnected is cancelled.
    """
    # What the package logs of a request may hold what somebody typed.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    anyio.run(partial(_session, create_server(catalog, ask)))


def create_server(catalog: Catalog, ask: Ask) -> Server[Any]:
    """The tools and what answers them, for whatever carries the protocol."""
    offered = {query.name: query for query in catalog.every if query.kind != ACTION}
    limiter = anyio.CapacityLimiter(MAX_CONCURRENT)

    async def list_tools(
        _: Context, __: protocol.PaginatedRequestParams | None
    ) -> protocol.ListToolsResult:
        return protocol.ListToolsResult(tools=[tool_of(query) for query in offered.values()])

    async def call_tool(
        _: Context, asked: protocol.CallToolRequestParams
    ) -> protocol.CallToolResult:
        if asked.name not in offered:
            raise MCPError(protocol.INVALID_PARAMS, _unknown(catalog, asked.name))
        disconnected = threading.Event()
        CLIENT_DISCONNECTED.set(disconnected.is_set)
        work = partial(_result, ask, asked.name, asked.arguments or {})
        try:
            return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=limiter)
        finally:
            disconnected.set()

    return Server(
        "tongbu",
        version=version("tongbu"),
        title="同步 Tongbu",
        instructions=f"{INSTRUCTIONS.zh}\n{INSTRUCTIONS.en}",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def tool_of(query: SavedQuery) -> protocol.Tool:
    """One saved query or what-if as it is offered."""
    about = f"{query.about.zh}\n{query.about.en}"
    if query.kind == WHAT_IF:
        about += "\n推演后全部撤销，不改动数据。\nTried and undone: nothing of it stays."
    return protocol.Tool(
        name=query.name,
        title=str(query.title),
        description=about,
        input_schema=input_schema(query),
        output_schema=answer_schema(query),
        annotations=protocol.ToolAnnotations(
            title=str(query.title),
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


def input_schema(query: SavedQuery) -> Schema:
    """The parameters of a tool in the plain JSON Schema that every assistant's program takes.

    Some refuse a tool whose types are lists (``["string", "null"]``) or that has
    ``additionalProperties``; what any text must keep to would only take room. What is unknown or
    wrong is refused all the same, in words.
    """
    return {
        "type": "object",
        "properties": {
            p.name: _without_patterns_of_all(parameter_schema(p, typed=False))
            for p in query.parameters
        },
        "required": [p.name for p in query.parameters if p.required],
    }


def _without_patterns_of_all(schema: Schema) -> Schema:
    """The schema, and that of its items, without the patterns that every text has."""
    plain = {key: one for key, one in schema.items() if key != "pattern" or one not in PATTERNS}
    if "items" in plain:
        plain["items"] = _without_patterns_of_all(plain["items"])
    return plain


async def _session(tool_server: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await tool_server.run(read, write, tool_server.create_initialization_options())


def _result(ask: Ask, name: str, given: Mapping[str, Any]) -> protocol.CallToolResult:
    """The answer, or why there is none: an assistant can mend its question by that."""
    try:
        answer = ask(name, given)
    except Refusal as refusal:
        return _error_result(refusal)
    except Exception as error:
        number = incidents.record(error, f"mcp {name}")
        return _error_result(InternalError(Text(f"incident {number}", f"事故编号 {number}")))
    export = shlex.join(["tongbu", "ask", name, *command_line_arguments(given), "--format", "csv"])
    rows = answer.rows[:ROWS_STRUCTURED]
    cut = answer.truncated or len(rows) < len(answer.rows)
    body = orjson.loads(json_of(replace(answer, subgraph=None, rows=rows, truncated=cut), [export]))
    text = protocol.TextContent(type="text", text=summary_text(answer, export))
    return protocol.CallToolResult(content=[text], structured_content=body)


def command_line_arguments(given: Mapping[str, Any]) -> list[str]:
    """Arguments as the command line takes them."""
    return [
        f"{key}={','.join(map(str, value if isinstance(value, list) else [value]))}"
        for key, value in given.items()
        if value is not None
    ]


def summary_text(answer: Answer, export: str) -> str:
    """An answer as a short text: what was asked, the first rows as a table, what is left out.

    ``export`` is the command that gives everything.
    """
    rows = answer.rows[:ROWS_IN_TEXT]
    count = len(answer.rows)
    lines = [
        str(answer.query.title),
        str(
            Text(
                f"as of {answer.state.as_of}, {count} rows",
                f"时点 {answer.state.as_of}，{count} 行",
            )
        ),
    ]
    if answer.truncated:
        cut = Text(
            f"Cut at {count} rows: there are more. Narrow the question by its parameters",
            f"仅前 {count} 行，另有更多：请用参数缩小范围",
        )
        lines.append(str(cut))
    if count > ROWS_STRUCTURED:
        short = Text(
            f"The first {len(rows)} follow, the first {ROWS_STRUCTURED} are in the structured"
            f" content; all {count}: {export}",
            f"以下为前 {len(rows)} 行，结构化结果含前 {ROWS_STRUCTURED} 行；"
            f"全部 {count} 行：{export}",
        )
        lines.append(str(short))
    elif count > len(rows):
        short = Text(
            f"The first {len(rows)} follow; all {count} are in the structured content",
            f"以下为前 {len(rows)} 行；全部 {count} 行见结构化结果",
        )
        lines.append(str(short))
    if rows:
        lines.append(" | ".join(column.name for column in answer.columns))
        lines += [" | ".join(_cell(value) for value in row) for row in rows]
    elif answer.query.empty:
        lines.append(str(answer.query.empty))
    return "\n".join(lines)


def _cell(value: Any) -> str:
    shown = "" if value is None else str(to_cell(value))
    return shown.replace("|", "/").replace("\n", " ")


def _error_result(refusal: Refusal) -> protocol.CallToolResult:
    """A refusal as the error of a tool: every fault at once, and what is near."""
    lines = [f"{refusal.title.zh}：{refusal.detail.zh}", f"{refusal.title.en}: {refusal.detail.en}"]
    for fault in refusal.faults:
        value = "" if fault.value is None else f" {fault.value!r}"
        lines.append(f"- {fault.where}{value}: {fault.text}")
    if isinstance(refusal, NotFound) and refusal.nearest:
        lines.append("最接近的 / nearest: " + _told(refusal.nearest))
    if refusal.retry_after:
        again = refusal.retry_after
        lines.append(str(Text(f"Try again in {again} s", f"请在 {again} 秒后重试")))
    text = protocol.TextContent(type="text", text="\n".join(lines))
    return protocol.CallToolResult(content=[text], is_error=True)


def _unknown(catalog: Catalog, name: str) -> str:
    """Why no tool has this name."""
    if name in catalog:
        return str(
            Text(
                f"{name[:80]} is an action; assistants change nothing",
                f"{name[:80]} 是登记操作，助手不得改动数据",
            )
        )
    try:
        catalog[name]
    except NotFound as refusal:
        return f"{refusal.detail}; {_told(refusal.nearest)}"
    raise AssertionError(name)


def _told(names: Sequence[Text]) -> str:
    """Names in both languages, each once."""
    return ", ".join(dict.fromkeys(word for name in names for word in (name.zh, name.en)))
