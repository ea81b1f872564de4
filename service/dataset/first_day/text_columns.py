"""Columns of texts, made of others: each different text is looked at only once."""

from collections.abc import Callable, Sequence

import numpy as np

from service.dataset.spreadsheets.sheet import TextColumn
from service.dataset.tables.vectorised import composite_keys


def blank_column(length: int) -> TextColumn:
    """A column without a text."""
    return TextColumn(codes=np.zeros(length, np.int32))


def mapped(column: TextColumn, text_of: Callable[[str], str]) -> TextColumn:
    """The column with ``text_of(text)`` in place of each text that is not blank."""
    texts = [""]
    codes = np.zeros(len(column.texts), np.int32)
    for index, text in enumerate(column.texts):
        if text and (new := text_of(text)):
            codes[index] = len(texts)
            texts.append(new)
    return TextColumn(texts, codes[column.codes])


def joined(
    columns: Sequence[TextColumn], join: Callable[[list[str]], str], length: int
) -> TextColumn:
    """Several columns of ``length`` lines as one: what ``join`` makes of a line's texts.

    ``join`` gives a single text back as it is.
    """
    filled = [column for column in columns if column.codes.any()]
    if len(filled) < 2:
        return filled[0] if filled else blank_column(length)
    keys = composite_keys([(column.codes, len(column.texts)) for column in filled])
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    texts = [""]
    codes = np.zeros(len(first), np.int32)
    parts = [
        [column.texts[code] for code in column.codes[first].tolist()] for column in filled
    ]  # fmt: skip
    for index, line in enumerate(zip(*parts, strict=True)):
        if found := [text for text in line if text]:
            codes[index] = len(texts)
            texts.append(join(found))
    return TextColumn(texts, codes[place])
