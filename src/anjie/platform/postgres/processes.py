"""Asking the operating system who a process is. A pid alone proves nothing: pids are used again."""

import subprocess
from pathlib import Path

PROC = Path("/proc")


def command_line(pid: int) -> str | None:
    """Return the command that process `pid` was started with, or None if there is none such."""
    if (PROC / "self" / "cmdline").exists():
        return _from_proc(pid)
    said = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607 - macOS has it in /bin
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return said.strip() or None


def _from_proc(pid: int) -> str | None:
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return words.decode(errors="replace").rstrip("\0").replace("\0", " ") or None
