"""What the numbers look like that the desk gives out, each series without gaps for its unit and year."""


def case_number(unit: str, year: int, number: int) -> str:
    """The number by which everybody names a case."""
    return f"{unit}-{year}-{number:05d}"


def file_number(unit: str, year: int, number: int) -> str:
    """The number of the file in the unit's archive (卷宗号); a file put away anew keeps its own."""
    return f"{unit}督卷〔{year}〕{number:05d}号"


def list_number(unit: str, year: int, number: int) -> str:
    """The number of a disposal list, and of the certificate that it becomes."""
    return f"{unit}督销〔{year}〕{number:04d}号"


def register_number(unit: str, year: int, number: int) -> str:
    """The number in the unit's register."""
    return f"{unit}督登〔{year}〕{number:05d}号"
