"""Every act can be shown as a form, filled in, sent, and read back as the same act."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Engine
from django.template.loader import render_to_string
from gallery import NOW, case_choices
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specimens import Page, contents, query

from anjie.procedure.acts import ACTS
from anjie.procedure.acts.approval import Approved
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.acts.intake import PartyChanged, Received
from anjie.procedure.acts.opening import Opened
from anjie.procedure.acts.verification import Verified
from anjie.procedure.engine import Refusal
from anjie.procedure.terms import Text
from anjie.web.forms.fields import fields_of
from anjie.web.forms.irreversible import QUESTIONS
from anjie.web.forms.messages import OTHERWISE
from anjie.web.forms.render import ActForm, blank_form, page_of, posted_form
from anjie.web.forms.typed import tidy, typed_in, written

CHOICES = case_choices()

ASKED = [kind for kind in ACTS if kind != "paper_redacted"]
"""The acts that are asked for by a form made from them; where a paper is blacked out is drawn on its picture."""


def drawn(form: ActForm, **options: str) -> str:
    page = page_of(form, "/act", **options)
    return render_to_string("web/form/form.html", {"form": page, "csrf_token": "t"})


@pytest.mark.parametrize("kind", ASKED)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_typed_into_a_form_is_the_act_it_makes(kind: str, data: st.DataObject) -> None:
    act_class = ACTS[kind]
    specs = fields_of(act_class)
    act = act_class.model_validate(data.draw(contents(specs)))
    assert posted_form(act_class, CHOICES, query(written(specs, act))).act == act
    # As a browser would send the form that shows it.
    shown = Page(drawn(blank_form(act_class, CHOICES, initial=act)))
    assert posted_form(act_class, CHOICES, query(shown.sends)).act == act


@pytest.mark.parametrize("kind", ASKED)
def test_what_a_form_refers_to_is_there_once(kind: str) -> None:
    form = posted_form(ACTS[kind], CHOICES, query({}))
    page = Page(drawn(form, draft_url="/draft"))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.refers) <= set(page.ids)


@pytest.mark.parametrize("kind", ASKED)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nonsense_is_answered_with_words_for_each_field(kind: str, data: st.DataObject) -> None:
    specs = fields_of(ACTS[kind])
    names = written(specs, data.draw(contents(specs)))
    nonsense = st.sampled_from(
        ["", " ", "x", "-1", "99999999999999999", "1.005", "2026-13-01", "1_000", "字" * 20_001, "0001-01-01T00:00"]
    )
    form = posted_form(ACTS[kind], CHOICES, query({name: [data.draw(nonsense)] for name in names}))
    vague = OTHERWISE(Text("", ""), {}).zh.removeprefix("“”")
    for says in form.errors.values():
        assert all(vague not in each.zh and each.en for each in says)
    if form.act is None:
        assert drawn(form)


# -- what is wrong -------------------------------------------------------------------------------


def test_what_is_missing_is_named_by_its_label_where_it_belongs() -> None:
    form = posted_form(Received, CHOICES, query({"complainants-0-role": ["insured"]}))
    assert form.errors["complainants.0.name"] == (Text("请填写“姓名(单位名称)”", "Fill in “Name”"),)
    assert form.errors["channel"] == (Text("请选择“来源渠道”", "Choose “Channel”"),)
    html = drawn(form)
    assert 'href="#received-complainants-0-name"' in html
    assert "投诉人 1：请填写“姓名(单位名称)”" in html
    assert 'aria-invalid="true"' in html


def test_an_error_in_one_of_several_words_stands_by_all_of_them() -> None:
    form = posted_form(ACTS["registered"], CHOICES, query({"grounds": ["media", "no such"]}))
    assert "grounds.1" in form.errors
    (grounds,) = (each for each in page_of(form, "/").controls if each.name == "grounds")
    assert grounds.errors


def test_a_refusal_stands_by_its_field_or_above_all() -> None:
    typed = {"allegations-0-respondent": ["R9"], "allegations-0-violation": ["V01"]}
    form = posted_form(Opened, CHOICES, query(typed))
    assert form.act
    refused = form.refused(
        [
            Refusal(Text("案卷中没有R9", "No R9"), field="allegations.0.respondent"),
            Refusal(Text("须由督察员办理", "For inspectors"), CHOICES.book.musts[0]),
            Refusal(Text("已改动", "Changed"), field="digest"),
        ]
    )
    page = page_of(refused, "/")
    assert [(each.says.en, each.field) for each in page.wrong] == [
        ("For inspectors", ""),
        ("Changed", ""),
        ("Allegations 1: No R9", "opened-allegations-0-respondent"),
    ]
    assert page.wrong[0].source == str(CHOICES.book.musts[0].source)
    assert refused.act is None
    assert 'value="V01"' in drawn(refused)


def test_what_the_page_fills_in_is_neither_asked_for_nor_taken_from_the_request() -> None:
    assigned = {"digest": "d" * 64, "note": ""}
    sent = query({"digest": ["x"], "note": ["typed"], "opinion": ["同意"]})
    form = posted_form(Approved, CHOICES, sent, assigned=assigned)
    assert form.act == Approved(digest="d" * 64, opinion="同意")
    assert 'name="note"' not in drawn(form)


# -- reading what people type --------------------------------------------------------------------


def typed(kind: str, **fields: str) -> ActForm[Any]:
    needed = {"proposed": {"outcome": "apology", "reasons": "事实清楚"}}
    sent = {name: [text] for name, text in {**needed.get(kind, {}), **fields}.items()}
    return posted_form(ACTS[kind], CHOICES, query(sent))


@pytest.mark.parametrize(
    ("text", "meant"),
    [("60,000.00", "60000"), ("１２００．５", "1200.5"), (" 12 ", "12"), ("1，200", "1200")],
)
def test_amounts_are_read_as_people_write_them(text: str, meant: str) -> None:
    assert typed("proposed", redress=text).act.redress == Decimal(meant)


@pytest.mark.parametrize("text", ["1,5", "12元", "1e3", "NaN", "Infinity", "0x10", "1_000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert "redress" in typed("proposed", redress=text).errors


@pytest.mark.parametrize("text", ["1700000000", "2026-11", "11-22", "0001-01-01", "2026-02-30"])
def test_what_is_no_day_is_refused(text: str) -> None:
    form = posted_form(ACTS["withdrawn"], CHOICES, query({"received_on": [text], "reason": ["x"]}))
    assert set(form.errors) == {"received_on"}


@pytest.mark.parametrize("text", ["2026-11-22", "1700000000", "17:30", "2026-11-22T25:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    assert "happened_at" in typed("proposed", happened_at=text).errors


def test_moments_are_read_on_the_local_clock() -> None:
    act = typed("proposed", happened_at="2026-11-22T17:30").act
    assert act.happened_at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_the_same_words_make_the_same_digest_whatever_the_browser() -> None:
    one = typed("proposed", reasons="甲\r\n乙").act
    other = typed("proposed", reasons="甲\n乙\x00").act
    assert one.digest == other.digest


# -- rows ----------------------------------------------------------------------------------------

TWO = {
    "measures-0-respondent": ["R1"],
    "measures-0-sanctions-0-sanction": ["warning"],
    "measures-3-respondent": ["R2"],
    "measures-3-exemption": ["情节轻微"],
}


def test_a_row_is_added_without_scripts_and_nothing_typed_is_lost() -> None:
    form = posted_form(Proposed, CHOICES, query({**TWO, "reasons": ["甲"], "_add": ["measures-0-sanctions"]}))
    assert form.act is None
    assert form.asks_for_rows
    page = Page(drawn(form))
    assert page.sends["reasons"] == ["甲"]
    assert page.sends["measures-1-exemption"] == ["情节轻微"]
    assert page.sends["measures-0-sanctions-1-amount"] == [""]
    assert "measures-0-sanctions-2-amount" not in page.sends


def test_the_cursor_goes_to_the_new_row() -> None:
    html = drawn(posted_form(Proposed, CHOICES, query({**TWO, "_add": ["measures"]})))
    assert html.count("autofocus") == 1
    assert html.index('id="proposed-measures-2-respondent"') < html.index("autofocus")


def test_a_row_is_removed_and_the_others_are_numbered_anew() -> None:
    form = posted_form(Proposed, CHOICES, query({**TWO, "_remove": ["measures-0"]}))
    assert form.typed["measures-0-respondent"] == ["R2"]
    assert "measures-1-respondent" not in form.typed
    assert form.asks_for_rows


@pytest.mark.parametrize("name", ["_add", "_remove"])
@pytest.mark.parametrize("value", ["", "no-such", "measures-x", "reasons", "measures-0-sanctions-9"])
def test_a_button_nobody_made_changes_nothing(name: str, value: str) -> None:
    form = posted_form(Proposed, CHOICES, query({**TWO, name: [value]}))
    assert form.asks_for_rows
    assert form.typed["measures-1-respondent"] == ["R2"]
    assert drawn(form)


def test_empty_rows_are_dropped() -> None:
    sent = {"allegations-0-respondent": [""], "allegations-1-respondent": ["R1"], "allegations-1-violation": ["V01"]}
    assert len(posted_form(Opened, CHOICES, query(sent)).act.allegations) == 1


def test_no_more_rows_are_offered_than_there_may_be() -> None:
    sent = {f"interviewers-{number}": ["wang"] for number in range(4)}
    (interviewers,) = (
        each
        for each in page_of(posted_form(ACTS["interviewed"], CHOICES, query(sent)), "/").controls
        if each.name == "interviewers"
    )
    assert len(interviewers.rows) == 4
    assert not interviewers.more


# -- beginnings ----------------------------------------------------------------------------------


def test_a_draft_goes_before_the_initial_values_and_is_plain_json() -> None:
    sent = query({"found": ["接通，确认本人"], "csrfmiddlewaretoken": ["t"], "seen": ["7"]})
    draft = json.loads(json.dumps(tidy(fields_of(Verified), typed_in(sent))))
    assert draft == {"found": ["接通，确认本人"]}
    form = blank_form(Verified, CHOICES, initial={"found": "x", "happened_at": NOW}, draft=draft)
    assert form.typed == {"found": ["接通，确认本人"], "happened_at": ["2026-11-22T13:30"]}


def test_nothing_is_demanded_of_what_may_be_left_out() -> None:
    html = drawn(blank_form(PartyChanged, CHOICES))
    assert " required" not in html


def test_what_was_chosen_stays_though_it_is_no_longer_offered() -> None:
    form = blank_form(ACTS["found"], CHOICES, initial={"allegation": "A9"})
    assert Page(drawn(form)).sends["allegation"] == ["A9"]
    assert drawn(posted_form(ACTS["found"], CHOICES, query({"allegation": [""]}))).count('<option value=""') == 1


def test_choices_come_from_the_case_and_the_rulebook() -> None:
    html = drawn(blank_form(ACTS["found"], CHOICES))
    assert "A1 李淼 · " in html
    assert "欧阳喆" not in drawn(blank_form(ACTS["notice_sent"], CHOICES))
    assert "C1 欧阳*" in drawn(blank_form(ACTS["notice_sent"], CHOICES))


def test_two_forms_of_one_act_on_a_page_share_no_id() -> None:
    one = Page(drawn(blank_form(Verified, CHOICES), key="verified-1"))
    two = Page(drawn(blank_form(Verified, CHOICES), key="verified-2"))
    assert not set(one.ids) & set(two.ids)


def test_the_first_button_of_a_form_sends_it() -> None:
    html = drawn(blank_form(Received, CHOICES))
    assert 'tabindex="-1"' in html[: html.index("</button>")]
    assert "name=" not in html[html.index("<button") : html.index("</button>")]


def test_only_real_acts_are_asked_about() -> None:
    assert set(QUESTIONS) <= set(ACTS)
    assert "data-ask=" in drawn(blank_form(ACTS["closed"], CHOICES))
    assert "data-ask=" not in drawn(blank_form(Verified, CHOICES))


def test_a_page_shows_a_form_by_its_tag() -> None:
    template = Engine.get_default().from_string("{% act_form form '/here' hidden=hidden %}")
    html = template.render(Context({"form": blank_form(Verified, CHOICES), "hidden": {"seen": 7}, "csrf_token": "abc"}))
    assert 'action="/here"' in html
    assert '<input type="hidden" name="seen" value="7">' in html
    assert 'value="abc"' in html
