"""Properties and labels by which Tongbu keeps account of who said what; facts of nobody, shown to
nobody."""

DATASETS = "datasets"
"""Which datasets brought a node or relationship, or still hold on to it."""

SAID = "said"
"""What its sources say of it where they differ, as JSON; it may hold personal data."""

PINYIN = "pinyin"
"""How the name of a thing sounds, for those who search by it; follows from the name alone."""

ALIAS = "Alias"
"""The label of a name or id that stands for a thing (its ``stands_for``)."""

NOTE = "Note"
"""The label of what somebody noted; what it is about is linked to the change that added it."""

DIFFERENT = "Different"
"""The label of what people have decided: two things that look alike, and are not the same."""

ACCESS = "Access"
"""The label of users, their tokens and sessions, and the audit; beside it each has its own."""

HIDDEN = frozenset((SAID, PINYIN))
"""Properties that no answer shows."""
