"""Importing policies."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from anjie.directory.importing import cells
from anjie.directory.importing.reading import EMPTY, Column, Draft
from anjie.directory.importing.references import refer
from anjie.directory.importing.storing import Importer
from anjie.directory.models import CODE, NAME, Agent, Customer, Policy, Unit
from anjie.directory.words import ProductLine
from anjie.procedure.terms import Text

HOLDER = Column("holder", Text("投保人客户号", "Holder"), cells.code, needed=True, also=("客户号", "holder no"))
AGENT = Column("agent", Text("代理人工号", "Agent"), cells.code, also=("工号", "业务员工号", "agent code"))
UNIT = Column("unit", Text("机构代码", "Unit"), cells.code, also=("所属机构", "机构", "unit code"))

ENDS_TOO_EARLY = Text("终止日期早于生效日期", "It ends before it begins")
ZERO = Decimal(0)


class Policies(Importer[Policy]):
    """Policies, by number. Without a unit they belong to their agent's; an orphan policy must name one."""

    model = Policy
    key = "number"
    columns = (
        Column(
            "number", Text("保单号", "Policy no."), cells.code, needed=True, also=("保单号码", "合同号"), longest=CODE
        ),
        Column("product", Text("险种", "Product"), cells.text, needed=True, also=("险种名称", "产品"), longest=NAME),
        Column(
            "product_line",
            Text("产品类别", "Product line"),
            cells.word(ProductLine),
            needed=True,
            also=("险类", "产品类型"),
        ),
        HOLDER,
        Column("insured_name", Text("被保险人", "Insured"), cells.text, also=("被保险人姓名",), longest=NAME),
        AGENT,
        UNIT,
        Column("in_force_on", Text("生效日期", "In force on"), cells.day, also=("生效日", "effective date")),
        Column("ends_on", Text("终止日期", "Ends on"), cells.day, also=("满期日期", "end date")),
        Column("long_term", Text("长期险", "Long term"), cells.flag, also=("是否长期险",), empty=False),
        Column("premium", Text("保费", "Premium"), cells.money, also=("期交保费", "年交保费"), empty=ZERO),
        Column("paid", Text("累计已交保费", "Paid"), cells.money, also=("已交保费", "premiums paid"), empty=ZERO),
    )

    def relate(self, drafts: Sequence[Draft]) -> None:
        """Find holders, agents and units."""
        refer(drafts, HOLDER, Customer, key="number")
        refer(drafts, AGENT, Agent)
        refer(drafts, UNIT, Unit)
        homeless = [draft for draft in drafts if not draft.values.get("unit_id")]
        agents = [agent for draft in homeless if isinstance(agent := draft.values.get("agent_id"), int)]
        units: dict[object, int] = dict(Agent.objects.filter(pk__in=agents).values_list("pk", "unit_id"))
        for draft in homeless:
            unit = units.get(draft.values.get("agent_id"))
            if unit:
                draft.values["unit_id"] = unit

    def faults(self, row: Policy) -> Iterator[tuple[str, Text]]:
        """Check that there is a unit, and the dates against each other."""
        if not row.unit_id:
            yield "unit", EMPTY
        if row.in_force_on and row.ends_on and row.ends_on < row.in_force_on:
            yield "ends_on", ENDS_TOO_EARLY
