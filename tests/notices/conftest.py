"""A desk, and everything that a message can be sent to: a mail server and a gateway of the test's own."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from casework import Desk


@pytest.fixture
def desk(people: dict[str, Any]) -> "Desk":
    """Give the desk, with everybody there."""
    from casework import Desk

    return Desk()


@pytest.fixture
def committing(transactional_db: None) -> Iterator[None]:
    """Have a test commit what it does, and empty the queue after it: nothing else does."""
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


@dataclass
class Post:
    """A mail server that keeps what it is given, and refuses what it was told to."""

    port: int = 0
    received: list[tuple[str, Mail]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """What the next mails are answered, in turn; those after them are taken."""
    slowly: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Take a mail."""
        import asyncio

        with self.lock:
            answer = self.answers.pop(0) if self.answers else "250 OK"
            if answer.startswith("250"):
                mail = message_from_bytes(envelope.content or b"", policy=default)
                self.received += [(to, mail) for to in envelope.rcpt_tos]
        await asyncio.sleep(self.slowly)
        return answer

    @property
    def keys(self) -> list[str]:
        """The Message-IDs of what was taken, in order."""
        with self.lock:
            return [str(mail["Message-ID"]) for _, mail in self.received]

    def to(self, address: str) -> list[Mail]:
        """What somebody got."""
        with self.lock:
            return [mail for to, mail in self.received if to == address]


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """Give a mail server, which the installation uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        post = Post(free.getsockname()[1])
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", post.port, 5
    settings.DEFAULT_FROM_EMAIL = "anjie@example.test"
    yield post
    controller.stop()


@dataclass
class Calls:
    """A gateway that keeps what it is called with, and answers as it was told to."""

    url: str = ""
    received: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)


@pytest.fixture
def calls() -> Iterator[Calls]:
    """Give a gateway that is called by HTTP."""
    calls = Calls()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.bodies.append(body)
            calls.received.append((dict(self.headers), json.loads(body)))
            status, says = calls.answers.pop(0) if calls.answers else (200, "{}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(says.encode())))
            self.end_headers()
            self.wfile.write(says.encode())

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    calls.url = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield calls
    server.shutdown()
    server.server_close()
    thread.join()
