"""Has Neo4j's classes kept for quick starts, beside a service that runs and at the lowest priority.

A process of its own, a minute after the start: whoever just started a service is about to use it.
It ends with the service, however that ends, and the next one begins anew.
"""

import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from service.errors import CannotStart, DiskFull, Refusal
from service.private_neo4j import class_cache
from service.private_neo4j.data_folder import Connection
from service.settings import Settings, read

DELAY_SECONDS = 60.0
LOWEST_PRIORITY = 19
END_SECONDS = 10.0
"""What the process gets to end Java and remove its files."""


@contextmanager
def training_beside(settings: Settings, delay: float = DELAY_SECONDS) -> Iterator[None]:
    """While the block runs, and after ``delay`` seconds, makes the class cache if it is wanted."""
    path = None if settings.neo4j_uri else class_cache.class_cache(settings)
    if path is None or not class_cache.is_wanted(path):
        yield
        return
    process = subprocess.Popen(
        # not from the folder where the user stands: it may hold a "service" of its own
        [sys.executable, "-P", "-m", __name__, str(delay)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the service
    )
    assert process.stdin
    try:
        yield
    finally:
        process.stdin.close()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def train(settings: Settings) -> None:
    """Makes the class cache if it is wanted; ends this process when its standard input ends."""
    from service.private_neo4j.class_training import ClassTraining

    path = class_cache.class_cache(settings)
    if path is None or not class_cache.is_wanted(path):
        return
    training = ClassTraining(settings, path)

    def end_with_the_service() -> None:
        os.read(sys.stdin.fileno(), 1)  # past Python's buffer, which must not be locked at the end
        training.kill()
        os._exit(1)

    threading.Thread(target=end_with_the_service, daemon=True).start()
    try:
        training.run(usual_work)
    except DiskFull:
        return  # another start has room for it
    except CannotStart as error:
        class_cache.give_up(path, error.detail.en)


def usual_work(connection: Connection) -> None:
    """What a service asks of its database until it has answered its first page.

    The database is empty; asking it more makes starts no quicker.
    """
    from service.answers.knowledge import Knowledge
    from service.catalog.catalog import read_catalog
    from service.graph import schema
    from service.graph.database import Graph

    with Graph(connection.uri, connection.username, connection.password) as graph:
        for _ in range(2):  # the second time it is there
            schema.apply(graph)
        knowledge = Knowledge(graph, read_catalog(), show_personal=False)
        knowledge.state(timeout=60)
        with suppress(Refusal):  # at the lowest priority it may come to its time limit
            knowledge.ask("history", {"by": "all"})


def main() -> None:
    """Waits for the seconds in the first argument, and makes the class cache."""
    os.setpriority(os.PRIO_PROCESS, 0, LOWEST_PRIORITY)
    ended, _, _ = select.select([sys.stdin], [], [], float(sys.argv[1]))
    if not ended:
        train(read())


if __name__ == "__main__":
    main()
