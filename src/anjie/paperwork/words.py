"""The words of templates."""

from anjie.procedure.terms import Word


class Form(Word):
    """In what form a unit lays something down for its letters."""

    TEXT = "text", "正文", "Text"
    WORD = "word", "Word 文档", "Word document"
    SEAL = "seal", "印章图片", "Picture of the seal"
