"""Help texts of the commands: in both languages, with examples below."""

from collections.abc import Mapping

from service.language import Text


def bilingual(en: str, zh: str) -> str:
    """A help text in both languages: at help time nobody has chosen one."""
    return f"{zh} {en}"


def examples(lines: Mapping[str, Text]) -> str:
    """The end of a command's help: calls of ``tongbu``, each with what it is for."""
    shown = "\n".join(f"  tongbu {call}\n      {what}" for call, what in lines.items())
    return f"\b\n示例 Examples:\n{shown}"
