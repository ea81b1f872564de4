"""The command that writes the completion script of a shell: ``tongbu completion``."""

import click
from click.shell_completion import get_completion_class

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.language import Text
from service.settings import Settings

NO_SPACE_AFTER_EQUALS = {
    "COMPREPLY+=($value)": "COMPREPLY+=($value); [[ $value == *= ]] && compopt -o nospace",
    'completions_with_descriptions+=("$key":"$descr")': 'if [[ "$key" == *= ]]; then'
    ' _describe -V unfinished "($key\\:${(q)descr})" -U -S ""; else'
    ' completions_with_descriptions+=("$key":"$descr"); fi',
}
"""Mends click's scripts for bash and zsh: no space after ``name=``, since a value follows."""


@click.command(
    help=bilingual(
        "The script that completes commands, options, queries and their parameters in your shell.",
        "生成命令补全脚本：补全命令、选项、查询名与参数名。",
    ),
    epilog=examples(
        {
            "completion bash": Text(
                'in ~/.bashrc: eval "$(tongbu completion bash)"',
                '写入 ~/.bashrc：eval "$(tongbu completion bash)"',
            ),
            "completion zsh": Text(
                'in ~/.zshrc, after compinit: eval "$(tongbu completion zsh)"',
                '写入 ~/.zshrc（compinit 之后）：eval "$(tongbu completion zsh)"',
            ),
            "completion fish": Text(
                "into the file ~/.config/fish/completions/tongbu.fish",
                "写入文件 ~/.config/fish/completions/tongbu.fish",
            ),
        }
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@handles_refusals
def completion_command(settings: Settings, console: Console, shell: str) -> None:
    completion_class = get_completion_class(shell)
    assert completion_class is not None
    script = completion_class(
        click.get_current_context().find_root().command, {}, "tongbu", "_TONGBU_COMPLETE"
    )
    source = script.source()
    for old, new in NO_SPACE_AFTER_EQUALS.items():
        source = source.replace(old, new)
    click.echo(source, nl=False)
