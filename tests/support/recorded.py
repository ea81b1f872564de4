"""The saved queries that tell of recorded changes alone, of which the Cixi dataset has none."""

RECORDED = frozenset({"moves", "notes"})
