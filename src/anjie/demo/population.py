"""The demonstration's agents, customers and policies, made up by a seeded dice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.iso7064 import mod_11_2

from anjie.demo.people import STAFF
from anjie.directory.words import ProductLine
from anjie.procedure.terms import Role

SURNAMES = "韦覃黄农陆莫蒙梁李陈罗卢潘邓周吴谢蓝林何刘杨王张苏唐蒋秦廖甘容钟庞冯曾岑班石"
GIVEN = [
    "秀英", "桂兰", "玉梅", "美玲", "春燕", "丽华", "小红", "凤英", "彩云", "月娥", "海燕", "晓霞", "丽娟", "雪梅",
    "素珍", "金花", "爱华", "翠萍", "婷婷", "佳怡", "建国", "志强", "国强", "德昌", "文军", "光明", "永福", "家宝",
    "海波", "志远", "明亮", "庆文", "国栋", "大伟", "俊杰", "子轩", "建平", "耀祖", "金福", "兴旺",
]  # fmt: skip
ROADS = ["民族大道", "人民路", "解放路", "新华路", "中山路", "城北街", "江滨路", "建设路", "兴宁街", "桂雅路"]

AGENTS, CUSTOMERS, POLICIES = 40, 80, 100
"""For each unit that takes complaints."""

TEAM = 10
"""Agents in a team, its manager among them."""


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold: a premium lies between the two thousands."""

    name: str
    line: ProductLine
    least: int
    most: int


PRODUCTS = (
    Product("示范鑫享年金保险", ProductLine.ANNUITY, 5, 50),
    Product("示范福禄双喜两全保险（分红型）", ProductLine.PARTICIPATING, 3, 30),
    Product("示范世纪尊享终身寿险", ProductLine.LIFE, 5, 40),
    Product("示范康宁重大疾病保险", ProductLine.HEALTH, 2, 12),
    Product("示范安康医疗保险", ProductLine.HEALTH, 1, 3),
    Product("示范智盈终身寿险（万能型）", ProductLine.UNIVERSAL, 4, 20),
    Product("示范平安行意外伤害保险", ProductLine.ACCIDENT, 1, 2),
)


@dataclass(frozen=True, slots=True)
class MadeAgent:
    """An agent."""

    code: str
    name: str
    unit: str
    team: str
    manages: bool
    phone: str
    joined_on: date


@dataclass(frozen=True, slots=True)
class MadeCustomer:
    """A customer."""

    number: str
    name: str
    id_no: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class MadePolicy:
    """A policy, with whom it names."""

    number: str
    product: Product
    holder: MadeCustomer
    agent: MadeAgent
    in_force_on: date
    premium: int
    years_paid: int

    @property
    def paid(self) -> int:
        """What was paid in all, in yuan."""
        return self.premium * self.years_paid


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody whom a complaint may be about, by unit."""

    agents: Mapping[str, Sequence[MadeAgent]]
    policies: Mapping[str, Sequence[MadePolicy]]


def complaint_units() -> list[str]:
    """Give the units that take complaints: those below the region with inspectors."""
    return sorted({each.unit for each in STAFF if each.role is Role.INSPECTOR and len(each.unit) >= len("4501")})


def populate(dice: Random, today: date) -> Population:
    """Make everybody up."""
    phones = (f"1380000{number:04d}" for number in range(10_000))
    agents: dict[str, list[MadeAgent]] = {}
    policies: dict[str, list[MadePolicy]] = {}
    for unit in complaint_units():
        agents[unit] = [_agent(dice, unit, number, next(phones)) for number in range(1, AGENTS + 1)]
        customers = [_customer(dice, unit, number, next(phones)) for number in range(1, CUSTOMERS + 1)]
        policies[unit] = [*_policies(dice, customers, agents[unit], today)]
    return Population(agents, policies)


def made_name(dice: Random) -> str:
    """Make up a name."""
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def _agent(dice: Random, unit: str, number: int, phone: str) -> MadeAgent:
    team, place = divmod(number - 1, TEAM)
    joined_on = date(2008, 1, 1) + timedelta(days=dice.randrange(6_000))
    name = made_name(dice)
    return MadeAgent(f"{unit:0<6}{number:06d}", name, unit, f"营销{'一二三四'[team]}部", place == 0, phone, joined_on)


def _customer(dice: Random, unit: str, number: int, phone: str) -> MadeCustomer:
    born_on = date(1948, 1, 1) + timedelta(days=dice.randrange(19_000))
    body = f"{unit if len(unit) == 6 else unit + '02'}{born_on:%Y%m%d}{dice.randrange(1, 1000):03d}"  # noqa: PLR2004 - a county's code
    address = f"{dice.choice(ROADS)}{dice.randrange(1, 300)}号"
    return MadeCustomer(
        f"C{unit:0<6}{number:05d}", made_name(dice), body + mod_11_2.calc_check_digit(body), phone, address
    )


def _policies(
    dice: Random, customers: Sequence[MadeCustomer], agents: Sequence[MadeAgent], today: date
) -> Iterator[MadePolicy]:
    for number in range(POLICIES):
        agent = dice.choice(agents[:-1])  # the last one sells nothing, and nobody complains of him
        product = dice.choice(PRODUCTS)
        in_force_on = max(agent.joined_on, today - timedelta(days=dice.randrange(60, 2_400)))
        holder = customers[number] if number < len(customers) else dice.choice(customers)
        yield MadePolicy(
            number=f"{in_force_on.year}{agent.code[:6]}{number + 1:06d}",
            product=product,
            holder=holder,
            agent=agent,
            in_force_on=in_force_on,
            premium=dice.randrange(product.least * 10, product.most * 10) * 100,
            years_paid=max(today.year - in_force_on.year, 1),
        )
