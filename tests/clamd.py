"""A virus scanner of the tests' own: it speaks the protocol of ClamAV's daemon and knows one virus."""

import socket
import struct
import threading
from typing import Self

from hostile import EICAR


class Daemon:
    """Listens on a port of this machine, until it is stopped; it can be started again on the same port."""

    def __init__(self, answer: bytes | None = None, most: int = 10_000_000) -> None:
        self.answer = answer
        self.most = most
        self.seen = 0
        self.port = 0
        self.listener: socket.socket | None = None
        self.thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"tcp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to listen."""
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, args=[self.listener], daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Be away."""
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        if self.thread:
            self.thread.join()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                line.sendall(self._judge(line))

    def _judge(self, line: socket.socket) -> bytes:
        file = line.makefile("rb")
        assert file.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack(">I", file.read(4))[0]:
            data += file.read(length)
            if len(data) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen += 1
        if self.answer is not None:
            return self.answer
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
