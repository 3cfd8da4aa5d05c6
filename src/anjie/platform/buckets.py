"""Files on S3-compatible storage, by the same protocol as those in a folder.

The storage is named by one address:

    https://KEY:SECRET@storage.example:9000/bucket/prefix?region=cn-south-1

Without key and secret they are looked for where boto3 looks for them. An object gets its name, the digest of its bytes,
only once all of it is there, for the store makes an object visible in one step.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, BinaryIO
from urllib.parse import parse_qs, unquote, urlsplit

from anjie.platform.errors import CannotStartError
from anjie.platform.files import CHUNK, NoSuchFileError, Stored, aside, checked

PART = 16 * 1024 * 1024
"""Larger files are sent in parts of this size."""
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class Bucket:
    """Files in a bucket, under a prefix."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self.client = client
        self.bucket = bucket
        self.prefix = prefix

    def put(self, chunks: Iterable[bytes]) -> Stored:
        """Gather the bytes here, for their name is known only at the end; then send them, if they are new."""
        from boto3.s3.transfer import TransferConfig

        digest, size = hashlib.sha256(), 0
        with aside() as coming:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                coming.write(chunk)
            sha256 = digest.hexdigest()
            if not self.has(sha256):
                coming.seek(0)
                config = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)
                self.client.upload_fileobj(coming, self.bucket, self._key(sha256), Config=config)
        return Stored(sha256, size)

    def open(self, sha256: str) -> BinaryIO:
        """Fetch the object aside, so that one can go back and forth in it."""
        from botocore.exceptions import ClientError

        key = self._key(sha256)
        fetched = aside()
        try:
            body = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
            for chunk in body.iter_chunks(CHUNK):
                fetched.write(chunk)
        except ClientError as error:
            fetched.close()
            raise _missing(error, sha256) from error
        except BaseException:
            fetched.close()
            raise
        fetched.seek(0)
        return fetched

    def has(self, sha256: str) -> bool:
        """Ask for the object's head."""
        from botocore.exceptions import ClientError

        try:
            self.client.head_object(Bucket=self.bucket, Key=self._key(sha256))
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return False
            raise
        return True

    def delete(self, sha256: str) -> None:
        """Remove the object; one that isn't there is no error to the store."""
        self.client.delete_object(Bucket=self.bucket, Key=self._key(sha256))

    def tidy(self, before: datetime) -> None:
        """Give up uploads in parts that nobody will finish."""
        begun = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.prefix).get("Uploads", ())
        for upload in begun:
            if upload["Initiated"] < before:
                self.client.abort_multipart_upload(Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"])

    def _key(self, sha256: str) -> str:
        return f"{self.prefix}{checked(sha256)[:2]}/{sha256}"


def _missing(error: Any, sha256: str) -> Exception:
    code = error.response["Error"]["Code"]
    return NoSuchFileError(sha256) if code in MISSING else error


def bucket_at(url: str, area: str) -> Bucket:
    """An area of the storage at an address; CannotStartError for an address that names none."""
    found = urlsplit(url)
    bucket, _, folder = found.path.strip("/").partition("/")
    if found.scheme not in ("http", "https") or not found.hostname or not bucket:
        raise CannotStartError("ANJIE_FILES_URL: write https://KEY:SECRET@host/bucket")
    prefix = "/".join(filter(None, (folder, area)))
    return Bucket(_client(url), bucket, f"{prefix}/" if prefix else "")


@cache
def _client(url: str) -> Any:
    try:
        import boto3
    except ImportError:
        raise CannotStartError("ANJIE_FILES_URL needs the extra: pip install 'anjie[s3]'") from None
    found = urlsplit(url)
    port = f":{found.port}" if found.port else ""
    return boto3.client(
        "s3",
        endpoint_url=f"{found.scheme}://{found.hostname}{port}",
        aws_access_key_id=unquote(found.username) if found.username else None,
        aws_secret_access_key=unquote(found.password) if found.password else None,
        region_name=parse_qs(found.query).get("region", ["us-east-1"])[0],
    )
