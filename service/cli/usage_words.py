"""What click says itself, in the language of the user: the frame of help, and refusals with exit 2.

Texts are read back from what click has put together, since it tells values nowhere else; what is
not known here is told as click tells it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import IO, Any

import click

from service.settings import language

CHINESE: Mapping[str, str] = {
    "Usage: ": "用法：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]…",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示本帮助。",
    "Show the version and exit.": "显示版本号。",
    "required": "必填",
    "default: {value}": "默认：{value}",
    "Try '{command}' for help.": "帮助：{command}",
    "Error: {message}": "错误：{message}",
    "Invalid value for {name}: {message}": "{name} 的值有误：{message}",
    "Invalid value: {message}": "值有误：{message}",
    "No such command {name}. {nearest}": "没有命令 {name}。{nearest}",
    "No such command {name}.": "没有命令 {name}。",
    "No such option {name}. {nearest}": "没有选项 {name}。{nearest}",
    "No such option {name}.": "没有选项 {name}。",
    "Did you mean {name}?": "是否指 {name}？",
    "(Did you mean one of: {names}?)": "最接近的：{names}。",
    "Missing command.": "缺少命令。",
    "Missing argument {name}. {choices}": "缺少参数 {name}。{choices}",
    "Missing argument {name}.": "缺少参数 {name}。",
    "Missing option {name}. {choices}": "缺少选项 {name}。{choices}",
    "Missing option {name}.": "缺少选项 {name}。",
    "Choose from:{names}": "可选：{names}",
    "Got unexpected extra argument ({words})": "多余的参数：{words}",
    "Got unexpected extra arguments ({words})": "多余的参数：{words}",
    "Option {name} requires an argument.": "选项 {name} 后应有值。",
    "Option {name} does not take a value.": "选项 {name} 不带值。",
    "{value} is not one of {names}.": "{value} 不在可选值中：{names}。",
    "{value} does not match the format {format}.": "{value} 不是日期，应如 2020-02-12。",
    "{value} is not a valid {kind}.": "{value} 不是{kind}。",
    "{value} is not in the range {range}.": "{value} 不在范围内：{range}。",
    "integer": "整数",
    "integer range": "整数",
    "float": "数字",
    "{name} {path} is a file.": "{path} 是文件，不是文件夹。",
}
"""What click says, with names in braces for what differs, and the same in Chinese."""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(english)), re.DOTALL), text)
        for english, text in CHINESE.items()
    ]


def in_chinese(said: str) -> str:
    """What click says, and what it holds, in Chinese; as it is where that is not known."""
    for pattern, text in _patterns():
        if found := pattern.fullmatch(said):
            held = {name: in_chinese(part) for name, part in found.groupdict().items()}
            return text.format(**held)
    return said


def in_users_language(said: str) -> str:
    """What click says, in the language of the command line."""
    return in_chinese(said) if language() == "zh" else said


class HelpFormatter(click.HelpFormatter):
    """Writes help whose frame is in the language of the user."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for known in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(known, in_users_language(known))
        super().write_usage(prog, args, prefix or in_users_language("Usage: "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(in_users_language(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().write_dl([(term, _told(about)) for term, about in rows], *args, **kwargs)


def _told(about: str) -> str:
    """A line of help; what click puts behind it stands in brackets."""
    text, bracket, more = about.rpartition("  [")
    if not bracket:
        return in_users_language(about)
    parts = [in_users_language(part) for part in more.removesuffix("]").split("; ")]
    return f"{text}{bracket}{'; '.join(parts)}]"


class WrongUsage(click.UsageError):
    """A command that click refuses, told in the language of the user."""

    def show(self, file: IO[Any] | None = None) -> None:
        lines = [f"Error: {self.message}"]
        if self.ctx:
            way_on = f"Try '{self.ctx.command_path} --help' for help."
            lines = [self.ctx.get_usage(), way_on, "", *lines]
        for line in lines:
            click.echo(in_users_language(line), file, err=True)


@contextmanager
def refusals_in_users_language() -> Iterator[None]:
    """Refusals of click within the block become ``WrongUsage``, but for one that shows help."""
    try:
        yield
    except click.UsageError as error:
        if type(error).show is not click.UsageError.show:
            raise
        raise WrongUsage(error.format_message(), error.ctx) from error
