"""The command that lets assistants ask: ``tongbu mcp``."""

import threading

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.errors import CannotStart
from service.language import Text
from service.settings import Settings

INSTALL = "pip install 'tongbu[mcp]'"


@click.command(
    help=bilingual(
        "Let assistants ask: saved queries and what-ifs as tools of the Model Context Protocol on"
        " standard input and output. The graph is never changed; a private database is started with"
        " the first question. Persons are masked, since what an assistant reads may be sent to"
        " others; TONGBU_SHOW_PERSONAL=1 shows them.",
        "供智能助手提问：经标准输入输出，以 MCP 协议提供全部查询与推演，不改动数据；"
        "首次提问时启动自带数据库。助手读到的内容可能发往他处，故个人信息默认隐去，"
        "TONGBU_SHOW_PERSONAL=1 可显示。",
    ),
    epilog=examples({"mcp": Text("as an assistant's program starts it", "由助手程序启动")}),
)
@handles_refusals
def mcp_command(settings: Settings, console: Console) -> None:
    try:
        from service.mcp import server
    except ModuleNotFoundError as error:
        raise CannotStart(
            Text(
                f"Assistants need the package mcp: {INSTALL}", f"智能助手需要软件包 mcp：{INSTALL}"
            )
        ) from error
    from service.catalog.catalog import read_catalog
    from service.cli.mcp_session import ReconnectingKnowledge

    knowledge = ReconnectingKnowledge(settings, console, read_catalog())
    # In a thread of its own: a read of standard input that waits cannot be interrupted, but left.
    session = threading.Thread(
        target=server.serve, args=(knowledge.catalog, knowledge.ask), daemon=True
    )
    try:
        session.start()
        session.join()
    finally:
        knowledge.close()
