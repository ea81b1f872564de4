"""Shell completion: ``tongbu completion``, and what completes the words of ``ask`` and ``do``.

Everything offered is read from the catalogue's files; no database is asked, and none started.
"""

from collections.abc import Callable, Sequence

import click
from click.shell_completion import CompletionItem, get_completion_class

from service.catalog.catalog import ACTION, SavedQuery, read_catalog
from service.catalog.parameters import Parameter
from service.cli.common import bilingual, examples, handles_refusals
from service.cli.console import Terminal
from service.errors import Refusal
from service.language import DEFAULT, Language, Text
from service.settings import Settings, read

UNFINISHED = {
    "COMPREPLY+=($value)": "COMPREPLY+=($value); [[ $value == *= ]] && compopt -o nospace",
    'completions_with_descriptions+=("$key":"$descr")': 'if [[ "$key" == *= ]]; then'
    ' _describe -V unfinished "($key\\:${(q)descr})" -U -S ""; else'
    ' completions_with_descriptions+=("$key":"$descr"); fi',
}
"""What click's scripts for bash and zsh lack: no blank after ``name=``, where a value follows."""

Completing = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


@click.command(
    "completion",
    help=bilingual(
        "The script that completes commands, options, queries and their parameters in your shell.",
        "生成命令补全脚本：补全命令、选项、查询名与参数名。",
    ),
    short_help=bilingual("Completion for your shell.", "命令补全脚本。"),
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
def completion_command(settings: Settings, terminal: Terminal, shell: str) -> None:
    known = get_completion_class(shell)
    assert known is not None
    script = known(
        click.get_current_context().find_root().command, {}, "tongbu", "_TONGBU_COMPLETE"
    )
    source = script.source()
    for lacking, mended in UNFINISHED.items():
        source = source.replace(lacking, mended)
    click.echo(source, nl=False)


def names(*, actions: bool) -> Completing:
    """Completes the name of an action, or of what can be asked."""

    def complete(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
        return [
            CompletionItem(one.name, help=one.title.to(_language()))
            for one in _saved()
            if (one.kind == ACTION) == actions and one.name.startswith(begun)
        ]

    return complete


def arguments(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Completes ``name=``, then what a value may be where it is one of few.

    Bash hands ``name=value`` on as three words, the other shells as one.
    """
    called = context.params.get("query") or context.params.get("action")
    parameters = {p.name: p for one in _saved() if one.name == called for p in one.parameters}
    words = list(context.params.get("arguments") or ())
    name, equals, value = begun.partition("=")
    if equals:
        return _values(parameters.get(name), value, before=f"{name}=")
    last = words[-2:-1] if words[-1:] == ["="] else words[-1:]
    if last and last[0] in parameters:
        return _values(parameters[last[0]], begun)
    given = {word.partition("=")[0] for word in words}
    return [
        CompletionItem(f"{p.name}=", help=p.label.to(_language()))
        for p in parameters.values()
        if p.name not in given and p.name.startswith(begun)
    ]


def _values(parameter: Parameter | None, begun: str, before: str = "") -> list[CompletionItem]:
    if parameter is None:
        return []
    values = ["true", "false"] if parameter.type == "boolean" else parameter.schema.get("enum", [])
    return [CompletionItem(f"{before}{one}") for one in map(str, values) if one.startswith(begun)]


def _saved() -> Sequence[SavedQuery]:
    """All that is saved; nothing where a file of it is wrong, which ``tongbu up`` tells."""
    try:
        return read_catalog().every
    except Refusal:
        return ()


def _language() -> Language:
    try:
        return read().language
    except Refusal:
        return DEFAULT
