"""Work done ahead in another thread, so that reading, numbering and sending each keep a processor busy."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

Item = TypeVar("Item")

_DEPTH = 2


@contextmanager
def ahead(items: Iterable[Item]) -> Iterator[Iterator[Item]]:
    """Give an iterator over `items` that is at most two ahead. What they raise is raised here.

    Leaving the block ends the work, after the item that is being made.
    """
    ready: queue.Queue[tuple[Item | None, BaseException | None]] = queue.Queue(maxsize=_DEPTH)
    stop = threading.Event()

    def hand_over(item: Item | None, error: BaseException | None) -> bool:
        while not stop.is_set():
            try:
                ready.put((item, error), timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not hand_over(item, None):
                    return
        except BaseException as error:
            hand_over(None, error)
        else:
            hand_over(None, StopIteration())

    def taken() -> Generator[Item, None, None]:
        while True:
            item, error = ready.get()
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield item  # type: ignore[misc]

    # The language of the messages goes with the context.
    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), name="ahead", daemon=True)
    thread.start()
    try:
        with closing(taken()) as iterator:
            yield iterator
    finally:
        stop.set()
        thread.join()
