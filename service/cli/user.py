"""The commands for users and their tokens: ``tongbu user`` and ``tongbu token``."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from service.access.roles import ROLES, SCOPES
from service.cli.console import Console, person
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.errors import Fault, InvalidParameter
from service.language import Text
from service.settings import Settings

if TYPE_CHECKING:  # the driver is loaded by who needs it
    from service.access.audit import Actor
    from service.graph.database import Graph

role_option = click.option(
    "--role",
    required=True,
    type=click.Choice(list(ROLES)),
    help=bilingual("What the user may.", "角色。"),
)
team_option = click.option(
    "--team",
    metavar="ID",
    help=bilingual("The service team, of the role team.", "所属专班编号（team 角色）。"),
)


@click.group(
    help=bilingual(
        "Users who sign in: list, add, change, remove; passwords are asked for, or read from"
        " standard input.",
        "登录用户：查看、添加、更改、移除；密码由终端输入或取自标准输入。",
    ),
    epilog=examples(
        {
            "user add wang --role admin": Text("asks for a password", "随后输入密码"),
            "user add li --role team --team team-03": Text("of a service team", "某专班人员"),
            "user list": Text("all of them", "全部用户"),
        }
    ),
)
def user_command() -> None:
    pass


@user_command.command("list", help=bilingual("All users.", "全部用户。"))
@handles_refusals
def list_users(settings: Settings, console: Console) -> None:
    from service.access import users
    from service.cli.graph_access import open_graph

    with open_graph(settings, console) as graph:
        records = [one.record for one in users.listed(graph)]
    _print(records)


@user_command.command("add", help=bilingual("A new user.", "添加用户。"))
@click.argument("user", metavar="NAME")
@role_option
@team_option
@click.option(
    "--openid",
    is_flag=True,
    help=bilingual("Without a password: by OpenID Connect.", "无密码，仅以 OpenID Connect 登录。"),
)
@handles_refusals
def add_user(
    settings: Settings, console: Console, user: str, role: str, team: str | None, openid: bool
) -> None:
    from service.access import audit, users
    from service.cli.graph_access import open_graph
    from service.graph import schema

    with open_graph(settings, console) as graph:
        schema.apply(graph)
        users.user_id(user)
        password = None if openid else _password(console)
        by, who = person(), audit.Actor(person())
        added = users.add(graph, user, role, team, password, by=by, actor=who)
    console.say(Text(f"User {added.id} is added", f"已添加用户 {added.id}"))


@user_command.command("change", help=bilingual("Another role.", "更改角色。"))
@click.argument("user", metavar="NAME")
@role_option
@team_option
@handles_refusals
def change_user(
    settings: Settings, console: Console, user: str, role: str, team: str | None
) -> None:
    from service.access import users

    with _known(settings, console, user) as (graph, known, who):
        users.change(graph, known, role, team, actor=who)
    console.say(Text(f"User {known} is {role} now", f"用户 {known} 现为 {role}"))


@user_command.command("password", help=bilingual("Another password.", "更改密码。"))
@click.argument("user", metavar="NAME")
@handles_refusals
def set_password(settings: Settings, console: Console, user: str) -> None:
    from service.access import users

    with _known(settings, console, user) as (graph, known, who):
        users.set_password(graph, known, _password(console), actor=who)
    console.say(
        Text(
            f"The password of {known} is set; all sessions of that user have ended, tokens stay"
            " (tongbu token list)",
            f"已设置 {known} 的密码，该用户的全部登录随即失效；令牌不受影响（tongbu token list）",
        )
    )


@user_command.command("sign-out", help=bilingual("End all sessions.", "强制退出登录。"))
@click.argument("user", metavar="NAME")
@handles_refusals
def sign_out_user(settings: Settings, console: Console, user: str) -> None:
    from service.access import sessions

    with _known(settings, console, user) as (graph, known, who):
        sessions.end_all(graph, known, actor=who)
    console.say(
        Text(
            f"{known} is signed out everywhere; tokens stay (tongbu token list)",
            f"{known} 已在各处退出；令牌不受影响（tongbu token list）",
        )
    )


@user_command.command("remove", help=bilingual("Let a user in no more.", "移除用户。"))
@click.argument("user", metavar="NAME")
@handles_refusals
def remove_user(settings: Settings, console: Console, user: str) -> None:
    from service.access import users

    with _known(settings, console, user) as (graph, known, who):
        users.remove(graph, known, actor=who)
    console.say(
        Text(
            f"{known} is removed, with all sessions and tokens",
            f"已移除 {known}，其登录与令牌一并失效",
        )
    )


@click.group(
    help=bilingual(
        "Tokens by which programs ask as a user: list, add, revoke.",
        "供程序以用户身份访问的令牌：查看、签发、吊销。",
    ),
    epilog=examples(
        {
            "token add wang --scope read --days 90": Text("shown once", "仅显示一次"),
            "token revoke 3f2a9c01d4e5": Text("by its id from token list", "按 token list 的编号"),
        }
    ),
)
def token_command() -> None:
    pass


@token_command.command(
    "list", help=bilingual("All tokens, or those of a user.", "全部或某用户的令牌。")
)
@click.argument("user", metavar="[NAME]", required=False)
@handles_refusals
def list_tokens(settings: Settings, console: Console, user: str | None) -> None:
    from service.access import tokens
    from service.cli.graph_access import open_graph

    with open_graph(settings, console) as graph:
        records = [one.record for one in tokens.listed(graph, user)]
    _print(records)


@token_command.command(
    "add",
    help=bilingual("A new token, on standard output, once.", "签发令牌，仅在标准输出显示一次。"),
)
@click.argument("user", metavar="NAME")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(list(SCOPES)),
    default=("read",),
    help=bilingual("What it may; may be repeated.", "授权范围，可多次给出。"),
)
@click.option("--days", type=int, default=90, help=bilingual("How long it holds.", "有效天数。"))
@click.option("--name", default="", help=bilingual("What it is for.", "用途。"))
@handles_refusals
def add_token(
    settings: Settings, console: Console, user: str, scopes: tuple[str, ...], days: int, name: str
) -> None:
    from service.access import audit, tokens
    from service.cli.graph_access import open_graph

    with open_graph(settings, console) as graph:
        who = audit.Actor(person())
        secret, token = tokens.issue(graph, user, scopes, days, name, actor=who)
    console.say(
        Text(
            f"Token {token.id} of {token.user}, until {token.until[:10]}; it is shown this once:",
            f"{token.user} 的令牌 {token.id}，有效期至 {token.until[:10]}，仅显示这一次：",
        )
    )
    print(secret)


@token_command.command("revoke", help=bilingual("End a token.", "吊销令牌。"))
@click.argument("token", metavar="ID")
@handles_refusals
def revoke_token(settings: Settings, console: Console, token: str) -> None:
    from service.access import audit, tokens
    from service.cli.graph_access import open_graph

    with open_graph(settings, console) as graph:
        tokens.revoke(graph, token, actor=audit.Actor(person()))
    console.say(Text(f"Token {token} is revoked", f"令牌 {token} 已吊销"))


@contextmanager
def _known(
    settings: Settings, console: Console, user: str
) -> Iterator[tuple["Graph", str, "Actor"]]:
    """The graph, a user's id, and who does something to him, which the audit tells."""
    from service.access import audit, users
    from service.cli.graph_access import open_graph

    with open_graph(settings, console) as graph:
        yield graph, users.find(graph, user).id, audit.Actor(person())


def _password(console: Console) -> str:
    """A password typed twice, or the first line of standard input; never one of the arguments,
    which others on the machine could see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    language = console.language
    password = getpass.getpass(Text("Password: ", "密码：").to(language))
    if getpass.getpass(Text("Once more: ", "再次输入：").to(language)) != password:
        fault = Fault(Text("not the same as above", "两次输入不一致"), "password")
        raise InvalidParameter(Text("Nothing was changed", "未作改动"), [fault])
    return password


def _print(records: list[dict[str, object]]) -> None:
    """Records as lines of tab-separated values, with a head."""
    if not records:
        return
    print("\t".join(records[0]))
    for record in records:
        print("\t".join(_cell(value) for value in record.values()))


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
