"""管理: units, people, deputies and the working calendar; what is not the procedure's but the company's."""

from anjie.web.views.administration import calendars, deputies, people, person, units

patterns = [*units.patterns, *people.patterns, *person.patterns, *deputies.patterns, *calendars.patterns]
