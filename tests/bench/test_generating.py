"""What is generated in bulk is, row for row, what the desk would have written."""

import time
from collections import Counter
from datetime import UTC, datetime

from django.db import connection

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.bench.company import found_company
from anjie.bench.generating import generate
from anjie.bench.stamping import Stamp
from anjie.bench.stories import play
from anjie.cases import verifying
from anjie.cases.dossiers import rulebook_now
from anjie.directory.calendars import calendar_for

UNTIL = datetime(2026, 11, 20, 4, tzinfo=UTC)


def test_it(db):
    t = time.time()
    company = found_company()
    print("company", time.time() - t)
    t = time.time()
    cal = calendar_for("GX")
    told = play(120, rulebook_now(UNTIL), cal, UNTIL)
    print("play", time.time() - t, Counter(len(x.steps) for x in told))
    t = time.time()
    stamps = [Stamp(x, cal) for x in told]
    print("stamp", time.time() - t)
    t = time.time()
    with connection.cursor() as c:
        c.execute("set constraints all immediate")
    generate(company, stamps, 1000, using="default")
    print("gen", time.time() - t)
    t = time.time()
    with within(Scope.SYSTEM):
        print(list(verifying.verify_journals())[:5])
        print("v", time.time() - t)
        t = time.time()
        print(list(verifying.differences(UNTIL))[:5])
        print("d", time.time() - t)
        t = time.time()
    assert 0
