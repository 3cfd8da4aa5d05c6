"""A bag after RFC 8493, written as one uncompressed tar, the same bytes for the same contents.

The payload is streamed once and hashed on the way; the manifests follow it. The tag manifests name every other tag
file, and `signature.json` names the tag manifests: so one signature holds each byte. Nothing here knows what is put in.
"""

import hashlib
import json
import tarfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from anjie.platform.signing import ALGORITHM

BLOCK = 512
RECORD = 20 * BLOCK
ALGORITHMS = ("sha256", "sha512")
PURPOSE = "package 1"
SIGNATURE = "signature.json"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True, slots=True)
class Content:
    """A file of the payload: its path below `data/`, how long it is, and its bytes piece by piece."""

    path: str
    size: int
    chunks: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, path: str, data: bytes) -> "Content":
        """A small file that is at hand."""
        return cls(path, len(data), lambda: (data,))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the key's name, its public half, and what makes a signature."""

    key: str
    public: bytes
    sign: Callable[[bytes], bytes]


@dataclass(slots=True)
class Hashes:
    """Both hashes of a file that passes by."""

    each: tuple["hashlib._Hash", ...] = field(default_factory=lambda: tuple(hashlib.new(name) for name in ALGORITHMS))

    def update(self, chunk: bytes) -> None:
        """Take a piece in."""
        for digest in self.each:
            digest.update(chunk)

    @property
    def hex(self) -> tuple[str, ...]:
        """The hashes, in the order of `ALGORITHMS`."""
        return tuple(digest.hexdigest() for digest in self.each)


def hashes_of(data: bytes) -> tuple[str, ...]:
    """Both hashes of some bytes."""
    found = Hashes()
    found.update(data)
    return found.hex


def write(
    name: str,
    contents: Iterable[Content],
    info: Mapping[str, str],
    signer: Signer,
) -> Iterator[bytes]:
    """The bag of that name as a tar, piece by piece."""
    payload = sorted(contents, key=lambda each: each.path)
    oxum = f"{sum(each.size for each in payload)}.{len(payload)}"
    fields = {**info, "Payload-Oxum": oxum}
    tags = {"bagit.txt": BAGIT, "bag-info.txt": "".join(f"{k}: {v}\n" for k, v in sorted(fields.items())).encode()}
    for tag, data in tags.items():
        yield from _member(f"{name}/{tag}", data)
    hashed: list[tuple[str, tuple[str, ...]]] = []
    for each in payload:
        digest = Hashes()
        yield from _streamed(f"{name}/data/{each.path}", each, digest)
        hashed.append((f"data/{each.path}", digest.hex))
    manifests = _manifests("manifest", hashed)
    for manifest, data in manifests.items():
        yield from _member(f"{name}/{manifest}", data)
    tagged = sorted((tag, hashes_of(data)) for tag, data in {**tags, **manifests}.items())
    tag_manifests = _manifests("tagmanifest", tagged)
    for manifest, data in tag_manifests.items():
        yield from _member(f"{name}/{manifest}", data)
    yield from _member(f"{name}/{SIGNATURE}", _signed(name, tag_manifests, signer))
    yield bytes(2 * BLOCK)


def statement(name: str, key: str, tag_manifests: Mapping[str, str]) -> bytes:
    """What is signed: the bag's name, the key's, and the SHA-512 of each tag manifest."""
    said = {"bag": name, "files": dict(tag_manifests), "key": key}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _signed(name: str, tag_manifests: Mapping[str, bytes], signer: Signer) -> bytes:
    files = {manifest: hashlib.sha512(data).hexdigest() for manifest, data in tag_manifests.items()}
    value = signer.sign(statement(name, signer.key, files))
    said = {
        "algorithm": ALGORITHM,
        "bag": name,
        "files": files,
        "key": signer.key,
        "public": b64encode(signer.public).decode(),
        "value": b64encode(value).decode(),
    }
    return (json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _manifests(kind: str, hashed: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, bytes]:
    rows = list(hashed)
    return {
        f"{kind}-{algorithm}.txt": "".join(f"{digests[place]}  {path}\n" for path, digests in rows).encode()
        for place, algorithm in enumerate(ALGORITHMS)
    }


def header(name: str, size: int) -> bytes:
    """The one header that a file of this name and size has: no owner, no time, nothing left to chance."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    return member.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")


def padding(size: int) -> bytes:
    """What fills a file up to whole blocks."""
    return bytes(-size % BLOCK)


def _member(name: str, data: bytes) -> Iterator[bytes]:
    yield header(name, len(data)) + data + padding(len(data))


def _streamed(name: str, content: Content, digest: Hashes) -> Iterator[bytes]:
    yield header(name, content.size)
    passed = 0
    for chunk in content.chunks():
        digest.update(chunk)
        passed += len(chunk)
        yield chunk
    if passed != content.size:
        raise ValueError(f"{content.path} has {passed} bytes and should have {content.size}")
    yield padding(content.size)
