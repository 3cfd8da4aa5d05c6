"""A virus scanner, asked over the protocol of ClamAV's daemon: one connection for each file, the bytes sent in pieces.

    scanner("tcp://127.0.0.1:3310").scan(chunks)    '' for clean, else the name of what was found

It never says that something is clean unless the scanner said so itself: whatever goes wrong is a ScannerError.
"""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from anjie.platform.errors import CannotStartError

SECONDS = 60
"""How long the scanner may be silent."""
PORT = 3310
LONGEST_ANSWER = 4096


class ScannerError(Exception):
    """The scanner can't be reached, didn't answer, or couldn't judge; the message says which."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where a scanner listens: a socket's path, or a host and a port."""

    path: str
    host: str
    port: int

    def scan(self, chunks: Iterable[bytes]) -> str:
        """Have these bytes looked at; '' if they are clean, else the name of what was found."""
        try:
            with self._connected() as line:
                return _judged(_asked(line, chunks))
        except OSError as error:
            raise ScannerError(f"the virus scanner can't be reached: {type(error).__name__}") from error

    def _connected(self) -> socket.socket:
        if self.path:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                line.settimeout(SECONDS)
                line.connect(self.path)
            except OSError:
                line.close()
                raise
            return line
        return socket.create_connection((self.host, self.port), timeout=SECONDS)


def scanner(url: str) -> Scanner:
    """The scanner at an address: `tcp://host:port` or `unix:///path`; CannotStartError for another one."""
    found = urlsplit(url)
    if found.scheme == "unix" and found.path:
        return Scanner(found.path, "", 0)
    if found.scheme == "tcp" and found.hostname:
        return Scanner("", found.hostname, found.port or PORT)
    raise CannotStartError("ANJIE_CLAMAV_URL: write tcp://host:port or unix:///path")


def _asked(line: socket.socket, chunks: Iterable[bytes]) -> bytes:
    """Send the bytes and read the answer. It may hang up on too many of them, and says so before it does."""
    try:
        line.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            if chunk:
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # its answer says why
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer


def _judged(answer: bytes) -> str:
    says = answer.partition(b"\0")[0].decode("utf-8", "replace").strip()
    if says == "stream: OK":
        return ""
    if says.startswith("stream: ") and says.endswith(" FOUND"):
        return says.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerError(f"the virus scanner answered: {says or 'nothing'}")
