"""管理: units, people, deputies, templates and the working calendar; what isn't the procedure's but the company's."""

from anjie.web.views.administration import calendars, deputies, people, person, templates, units

patterns = [
    *units.patterns,
    *people.patterns,
    *person.patterns,
    *deputies.patterns,
    *calendars.patterns,
    *templates.patterns,
]
