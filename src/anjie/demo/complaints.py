"""What a complaint says: who complains of whom, about what, and how it came in."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from anjie.demo.population import MadePolicy, made_name
from anjie.procedure.acts.intake import Received
from anjie.procedure.terms import Channel, ClassGround, IdKind, Medium, PartyRole
from anjie.procedure.values import Complainant, Paper, PolicyRef, Respondent

Choice = TypeVar("Choice")


def one_of(dice: Random, shares: Mapping[Choice, int]) -> Choice:
    """Draw one, as likely as its share."""
    return dice.choices([*shares], [*shares.values()])[0]


class Sentences(BaseModel):
    """What is said where a violation is alleged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    weight: int
    facts: tuple[str, ...]
    request: tuple[str, ...]
    proved: tuple[str, ...]
    unproved: tuple[str, ...]
    defence: tuple[str, ...]
    cause: tuple[str, ...]


@cache
def sentences() -> Mapping[str, Sentences]:
    """Give what is said, by violation."""
    text = (files("anjie.demo") / "data" / "complaints.toml").read_text("utf-8")
    said = [Sentences.model_validate(row) for row in tomllib.loads(text)["violation"]]
    return {each.code: each for each in said}


UNKNOWN_AGENT = 0.08
"""How often a caller doesn't know the agent's code."""

TOWN = ["菜市场门口", "小区会所", "职场说明会", "单位食堂", "超市门口", "朋友家里"]


def complaint(
    dice: Random,
    policy: MadePolicy,
    channel: Channel,
    arrived: tuple[datetime, datetime],
    about: tuple[Sequence[ClassGround], str],
) -> Received:
    """Write down what came in: by which channel, when company and unit got it, on what grounds, about what."""
    (company, unit), (grounds, violation) = arrived, about
    said, agent = sentences()[violation], policy.agent
    slots = {
        "agent": agent.name,
        "product": policy.product.name,
        "premium": f"{policy.premium:,}",
        "paid": f"{policy.paid:,}",
        "year": policy.in_force_on.year,
        "month": policy.in_force_on.month,
        "place": dice.choice(TOWN),
    }
    oral = channel is Channel.HOTLINE
    unknown = oral and dice.random() < UNKNOWN_AGENT
    return Received(
        unit=agent.unit,
        channel=channel,
        medium=Medium.ORAL if oral else Medium.WRITTEN,
        received_by_company_at=company,
        received_by_unit_at=unit,
        referrer=REFERRERS.get(channel, ""),
        referrer_ref=_reference(dice, channel, company),
        referrer_reply_by=(unit + timedelta(days=dice.randrange(20, 31))).date()
        if channel is Channel.REGULATOR
        else None,
        complainants=tuple(_complainants(dice, policy, grounds)),
        collective_count=dice.randrange(5, 13) if ClassGround.COLLECTIVE in grounds else None,
        papers=() if oral else (Paper(title="投诉材料"),),
        respondents=(
            Respondent(
                name=agent.name,
                agent="" if unknown else agent.code,
                team=agent.team,
                manager=ClassGround.MANAGER in grounds,
            ),
        ),
        policies=(
            PolicyRef(
                number=policy.number,
                product=policy.product.name,
                product_line=policy.product.line,
                premium=Decimal(policy.premium),
            ),
        ),
        facts=dice.choice(said.facts).format(**slots),
        request=dice.choice(said.request).format(**slots),
        amount=Decimal(policy.paid),
    )


REFERRERS = {Channel.HOTLINE: "95519客服中心", Channel.REGULATOR: "国家金融监督管理总局广西监管局"}


def _reference(dice: Random, channel: Channel, at: datetime) -> str:
    if channel is Channel.HOTLINE:
        return f"95519-{at:%Y%m%d}-{dice.randrange(1, 2000):05d}"
    return f"桂金转〔{at.year}〕{dice.randrange(100, 999)}号" if channel is Channel.REGULATOR else ""


def _complainants(dice: Random, policy: MadePolicy, grounds: Sequence[ClassGround]) -> list[Complainant]:
    holder = Complainant(
        name=policy.holder.name,
        role=PartyRole.POLICYHOLDER,
        customer=policy.holder.number,
        id_kind=IdKind.RESIDENT,
        id_no=policy.holder.id_no,
        phone=policy.holder.phone,
        address=policy.holder.address,
    )
    others = dice.randrange(1, 4) if ClassGround.COLLECTIVE in grounds else 0
    return [holder, *(Complainant(name=made_name(dice), role=PartyRole.POLICYHOLDER) for _ in range(others))]
