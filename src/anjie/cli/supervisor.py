"""Running several parts of the application as child processes of one."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_STOP = 40


class Supervisor:
    """Starts the parts, waits for a signal or for one of them to end, and stops them all.

    Each part is told to stop by a signal, and knows by its standard input when the supervisor
    itself is no more: a pipe that closes however the process at its other end died.
    """

    def __init__(self) -> None:
        """Begin with no parts."""
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self._told_to_stop = threading.Event()

    def __enter__(self) -> Self:
        """Listen for the signals that mean: stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_soon)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop every part and wait for it; one that does not stop in time is killed."""
        for part in self._parts.values():
            part.terminate()
        for part in self._parts.values():
            try:
                part.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait()
            if part.stdin:
                part.stdin.close()

    def start(self, command: str, *options: str) -> None:
        """Start `anjie command options` as a part."""
        self._parts[command] = subprocess.Popen(
            [sys.executable, "-m", "anjie.cli", command, "--supervised", *options],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the supervisor alone
        )

    def wait(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Wait until something is so; return False if the parts are to be stopped before that."""
        while not self._told_to_stop.is_set() and self.ended() is None:
            if until():
                return True
            self._told_to_stop.wait(SECONDS_BETWEEN_LOOKS)
        return False

    def ended(self) -> str | None:
        """Return the part that ended by itself, if one did."""
        return next((name for name, part in self._parts.items() if part.poll() is not None), None)

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop.set()
