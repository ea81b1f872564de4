"""The commands that back a graph up: ``tongbu dump`` and ``tongbu restore``."""

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.errors import Conflict
from service.language import Text
from service.settings import Settings

STREAM = Path("-")
"""Standard output or input instead of a file."""


@click.command(
    help=bilingual(
        "The whole private graph as one archive; - writes it to standard output. The database must"
        " not run. It holds personal data.",
        "将自带数据库整体导出为一个备份文件，- 表示标准输出；数据库须已停止；备份含个人信息。",
    ),
    epilog=examples(
        {
            "dump friday.dump": Text("beside what is there already", "写入新文件，不覆盖"),
            "dump -": Text("to standard output", "写到标准输出"),
        }
    ),
)
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path))
@handles_refusals
def dump_command(settings: Settings, console: Console, file: Path) -> None:
    from service.private_neo4j.archive import dump

    if file == STREAM and sys.stdout.isatty():
        raise Conflict(
            Text("An archive is not for a terminal: name a file", "备份不能输出到终端，请指定文件")
        )
    if file != STREAM and file.exists():
        raise _exists(file)
    target = settings.data if file == STREAM else file.absolute().parent
    if not target.is_dir():
        raise Conflict(Text(f"There is no folder {target}", f"没有文件夹 {target}"))
    with (
        tempfile.TemporaryDirectory(prefix=".tongbu-dump-", dir=target) as folder,
        console.progress() as progress,
    ):
        archive = dump(settings, Path(folder), progress)
        size = archive.stat().st_size
        if file == STREAM:
            with archive.open("rb") as source:
                shutil.copyfileobj(source, sys.stdout.buffer, 1 << 20)
            sys.stdout.flush()
            return
        _move_to(archive, file)
    mebibytes = size / (1 << 20)
    console.say(
        Text(f"{file} is written, {mebibytes:.1f} MiB", f"已写入 {file}，{mebibytes:.1f} MiB")
    )


@click.command(
    help=bilingual(
        "Put a dumped graph in place; - reads it from standard input. Whatever fails leaves what"
        " was there.",
        "恢复备份，- 表示标准输入；失败时现有数据保持不变。",
    ),
    epilog=examples(
        {
            "restore friday.dump": Text("into an empty database", "恢复到空库"),
            "restore friday.dump --replace": Text("instead of what is there", "替换现有数据"),
            "restore -": Text("from standard input", "从标准输入读取"),
        }
    ),
)
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path))
@click.option(
    "--replace",
    is_flag=True,
    help=bilingual("Replace the graph that is there.", "替换现有数据。"),
)
@handles_refusals
def restore_command(settings: Settings, console: Console, file: Path, replace: bool) -> None:
    from service.private_neo4j.archive import Restore, is_archive

    with ExitStack() as stack:
        archive: IO[bytes] = (
            sys.stdin.buffer if file == STREAM else stack.enter_context(file.open("rb"))
        )
        first_bytes = archive.read(4)
        if not is_archive(first_bytes):
            name = "" if file == STREAM else f"{file}: "
            raise Conflict(
                Text(
                    f"{name}this is no archive of tongbu dump or neo4j-admin",
                    f"{name}并非 tongbu dump 或 neo4j-admin 生成的备份",
                )
            )
        restore = stack.enter_context(Restore(settings, console.progress_lines, overwrite=replace))
        with console.progress() as progress:
            restore.run(first_bytes, archive, progress)
    console.say(
        Text(
            f"{settings.data} holds the graph of {file}",
            f"{settings.data} 已恢复为 {file} 中的数据",
        )
    )
    console.say(
        Text(
            "Users, passwords and tokens are those of that day: what was revoked or removed since"
            " holds again (tongbu user list, tongbu token list)",
            "用户、密码与令牌均为备份当日的：此后吊销或移除的重新有效，请核对（tongbu user list、"
            "tongbu token list）",
        )
    )


def _move_to(archive: Path, file: Path) -> None:
    """Gives the finished archive its name, unless a file has taken it meanwhile."""
    try:
        os.link(archive, file)
    except FileExistsError:
        raise _exists(file) from None
    except OSError:  # a file system without hard links
        if file.exists():
            raise _exists(file) from None
        archive.rename(file)


def _exists(file: Path) -> Conflict:
    return Conflict(
        Text(
            f"{file} exists already and is left as it is", f"{file} 已存在，未作改动；请另选文件名"
        )
    )
