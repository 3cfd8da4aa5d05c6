"""Entering the demonstration's units, people, agents, customers and policies into the tables."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import as_file, files

from django.contrib.auth.hashers import make_password

from anjie.access.models import AccessEvent, Officer, Post
from anjie.access.staffing import Absence, Hand, declare_tie, name_deputy
from anjie.access.words import Happening, TieKind
from anjie.demo.people import ADMINISTRATOR, AWAY, PASSWORD, STAFF, TIED
from anjie.demo.population import MadeAgent, MadeCustomer, MadePolicy, Population
from anjie.directory.importing.units import Units
from anjie.directory.models import Agent, Customer, Policy, Unit
from anjie.directory.words import ProductLine
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import IdKind


def store_units() -> None:
    """Enter the tree: head office, a region, its cities and counties."""
    with as_file(files("anjie.demo") / "data" / "guangxi_units.csv") as path:
        Units().run(path)


def store_staff(began_on: date, now: datetime) -> None:
    """Make the accounts, all with the one password, and fill the posts; name a deputy, declare a relation."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={each.unit for each in STAFF})}
    password = make_password(PASSWORD)
    officers: dict[str, Officer] = {}
    for each in STAFF:
        officer = officers[each.username] = Officer(username=each.username, password=password)
        officer.rename(each.name)
    Officer.objects.bulk_create(officers.values())
    Post.objects.bulk_create(
        Post(
            officer=officers[each.username],
            unit=units[each.unit],
            role=each.role,
            department=each.department or "",
            begins_on=began_on,
        )
        for each in STAFF
    )
    begun = datetime.combine(began_on, time(8), SHANGHAI)
    AccessEvent.objects.bulk_create(
        AccessEvent(at=begun, kind=kind, by=officers[ADMINISTRATOR], officer=officers[each.username], detail=detail)
        for each in STAFF
        for kind, detail in ((Happening.HIRED, ""), (Happening.APPOINTED, f"{each.unit} {each.role}"))
    )
    _absences(officers, units, now)
    tied = Agent.objects.filter(unit__posts__officer=officers[TIED]).order_by("-code")[0]
    declare_tie(officers[TIED], TieKind.AGENT, tied.code, "配偶的同事", Hand(officers[TIED], begun))


def _absences(officers: Mapping[str, Officer], units: Mapping[str, Unit], now: datetime) -> None:
    today = now.astimezone(SHANGHAI).date()
    for each in AWAY:
        [unit] = [units[one.unit] for one in STAFF if one.username == each.who]
        days = Absence(unit, today - timedelta(days=each.since), today - timedelta(days=each.until), each.reason)
        named = datetime.combine(days.begins_on, time(8), SHANGHAI)
        name_deputy(officers[each.who], officers[each.deputy], days, Hand(officers[ADMINISTRATOR], named))


def store(population: Population) -> None:
    """Enter agents, customers and policies."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=population.agents)}
    everybody = [agent for unit in population.agents.values() for agent in unit]
    agents = {row.code: row for row in Agent.objects.bulk_create(_agent_row(each, units) for each in everybody)}
    for each in everybody:
        team = [other for other in population.agents[each.unit] if other.team == each.team and other.manages]
        agents[each.code].manager = agents[team[0].code] if not each.manages else None
    Agent.objects.bulk_update(agents.values(), ["manager"])
    policies = [policy for unit in population.policies.values() for policy in unit]
    holders = {policy.holder.number: policy.holder for policy in policies}
    rows = Customer.objects.bulk_create(_customer_row(each) for each in holders.values())
    customers = {row.number: row for row in rows}
    Policy.objects.bulk_create(_policy_row(each, customers, agents, units) for each in policies)


def _agent_row(agent: MadeAgent, units: Mapping[str, Unit]) -> Agent:
    row = Agent(
        code=agent.code,
        licence_no=f"0200{agent.code}",
        team=agent.team,
        unit=units[agent.unit],
        is_manager=agent.manages,
        phone=agent.phone,
        joined_on=agent.joined_on,
    )
    row.rename(agent.name)
    return row


def _customer_row(customer: MadeCustomer) -> Customer:
    row = Customer(
        number=customer.number,
        id_kind=IdKind.RESIDENT,
        id_number=customer.id_no,
        phone=customer.phone,
        address=customer.address,
    )
    row.rename(customer.name)
    return row


def _policy_row(
    policy: MadePolicy, customers: Mapping[str, Customer], agents: Mapping[str, Agent], units: Mapping[str, Unit]
) -> Policy:
    return Policy(
        number=policy.number,
        product=policy.product.name,
        product_line=policy.product.line,
        holder=customers[policy.holder.number],
        insured_name=policy.holder.name,
        agent=agents[policy.agent.code],
        unit=units[policy.agent.unit],
        in_force_on=policy.in_force_on,
        long_term=policy.product.line is not ProductLine.ACCIDENT,
        premium=Decimal(policy.premium),
        paid=Decimal(policy.paid),
    )
