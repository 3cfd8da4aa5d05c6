"""`anjie archive`: seal a file, verify a package (anywhere, without a database), take one out, show the public keys."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from anjie.archive.opening import NoPackageError, Package, opened, read_tar
from anjie.archive.verifying import Report
from anjie.archive.verifying import verify as look_at
from anjie.cli.case import reading
from anjie.cli.output import FINDINGS, WRONG_USAGE, AsJson, Lang, Language, print_json, print_table, refuse
from anjie.platform.signing import ALGORITHM, fingerprint, public_keys
from anjie.procedure.terms import Text

commands = typer.Typer()
archive_app = typer.Typer(help="Sealed files that prove themselves.", no_args_is_help=True)
commands.add_typer(archive_app, name="archive")

Number = Annotated[str, typer.Argument(metavar="N", help="The case's number.")]
NOT_SEALED = Text("没有这个案件，或案卷尚未封存", "There is no such case, or its file is not sealed")


@archive_app.command()
def seal(number: Number, *, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Seal the file of an archived case now; the worker does it by itself within minutes."""
    with reading():
        from anjie.archive.sealing import CannotSealError
        from anjie.archive.sealing import seal as seal_file
        from anjie.platform.clock import now

        try:
            sha256 = seal_file(number, now())
        except CannotSealError as error:
            raise refuse(Text(f"不能封存：{error}", f"Can't be sealed: {error}"), lang, FINDINGS) from error
    if as_json:
        print_json({"number": number, "package": sha256})
    else:
        typer.echo(Text(f"已封存，指纹 {sha256}", f"Sealed: {sha256}").in_language(lang))


@archive_app.command()
def verify(
    package: Annotated[str, typer.Argument(metavar="PATH_OR_N", help="A package, as a file or unpacked; or a case.")],
    *,
    key: Annotated[str, typer.Option(metavar="FINGERPRINT", help="The key that must have signed it.")] = "",
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Say whether a package is whole, and name the first wrong file. A package needs no database; exit 1 if not."""
    try:
        with _opened(package, lang) as found:
            report = look_at(found)
    except NoPackageError as error:
        raise refuse(Text(f"不是封存包：{package}", f"Not a package: {package}"), lang, WRONG_USAGE) from error
    print_of_key = fingerprint(report.public) if report.public else ""
    foreign = bool(key) and key.replace(" ", "") != print_of_key.replace(" ", "")
    if as_json:
        print_json(
            {
                "number": report.number,
                "whole": report.whole and not foreign,
                "findings": [
                    {"wrong": each.wrong, "file": each.file, "zh": each.says.zh, "en": each.says.en}
                    for each in report.findings
                ],
                "entries": report.entries,
                "papers": report.papers,
                "checkpoint": report.checkpoint,
                "key": report.key,
                "fingerprint": print_of_key,
                "key_expected": not foreign,
            }
        )
    else:
        for line in _told(report, print_of_key, foreign=foreign):
            typer.echo(line.in_language(lang))
    raise typer.Exit(FINDINGS if foreign or not report.whole else 0)


def _told(report: Report, print_of_key: str, *, foreign: bool) -> Iterator[Text]:
    for finding in report.findings:
        yield finding.says
    if report.whole:
        yield Text(
            f"案件 {report.number}：封存包完整，记录{report.entries}条，材料{report.papers}件",
            f"Case {report.number}: the package is whole, {report.entries} entries, {report.papers} papers",
        )
        if report.checkpoint:
            yield Text(f"见于第{report.checkpoint}号检查点", f"Stands in checkpoint {report.checkpoint}")
    if print_of_key:
        yield Text(f"签名密钥 {report.key}：{print_of_key}", f"Signed with key {report.key}: {print_of_key}")
    if foreign:
        yield Text("这不是所要求的密钥", "This is not the key that was asked for")


@archive_app.command()
def export(
    number: Number,
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to unpack it.")],
    lang: Lang = Language.ZH,
) -> None:
    """Take the sealed package of a case out, unpacked, for whoever is to have it."""
    try:
        with _stored(number, lang) as package:
            folder = out / number
            for name in package.names():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    shutil.copyfileobj(_Chunks(package.chunks(name)), file)
    except OSError as error:
        raise refuse(Text(f"无法写入 {out}", f"Can't write to {out}: {error}"), lang, WRONG_USAGE) from error
    typer.echo(str(folder))


@archive_app.command("keys")
def show_keys(*, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Show the public keys of this installation, the one that signs now first: publish their fingerprints."""
    rows = [(name, ALGORITHM, fingerprint(public), public.hex()) for name, public in public_keys().items()]
    titles = (Text("密钥", "Key"), Text("算法", "Algorithm"), Text("指纹", "Fingerprint"), Text("公钥", "Public key"))
    if as_json:
        print_json([dict(zip(("name", "algorithm", "fingerprint", "public"), row, strict=True)) for row in rows])
    else:
        print_table(titles, rows, lang)


class _Chunks:
    """Pieces as a file that is read to its end."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, _size: int = -1) -> bytes:
        """The next piece."""
        return next(self._chunks, b"")


@contextmanager
def _opened(package: str, lang: Language) -> Iterator[Package]:
    if Path(package).exists():
        with opened(Path(package)) as found:
            yield found
        return
    with _stored(package, lang) as found:
        yield found


@contextmanager
def _stored(number: str, lang: Language) -> Iterator[Package]:
    with reading():
        from anjie.cases.models import Case
        from anjie.platform.files import NoSuchFileError, files

        sha256 = Case.objects.filter(number=number).values_list("package", flat=True).first()
        if not sha256:
            raise refuse(NOT_SEALED, lang, FINDINGS)
        try:
            with files().open(sha256) as file:
                yield read_tar(file)
        except NoSuchFileError as error:
            says = Text(f"封存包 {sha256} 已不在", f"The package {sha256} is not here any more")
            raise refuse(says, lang, FINDINGS) from error
