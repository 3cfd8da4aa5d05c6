"""The installation's secrets: from the environment, or made once and kept beside the data.

`ANJIE_SECRET_KEY` signs sessions and links. `ANJIE_DATA_KEYS` encrypt people's data in the
database: `name:base64` pairs divided by commas, the newest first. New values are written with the
newest key, old ones are read with the key whose name they carry, so that a key can be replaced
without a pause. `ANJIE_SIGNING_KEYS` sign packages and checkpoints, and are named and replaced in the same way.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from anjie.platform.errors import CannotStartError
from anjie.platform.home import home

KEY_BYTES = 32
FIRST_NAME = "k1"


class KeysError(CannotStartError):
    """The keys that were given cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key under the name that whatever was encrypted or signed with it carries."""

    name: str
    secret: bytes = field(repr=False)


def secret_key() -> str:
    """Return the key that Django signs with."""
    given = os.environ.get("ANJIE_SECRET_KEY")
    return given or _kept("secret", lambda: secrets.token_urlsafe(64))


def data_keys() -> tuple[DataKey, ...]:
    """Return the keys for people's data, the one to write with first."""
    return _named_keys("ANJIE_DATA_KEYS", "data")


def signing_keys() -> tuple[DataKey, ...]:
    """Return the keys that packages and checkpoints are signed with, the one that signs now first."""
    return _named_keys("ANJIE_SIGNING_KEYS", "signing")


def _named_keys(variable: str, kept_as: str) -> tuple[DataKey, ...]:
    keys = tuple(map(_parse, (os.environ.get(variable) or _kept(kept_as, _new_data_key)).split(",")))
    if len({key.name for key in keys}) < len(keys):
        raise KeysError(f"{variable} names two keys alike.")
    return keys


def _new_data_key() -> str:
    return f"{FIRST_NAME}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _parse(pair: str) -> DataKey:
    name, divided, encoded = pair.strip().partition(":")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        secret = b""
    if not (name and divided and len(secret) == KEY_BYTES):
        raise KeysError(f"A data key is written name:base64, of {KEY_BYTES} bytes.")
    return DataKey(name, secret)


def _kept(name: str, make: Callable[[], str]) -> str:
    """Return the secret kept under `name`, after making it if there is none yet."""
    folder = home() / "keys"
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, make())
    return path.read_text()


def _write_once(path: Path, text: str) -> None:
    """Write a file that nobody else can read and that appears whole; the first writer wins.

    A key that two processes made at once must not be two keys: what one of them encrypted could
    never be read again.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(draft, path)
    finally:
        draft.unlink()


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
