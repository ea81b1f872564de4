"""The command ``tongbu``: which commands there are, and where each is found."""

import signal
from collections.abc import Mapping
from importlib import import_module
from types import FrameType
from typing import Any, NamedTuple, NoReturn

import click
from click.shell_completion import CompletionItem

from service.cli.help_text import bilingual, examples
from service.cli.usage_words import HelpFormatter, refusals_in_users_language
from service.language import Text


class CommandEntry(NamedTuple):
    """Where a command is defined, in ``service.cli``, and its line in ``tongbu --help``.

    The line is the whole help of a command that has none of its own.
    """

    module: str
    attribute: str
    summary: Text


COMMANDS: Mapping[str, CommandEntry] = {
    "up": CommandEntry(
        "serve",
        "up_command",
        Text("Start everything; Ctrl-C ends it.", "启动全部服务，Ctrl-C 结束。"),
    ),
    "database": CommandEntry(
        "serve",
        "database_command",
        Text("Only the private Neo4j, in the foreground.", "仅启动自带 Neo4j。"),
    ),
    "template": CommandEntry(
        "load",
        "template_command",
        Text("Empty tables and the empty first-day list.", "生成空白数据表与首日名单。"),
    ),
    "generate": CommandEntry(
        "generate", "generate_command", Text("A synthetic network.", "生成合成供应网络。")
    ),
    "check": CommandEntry(
        "load", "check_command", Text("Check a dataset; writes nothing.", "检查数据，不写入。")
    ),
    "load": CommandEntry(
        "load",
        "load_command",
        Text("Check a dataset or list, load it, derive.", "检查并载入数据文件夹或名单，然后推算。"),
    ),
    "history": CommandEntry(
        "history",
        "history_command",
        Text("Loads and changes: who, when, what.", "历次载入与登记：何人、何时、何事。"),
    ),
    "undo": CommandEntry(
        "history",
        "undo_command",
        Text("Take back a load or an action.", "撤销一次载入或登记。"),
    ),
    "look-alikes": CommandEntry(
        "same",
        "look_alikes_command",
        Text("Names that look alike, not decided yet.", "名称相近、尚未判断的企业与物料。"),
    ),
    "same": CommandEntry(
        "same",
        "same_command",
        Text("A and B are one and the same: B stays.", "认定 A 与 B 为同一对象，保留 B。"),
    ),
    "different": CommandEntry(
        "same",
        "different_command",
        Text("A and B only look alike.", "认定 A 与 B 只是名称相近。"),
    ),
    "user": CommandEntry(
        "user",
        "user_command",
        Text("Users who sign in, and their roles.", "登录用户及其角色。"),
    ),
    "token": CommandEntry(
        "user", "token_command", Text("Tokens for programs.", "供程序使用的令牌。")
    ),
    "derive": CommandEntry(
        "load", "derive_command", Text("Derive everything again.", "重新推算全部结果。")
    ),
    "new-day": CommandEntry(
        "load",
        "new_day_command",
        Text("Move the day, derive again.", "更新截止日期并重新推算。"),
    ),
    "record-day": CommandEntry(
        "load",
        "record_day_command",
        Text("Keep the figures of the day now.", "立即留存当日数字。"),
    ),
    "dump": CommandEntry(
        "backup", "dump_command", Text("The whole graph as one archive.", "导出备份。")
    ),
    "restore": CommandEntry(
        "backup", "restore_command", Text("Put a dumped graph in place.", "恢复备份。")
    ),
    "queries": CommandEntry(
        "catalog",
        "queries_command",
        Text("What can be asked and done.", "列出查询、推演与登记操作。"),
    ),
    "new-query": CommandEntry(
        "catalog",
        "new_query_command",
        Text("A file to begin a saved query with.", "生成新查询的起始文件。"),
    ),
    "ask": CommandEntry(
        "ask",
        "ask_command",
        Text("One answer: ask QUERY name=value …", "查询：ask 查询名 参数=值 …"),
    ),
    "do": CommandEntry(
        "ask",
        "do_command",
        Text("One saved action: do ACTION name=value …", "登记：do 操作名 参数=值 …"),
    ),
    "scenario": CommandEntry(
        "scenario",
        "scenario_command",
        Text("Several what-ifs as one: try, keep, compare.", "多项假如一起推演、保存、对比。"),
    ),
    "mcp": CommandEntry(
        "mcp", "mcp_command", Text("Let assistants ask (MCP).", "供智能助手提问（MCP）。")
    ),
    "bloom": CommandEntry(
        "export",
        "bloom_command",
        Text("A perspective for Neo4j Bloom.", "输出 Neo4j Bloom 视图文件。"),
    ),
    "favourites": CommandEntry(
        "export",
        "favourites_command",
        Text("Saved Cypher for Neo4j Browser.", "输出 Neo4j Browser 收藏查询。"),
    ),
    "settings": CommandEntry(
        "settings",
        "settings_command",
        Text("Every setting, from the environment.", "全部设置项。"),
    ),
    "completion": CommandEntry(
        "completion",
        "completion_command",
        Text("Completion for your shell.", "命令补全脚本。"),
    ),
}


click.Context.formatter_class = HelpFormatter  # of every command, also of groups of commands


class LazyGroup(click.Group):
    """Imports a command's module when the command is called; lists and completes from the table."""

    def make_context(
        self, info_name: str | None, args: list[str], *rest: Any, **more: Any
    ) -> click.Context:
        with refusals_in_users_language():
            return super().make_context(info_name, args, *rest, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with refusals_in_users_language():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(import_module(f"service.cli.{entry.module}"), entry.attribute)
        assert isinstance(command, click.Command)
        command.help = command.help or bilingual(*entry.summary)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, bilingual(*COMMANDS[name].summary)) for name in self.list_commands(ctx)]
            )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        return [
            *(
                CompletionItem(name, help=bilingual(*COMMANDS[name].summary))
                for name in self.list_commands(ctx)
                if name.startswith(incomplete)
            ),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]


@click.group(
    cls=LazyGroup,
    help=bilingual(
        "For a whole supply network: who waits for whom.", "看清整个供应网络：谁在等谁。"
    ),
    epilog=examples(
        {
            "up": Text("starts everything and prints the address", "启动全部服务并给出地址"),
            "queries": Text("what can be asked", "可问什么"),
            "ask critical-path enterprise=gongniu": Text("whom Gongniu waits for", "公牛在等谁"),
            "ask --help": Text("help on one command", "某一命令的帮助"),
        }
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="tongbu")
def main() -> None:
    signal.signal(signal.SIGTERM, _exit)


def _exit(*_: int | FrameType | None) -> NoReturn:
    """SIGTERM ends like Ctrl-C: everything started is stopped on the way out."""
    raise SystemExit(143)
