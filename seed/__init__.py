"""The tables of a dataset: read, check, load; the Cixi dataset."""
