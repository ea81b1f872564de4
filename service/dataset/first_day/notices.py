"""What a person should look at after reading a first-day list; nothing of it stops the load."""

from collections.abc import Iterable

from service.dataset.first_day.identity import Known
from service.dataset.first_day.similar_names import look_alikes
from service.dataset.tables_in_memory import Dataset
from service.language import Text

MOST = 200
"""Pairs of look-alike names listed one by one."""


def notices(
    dataset: Dataset,
    others: Iterable[str],
    enterprises: list[tuple[int, str, str]],
    known: Known,
    *,
    undated: int,
) -> list[Text]:
    """Columns kept as notes, dates assumed, names that change, and names that look alike.

    ``enterprises`` are the list's, as line, id and name; ``known`` are the graph's.
    """
    noticed: list[Text] = []
    if kept := "、".join(others):
        noticed.append(Text(f"Columns kept as notes: {kept}", f"记入备注的列：{kept}"))
    if undated:
        noticed.append(
            Text(
                f"{undated} enterprises have resumed without a date; {dataset.as_of} is taken",
                f"{undated} 家企业已复工但无日期，按 {dataset.as_of} 计",
            )
        )
    for line, id_, name in enterprises:
        earlier = known.names.get(id_)
        if earlier and earlier != name:
            noticed.append(
                Text(
                    f"Line {line}: by its credit code {name} is {earlier} in the graph; it takes"
                    " the new name",
                    f"第 {line} 行：{name} 的信用代码在图中为 {earlier}，将改用新名称",
                )
            )
    names = [name for _, _, name in enterprises]
    return noticed + _alike(names, (name for name in known.names.values() if name))


def _alike(names: Iterable[str], known: Iterable[str]) -> list[Text]:
    pairs = look_alikes(names, known)
    noticed = [
        Text(
            f"Look alike, kept apart: {one} and {other}; if they are one, give both the same name",
            f"名称相近，未合并：{one} 与 {other}；如为同一企业，请统一名称",
        )
        for one, other in pairs[:MOST]
    ]
    if len(pairs) > MOST:
        more = len(pairs) - MOST
        noticed.append(
            Text(f"… and {more} more pairs that look alike", f"……另有 {more} 对名称相近")
        )
    return noticed
