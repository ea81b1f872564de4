"""The days since which people look at what changed: yesterday, and Monday."""

import datetime

from service.language import Text


def days_since(today: datetime.date | None) -> list[tuple[Text, datetime.date]]:
    """How each is called, and the day; none where the graph stands at no day, and one of the two
    where they are the same."""
    if today is None:
        return []
    monday = today - datetime.timedelta(days=today.weekday())
    yesterday = today - datetime.timedelta(days=1)
    since = [(Text("since yesterday", "昨天以来"), yesterday)]
    return since if monday >= yesterday else [*since, (Text("since Monday", "周一以来"), monday)]
