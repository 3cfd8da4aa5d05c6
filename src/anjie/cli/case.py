"""`anjie case`, `anjie worklist`, `anjie search`: reading on the command line.

Whoever runs them administers the machine, so they see every unit's cases; complainants stay masked all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, WRONG_USAGE, AsJson, Lang, Language, print_json, print_table, refuse
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import CaseClass, Channel, Debtor, Disposition, FindingResult, PartyRole, Stage, Text, Word

commands = typer.Typer()
case_app = typer.Typer(help="Read one case.", no_args_is_help=True)
commands.add_typer(case_app, name="case")

Number = Annotated[str, typer.Argument(metavar="N", help="The case's number.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")]
Data = Mapping[str, Any]

LATE = Text("超期", "late")
NO_LIMIT = Text("无时限", "no limit")
SUSPENDED = Text("中止", "suspended")


@contextmanager
def reading() -> Iterator[None]:
    """Have the database open to everything."""
    with database():
        from anjie.access.scope import Scope
        from anjie.access.wall import within

        with within(Scope.SYSTEM):
            yield


@case_app.command()
def show(number: Number, *, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Show a case as it stands: persons, facts, and what is still owed."""
    case, _ = _one(number, lang)
    if as_json:
        print_json(case)
    else:
        tell_case(case, lang)


@case_app.command()
def journal(number: Number, *, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Show what was done, entry by entry."""
    _, entries = _one(number, lang)
    if as_json:
        print_json(entries)
        return
    titles = (
        Text("序号", "No."),
        Text("时间", "When"),
        Text("人员", "Who"),
        Text("单位", "Unit"),
        Text("事项", "What"),
    )
    rows = [(str(e["seq"]), moment(e["at"]), _who(e), e["unit"], e["sentence"][lang]) for e in entries]
    print_table(titles, rows, lang)


@commands.command()
def worklist(
    *,
    unit: Annotated[str, typer.Option(metavar="U", help="What this unit and those below it owe.")] = "",
    officer: Annotated[str, typer.Option(metavar="O", help="What this officer has to do, by sign-in name.")] = "",
    limit: Limit = 50,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """List open duties with a limit, most urgent first, one for each case."""
    with reading():
        from anjie.access.models import Officer
        from anjie.cli.casedata import owed, ways_of
        from anjie.directory.models import Unit
        from anjie.platform.clock import now

        asked = Unit.objects.filter(code=unit).first()
        who = Officer.objects.filter(username=officer).first()
        if unit and asked is None:
            raise refuse(Text(f"没有机构 {unit}", f"There is no unit {unit}"), lang, WRONG_USAGE)
        if officer and who is None:
            raise refuse(Text(f"没有人员 {officer}", f"There is no officer {officer}"), lang, WRONG_USAGE)
        at = now()
        rows: Sequence[Data] = owed(ways_of(asked, who, at), limit, at)
    if as_json:
        print_json(rows)
        return
    titles = (Text("时限", "Due"), Text("要求", "Demanded"), *LINE)
    print_table(titles, [(_due(row, lang), row["does"][lang], *line(row, lang)) for row in rows], lang)


@commands.command()
def search(text: str, *, limit: Limit = 25, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Find cases by number, name, pinyin initials, phone, identity or policy number, or words of the facts."""
    with reading():
        from anjie.cli.casedata import found

        rows = found(text, limit)
    if as_json:
        print_json(rows)
    else:
        print_table(LINE, [line(row, lang) for row in rows], lang)


def _one(number: str, language: str) -> tuple[Data, Sequence[Data]]:
    with reading():
        from anjie.cli.casedata import one_case
        from anjie.platform.clock import now

        found = one_case(number, now())
    if found is None:
        raise refuse(Text(f"没有案件 {number}", f"There is no case {number}"), language, FINDINGS)
    return found


# -- in words --------------------------------------------------------------------------------------------------

LINE = (
    Text("案件编号", "Case"), Text("单位", "Unit"), Text("阶段", "Stage"), Text("分类", "Class"),
    Text("收到", "Received"), Text("投诉人", "Complainants"), Text("被投诉人", "Respondents"),
    Text("经办人", "Handler"),
)  # fmt: skip
COMPLAINANTS = (
    Text("投诉人", "Complainant"),
    Text("姓名", "Name"),
    Text("与保单关系", "Relation"),
    Text("电话", "Phone"),
)
RESPONDENTS = Text("被投诉人", "Respondent"), Text("姓名", "Name"), Text("工号", "Code")
ALLEGATIONS = (
    Text("事项", "Allegation"),
    Text("对象", "Against"),
    Text("涉嫌违规", "Violation"),
    Text("认定", "Finding"),
)
DUTIES = Text("时限", "Due"), Text("待办", "Owed"), Text("由", "By"), Text("对象", "About"), Text("依据", "Source")


def line(row: Data, language: str) -> tuple[str, ...]:
    """A case as a line of a list, in the order of `LINE`."""
    stage, grade = word(Stage, row["stage"], language), word(CaseClass, row["case_class"], language)
    received = moment(row["received_at"])
    people = row["complainants"], row["respondents"], row["handler"]
    return row["number"], row["unit_name"], stage, grade, received, *people


def tell_case(case: Data, language: str) -> None:
    """A case in sections: what it is, who, what about, what is owed."""
    facts = [(title.in_language(language), value) for title, value in _head(case, language) if value]
    print_table((Text("案件", "Case"), Text(case["number"], case["number"])), facts, language)
    for titles, rows in _sections(case, language):
        if rows:
            typer.echo()
            print_table(titles, rows, language)


def _head(case: Data, language: str) -> Iterator[tuple[Text, str]]:
    yield Text("登记编号", "Register number"), case["register_no"]
    yield Text("承办单位", "Unit in charge"), case["unit"]
    yield Text("阶段", "Stage"), word(Stage, case["stage"], language)
    yield Text("分类", "Class"), word(CaseClass, case["case_class"], language)
    yield Text("来源渠道", "Channel"), word(Channel, case["channel"], language)
    yield Text("公司收到", "Received by the company"), moment(case["received_by_company_at"])
    yield Text("督察部门收到", "Received by the unit"), moment(case["received_by_unit_at"])
    yield Text("经办人", "Handler"), case["handler"]
    yield Text("主要事实", "Main facts"), case["facts"]
    yield Text("投诉请求", "What is asked for"), case["request"]
    yield Text("涉及金额", "Amount"), case["amount"] if case["amount"] != "0" else ""
    yield Text("结果", "How it ended"), word(Disposition, case["disposition"], language)
    historic = case["historic"] or {}
    yield Text("来源", "Came from"), " ".join(historic[name] for name in ("source", "source_number") if historic)
    yield Text("原系统结论", "Outcome there"), historic.get("outcome", "")


def _sections(case: Data, language: str) -> Iterator[tuple[Sequence[Text], list[Sequence[str]]]]:
    yield COMPLAINANTS, [_complainant(each, language) for each in case["complainants"]]
    yield RESPONDENTS, [(each["ref"], each["name"], each.get("agent", "")) for each in case["respondents"]]
    yield ALLEGATIONS, [_allegation(each, language) for each in case["allegations"]]
    yield DUTIES, [_demand(each, language) for each in case["duties"]]


def _complainant(person: Data, language: str) -> Sequence[str]:
    return person["ref"], person["name"], word(PartyRole, person["role"], language), person.get("phone", "")


def _allegation(each: Data, language: str) -> Sequence[str]:
    return each["ref"], each["respondent"], _name(each, language), word(FindingResult, each["result"], language)


def _demand(duty: Data, language: str) -> Sequence[str]:
    by = word(Debtor, duty["by"], language)
    return _due(duty, language), duty["does"][language], by, duty["item"], duty["source"]


def _name(allegation: Data, language: str) -> str:
    name: Mapping[str, str] | None = allegation["name"]
    return f"{allegation['violation']} {name[language]}" if name else allegation["violation"]


def _who(entry: Data) -> str:
    return f"{entry['by']}({entry['acting_for']})" if entry["acting_for"] else entry["by"]


def _due(row: Data, language: str) -> str:
    if row["due"]:
        late = f" {LATE.in_language(language)}" if row["late"] else ""
        return moment(row["due"]) + late
    return (SUSPENDED if row.get("suspended") else NO_LIMIT).in_language(language)


def word(vocabulary: type[Word], code: str | None, language: str) -> str:
    """A word's label; empty for none."""
    label = next((each.label for each in vocabulary if each.value == code), None)
    return label.in_language(language) if label else ""


def moment(iso: str | None) -> str:
    """A time as the company's clocks show it; empty for none."""
    return f"{datetime.fromisoformat(iso).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if iso else ""
