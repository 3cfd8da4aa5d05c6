"""The sorts of files that may come in, and how far one looks into them."""

from dataclasses import dataclass

from anjie.procedure.terms import Text

MB = 1024 * 1024


class RefusedError(Exception):
    """A file that may not come in; `says` is for whoever brought it."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of file: how it is served, what it is called, and what may be seen of it on a page."""

    media_type: str
    extension: str
    label: Text
    pages: bool = False
    """Whether it has pages of which pictures can be made."""
    picture: bool = False
    """Whether it is drawn anew when it comes in."""
    recording: bool = False


PDF = Sort("application/pdf", "pdf", Text("PDF 文件", "PDF"), pages=True)
JPEG = Sort("image/jpeg", "jpg", Text("照片", "Photograph"), pages=True, picture=True)
PNG = Sort("image/png", "png", Text("图片", "Picture"), pages=True, picture=True)
TIFF = Sort("image/tiff", "tif", Text("扫描件", "Scan"), pages=True, picture=True)
WEBP = Sort("image/webp", "webp", Text("图片", "Picture"), pages=True, picture=True)
TEXT = Sort("text/plain", "txt", Text("文本", "Text"))
DOCX = Sort(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "docx",
    Text("Word 文档", "Word document"),
)
XLSX = Sort("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", Text("Excel 表格", "Workbook"))
MP3 = Sort("audio/mpeg", "mp3", Text("录音", "Recording"), recording=True)
M4A = Sort("audio/mp4", "m4a", Text("录音", "Recording"), recording=True)
WAV = Sort("audio/wav", "wav", Text("录音", "Recording"), recording=True)
MP4 = Sort("video/mp4", "mp4", Text("录像", "Video"), recording=True)

SORTS = (PDF, JPEG, PNG, TIFF, WEBP, TEXT, DOCX, XLSX, MP3, M4A, WAV, MP4)

_BY_TYPE = {sort.media_type: sort for sort in SORTS}


def sort_of(media_type: str) -> Sort | None:
    """The sort of a paper on file; None for what came in before it was looked at."""
    return _BY_TYPE.get(media_type)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how far one looks into it."""

    paper: int = 50 * MB
    recording: int = 500 * MB
    pixels: int = 64_000_000
    """Of one picture: a page of A3 at 600 dpi, a photograph of any telephone."""
    pages: int = 500
    """Of one paper."""
    parts: int = 2_000
    """Of a packed document."""
    unpacked: int = 100 * MB
    """Of a packed document, and of what is packed inside a PDF."""
