"""The search box: names and codes of things, and questions in people's own words."""

from dataclasses import dataclass

from service.answers.knowledge import Knowledge
from service.answers.questions import Question, questions
from service.answers.spellings import folded
from service.answers.suggestions import Suggestion, offered_by
from service.language import Language
from service.model.tables import THINGS

NAMED_BY_ANOTHER = frozenset({"request", "letter"})
"""Kinds of things that have no name of their own."""


@dataclass(frozen=True)
class SearchResult:
    """What a search found: things by kind (``enterprise``, …), and questions."""

    text: str
    """What was sought, folded."""
    things: dict[str, list[Suggestion]]
    phrases: list[Question]

    def __bool__(self) -> bool:
        return bool(self.phrases) or any(self.things.values())

    @property
    def only(self) -> tuple[str, str] | Question | None:
        """What was found where that is one: the kind and id of a thing, or a question.

        One whose id or whole name was typed is one whatever else has it in it; what is told by the
        name of an enterprise, as its requests are, is found on its page.
        """
        found = [(kind, one) for kind, some in self.things.items() for one in some]
        exact = [(kind, one.value) for kind, one in found if self.text in _names(one)]
        if len(exact) == 1:
            return exact[0]
        own = [(kind, one.value) for kind, one in found if kind not in NAMED_BY_ANOTHER]
        named = own or [(kind, one.value) for kind, one in found]
        both: list[tuple[str, str] | Question] = [*named, *self.phrases]
        return both[0] if len(both) == 1 else None


def _names(one: Suggestion) -> set[str]:
    return {folded(name) for name in (one.value, one.label.zh, one.label.en)}


def search(knowledge: Knowledge, text: str, language: Language) -> SearchResult:
    """What ``text`` names or asks. Nothing is found for a blank one; raises as ``Knowledge.ask``
    does."""
    text = text.strip()
    things: dict[str, list[Suggestion]] = {kind: [] for kind in THINGS}
    if not text:
        return SearchResult("", things, [])
    for kind, query in knowledge.catalog.finding.items():
        things[kind] = offered_by(knowledge.ask(query.name, {"text": text}))
    named = any(things.values())
    asked = questions(knowledge, text, language, names_something=named)
    return SearchResult(folded(text), things, asked)
