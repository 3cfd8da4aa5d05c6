"""How long a file is kept (保管期限): the day from which it may be disposed of, with the reckoning in sentences.

The rulebook's `[[retention]]` rows say from what and how many years; the latest day counts. The end of each contract is
the directory's to know and is handed in. What isn't known is said, and the file is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from anjie.procedure.casefile import CaseFile
from anjie.procedure.rulebook import RetentionRow, Rulebook
from anjie.procedure.terms import Text


@dataclass(frozen=True, slots=True)
class Contract:
    """What the directory knows of a contract: its term, and when it ended or will end."""

    long_term: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the reckoning: under which row, from which day, until which day; what isn't known is None."""

    row: RetentionRow | None
    policy: str
    until: date | None
    says: Text


@dataclass(frozen=True, slots=True)
class Keeping:
    """The whole reckoning."""

    steps: tuple[Step, ...]

    @property
    def free_on(self) -> date | None:
        """The first day on which the file may be disposed of; None while that can't be told."""
        days = [step.until for step in self.steps]
        known = [day for day in days if day]
        return max(known) + timedelta(days=1) if known and len(known) == len(days) else None

    @property
    def says(self) -> Text:
        """The result in a sentence."""
        day = self.free_on
        if day is None:
            return Text("保管期限尚无法计算，案卷继续保管", "The time of keeping can't be told yet: the file is kept")
        return Text(f"保管至{day - timedelta(days=1)}（含当日）", f"Kept until {day - timedelta(days=1)} inclusive")

    @property
    def basis(self) -> Text:
        """The reckoning without a policy's number, as it stays in the journal after the file is gone."""
        words = [step.says for step in self.steps] + [self.says]
        return Text("；".join(each.zh for each in words), "; ".join(each.en for each in words))


def keeping(case: CaseFile, book: Rulebook, contracts: Mapping[str, Contract], zone: tzinfo) -> Keeping:
    """Reckon how long a case's file is kept; `contracts` by the policies' numbers, `zone` that of its calendar."""
    return Keeping((*_from_closing(case, book, zone), *_from_contracts(case, book, contracts)))


def _from_closing(case: CaseFile, book: Rulebook, zone: tzinfo) -> Iterator[Step]:
    closed = case.closed_at.astimezone(zone).date() if case.closed_at else case.stated_closed
    for row in book.retentions.values():
        if row.start != "closed":
            continue
        if closed is None:
            yield Step(row, "", None, Text("案件尚未结案", "the case is not closed"))
            continue
        until = years_after(closed, row.years)
        yield Step(
            row,
            "",
            until,
            Text(
                f"结案于{closed}，保管{row.years}年，至{until}",
                f"closed on {closed}, kept {row.years} years, until {until}",
            ),
        )


def _from_contracts(case: CaseFile, book: Rulebook, contracts: Mapping[str, Contract]) -> Iterator[Step]:
    for place, number in enumerate(dict.fromkeys(policy.number for policy in case.policies), start=1):
        zh, en = f"第{place}份保单", f"policy {place}"
        contract = contracts.get(number)
        if contract is None:
            yield Step(None, number, None, Text(f"{zh}不在名录中", f"{en} is not in the directory"))
        elif contract.ends_on is None:
            yield Step(
                None, number, None, Text(f"{zh}的合同终止日未登记", f"the end of {en}'s contract is not recorded")
            )
        else:
            yield from _of_contract(book, number, contract.long_term, (contract.ends_on, Text(zh, en)))


def _of_contract(book: Rulebook, number: str, long_term: bool, ended: tuple[date, Text]) -> Iterator[Step]:  # noqa: FBT001 - a contract's term is one of two
    ends_on, name = ended
    for row in book.retentions.values():
        if row.start == "contract_end" and row.term in ("", "long" if long_term else "short"):
            until = years_after(ends_on, row.years)
            term = (
                Text("长期险", "a long-term contract") if long_term else Text("一年期及以下", "a term up to one year")
            )
            yield Step(
                row,
                number,
                until,
                Text(
                    f"{name.zh}（{term.zh}）的合同终止于{ends_on}，保管{row.years}年，至{until}",
                    f"{name.en} ({term.en}) ended on {ends_on}, kept {row.years} years, until {until}",
                ),
            )


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February, the last day of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
