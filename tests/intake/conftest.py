"""What imports, for the tests of intake."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from anjie.directory.models import Unit
    from importing import Importer


@pytest.fixture
def importer(tree: "dict[str, Unit]") -> "Importer":
    """Give what imports for the city of Nanning."""
    from importing import Importer

    return Importer(tree["4501"])
