"""The vocabulary of the templates."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Engine
from django.utils import translation
from gallery import NOW, Limit

from anjie.procedure.terms import Stage, Text


def say(source: str, language: str = "zh-hans", **context: object) -> str:
    with translation.override(language):
        return Engine.get_default().from_string(source).render(Context(context))


def test_a_pair_is_said_in_the_language_of_the_page() -> None:
    source = '{% t "待办" "Tasks" %}'
    assert say(source) == "待办"
    assert say(source, "en") == "Tasks"


def test_a_pair_can_be_kept_and_can_have_values_in_it() -> None:
    assert say('{% t "第 {n} 步" "Step {n}" n=4 as step %}[{{ step }}]', "en") == "[Step 4]"


def test_what_people_typed_is_escaped_wherever_it_stands() -> None:
    bad = "<script>"
    safe = "&lt;script&gt;"
    assert say("{% t a a %}", a=bad) == safe
    assert say('{% t "{a}" "{a}" a=a %}', a=bad) == safe
    assert say('{% t "{a}" "{a}" a=a as kept %}{{ kept }}', a=bad) == safe
    assert say("{% t a a as kept %}{{ kept }}", a=bad) == safe
    assert say("{{ a|text }}", a=Text(bad, bad)) == safe
    assert safe in say("{% avatar a %}", a=bad).replace(">&lt;<", f">{safe}<")


def test_texts_words_and_names_are_said() -> None:
    assert say("{{ a|text }}", "en", a=Text("甲", "A")) == "A"
    assert say("{{ a|text }}", "en", a=Stage.CLOSED) == "Closed"
    assert say("{{ a|text }}", "en", a="李淼") == "李淼"
    assert say("{{ a|text }}", a=None) == ""
    assert say("{{ a|joined }}", "en", a=[Text("甲", "A"), Stage.CLOSED]) == "A, Closed"


def test_an_icon_is_decoration_inside_the_page() -> None:
    drawn = say('{% icon "inbox" "big" %}')
    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn
    assert 'class="i big"' in drawn
    assert "xmlns" not in drawn
    assert "\n" not in drawn


def test_names_are_masked_and_money_is_written_out() -> None:
    assert say("{{ a|masked_name }}", a="欧阳喆") == "欧阳*"
    assert say("{{ a|money }}", a=Decimal(60000)) == "60,000.00 元"
    assert say("{{ a|money }}", "en", a=Decimal("0.5")) == "¥0.50"
    assert say("{{ a|money }}", a=None) == ""


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "今天 17:30", "today 17:30"),
        (datetime(2026, 11, 21, 15, 59, tzinfo=UTC), "昨天 23:59", "yesterday 23:59"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "明天 00:00", "tomorrow 00:00"),
        (datetime(2026, 11, 19, 9, 30, tzinfo=UTC), "11-19 17:30", "11-19 17:30"),
        (datetime(2025, 11, 22, 9, 30, tzinfo=UTC), "2025-11-22 17:30", "2025-11-22 17:30"),
    ],
)
def test_times_are_said_as_people_say_them(moment: datetime, zh: str, en: str) -> None:
    assert f">{zh}</time>" in say("{{ a|when:now }}", a=moment, now=NOW)
    assert f">{en}</time>" in say("{{ a|when:now }}", "en", a=moment, now=NOW)


def test_a_time_is_there_for_programs_too() -> None:
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert 'datetime="2026-11-22T17:30:00+08:00"' in say("{{ a|when:now }}", a=moment, now=NOW)
    assert say("{{ a|when }}", a=None) == ""
    assert say("{{ a|until }}", a=None) == ""


def test_a_day_has_no_time() -> None:
    assert ">昨天</time>" in say("{{ a|when:now }}", a=NOW.date() - timedelta(days=1), now=NOW)


def test_a_limit_that_ends_at_midnight_ends_with_its_day() -> None:
    midnight = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert ">今天 24:00</time>" in say("{{ a|until:now }}", a=midnight, now=NOW)


def test_a_clock_says_in_words_what_its_colour_says() -> None:
    late = Limit(NOW - timedelta(days=3), NOW - timedelta(days=1))
    shown = say("{% clock duty now %}", duty=late, now=NOW)
    assert "超期 1 天" in shown
    assert 'class="clk bad"' in shown
    assert 'value="100"' in shown
    assert 'aria-label="已用时限 100%"' in shown
    assert "1 day late" in say("{% clock duty now %}", "en", duty=late, now=NOW)


def test_a_ring_has_attributes_and_no_style() -> None:
    duty = Limit(NOW - timedelta(days=1), NOW + timedelta(days=1))
    shown = say("{% clock_face duty now as face %}{% ring face %}", duty=duty, now=NOW)
    assert 'stroke-dasharray="78.5 157.1"' in shown
    assert "style" not in shown


def test_dashes_show_how_far_something_came() -> None:
    assert say("{% dots 2 3 %}").count("<i ") == 3
    assert 'class="d"></i><i class="c"></i><i class=""' in say("{% dots 2 3 %}")


def test_somebody_without_a_name_is_nobody_yet() -> None:
    assert ">?</span>" in say('{% avatar "" %}')
    assert say('{% avatar "王建国" %}') == say('{% avatar "王建国" %}')
