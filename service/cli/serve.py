"""The commands that keep something running: ``tongbu up`` and ``tongbu database``."""

import signal
from dataclasses import replace
from pathlib import Path

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.language import Text
from service.settings import Settings

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help=bilingual("Folder of the private database.", "自带数据库所在文件夹。"),
)


@click.command(
    epilog=examples(
        {
            "up": Text("with the Cixi dataset, the first time", "首次启动时载入慈溪数据集"),
            "up --empty --data mine/data": Text("with nothing in it", "从空库开始"),
            "up --port 0": Text("on any free port", "任选空闲端口"),
        }
    ),
)
@click.option("--host", help=bilingual("Address to listen on.", "监听地址。"))
@click.option(
    "--port", type=click.IntRange(0, 65535), help=bilingual("Port to listen on.", "监听端口。")
)
@data_option
@click.option(
    "--empty", is_flag=True, help=bilingual("Do not load the Cixi dataset.", "不载入慈溪数据集。")
)
@handles_refusals
def up_command(
    settings: Settings,
    console: Console,
    host: str | None,
    port: int | None,
    data: Path | None,
    empty: bool,
) -> None:
    from service.cli.starting import start

    settings = replace(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
        data=data.expanduser().resolve() if data else settings.data,
    )
    start(settings, console, empty=empty)


@click.command(
    epilog=examples(
        {
            "database": Text("for your own Neo4j tools", "供其他 Neo4j 工具连接"),
            "database --data mine/data": Text("that of another folder", "另一文件夹中的数据库"),
        }
    ),
)
@data_option
@handles_refusals
def database_command(settings: Settings, console: Console, data: Path | None) -> None:
    from service.private_neo4j.server import PrivateNeo4j

    if data:
        settings = replace(settings, data=data.expanduser().resolve())
    with PrivateNeo4j(settings, console.progress_lines) as connection:
        try:
            console.say(
                Text(
                    f"Neo4j answers at {connection.uri}, user {connection.username};"
                    f" its password is in {settings.data}",
                    f"Neo4j 已就绪：{connection.uri}，用户 {connection.username}，"
                    f"密码保存在 {settings.data}",
                )
            )
            while True:
                signal.pause()
        except KeyboardInterrupt:
            console.say(Text("Stopping", "正在停止"))
