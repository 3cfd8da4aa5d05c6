"""Importing agents."""

from collections.abc import Iterator, Sequence
from datetime import date

from anjie.directory.importing import cells
from anjie.directory.importing.reading import Column, Draft, Outcome
from anjie.directory.importing.references import UNKNOWN, ids_of, refer
from anjie.directory.importing.storing import Importer
from anjie.directory.models import CODE, NAME, Agent, Unit
from anjie.procedure.terms import Text

UNIT = Column("unit", Text("机构代码", "Unit"), cells.code, needed=True, also=("所属机构", "机构", "unit code"))
MANAGER = Column("manager", Text("主管工号", "Manager"), cells.code, also=("主管代码", "manager code"), longest=CODE)

HIMSELF = Text("不能以本人为主管", "Nobody is his own manager")
LEFT_TOO_EARLY = Text("离职日期早于入职日期", "He left before he joined")


class Agents(Importer[Agent]):
    """Agents, by code. A manager may stand farther down in the file than those he manages."""

    model = Agent
    key = "code"
    columns = (
        Column("code", Text("工号", "Code"), cells.code, needed=True, also=("代理人工号", "agent code"), longest=CODE),
        Column("name", Text("姓名", "Name"), cells.text, needed=True, also=("代理人姓名",), longest=NAME),
        UNIT,
        Column("licence_no", Text("执业证号", "Licence no."), cells.code, also=("资格证号", "licence"), longest=40),
        Column("team", Text("营业部组", "Team"), cells.text, also=("团队", "所属营业部组"), longest=NAME),
        Column("is_manager", Text("是否主管", "Is a manager"), cells.flag, also=("主管人员",), empty=False),
        MANAGER,
        Column("phone", Text("电话", "Phone"), cells.phone, also=("手机", "手机号", "联系电话", "mobile"), longest=60),
        Column("in_service", Text("是否在职", "In service"), cells.flag, also=("在职", "在职状态"), empty=True),
        Column("joined_on", Text("入职日期", "Joined on"), cells.day, also=("签约日期", "joined")),
        Column("left_on", Text("离职日期", "Left on"), cells.day, also=("解约日期", "left")),
    )

    def __init__(self, today: date) -> None:
        super().__init__(today)
        self.waiting: list[tuple[Draft, str]] = []
        """Those whose manager is not there yet, and his code."""

    def relate(self, drafts: Sequence[Draft]) -> None:
        """Find units and managers; a manager who isn't there yet is awaited until the file's end."""
        refer(drafts, UNIT, Unit)
        named = [draft for draft in drafts if MANAGER.name in draft.values]
        ids = ids_of(Agent, "code", (draft.values[MANAGER.name] for draft in named))
        for draft in named:
            manager = str(draft.values.pop(MANAGER.name))
            if manager and manager == draft.values["code"]:
                draft.refuse(MANAGER.label, HIMSELF)
            elif manager and manager not in ids:
                self.waiting.append((draft, manager))
            else:
                draft.values["manager_id"] = ids.get(manager)

    def faults(self, row: Agent) -> Iterator[tuple[str, Text]]:
        """Check the dates against each other."""
        if row.joined_on and row.left_on and row.left_on < row.joined_on:
            yield "left_on", LEFT_TOO_EARLY

    def finish(self) -> None:
        """Enter the managers who were awaited; an agent whose manager never came stays without."""
        ids = ids_of(Agent, "code", (manager for _, manager in self.waiting))
        for draft, manager in self.waiting:
            if draft.refused:
                continue
            if manager not in ids:
                draft.doubt(MANAGER.label, UNKNOWN)
                self.report.remarks.append(draft.remarks[-1])
                continue
            Agent.objects.filter(code=draft.values["code"]).update(manager=ids[manager])
            if draft.outcome is Outcome.UNCHANGED:
                self.report.count(Outcome.UNCHANGED, -1)
                self.report.count(Outcome.CHANGED)
