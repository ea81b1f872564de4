"""Notices about a first-day list for a person to look at; none of them stops the load."""

from collections.abc import Callable, Iterable, Mapping

from service.dataset.first_day.identity import KnownEntities
from service.dataset.first_day.similar_names import similar_pairs
from service.dataset.tables.input_tables import Dataset
from service.language import Text

MAX_LISTED_PAIRS = 200
"""Pairs of similar names listed one by one."""


DECIDE = Text(
    "Once loaded, decide of each pair: on the page /look-alikes, or by tongbu same A B and tongbu"
    " different A B; it is not asked again",
    "载入后可逐对判断：在页面 /look-alikes，或用 tongbu same 甲 乙、tongbu different 甲 乙；"
    "判断后不再提示",
)
"""Said of names that look alike."""


def notices(
    dataset: Dataset,
    note_columns: Iterable[str],
    enterprises: list[tuple[int, str, str]],
    line_name: Callable[[int], Text],
    known: KnownEntities,
    materials: Mapping[str, str],
    known_materials: KnownEntities,
    *,
    undated: int,
) -> list[Text]:
    """Notices on columns kept as notes, assumed dates, changed names, and similar names.

    ``enterprises``: line, id and name in the list; ``materials``: ids by names in the list;
    ``known`` and ``known_materials``: those of the graph; ``undated``: how many have
    resumed without a date.
    """
    found: list[Text] = []
    if listed := "、".join(note_columns):
        found.append(Text(f"Columns kept as notes: {listed}", f"记入备注的列：{listed}"))
    if undated:
        found.append(
            Text(
                f"{undated} enterprises have resumed without a date; {dataset.as_of} is taken",
                f"{undated} 家企业已复工但无日期，按 {dataset.as_of} 计",
            )
        )
    for line, id_, name in enterprises:
        earlier = known.names.get(id_)
        if earlier and earlier != name:
            at = line_name(line)
            found.append(
                Text(
                    f"{at.en[:1].upper()}{at.en[1:]}: by its credit code {name} is {earlier} in"
                    " the graph; it takes the new name",
                    f"{at.zh}：{name} 的信用代码在图中为 {earlier}，将改用新名称",
                )
            )
    names = {name: id_ for _, id_, name in enterprises}
    alike = [
        *_similar_names(names, known, Text("", "企业")),
        *_similar_names(materials, known_materials, Text(" (materials)", "物料")),
    ]
    return [*found, *alike, *([DECIDE] if alike else [])]


def _similar_names(names: Mapping[str, str], known: KnownEntities, kind: Text) -> list[Text]:
    """Pairs that look alike, of which nobody has decided; ``names`` has ids by names."""
    pairs = [
        pair
        for pair in similar_pairs(names, (name for name in known.names.values() if name))
        if not _decided(pair, names, known)
    ]
    found = [
        Text(
            f"Look alike{kind.en}, kept apart: {one} and {other}; if they are one, give both the"
            " same name",
            f"名称相近，未合并：{one} 与 {other}；如为同一{kind.zh}，请统一名称",
        )
        for one, other in pairs[:MAX_LISTED_PAIRS]
    ]
    if len(pairs) > MAX_LISTED_PAIRS:
        more = len(pairs) - MAX_LISTED_PAIRS
        found.append(Text(f"… and {more} more pairs that look alike", f"……另有 {more} 对名称相近"))
    return found


def _decided(pair: tuple[str, str], names: Mapping[str, str], known: KnownEntities) -> bool:
    """Whether people have said of all that are called so that they are different."""
    one, other = ({names[name]} if name in names else known.ids_of(name) for name in pair)
    return all(a == b or known.said_different(a, b) for a in one for b in other)
