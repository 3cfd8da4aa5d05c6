"""Static files: only those that pages use, under names that change with their content."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Bootstrap's package carries 29 MB of variants; pages use one style sheet and one script.
UNUSED = (
    "bootstrap-grid*",
    "bootstrap-reboot*",
    "bootstrap-utilities*",
    "bootstrap.esm*",
    "*.rtl.*",
    "bootstrap.css*",
    "bootstrap.js*",
    "bootstrap.min.js*",
    "bootstrap.bundle.js*",
)


class UsedFilesFinder(AppDirectoriesFinder):
    """Finds the applications' static files, but not the variants that no page asks for."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Return every file to collect."""
        return super().list([*(ignore_patterns or ()), *UNUSED])


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Names each collected file by its content; before anything was collected, by its own name.

    So the same settings serve a checkout in which nobody has collected files, such as the tests'.
    """

    def stored_name(self, name: str) -> str:
        """Return the name to link to."""
        return super().stored_name(name) if self.hashed_files else name
