"""What is one and the same and what only looks alike, for the command line."""

import uuid

from service.answers.accepted_changes import ChangeEntry
from service.answers.look_alikes import Candidate, look_alikes
from service.answers.names import names_by_label, names_of
from service.answers.one_and_same import find_thing, keep_apart, make_one
from service.cli.console import Console, person
from service.cli.graph_access import open_graph, open_knowledge
from service.dataset.naming.aliases import KINDS
from service.derivation.complete import derive_to_its_end
from service.display.conflicts import conflict_texts
from service.errors import InvalidParameter
from service.language import Text
from service.model.tables import BY_LABEL
from service.settings import Settings

MAX_CONFLICTS_SHOWN = 50
"""Conflicts told one by one."""


def make_one_of(
    settings: Settings,
    console: Console,
    one: str,
    other: str,
    *,
    keep: str | None,
    material: bool,
) -> None:
    """Makes one thing of two, ids or names, and tells what came of it; ``keep`` stays."""
    kind = "Material" if material else "Enterprise"
    with open_graph(settings, console) as graph:
        knowledge = open_knowledge(graph)
        goes, stays = (find_thing(knowledge, kind, text) for text in (one, other))
        if keep is not None:
            kept = find_thing(knowledge, kind, keep)
            if kept not in (goes, stays):
                raise InvalidParameter(
                    Text(f"--keep {keep}: give A or B", f"--keep {keep}：应为 A 或 B")
                )
            goes, stays = (goes, stays) if kept == stays else (stays, goes)
        entry = ChangeEntry(uuid.uuid4().hex, person())
        made = make_one(knowledge, kind, goes.id, stays.id, entry)
        if made.moved is None:
            with console.progress() as progress:
                derive_to_its_end(graph, progress)
        ids = {id_ for dropped in made.dropped for id_ in dropped[:2]}
        names = names_by_label(graph, {"Enterprise": ids})
        for supplier, buyer, *_ in made.dropped:
            first, last = (names.get(id_, Text(id_, id_)) for id_ in (supplier, buyer))
            console.say(
                Text(
                    f"Left out, as it would be a supply to itself: {first.en} → {last.en}",
                    f"供需双方已为同一企业，不再保留：{first.zh} → {last.zh}",
                )
            )
        shown = made.conflicts[:MAX_CONFLICTS_SHOWN]
        for text in conflict_texts(shown, names_of(graph, shown), personal=True):
            console.say(text)
        if len(made.conflicts) > len(shown):
            more = len(made.conflicts) - len(shown)
            console.say(Text(f"… and {more} more", f"……另有 {more} 项"))
        moved = made.moved or 0
        console.say(
            Text(
                f"{goes.name} is {stays.name} ({stays.id}) from now on; {made.kept} relationships"
                f" moved to it, {moved} enterprises are ready on another day",
                f"{goes.name} 今后即为 {stays.name}（{stays.id}）；{made.kept} 条关系已转入，"
                f"{moved} 家企业的料齐时间随之变动",
            )
        )
        _say_undo(console, made.change)


def say_different(
    settings: Settings, console: Console, one: str, other: str, *, material: bool
) -> None:
    """Keeps that two things, ids or names, are not the same."""
    kind = "Material" if material else "Enterprise"
    with open_graph(settings, console) as graph:
        knowledge = open_knowledge(graph)
        first, last = (find_thing(knowledge, kind, text) for text in (one, other))
        entry = ChangeEntry(uuid.uuid4().hex, person())
        change = keep_apart(knowledge, kind, first.id, last.id, entry)
    console.say(
        Text(
            f"{first.name} and {last.name} are different; that is not asked again",
            f"{first.name} 与 {last.name} 为不同对象，不再提示",
        )
    )
    _say_undo(console, change)


def list_look_alikes(settings: Settings, console: Console) -> None:
    """Pairs that look alike and of which nobody has decided, one a line."""
    with open_graph(settings, console) as graph:
        for kind in KINDS:
            found = look_alikes(graph, kind)
            label = BY_LABEL[kind].title
            console.say(Text(f"{label.en}: {found.count}", f"{label.zh}：{found.count} 对"))
            for one, other in found.pairs:
                pair = f"  {_told(one)} — {_told(other)}"
                console.say(Text(pair, pair))
            if found.count > len(found.pairs):
                more = found.count - len(found.pairs)
                console.say(Text(f"  … and {more} more pairs", f"  ……另有 {more} 对"))
    console.say(
        Text(
            "Decide: tongbu same A B, or tongbu different A B (--material for materials)",
            "请判断：tongbu same 甲 乙，或 tongbu different 甲 乙（物料加 --material）",
        )
    )


def _told(one: Candidate) -> str:
    return f"{one.name} ({one.id})"


def _say_undo(console: Console, change: str) -> None:
    console.say(Text(f"Taken back by: tongbu undo {change}", f"如需撤销：tongbu undo {change}"))
