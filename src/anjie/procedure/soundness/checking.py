"""What can be wrong with the clauses themselves, found without handling a case.

Each check is a small function from a clause to what is wrong with it, in words. `check` runs them all over one
edition; `check_library` over every edition, and over every older edition with the clauses that later ones lay
on open cases.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anjie.procedure.acts import ACTS
from anjie.procedure.calendar import Calendar
from anjie.procedure.facts import COLLECTIONS, FACTS, RELATIONS
from anjie.procedure.limits import Limit, due_of
from anjie.procedure.rulebook import Clause, Conditions, Library, May, Must, MustNot, Place, Rulebook, lay_transitional
from anjie.procedure.soundness.authority import gaps
from anjie.procedure.soundness.fields import (
    having,
    is_time,
    no_such_field,
    unknown_acts,
    wrong_fields,
    wrong_values,
)
from anjie.procedure.terms import ClassGround, Debtor, Role, Text


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one row of a rulebook; `place` is its file and line, where they are known."""

    rulebook: str
    clause: str
    says: Text
    place: str = ""


def check_library(library: Library) -> list[Flaw]:
    """Find the flaws of every edition, and of what any two of them may lay on one case together."""
    flaws: dict[Flaw, None] = {}
    for rulebook_id in library.ids:
        bound: list[Rulebook] = []
        for edition in library.editions(rulebook_id):
            flaws |= dict.fromkeys(check(edition))
            if not list(_missing_transitional(edition)):
                bound = [lay_transitional(each, edition) for each in bound]
            for each in bound:
                flaws |= dict.fromkeys(check(each))
            bound.append(edition)
    return list(flaws)


def check(book: Rulebook) -> list[Flaw]:
    """Find what is wrong with one edition and the law it includes; empty if it is sound."""
    found: list[tuple[Place, Text]] = []
    for clause in book.clauses.values():
        place = (clause.table, clause.id)
        found += [(place, says) for says in _clause(book, clause)]
    for test in TABLE_CHECKS:
        found += test(book)
    return [_flaw(book, place, says) for place, says in found]


def _flaw(book: Rulebook, place: Place, says: Text) -> Flaw:
    clause = book.clauses.get(place[1])
    return Flaw(clause.book if clause else book.id, place[1], says, book.places.get(place, ""))


def _clause(book: Rulebook, clause: Clause) -> Iterator[Text]:
    yield from _source(clause)
    yield from _language(clause.text)
    if clause.assumed:
        yield from _language(clause.assumed.note)
    if isinstance(clause, Must):
        for must_check in MUST_CHECKS:
            yield from must_check(book, clause)
    elif isinstance(clause, May):
        yield from _may(book, clause)
    elif isinstance(clause, MustNot):
        yield from _must_not(book, clause)


# -- every clause ----------------------------------------------------------------------------------------------


def _source(clause: Clause) -> Iterator[Text]:
    if not clause.source.document.strip() and not clause.assumed:
        yield Text("没有注明出处，也没有标为假定", "cites no source and isn't marked assumed")


def _language(text: Text) -> Iterator[Text]:
    if not _has_chinese(text.zh):
        yield Text("没有中文文本", "has no Chinese text")
    if not text.en.strip() or _has_chinese(text.en):
        yield Text("没有完整的英文文本", "has no complete English text")


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _facts(book: Rulebook, conditions: Conditions, of: str = "") -> Iterator[Text]:
    """What is wrong with conditions on facts; those about an item need a clause that goes over such items."""
    for name, allowed in conditions.items():
        fact = FACTS.get(name)
        if fact is None:
            yield Text(f"没有“{name}”这个事实", f"there is no fact {name!r}")
            continue
        yield from wrong_values(name, allowed, fact.values)
        yield from _figure(book, name, fact.figure)
        if fact.of and fact.of != of:
            yield Text(
                f"事实 {name} 须逐项适用(for_each = {fact.of})", f"the fact {name!r} needs for_each = {fact.of!r}"
            )


def _relations(book: Rulebook, names: Iterable[str]) -> Iterator[Text]:
    for name in names:
        if name not in RELATIONS:
            yield Text(f"没有“{name}”这种关系", f"there is no relation {name!r}")
        else:
            yield from _figure(book, name, RELATIONS[name].figure)


def _figure(book: Rulebook, name: str, figure: str) -> Iterator[Text]:
    if figure and figure not in book.figures:
        yield Text(f"{name} 所需的数额 {figure} 没有规定", f"{name!r} needs the figure {figure!r}, which isn't stated")


# -- must ------------------------------------------------------------------------------------------------------


def _must_acts(_book: Rulebook, must: Must) -> Iterator[Text]:
    row = must.row
    kinds = [*row.after_acts, *row.before, *row.do, *row.void_by]
    kinds += [extension.on for extension in row.extend]
    kinds += [kind for pause in row.pause for kind in (pause.start, pause.until)]
    yield from unknown_acts([*kinds, row.restart.on] if row.restart else kinds)


def _must_missed(book: Rulebook, must: Must) -> Iterator[Text]:
    ids = [each.id for each in book.musts]
    for missed in must.row.after_missed:
        if missed not in ids[: ids.index(must.id)]:
            yield Text(f"missed:{missed} 不是前面的条款", f"missed:{missed} is no earlier must")
        elif not book.musts[ids.index(missed)].row.within:
            yield Text(f"missed:{missed} 没有时限，不会超期", f"missed:{missed} has no limit to miss")


def _must_facts(book: Rulebook, must: Must) -> Iterator[Text]:
    row = must.row
    yield from _facts(book, row.conditions, row.for_each)
    for name in row.when.keys() & row.as_long_as.keys():
        yield Text(f"{name} 同时写在 when 和 while 中", f"{name!r} stands in both when and while")


def _must_fields(_book: Rulebook, must: Must) -> Iterator[Text]:
    row = must.row
    yield from wrong_fields(row.after_acts, row.where)
    yield from wrong_fields(row.do, row.do_where)
    for extension in row.extend:
        yield from wrong_fields((extension.on,), extension.where)
    for pause in row.pause:
        yield from wrong_fields((pause.start,), pause.where)
    if row.restart:
        yield from wrong_fields((row.restart.on,), row.restart.where)


def _must_items(_book: Rulebook, must: Must) -> Iterator[Text]:
    row = must.row
    if row.for_each and row.for_each not in COLLECTIONS:
        yield Text(f"没有“{row.for_each}”这种项目", f"there is nothing called {row.for_each!r} to go over")
    for field, kinds in ((row.match, row.do), (row.gate, row.before)):
        if field and not having(kinds, field):
            yield no_such_field(kinds, field)


def _must_times(_book: Rulebook, must: Must) -> Iterator[Text]:
    row = must.row
    fields = [(row.start, row.after_acts), (must.limit_field, row.after_acts)]
    if row.restart:
        fields.append((row.restart.start, (row.restart.on,)))
    for field, kinds in fields:
        if field and not any(is_time(kind, field) for kind in having(kinds, field)):
            yield Text(f"起算行为没有日期字段 {field}", f"what starts it has no day or time called {field!r}")


def _must_clock(_book: Rulebook, must: Must) -> Iterator[Text]:
    row = must.row
    if not row.within and (row.start or row.extend or row.pause or row.restart):
        yield Text(
            "没有时限，却规定了起算、延长、中止或重计", "has no limit that could start, be extended, stop or restart"
        )
    for extension in row.extend:
        if must.limit and not _is_shorter(must.limit, extension.limit):
            yield Text(
                f"延长到 {extension.to} 并没有更长", f"an extension to {extension.to} is no longer than the limit"
            )
    if row.restart and row.restart.on in row.after:
        yield Text(f"{row.restart.on} 既是起算又是重计", f"{row.restart.on} both starts and restarts it")


def _must_discharge(book: Rulebook, must: Must) -> Iterator[Text]:
    row = must.row
    for kind in row.do:
        if kind in row.before:
            yield Text(f"须先完成 {kind} 才能 {kind}", f"{kind} stands in its own way")
        if kind in row.void_by:
            yield Text(f"{kind} 既是完成又是解除", f"{kind} both meets and voids it")
    if book.mays and not _debtor_can(book, row.do, row.by):
        yield Text(f"责任人({row.by.label.zh})无权完成", f"who owes it ({row.by.label.en}) may do none of it")


HANDS: Mapping[Debtor, frozenset[Role]] = {
    Debtor.HANDLER: frozenset({Role.INSPECTOR, Role.SUPERVISOR}),
    Debtor.INTAKE: frozenset({Role.INTAKE}),
    Debtor.INSPECTOR: frozenset({Role.INSPECTOR}),
    Debtor.SUPERVISOR: frozenset({Role.SUPERVISOR}),
    Debtor.APPROVER: frozenset({Role.APPROVER}),
    Debtor.MANAGER: frozenset({Role.APPROVER}),
    Debtor.COUNSEL: frozenset({Role.COUNSEL}),
    Debtor.SIGNER: frozenset({Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.DEPARTMENT}),
    Debtor.DEPARTMENT: frozenset({Role.DEPARTMENT}),
}
"""In which posts whoever owes a duty may stand."""


def _debtor_can(book: Rulebook, kinds: Iterable[str], debtor: Debtor) -> bool:
    roles = {role for kind in kinds for may in book.mays.get(kind, ()) for role in may.row.role}
    return not HANDS[debtor].isdisjoint(roles)


def _must_forbidden(book: Rulebook, must: Must) -> Iterator[Text]:
    """Nothing may be both demanded and forbidden, whoever does it and however."""
    forbidding = [_forbids(book, kind, must.row.conditions) for kind in must.row.do]
    if all(forbidding):
        ids = "、".join(sorted({clause.id for clause in forbidding if clause}))
        yield Text(f"所要求的又为 {ids} 所禁止", f"what it demands is forbidden by {ids}")


def _forbids(book: Rulebook, kind: str, conditions: Conditions) -> MustNot | None:
    """A prohibition that shuts the act out for everybody, whenever the conditions hold."""
    for clause in book.must_nots:
        row = clause.row
        outright = not row.relation and not row.where and (kind in row.act or "*" in row.act)
        if outright and _implies(conditions, row.when):
            return clause
    return None


def _implies(conditions: Conditions, wider: Conditions) -> bool:
    """Whether whatever fulfils the one fulfils the other."""
    return all(name in conditions and set(conditions[name]) <= set(allowed) for name, allowed in wider.items())


def _must_tightens(book: Rulebook, must: Must) -> Iterator[Text]:
    if not must.row.tightens:
        return
    loose = book.clauses.get(must.row.tightens)
    if not isinstance(loose, Must) or loose.book == must.book:
        yield Text(
            f"所收紧的 {must.row.tightens} 不是所依据法规中的要求",
            f"tightens {must.row.tightens!r}, which is no demand of the law it includes",
        )
        return
    for says in _looser(must, loose):
        yield Text(f"并不比 {loose.id} 更严：", f"is not stricter than {loose.id}: ") + says


def _looser(must: Must, loose: Must) -> Iterator[Text]:
    """In what respects a clause demands less than the one it says it tightens."""
    row, wide = must.row, loose.row
    if not set(row.do) <= set(wide.do) or not _implies(row.do_where, wide.do_where):
        yield Text("可以其他方式完成", "it can be met in other ways")
    if not set(row.void_by) <= set(wide.void_by):
        yield Text("可因其他情形解除", "other things make it void")
    if not set(wide.after) <= set(row.after) or not _implies(wide.where, row.where):
        yield Text("起算情形较少", "it starts less often")
    if not _implies(wide.when, row.when):
        yield Text("适用情形较窄", "it is demanded less often")
    if wide.before and not row.before:
        yield Text("不阻止后续办理", "it stands in the way of nothing")
    if wide.within and (not row.within or row.start != wide.start or not _within(must, loose)):
        yield Text("时限较长", "its limit is longer")


def _within(must: Must, loose: Must) -> bool:
    """Whether the longest the one gives is no longer than the longest the other gives."""
    if must.limit is None or loose.limit is None:
        return must.limit_field == loose.limit_field
    given = [must.limit, *(extension.limit for extension in must.row.extend)]
    wide = [loose.limit, *(extension.limit for extension in loose.row.extend)]
    return must.row.pause == loose.row.pause and all(
        any(not _is_shorter(there, each) for there in wide) for each in given
    )


PLAIN = Calendar(known_from=date(2026, 1, 1), known_until=date(2027, 1, 1))
"""Weekdays worked, weekends off: what limits are compared on."""


def _is_shorter(limit: Limit, other: Limit) -> bool:
    """Whether a limit ends before another, from whichever day of the week both run."""
    monday = datetime(2026, 6, 1, 9, tzinfo=PLAIN.zone)
    starts = [monday + timedelta(days=number) for number in range(7)]
    ends = [(due_of(PLAIN, start, limit).due, due_of(PLAIN, start, other).due) for start in starts]
    return all(one is not None and two is not None and one < two for one, two in ends)


MUST_CHECKS: tuple[Callable[[Rulebook, Must], Iterator[Text]], ...] = (
    _must_acts,
    _must_missed,
    _must_facts,
    _must_fields,
    _must_items,
    _must_times,
    _must_clock,
    _must_discharge,
    _must_forbidden,
    _must_tightens,
)


# -- may, must not ---------------------------------------------------------------------------------------------


def _may(book: Rulebook, may: May) -> Iterator[Text]:
    row = may.row
    yield from unknown_acts(row.act)
    yield from wrong_fields(row.act, row.where)
    yield from _relations(book, row.relation)
    yield from _facts(book, row.when)
    ranks = {sanction.rank for sanction in book.sanctions.values()}
    if row.up_to and row.up_to.sanction is not None and row.up_to.sanction not in ranks:
        yield Text(
            f"处理种类中没有第{row.up_to.sanction}级", f"the ladder of sanctions has no rung {row.up_to.sanction}"
        )
    lowest = min((level.rank for level in row.level), default=0)
    for inform in row.inform:
        yield from _facts(book, inform.when)
        if inform.level.rank <= lowest:
            yield Text(
                f"知悉的级别({inform.level.label.zh})不高于决定的级别",
                f"the level informed ({inform.level.label.en}) is not above the one that decides",
            )


def _must_not(book: Rulebook, clause: MustNot) -> Iterator[Text]:
    row = clause.row
    named = tuple(kind for kind in row.act if kind != "*")
    yield from unknown_acts(named)
    yield from wrong_fields(tuple(ACTS) if "*" in row.act else named, row.where)
    yield from _relations(book, row.relation)
    yield from _facts(book, row.when)


# -- the book as a whole ---------------------------------------------------------------------------------------


def _reachable(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    """Every act must be somebody's to do; law alone gives nobody a post."""
    if book.kind == "measures":
        for kind in ACTS:
            if kind not in book.mays:
                yield ("act", kind), Text("没有人有权办理", "is nobody's to do")


def _labels(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    labels: list[tuple[Place, Text]] = [
        *((("violation", row.code), row.label) for row in book.violations.values()),
        *((("sanction", row.code), row.label) for row in book.sanctions.values()),
        *((("figure", row.id), Text(row.zh, row.en)) for row in book.figures.values()),
        *((("reminder", row.id), row.label) for row in book.reminders.values()),
        *((("paper", row.id), Text(row.zh, row.en)) for row in book.papers.values()),
        *((("file_item", row.id), row.label) for row in book.file_items.values()),
        *((("retention", row.id), row.label) for row in book.retentions.values()),
        *((("script", row.id), row.label) for row in book.script),
        *((("withholding", row.id), row.label) for row in book.withholdings.values()),
        *((("transitional", row.clause), Text(row.zh, row.en)) for row in book.transitional),
    ]
    for place, label in labels:
        yield from ((place, says) for says in _language(label))


def _ladder(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    rungs: dict[int, str] = {}
    for sanction in book.sanctions.values():
        place = ("sanction", sanction.code)
        if other := rungs.get(sanction.rank):
            yield place, Text(f"与 {other} 同为第{sanction.rank}级", f"stands on the same rung as {other}")
        rungs[sanction.rank] = sanction.code
        if not 0 <= sanction.points[0] <= sanction.points[1]:
            yield place, Text("扣分区间颠倒", "its points are the wrong way round")


def _grounds(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    if book.kind == "measures":
        for ground in ClassGround:
            if ground not in book.grounds:
                yield ("ground", ground), Text("没有规定列入哪一类", "isn't said to make any class")


def _missing_transitional(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    for row in book.transitional:
        if row.clause not in book.clauses:
            place = ("transitional", row.clause)
            yield place, Text("过渡条款所指的条款不存在", "lays on open cases a clause that doesn't exist")


def _authority(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    if book.kind == "measures":
        yield from ((("act", "approved"), says) for says in gaps(book))


def _reminders(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    """Each says where it comes from, and speaks of clauses whose limits can come near."""
    for row in book.reminders.values():
        place = ("reminder", row.id)
        if not row.source.strip() and not row.assumption:
            yield place, Text("没有注明出处，也没有标为假定", "cites no source and isn't marked assumed")
        for named in row.clauses:
            clause = book.clauses.get(named)
            if not isinstance(clause, Must):
                yield place, Text(f"{named} 不是一项要求", f"{named!r} is no demand")
            elif not clause.row.within:
                yield place, Text(f"{named} 没有时限可提醒", f"{named!r} has no limit to remind of")


def _papers(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    """What is demanded of a paper says where that comes from."""
    for row in book.papers.values():
        if not row.source.strip() and not row.assumption:
            yield ("paper", row.id), Text("没有注明出处，也没有标为假定", "cites no source and isn't marked assumed")


def _file_items(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    """Each is brought in by acts there are, and wanted in circumstances clauses can speak of."""
    for row in book.file_items.values():
        place = ("file_item", row.id)
        yield from ((place, says) for says in unknown_acts(row.by))
        yield from ((place, says) for says in _facts(book, row.when))


def _scripts(book: Rulebook) -> Iterator[tuple[Place, Text]]:
    """Each is for an act there is."""
    for row in book.script:
        yield from ((("script", row.id), says) for says in unknown_acts((row.act,)))


TABLE_CHECKS: tuple[Callable[[Rulebook], Iterator[tuple[Place, Text]]], ...] = (
    _reachable,
    _labels,
    _ladder,
    _grounds,
    _missing_transitional,
    _reminders,
    _papers,
    _file_items,
    _scripts,
    _authority,
)
