"""Everything people read is there in both languages, and pages have no code or style of their own."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from gallery import book

import anjie
from anjie.procedure import terms
from anjie.procedure.acts import ACTS
from anjie.procedure.terms import Text, Word
from anjie.web.casepage import ICONS
from anjie.web.forms.fields import FieldSpec, fields_of, label_of
from anjie.web.forms.irreversible import QUESTIONS
from anjie.web.icons import icon
from anjie.web.lines import CHANNEL_ICONS
from anjie.web.navigation import SECTIONS, TABS

TEMPLATES = sorted(Path(anjie.__file__).parent.glob("*/templates/**/*.html"))
VOCABULARIES = [
    each for each in vars(terms).values() if isinstance(each, type) and issubclass(each, Word) and each is not Word
]
HAN = re.compile(r"[\u4e00-\u9fff]")


def spoken(text: Text) -> bool:
    """Whether something is said in Chinese, and in an English without Chinese in it."""
    return bool(text.zh.strip() and text.en.strip()) and not HAN.search(text.en)


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_and_its_fields_are_named_in_both_languages(kind: str) -> None:
    act = ACTS[kind]
    assert spoken(act.title)
    assert not act.help.zh or spoken(act.help)
    for name in act.model_fields:
        label = label_of(act, name)
        assert label is not None
        assert spoken(label.text)
    every_field(fields_of(act))


def every_field(specs: tuple[FieldSpec, ...]) -> None:
    for spec in specs:
        assert spoken(spec.label.text)
        assert bool(spec.label.help_zh) == bool(spec.label.help_en)
        every_field(spec.fields)


@pytest.mark.parametrize("words", VOCABULARIES, ids=lambda words: words.__name__)
def test_every_word_has_both_labels(words: type[Word]) -> None:
    assert all(spoken(word.label) or word.label.zh == word.label.en for word in words)


def test_the_rulebook_speaks_both_languages() -> None:
    for clause in book().clauses.values():
        assert spoken(clause.text)


def test_the_navigation_and_the_questions_speak_both_languages() -> None:
    entries = [*TABS, *(entry for section in SECTIONS for entry in section.entries)]
    assert all(spoken(entry.label) for entry in entries)
    assert all(spoken(entry.short) for entry in entries if entry.short)
    assert all(spoken(section.label) for section in SECTIONS if section.label)
    assert all(spoken(question) for question in QUESTIONS.values())
    assert all(icon(entry.icon) for entry in entries)


def test_the_icons_of_acts_and_channels_exist() -> None:
    for name in (*(drawn for drawn, _ in ICONS.values()), *CHANNEL_ICONS.values()):
        assert icon(name)


# -- templates -----------------------------------------------------------------------------------

TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE | re.DOTALL)
DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
PAIR = re.compile(r'\{% t "([^"]*)" "([^"]*)"')
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
ENOUGH = {"案结", "English"}


def relative(path: Path) -> str:
    return str(path).rpartition("templates/")[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_has_no_code_and_no_style_of_its_own(path: Path) -> None:
    bare = DJANGO.sub("", path.read_text("utf-8"))
    assert "<style" not in bare
    assert "javascript:" not in bare
    for tag in TAG.findall(bare):
        assert not re.search(r"\s(style|on[a-z]+|hx-on[a-z:-]*)\s*=", tag), tag
        assert not tag.startswith("<script") or " src=" in tag
        assert 'hx-vals="js' not in tag
    assert get_template(relative(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_says_nothing_in_one_language_only(path: Path) -> None:
    source = COMMENT.sub("", path.read_text("utf-8"))
    for zh, en in PAIR.findall(source):
        assert not HAN.search(en) or zh == "English", (zh, en)
        assert set(re.findall(r"\{\w+\}", zh)) == set(re.findall(r"\{\w+\}", en)), (zh, en)
    assert not HAN.search(DJANGO.sub("", source))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_icon_exists(path: Path) -> None:
    for name in re.findall(r'\{% icon "([^"]+)"', path.read_text("utf-8")):
        assert icon(name).startswith("<svg ")
