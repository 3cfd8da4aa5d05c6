"""Files on S3-compatible storage: the same promises as those of a folder, against a server on this machine."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from moto.server import ThreadedMotoServer

from anjie.platform.buckets import Bucket, bucket_at
from anjie.platform.errors import CannotStartError
from anjie.platform.files import NoSuchFileError, chunks_of

BYTES = "客户的信".encode() * 50_000
LARGE = bytes(1024) * 1024 * 17
"""More than goes over in one part."""


@pytest.fixture(scope="module")
def storage() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://key:secret@{host}:{port}/papers/gx?region=us-east-1"
    server.stop()


@pytest.fixture
def bucket(storage: str) -> Iterator[Bucket]:
    bucket = bucket_at(storage, "")
    bucket.client.create_bucket(Bucket="papers")
    yield bucket
    for key in keys(bucket):
        bucket.client.delete_object(Bucket="papers", Key=key)
    bucket.client.delete_bucket(Bucket="papers")


def keys(bucket: Bucket) -> list[str]:
    return [each["Key"] for each in bucket.client.list_objects_v2(Bucket="papers").get("Contents", ())]


@pytest.mark.parametrize("data", [b"", BYTES, LARGE], ids=["empty", "small", "in parts"])
def test_bytes_come_back_by_their_digest(bucket: Bucket, data: bytes) -> None:
    stored = bucket.put([data[:10], data[10:]])
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert stored.size == len(data)
    with bucket.open(stored.sha256) as file:
        assert b"".join(chunks_of(file)) == data
        file.seek(0, 2)
        assert file.tell() == len(data), "one can go back and forth in it"


def test_the_same_bytes_twice_are_one_object_under_the_prefix(bucket: Bucket) -> None:
    stored = bucket.put([BYTES])
    assert bucket.put([BYTES]) == stored
    assert keys(bucket) == [f"gx/{stored.sha256[:2]}/{stored.sha256}"]


def test_an_area_is_apart(bucket: Bucket, storage: str) -> None:
    stored = bucket_at(storage, "waiting/7").put([BYTES])
    assert not bucket.has(stored.sha256)
    assert keys(bucket) == [f"gx/waiting/7/{stored.sha256[:2]}/{stored.sha256}"]


def test_a_torn_write_leaves_nothing(bucket: Bucket) -> None:
    def torn() -> Iterator[bytes]:
        yield BYTES
        raise ConnectionError

    with pytest.raises(ConnectionError):
        bucket.put(torn())
    assert keys(bucket) == []


def test_what_was_destroyed_is_not_found(bucket: Bucket) -> None:
    stored = bucket.put([BYTES])
    assert bucket.has(stored.sha256)
    bucket.delete(stored.sha256)
    bucket.delete(stored.sha256)
    assert not bucket.has(stored.sha256)
    with pytest.raises(NoSuchFileError):
        bucket.open(stored.sha256)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63])
def test_nothing_but_a_digest_names_an_object(bucket: Bucket, name: str) -> None:
    with pytest.raises(NoSuchFileError):
        bucket.open(name)


def test_uploads_that_nobody_will_finish_are_given_up(bucket: Bucket) -> None:
    bucket.client.create_multipart_upload(Bucket="papers", Key="gx/00/torn")
    now = datetime.now(UTC)  # noqa: TID251 - the storage has a clock of its own
    for before, left in ((now - timedelta(days=9999), 1), (now + timedelta(days=1), 0)):
        bucket.tidy(before)
        assert len(bucket.client.list_multipart_uploads(Bucket="papers").get("Uploads", ())) == left


@pytest.mark.parametrize("url", ["papers", "s3://papers", "https://host", "https:///papers", "ftp://host/papers"])
def test_an_address_that_names_no_storage_is_said(url: str) -> None:
    with pytest.raises(CannotStartError, match="ANJIE_FILES_URL"):
        bucket_at(url, "")
