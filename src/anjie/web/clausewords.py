"""What a clause says beside its sentence, in words: whom it binds, within what, and under which conditions.

The words are those of the acts' own labels and of the procedure's facts, so that the document can't call a thing
otherwise than the forms and the refusals do.
"""

from collections.abc import Iterable, Iterator, Sequence

from anjie.procedure.acts import ACTS
from anjie.procedure.facts import COLLECTIONS, FACTS, RELATIONS
from anjie.procedure.limits import Limit
from anjie.procedure.rulebook import (
    Clause,
    Conditions,
    May,
    MayRow,
    Must,
    MustNot,
    MustRow,
    Rulebook,
    Scalar,
    UpTo,
)
from anjie.procedure.terms import Reach, Text, Word
from anjie.web.forms.fields import fields_of, label_of

Term = tuple[Text, Text]
"""What a remark is about, and the remark."""

ANY = "*"
"""Stands for every act."""
EVERYTHING = Text("任何办理行为", "any act")
YES, NO = Text("是", "yes"), Text("否", "no")
COLON = Text("：", ": ")

AFTER = Text("起算", "Starts with")
BEFORE = Text("须先于", "Must come before")
WHEN = Text("条件", "If")
EACH = Text("范围", "For")
DONE = Text("须达到", "Counts when")
LONGER = Text("可延长", "May be extended")
STOPPED = Text("中止计时", "Clock stops")
ANEW = Text("重新起算", "Counted anew")
ENDED = Text("不再要求", "No longer owed after")
CLOSING = Text("结案时", "At closing")
STILL_OWED = Text("不影响结案，结案后仍须办理", "Keeps no case open; it is owed after the closing too")
STAGES = Text("环节", "At the stage")
CASES = Text("情形", "Where")
RELATION = Text("身份", "Who is")
LIMITS = Text("限度", "Up to")
SIGNED_FIRST = Text("先经签署", "Signed first by")
INFORMED = Text("知会", "Tell")


def joined(words: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """Several things on one line."""
    told = list(words)
    return Text(zh.join(each.zh for each in told), en.join(each.en for each in told))


def labels(words: Iterable[Word]) -> Text:
    """The labels of several words on one line."""
    return joined(word.label for word in words)


def acts_of(clause: Clause) -> Sequence[str]:
    """The acts a clause demands, allows or forbids."""
    match clause:
        case Must():
            return clause.row.do
        case May() | MustNot():
            return clause.row.act
        case _:
            return ()


def titles(kinds: Iterable[str]) -> Text:
    """Acts as people call them."""
    return joined(EVERYTHING if kind == ANY else ACTS[kind].title for kind in kinds)


def limit_of(clause: Clause) -> Text | None:
    """Within what time; None where none is set."""
    match clause:
        case Must(limit=limit) if limit is not None:
            return within(limit)
        case Must(limit_field=name) if name:
            return Text("至", "by ") + _field(clause.row.after_acts, name)
        case _:
            return None


def within(limit: Limit) -> Text:
    """A limit as a length of time not to be gone beyond."""
    return limit.label + Text("内" if limit.label.zh[0].isdigit() else "", "")


def whom(clause: Clause) -> Text:
    """Who owes it, or who may do it; nobody in particular where something is forbidden to all."""
    match clause:
        case Must():
            return clause.row.by.label
        case May():
            return _posts(clause.row)
        case MustNot() if clause.row.relation:
            return joined(RELATIONS[name].means for name in clause.row.relation)
        case _:
            return Text("任何人", "Anybody")


def _posts(row: MayRow) -> Text:
    said = labels(row.role)
    if row.level:
        said += Text("(", " (") + labels(row.level) + Text(")", ")")
    return said if row.reach == (Reach.OWN,) else said + Text(" · ", " · ") + labels(row.reach)


def terms(clause: Clause, book: Rulebook) -> list[Term]:
    """Everything else that the clause lays down."""
    match clause:
        case Must():
            return list(_must(clause.row, book))
        case May():
            return list(_may(clause.row, book))
        case MustNot():
            forbidden = ((WHEN, facts(clause.row.when)), (CASES, fields(clause.row.act, clause.row.where)))
            return [(what, said) for what, said in forbidden if said.zh]
        case _:
            return []


def _must(row: MustRow, book: Rulebook) -> Iterator[Term]:
    said = (
        (AFTER, _start(row, book)),
        (BEFORE, titles(row.before)),
        (WHEN, facts(row.conditions)),
        (EACH, COLLECTIONS[row.for_each].means if row.for_each else titles(())),
        (DONE, fields(row.do, row.do_where)),
        (ENDED, titles(row.void_by)),
        (CLOSING, STILL_OWED if row.outlives_closing else titles(())),
    )
    yield from ((what, words) for what, words in said if words.zh)
    for longer in row.extend:
        yield (
            LONGER,
            titles([longer.on]) + _in_case([longer.on], longer.where) + Text("，至", ", to ") + longer.limit.label,
        )
    for pause in row.pause:
        yield STOPPED, titles([pause.start, pause.until]) + _in_case([pause.start], pause.where)
    if row.restart:
        yield ANEW, titles([row.restart.on]) + _in_case([row.restart.on], row.restart.where)


def _start(row: MustRow, book: Rulebook) -> Text:
    starts = titles(row.after_acts)
    missed = joined(_missed(name, book) for name in row.after_missed)
    said = joined(each for each in (starts, missed) if each.zh)
    said += _in_case(row.after_acts, row.where)
    return said + COLON + _field(row.after_acts, row.start) if row.start else said


def _missed(name: str, book: Rulebook) -> Text:
    clause = book.clauses.get(name)
    text = clause.text if clause else Text(name, name)
    return Text(f"超期未完成“{text.zh}”", f"missing “{text.en}”")


def _may(row: MayRow, book: Rulebook) -> Iterator[Term]:
    said = (
        (RELATION, joined(RELATIONS[name].means for name in row.relation)),
        (STAGES, labels(row.stage)),
        (WHEN, facts(row.when)),
        (CASES, fields(row.act, row.where)),
        (LIMITS, _up_to(row.up_to, book) if row.up_to else titles(())),
        (SIGNED_FIRST, labels(row.stations)),
    )
    yield from ((what, words) for what, words in said if words.zh)
    for inform in row.inform:
        yield INFORMED, inform.level.label + (COLON + facts(inform.when) if inform.when else titles(()))


def _up_to(most: UpTo, book: Rulebook) -> Text:
    said: list[Text] = []
    if most.severity:
        said.append(
            Text(
                f"违规等级{most.severity}({most.severity.label.zh})",
                f"severity {most.severity} ({most.severity.label.en})",
            )
        )
    if most.redress is not None:
        said.append(Text(f"金额{most.redress:,}元", f"¥{most.redress:,}"))
    if most.case_class:
        said.append(labels(most.case_class))
    if most.sanction is not None:
        said += [rung.label for rung in book.sanctions.values() if rung.rank == most.sanction]
    return joined(said)


def facts(when: Conditions) -> Text:
    """Conditions on the case, in words."""
    return joined((FACTS[name].say(wanted) for name, wanted in when.items()), "；", "; ")


def fields(kinds: Sequence[str], where: Conditions) -> Text:
    """Conditions on what an act says, in words."""
    return joined((_condition(kinds, name, wanted) for name, wanted in where.items()), "；", "; ")


def _in_case(kinds: Sequence[str], where: Conditions) -> Text:
    return Text("(", " (") + fields(kinds, where) + Text(")", ")") if where else titles(())


def _condition(kinds: Sequence[str], name: str, wanted: Iterable[Scalar]) -> Text:
    return _field(kinds, name) + COLON + joined((_value(kinds, name, value) for value in wanted), "或", " or ")


def _owner(kinds: Iterable[str], name: str) -> str:
    """The first of the acts that has the field."""
    return next((kind for kind in kinds if kind in ACTS and name in ACTS[kind].model_fields), "")


def _field(kinds: Iterable[str], name: str) -> Text:
    owner = _owner(kinds, name)
    label = label_of(ACTS[owner], name) if owner else None
    return label.text if label else Text(name, name)


def _value(kinds: Iterable[str], name: str, value: Scalar) -> Text:
    if isinstance(value, bool):
        return YES if value else NO
    owner = _owner(kinds, name)
    specs = fields_of(ACTS[owner]) if owner else ()
    words = {word.value: word for spec in specs if spec.name == name for word in spec.words}
    return words[str(value)].label if str(value) in words else Text(str(value), str(value))
