"""What is generated in bulk is, row for row, what the desk would have written."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.bench.company import found_company
from anjie.bench.generating import generate
from anjie.bench.stamping import Stamp
from anjie.bench.stories import play
from anjie.cases import verifying
from anjie.cases.dossiers import rulebook_now
from anjie.cases.models import Case, Entry
from anjie.directory.calendars import calendar_for

pytestmark = pytest.mark.django_db

UNTIL = datetime(2026, 11, 20, 4, tzinfo=UTC)
STORIES, CASES = 24, 60


@pytest.fixture
def generated() -> None:
    """More cases than there are stories, so that each is told of several units."""
    calendar = calendar_for("GX")
    company = found_company()
    told = play(STORIES, rulebook_now(UNTIL), calendar, UNTIL)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    generate(company, [Stamp(each, calendar) for each in told], CASES, using="default")


@pytest.mark.usefixtures("generated")
def test_chains_and_tables_are_as_the_desk_would_have_left_them() -> None:
    with within(Scope.SYSTEM):
        assert Case.objects.count() == CASES
        assert Entry.objects.count() > 5 * CASES
        assert list(verifying.verify_journals()) == []
        assert list(verifying.differences(UNTIL)) == []


@pytest.mark.usefixtures("generated")
def test_the_comparison_would_tell() -> None:
    """The control: a row that the desk would not have written is found."""
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute("update cases_case set number = number || 'x' where id = (select min(id) from cases_case)")
        assert list(verifying.differences(UNTIL)) != []
