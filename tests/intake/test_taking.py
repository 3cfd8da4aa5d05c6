"""Rows come in once, or are reported with the reason; whatever happens in between."""

import csv
import gzip
from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from django.db import IntegrityError

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases import reading, verifying
from anjie.cases.desk import Order, Outcome, perform_many
from anjie.cases.dossiers import OpenCase
from anjie.cases.models import Case
from anjie.intake import taking
from anjie.intake.results import Fate, Result
from anjie.procedure.acts.intake import Received
from importing import HOTLINE_SAMPLE, TX_SAMPLE, Importer, rows_written

TX = Path(__file__).parents[2].parent / "shared" / "data" / "tx_complaints.csv.gz"
"""The large set of real data, where it lies beside the project."""


def fates(results: Sequence[Result]) -> list[str]:
    return [f"{result.row.number} {result.fate}" for result in results]


def opened(number: str, importer: Importer) -> OpenCase:
    with within(Scope.SYSTEM):
        case = reading.case_for(Scope.SYSTEM, number, importer.at)
    assert case
    return case


def stored() -> set[tuple[str, str, str, str]]:
    with within(Scope.SYSTEM):
        return set(Case.objects.values_list("number", "source_number", "stage", "respondents"))


class TestHistoricCases:
    def test_every_row_comes_in_or_is_reported(self, importer: Importer) -> None:
        results = importer(TX_SAMPLE, "tx_complaints")
        assert fates(results) == [
            "2 taken", "3 taken", "4 rejected", "5 rejected", "6 rejected", "7 rejected", "8 rejected", "9 rejected",
            "10 rejected", "11 taken", "12 present", "13 rejected", "14 rejected", "16 taken", "17 taken",
        ]  # fmt: skip
        problems = [(p.column, p.field) for result in results for p in result.problems]
        assert problems == [
            ("received_date", "received_on"), ("closed_date", ""), ("complaint_number", "source_number"),
            ("finding_type", "outcome"), ("is_confirmed", "upheld"), ("closed_date", "closed_on"), ("", ""),
            ("complaint_number", "source_number"), ("received_date", "received_on"), ("closed_date", "closed_on"),
        ]  # fmt: skip
        for result in results:
            assert bool(result.problems) == (result.fate is Fate.REJECTED)
            assert all(problem.says.zh and problem.says.en for problem in result.problems)

    def test_they_keep_what_the_other_system_said(self, importer: Importer) -> None:
        first = importer(TX_SAMPLE, "tx_complaints")[0]
        case = opened(first.case, importer).dossier.case
        assert (case.historic, case.liable, case.outcome) == (True, True, "Confirmed")
        assert (case.stated_received, case.stated_closed) == (date(2024, 3, 4), date(2024, 4, 11))
        assert [accused.is_.name for accused in case.respondents.values()] == ["未提供"]
        assert [policy.product_line for policy in case.policies] == ["Life & Annuity"]
        assert getattr(case.entries[0].act, "tags", ()) == ("MISREPRESENTATION", "AGENT HANDLING")

    def test_twice_adds_nothing(self, importer: Importer) -> None:
        importer(TX_SAMPLE, "tx_complaints")
        before = rows_written()
        again = importer(TX_SAMPLE, "tx_complaints", size=300)
        assert rows_written() == before
        assert not [result for result in again if result.fate is Fate.TAKEN]

    def test_a_dry_run_judges_and_writes_nothing(self, importer: Importer) -> None:
        results = importer(TX_SAMPLE, "tx_complaints", size=300, dry_run=True)
        assert not any(value for value in rows_written().values())
        assert fates(results) == fates(importer(TX_SAMPLE, "tx_complaints", size=300))

    @pytest.mark.shared_data
    @pytest.mark.skipif(not TX.exists(), reason="the large set is not here")
    def test_the_real_set(self, importer: Importer, tmp_path: Path) -> None:
        excerpt = tmp_path / "tx.csv"
        with gzip.open(TX, "rt", encoding="utf-8") as source:
            excerpt.write_text("".join(islice(source, 3001)), "utf-8")
        results = importer(excerpt, "tx_complaints", size=300)
        assert {result.fate for result in results} == {Fate.TAKEN}
        with excerpt.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        with within(Scope.SYSTEM):
            cases = Case.objects.in_bulk(field_name="number")
        assert len(cases) == len(rows) == 3000
        for result, row in zip(results, rows, strict=True):
            case = cases[result.case]
            assert (case.source_number, case.product_line) == (row["complaint_number"], row["coverage_type"])
            assert case.liable == (row["is_confirmed"] == "True")


class TestNewComplaints:
    def test_they_are_handled_by_the_rulebook(self, importer: Importer) -> None:
        results = importer(HOTLINE_SAMPLE, "hotline")
        assert {result.fate for result in results} == {Fate.TAKEN}
        several = opened(results[3].case, importer).dossier.case
        assert [accused.is_.agent for accused in several.respondents.values()] == ["45010200051", "45010200052"]
        assert (several.collective_count, str(several.amount)) == (6, "286500")
        anonymous = opened(results[5].case, importer).dossier.case
        assert [party.is_.name for party in anonymous.complainants.values()] == ["匿名"]
        with within(Scope.SYSTEM):
            assert Case.objects.filter(next_clause="register-same-day").count() == len(results)

    def test_twice_adds_nothing(self, importer: Importer) -> None:
        importer(HOTLINE_SAMPLE, "hotline")
        before = rows_written()
        assert {result.fate for result in importer(HOTLINE_SAMPLE, "hotline")} == {Fate.PRESENT}
        assert rows_written() == before

    def test_a_number_that_says_something_else_is_reported(self, importer: Importer, tmp_path: Path) -> None:
        importer(HOTLINE_SAMPLE, "hotline")
        changed = tmp_path / "changed.csv"
        changed.write_text(HOTLINE_SAMPLE.read_text("utf-8").replace("13977112233", "13977112234"), "utf-8")
        results = importer(changed, "hotline")
        assert fates(results)[:2] == ["2 rejected", "3 present"]
        assert [problem.says for problem in results[0].problems] == [taking.DIFFERS]

    def test_what_the_rulebook_forbids_is_reported_and_not_tried(self, importer: Importer, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong.csv"
        text = HOTLINE_SAMPLE.read_text("utf-8").replace("2026/11/02 10:05", "2026/11/02 09:05")
        wrong.write_text(text, "utf-8")
        result = importer(wrong, "hotline")[0]
        assert [(problem.column, problem.field) for problem in result.problems] == [("转办时间", "received_by_unit_at")]
        assert rows_written()["cases_refusal"] == 0


class TestInterrupted:
    @pytest.mark.parametrize("committed", [0, 1, 2])
    @pytest.mark.parametrize("lost", [True, False], ids=["before the commit", "after the commit"])
    def test_it_ends_the_same(
        self, importer: Importer, monkeypatch: pytest.MonkeyPatch, committed: int, *, lost: bool
    ) -> None:
        """Killed around the commit of any batch and run again, the import ends as if nothing had happened."""
        batches = 0

        def dying(orders: Sequence[Order]) -> list[Outcome]:
            nonlocal batches
            batches += 1
            if batches > committed and lost:
                raise KeyboardInterrupt
            outcomes = perform_many(orders)
            if batches > committed:
                raise KeyboardInterrupt
            return outcomes

        monkeypatch.setattr(taking, "perform_many", dying)
        with pytest.raises(KeyboardInterrupt):
            importer(HOTLINE_SAMPLE, "hotline", size=2)
        monkeypatch.undo()
        assert len(stored()) == 2 * (committed + (not lost))
        importer(HOTLINE_SAMPLE, "hotline", size=2)
        assert sorted((number, source) for number, source, _, _ in stored()) == [
            (f"4501-2026-{place:05d}", source) for place, source in enumerate(sorted(_numbers(HOTLINE_SAMPLE)), start=1)
        ]
        with within(Scope.SYSTEM):
            assert list(verifying.verify_journals()) == []
            assert list(verifying.differences(importer.at)) == []

    def test_another_import_of_the_same_rows(self, importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody takes some of the rows in between our looking and our writing."""
        raced = False

        def slow(orders: Sequence[Order]) -> list[Outcome]:
            nonlocal raced
            if not raced:
                raced = True
                perform_many(orders[:2])
            return perform_many(orders)

        monkeypatch.setattr(taking, "perform_many", slow)
        results = importer(HOTLINE_SAMPLE, "hotline", size=300)
        assert [result.fate for result in results] == [Fate.PRESENT] * 2 + [Fate.TAKEN] * 4

    def test_a_violation_of_something_else_is_no_race(
        self, importer: Importer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_orders: Sequence[Order]) -> list[Outcome]:
            raise IntegrityError("something else")

        monkeypatch.setattr(taking, "perform_many", broken)
        with pytest.raises(IntegrityError):
            importer(HOTLINE_SAMPLE, "hotline")

    def test_one_row_that_cannot_be_stored_holds_up_no_other(
        self, importer: Importer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def particular(orders: Sequence[Order]) -> list[Outcome]:
            if any(isinstance(order.act, Received) and order.act.source_number == "HL20261103001" for order in orders):
                raise ValueError("a fault of ours")
            return perform_many(orders)

        monkeypatch.setattr(taking, "perform_many", particular)
        results = importer(HOTLINE_SAMPLE, "hotline", size=300)
        assert [result.row.number for result in results if result.fate is Fate.REJECTED] == [4]
        assert len(stored()) == 5


def _numbers(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [row["工单号"] for row in csv.DictReader(file)]
