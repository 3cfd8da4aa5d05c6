"""The ways out of the house: a mail server, a gateway for text messages, the webhook of the company's chat.

A gateway either takes a message or raises: `PassingError` for what may go better later (no answer, too busy),
`PermanentError` for what will not (no such mailbox, a wrong key). Each message has a key that is the same on every try.
What is raised names no address: it is logged, and shown to operators.
"""

import hashlib
import hmac
import json
import smtplib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.core.mail import EmailMessage

from anjie.notices.words import Way
from anjie.platform.clock import now

SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 15
PERMANENT = 500
"""From this reply of a mail server on, trying again is of no use."""

LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
TOO_OFTEN = frozenset({45009, 130101, 660026, -1})
"""What 企业微信 and 钉钉 answer, with status 200, to whoever calls too often or when they are busy."""


class PassingError(Exception):
    """It could not be sent now; it is worth another try."""


class PermanentError(Exception):
    """It can't be sent; another try would end the same way."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, to whom; `key` names it, whatever the number of tries."""

    to: str
    subject: str
    text: str
    key: str


class Gateway(Protocol):
    """A way out."""

    def send(self, message: Message) -> None:
        """Hand a message over; PassingError or PermanentError if it was not taken."""
        ...


def gateway_for(way: Way) -> Gateway | None:
    """Give the gateway of a way, None where the installation has none."""
    match way:
        case Way.EMAIL:
            return Mail() if settings.EMAIL_HOST else None
        case Way.SMS:
            url, secret = settings.ANJIE_SMS
            return Webhook(url, secret, plain) if url else None
        case Way.CHAT:
            url, secret = settings.ANJIE_CHAT
            return Webhook(url, secret, STYLES[settings.ANJIE_CHAT_STYLE]) if url else None


class Mail:
    """The mail server of the settings."""

    def send(self, message: Message) -> None:
        """Hand a mail over under a Message-ID that is the same on every try, by which servers drop a second copy."""
        sender = settings.DEFAULT_FROM_EMAIL
        headers = {
            "Message-ID": f"<{message.key}@{sender.rpartition('@')[2].strip('> ')}>",
            "Auto-Submitted": "auto-generated",
        }
        mail = EmailMessage(message.subject, message.text, sender, [message.to], headers=headers)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise _of_reply(max(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPAuthenticationError:
            raise PassingError("the mail server refuses our password") from None  # the operator's to repair
        except smtplib.SMTPResponseException as error:
            raise _of_reply(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise PassingError(f"the mail server: {type(error).__name__}") from None


def _of_reply(code: int) -> PassingError | PermanentError:
    said = f"the mail server answered {code}"
    return PermanentError(said) if code >= PERMANENT else PassingError(said)


# -- webhooks ----------------------------------------------------------------------------------------------------

Call = tuple[Mapping[str, str], Mapping[str, str], object]
"""What a call adds to the address, its headers, and what it says."""
Style = Callable[[Message, str], Call]


def plain(message: Message, secret: str) -> Call:
    """Our own form: to, subject and text, signed over the whole body (see `Webhook`)."""
    del secret
    return {}, {}, {"to": message.to, "subject": message.subject, "text": message.text}


def wecom(message: Message, secret: str) -> Call:
    """A robot of 企业微信, whose key stands in its address; it calls the person by his account there."""
    del secret
    return {}, {}, {"msgtype": "text", "text": {"content": message.text, "mentioned_list": [message.to]}}


def dingtalk(message: Message, secret: str) -> Call:
    """A robot of 钉钉, whose calls are signed with the time."""
    at = {"atUserIds": [message.to], "isAtAll": False}
    says = {"msgtype": "text", "text": {"content": message.text}, "at": at}
    if not secret:
        return {}, {}, says
    stamp = str(int(now().timestamp() * 1000))  # the signature's, which lapses; nothing is reckoned from it
    signed = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": b64encode(signed).decode()}, {}, says


STYLES: Mapping[str, Style] = {"plain": plain, "wecom": wecom, "dingtalk": dingtalk}


@dataclass(frozen=True, slots=True)
class Webhook:
    """A gateway that is called by HTTP with JSON.

    The body is signed with the shared secret (`X-Anjie-Signature: sha256=…`), and the call named by its key
    (`Idempotency-Key`). Redirections aren't followed: what is sent goes to the address that was set, or nowhere.
    """

    url: str
    secret: str
    style: Style = plain

    def send(self, message: Message) -> None:
        """Call it."""
        query, headers, says = self.style(message, self.secret)
        body = json.dumps(says, ensure_ascii=False).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        url = f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(query)}" if query else self.url
        try:
            answer = httpx.post(
                url,
                content=body,
                headers={
                    "Content-Type": "application/json",
                    "Idempotency-Key": message.key,
                    "X-Anjie-Signature": f"sha256={signature}",
                    **headers,
                },
                timeout=httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT),
            )
        except httpx.TransportError as error:
            raise PassingError(f"the gateway: {type(error).__name__}") from None
        except httpx.InvalidURL:
            raise PermanentError("the gateway's address can't be read") from None
        _judge(answer)


def _judge(answer: httpx.Response) -> None:
    """Raise unless a gateway has taken the message."""
    said = f"the gateway answered {answer.status_code}"
    if answer.is_server_error or answer.status_code in LATER:
        raise PassingError(said)
    if not answer.is_success:
        raise PermanentError(said)
    if code := _error_code(answer):
        said = f"the gateway answered error {code}"
        raise PassingError(said) if code in TOO_OFTEN else PermanentError(said)


def _error_code(answer: httpx.Response) -> int:
    """Give the error that the robots of chats tell with status 200; 0 for none."""
    try:
        says = answer.json()
    except ValueError:
        return 0
    code = says.get("errcode", 0) if isinstance(says, dict) else 0
    return code if isinstance(code, int) else 0
