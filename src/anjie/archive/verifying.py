"""Whether a package is whole, told from the package alone: no database, no network, no trust in this installation.

The files are looked at from the signature downwards: what it signs, what the tag manifests name, what the manifests
name. So the first thing found wrong is the file that was touched, and not one that only depends on it. Then come the
journal's chain, the papers named in it, and what the checkpoint says of this case.
"""

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from anjie.archive.bag import ALGORITHMS, PURPOSE, SIGNATURE, Hashes, statement
from anjie.archive.checkpointing import Head, Stated, leaf_of
from anjie.archive.opening import Package
from anjie.cases.journal import Envelope, body_hash, genesis
from anjie.platform.merkle import root_from
from anjie.platform.signing import signed_by
from anjie.procedure.terms import Text

JOURNAL, INDEX, CHECKPOINT, PAPERS = "data/journal.jsonl", "data/index.json", "data/checkpoint.json", "data/papers/"
TAG_MANIFESTS = tuple(f"tagmanifest-{each}.txt" for each in ALGORITHMS)
MANIFESTS = tuple(f"manifest-{each}.txt" for each in ALGORITHMS)


class Wrong(StrEnum):
    """What can be wrong with a file of a package."""

    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    CHAIN = "chain"
    SIGNATURE = "signature"


WORDS: Mapping[Wrong, Text] = {
    Wrong.ALTERED: Text("被改动", "was altered"),
    Wrong.MISSING: Text("缺失", "is missing"),
    Wrong.ADDED: Text("是后来加入的", "was added"),
    Wrong.CHAIN: Text("记录链断开", "the chain is broken"),
    Wrong.SIGNATURE: Text("签名不符", "the signature doesn't hold"),
}


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: with which file, and what."""

    wrong: Wrong
    file: str
    detail: Text = NOTHING

    @property
    def says(self) -> Text:
        """In a sentence."""
        return Text(f"{self.file} ", f"{self.file} ") + WORDS[self.wrong] + self.detail


@dataclass(slots=True)
class Report:
    """What was found out about a package."""

    number: str
    findings: list[Finding]
    key: str = ""
    public: bytes = b""
    entries: int = 0
    papers: int = 0
    checkpoint: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


class SignatureFile(BaseModel):
    """`signature.json`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    algorithm: Literal["Ed25519"]
    bag: str
    files: dict[str, str]
    key: str
    public: str
    value: str


class Line(BaseModel):
    """One line of the journal."""

    model_config = ConfigDict(extra="forbid")

    seq: int
    at: datetime
    by: str
    acting_for: str
    unit: str
    kind: str
    edition: str
    body_hash: str
    hash: str
    salt: str
    text: str

    @property
    def envelope(self) -> Envelope:
        """As the chain knows it."""
        return Envelope(
            self.seq,
            self.at,
            self.by,
            self.acting_for,
            self.unit,
            self.kind,
            self.edition,
            bytes.fromhex(self.body_hash),
        )


class ProofFile(BaseModel):
    """`checkpoint.json`: a checkpoint, its signature, and the proof that the case stood in it."""

    model_config = ConfigDict(extra="forbid")

    checkpoint: dict[str, str | int]
    key: str
    public: str
    signature: str
    case: int
    seq: int
    hash: str
    index: int
    path: list[str]


class _FoundError(Exception):
    """A file is wrong in such a way that nothing below it can be judged."""

    def __init__(self, wrong: Wrong, file: str, detail: Text = NOTHING) -> None:
        super().__init__(file)
        self.finding = Finding(wrong, file, detail)


def verify(package: Package) -> Report:
    """Look at everything; the report names the first wrong file first."""
    report = Report("", [])
    looker = _Looker(package, report)
    try:
        looker.look()
    except _FoundError as found:
        report.findings.append(found.finding)
    return report


class _Looker:
    """Goes through a package from its signature downwards."""

    def __init__(self, package: Package, report: Report) -> None:
        self._package, self._report = package, report
        self._names = set(package.names())
        self._listed: set[str] = {SIGNATURE, *TAG_MANIFESTS}

    def look(self) -> None:
        """Each level on the one before; a level with a fault is the last."""
        for odd in self._package.odd:
            self._found(Wrong.ALTERED, odd)
        for level in (self._signature, self._tags, self._payload, self._added, self._journal, self._checkpoint):
            if self._report.findings:
                return
            level()

    def _found(self, wrong: Wrong, file: str, detail: Text = NOTHING) -> None:
        self._report.findings.append(Finding(wrong, file, detail))

    def _signature(self) -> None:
        data = self._bytes(SIGNATURE)
        try:
            said = SignatureFile.model_validate_json(data)
            public, value = b64decode(said.public, validate=True), b64decode(said.value, validate=True)
        except ValueError:
            raise _FoundError(Wrong.SIGNATURE, SIGNATURE) from None
        exact = json.dumps(said.model_dump(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        signed = signed_by(public, PURPOSE, statement(said.bag, said.key, said.files), value)
        if exact.encode() != data or set(said.files) != set(TAG_MANIFESTS) or not signed:
            raise _FoundError(Wrong.SIGNATURE, SIGNATURE)
        self._report.number, self._report.key, self._report.public = said.bag, said.key, public
        for manifest, digest in said.files.items():
            if self._there(manifest) and hashlib.sha512(self._bytes(manifest)).hexdigest() != digest:
                self._found(Wrong.ALTERED, manifest)

    def _tags(self) -> None:
        self._compare(TAG_MANIFESTS)

    def _payload(self) -> None:
        self._compare(MANIFESTS)

    def _compare(self, manifests: tuple[str, ...]) -> None:
        """Every file named is there and has both hashes."""
        named: dict[str, list[str]] = {}
        for manifest in manifests:
            for line in self._bytes(manifest).decode().splitlines():
                digest, _, path = line.partition("  ")
                named.setdefault(path, []).append(digest)
        self._listed |= set(named)
        for path, digests in named.items():
            if self._there(path):
                hashes = Hashes()
                for chunk in self._package.chunks(path):
                    hashes.update(chunk)
                if list(hashes.hex) != digests:
                    self._found(Wrong.ALTERED, path)

    def _added(self) -> None:
        for name in sorted(self._names - self._listed):
            self._found(Wrong.ADDED, name)

    def _journal(self) -> None:
        """The chain from its beginning, and the papers that the entries name."""
        previous = genesis(self._report.number)
        papers = {name.removeprefix(PAPERS) for name in self._names if name.startswith(PAPERS)}
        for expected, line in enumerate(self._lines(), start=1):
            right = line.seq == expected and body_hash(bytes.fromhex(line.salt), line.text).hex() == line.body_hash
            held = line.envelope.hash_after(previous)
            if not right or held.hex() != line.hash:
                raise _FoundError(Wrong.CHAIN, JOURNAL, Text(f"：第{expected}条", f": entry {expected}"))
            for missing in sorted(files_named(json.loads(line.text)) - papers):
                self._found(Wrong.MISSING, PAPERS + missing)
            self._report.entries, previous = expected, held
        self._report.papers = len(papers)

    def _checkpoint(self) -> None:
        """That the case stood in the tree whose root was signed, as the proof says."""
        if CHECKPOINT not in self._names:
            return
        try:
            said = ProofFile.model_validate_json(self._bytes(CHECKPOINT))
            stated = Stated.read(said.checkpoint)
            head = Head(said.case, self._report.number, said.seq, bytes.fromhex(said.hash))
            root = root_from(leaf_of(head), said.index, stated.size, [bytes.fromhex(each) for each in said.path])
            signature, public = b64decode(said.signature), b64decode(said.public)
        except (KeyError, ValueError):
            raise _FoundError(Wrong.ALTERED, CHECKPOINT) from None
        if root != stated.root or said.hash not in [line.hash for line in self._lines() if line.seq == said.seq]:
            self._found(Wrong.CHAIN, CHECKPOINT)
        elif not signed_by(public, stated.PURPOSE, stated.message, signature):
            self._found(Wrong.SIGNATURE, CHECKPOINT)
        else:
            self._report.checkpoint = stated.nth

    def _there(self, name: str) -> bool:
        if name not in self._names:
            self._found(Wrong.MISSING, name)
        return name in self._names

    def _bytes(self, name: str) -> bytes:
        if name not in self._names:
            raise _FoundError(Wrong.MISSING, name)
        return b"".join(self._package.chunks(name))

    def _lines(self) -> Iterator[Line]:
        for nth, line in enumerate(self._bytes(JOURNAL).splitlines(), start=1):
            try:
                yield Line.model_validate_json(line)
            except ValueError:
                raise _FoundError(Wrong.CHAIN, JOURNAL, Text(f"：第{nth}条", f": entry {nth}")) from None


def files_named(body: object) -> set[str]:
    """The SHA-256 of every file that an entry's body names, however deep."""
    if isinstance(body, list):
        return {found for each in body for found in files_named(each)}
    if not isinstance(body, dict):
        return set()
    own = {str(value) for key, value in body.items() if key == "sha256" or key.endswith("_sha256") if value}
    return own | {found for value in body.values() for found in files_named(value)}
