"""Where mail is handed over, read from one address: `smtp://user:password@mail.example:587?tls=start`.

`smtp` is port 25 and plain, unless `tls=start` asks for STARTTLS (port 587). `smtps` is TLS from the beginning (465).
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from anjie.platform.errors import CannotStartError

PORTS = {("smtp", False): 25, ("smtp", True): 587, ("smtps", False): 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, without a host where mail isn't sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


def mail_server(url: str) -> MailServer:
    """Read the address of the mail server; CannotStartError for one that can't be read."""
    if not url:
        return MailServer()
    refused = CannotStartError("ANJIE_SMTP_URL is written smtp://user:password@host:port?tls=start, or smtps://…")
    try:
        parts = urlsplit(url)
        starttls = parse_qs(parts.query).get("tls") == ["start"]
        port = parts.port or PORTS[parts.scheme, starttls]
    except (ValueError, KeyError):
        raise refused from None
    if not parts.hostname or (parts.scheme, starttls) not in PORTS:
        raise refused
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, starttls, parts.scheme == "smtps")
