"""What day it is here, and a moment as people here read it.

Both go by the zone of this process: that of ``TZ``, else the machine's.
"""

import datetime


def today() -> datetime.date:
    """The day that it is in the zone of this process."""
    return datetime.datetime.now().astimezone().date()


def now() -> datetime.datetime:
    """This moment with the zone of this process, by which its day is told."""
    return datetime.datetime.now().astimezone()


def local_time(moment: datetime.datetime) -> str:
    """``moment`` to the minute in the zone of this process; where that is UTC, it says so.

    A moment without a zone is shown as it stands.
    """
    if moment.tzinfo is None:
        return f"{moment:%Y-%m-%d %H:%M}"
    here = moment.astimezone()
    return f"{here:%Y-%m-%d %H:%M}" + ("" if here.utcoffset() else " UTC")


def local_time_of(text: str) -> str:
    """The same of a moment as ISO 8601 writes it; another text stays as it is."""
    try:
        return local_time(datetime.datetime.fromisoformat(text))
    except ValueError:
        return text
