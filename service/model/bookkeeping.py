"""Properties by which Tongbu keeps account of who said what; facts of nobody, shown to nobody."""

DATASETS = "datasets"
"""Which datasets brought a node or relationship, or still hold on to it."""

SAID = "said"
"""What its sources say of it where they differ, as JSON; it may hold personal data."""
