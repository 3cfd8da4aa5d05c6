"""Where this installation keeps what it must not lose."""

import os
from pathlib import Path


def home() -> Path:
    """Return the folder of the installation's data: `ANJIE_HOME`, or `var` where one stands."""
    return Path(os.environ.get("ANJIE_HOME") or "var").absolute()
