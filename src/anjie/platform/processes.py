"""Ending with the process one belongs to, however it ended."""

import multiprocessing
import os
import signal
import threading

STANDARD_INPUT = 0


def end_with_parent() -> None:
    """In a process of a pool: end at once when the process that made the pool is no more.

    Left behind, it would go on holding the port, and the next start would fail.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def end_with_input() -> None:
    """In a process started by a supervisor: stop in an orderly way when its pipe closes."""

    def wait() -> None:
        # Not by Python's own reader, which the interpreter could not close at its end.
        while os.read(STANDARD_INPUT, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="supervisor", daemon=True).start()
