"""What a request brings as files: written aside as it comes, counted as it comes, and gone with the request.

Nothing is held in memory whole. The file has no name on the disk, so that it goes when the process goes, however that
ends; a request that breaks off leaves nothing. Of more bytes than the largest file may have, and of more files than
may come at once, nothing is kept; a request that is larger by far is not even read to its end.
"""

from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from anjie.platform.files import aside

TOO_MUCH = "anjie.too_much"
"""What is set in a request's META when it brought too much, so that the rest of it was not kept."""
BY_FAR = 4
"""So many times the largest file: whoever sends more is not waited for, and sees no answer either."""


class Arrivals(FileUploadHandler):
    """Takes files in, up to what is allowed."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.files = 0
        self.file: BinaryIO | None = None
        self.size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin one."""
        super().new_file(*args, **kwargs)
        self.files += 1
        if self.files > settings.ANJIE_PAPERS:
            self._refuse()
        self.file, self.size = aside(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        self.size += len(raw_data)
        if self.size > most():
            self._refuse()
        if self.file:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Hand over one that is all there."""
        if self.file is None:
            return None
        self.file.seek(0)
        return UploadedFile(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Drop the one in hand."""
        if self.file:
            self.file.close()

    def _refuse(self) -> None:
        if self.request:
            self.request.META[TOO_MUCH] = True
        if self.file:
            self.file.close()
        raise StopUpload(connection_reset=(self.content_length or 0) > BY_FAR * most())


def most() -> int:
    """Bytes of the largest file that may come."""
    return max(settings.ANJIE_PAPER_BYTES, settings.ANJIE_RECORDING_BYTES)
