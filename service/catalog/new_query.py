"""A new saved query: a commented file to begin with."""

from pathlib import Path

from service.catalog.catalog import FOLDERS, QUERY
from service.catalog.header import NAME
from service.errors import InvalidParameter, system_reason
from service.language import Text
from service.statements import CYPHER, statement

QUERY_FOLDER = CYPHER / FOLDERS[QUERY]
"""Where this installation's catalogue has its saved queries."""

PLACEHOLDER = "NAME"
"""What stands for the name of the query in ``cypher/new-query.cypher``."""


def write_new_query(name: str, folder: Path = QUERY_FOLDER) -> Path:
    """Writes ``<name>.cypher``, a saved query that can be asked as it is, and gives its path.

    Raises ``InvalidParameter`` unless the name is kebab-case and new to the catalogue and to
    ``folder``, or where ``folder`` cannot be written to.
    """
    if not NAME.fullmatch(name):
        raise InvalidParameter(
            Text(
                f"{name!r} is not a name: small letters and digits with - between words, e.g."
                " many-buyers",
                f"名称 {name!r} 无效：应为小写字母与数字，词间用 -，如 many-buyers",
            )
        )
    path = folder / f"{name}.cypher"
    places = [*(CYPHER / place / path.name for place in FOLDERS.values()), path]
    if taken := [place for place in places if place.exists()]:
        raise InvalidParameter(Text(f"There is {taken[0]} already", f"已有同名文件 {taken[0]}"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(statement("new-query").replace(PLACEHOLDER, name))
    except OSError as error:
        reason = system_reason(error)
        raise InvalidParameter(
            Text(
                f"{folder} cannot be written to ({reason.en}); name another folder with --folder",
                f"无法写入 {folder}（{reason.zh}）；请用 --folder 另选文件夹",
            )
        ) from error
    return path
