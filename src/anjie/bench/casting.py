"""Who plays a story: the unit, the agent, the complainant and the numbers of one case."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from stdnum.iso7064 import mod_11_2

from anjie.bench.company import Company
from anjie.bench.marks import Mark, Values
from anjie.cases.numbers import case_number, register_number
from anjie.cases.secrets import MASKS, context, index_of
from anjie.demo.population import GIVEN, SURNAMES
from anjie.directory.models import Unit
from anjie.directory.names import keys_of
from anjie.platform.masking import mask_name
from anjie.platform.sealing import seal
from anjie.procedure.terms import Level

NULL = "\\N"


@dataclass(frozen=True, slots=True)
class Cast:
    """One case's particulars, as people would type them."""

    unit: Unit
    values: Values


@dataclass(slots=True)
class Casting:
    """Gives each case its particulars, all of them different, and its numbers without a gap."""

    company: Company
    given: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    """The last number given out, by unit, year and kind."""
    _units: Mapping[Level, Sequence[Unit]] = field(init=False)

    def __post_init__(self) -> None:
        self._units = {level: self.company.of(level) for level in (Level.COUNTY, Level.CITY)}

    def cast(self, place: int, level: Level, turn: int) -> Cast:
        """The case of this place in all, of a story that is told for this turn's time."""
        unit = self._units[level][turn % len(self._units[level])]
        agent = self.company.agents[unit.code][place % len(self.company.agents[unit.code])]
        return Cast(
            unit,
            {
                Mark.UNIT: unit.code,
                Mark.CITY: unit.parent.code if unit.parent and level is Level.COUNTY else "",
                Mark.NAME: SURNAMES[place % len(SURNAMES)] + GIVEN[place // len(SURNAMES) % len(GIVEN)],
                Mark.PHONE: phone_of(place),
                Mark.ID_NO: _identity(place),
                Mark.AGENT: agent.code,
                Mark.AGENT_NAME: agent.name,
                Mark.POLICY: f"{unit.code:0<6}{place:010d}",
                Mark.AGENT_ID: str(agent.id),
            },
        )

    def number(self, unit: Unit, year: int) -> str:
        """The next number of a case."""
        return case_number(unit.code, year, self._next(unit, year, "case"))

    def register_no(self, unit: Unit, year: int | None) -> str:
        """The next number of the register; none for a case that was never registered."""
        return register_number(unit.code, year, self._next(unit, year, "register")) if year else ""

    def _next(self, unit: Unit, year: int, kind: str) -> int:
        self.given[unit.pk, year, kind] += 1
        return self.given[unit.pk, year, kind]


def phone_of(place: int) -> str:
    """The complainant's phone in the case of this place."""
    return f"13{place % 1_000_000_000:09d}"


def for_rows(cast: Cast) -> dict[Mark, str]:
    """What the particulars are in the tables: sealed, masked, with digests, keys and ids."""
    values, unit = cast.values, cast.unit
    phone, id_no = values[Mark.PHONE], values[Mark.ID_NO]
    return {
        **values,
        Mark.PHONE: seal(phone, context("phone"), MASKS["phone"](phone)),
        Mark.ID_NO: seal(id_no, context("id_no"), MASKS["id_no"](id_no)),
        Mark.PHONE_INDEX: index_of("phone", phone),
        Mark.ID_INDEX: index_of("id_no", id_no),
        Mark.MASKED: mask_name(values[Mark.NAME]),
        Mark.NAME_KEYS: _keys(values[Mark.NAME]),
        Mark.AGENT_KEYS: _keys(values[Mark.AGENT_NAME]),
        Mark.HEAD_ID: _id(unit.head_id),
        Mark.REGION_ID: _id(unit.region_id),
        Mark.CITY_ID: _id(unit.city_id),
        Mark.COUNTY_ID: _id(unit.county_id),
    }


def _identity(place: int) -> str:
    body = f"450103{1940 + place % 60}{1 + place % 12:02d}{1 + place % 28:02d}{place % 1000:03d}"
    return body + mod_11_2.calc_check_digit(body)


@cache
def _keys(name: str) -> str:
    keys = keys_of(name)
    return f"{keys.pinyin} {keys.initials}"


def _id(number: int | None) -> str:
    return NULL if number is None else str(number)
