"""What stands around a page: for whom, in which language, and where there is no page at all."""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import translation
from gallery import GALLERY
from specimens import Page

from people import signed_in


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(**GALLERY):
        yield Client()


def test_one_sees_the_pages_one_may_enter_and_those_that_exist(client: Client) -> None:
    html = client.get("/").content.decode()
    assert 'href="/register"' in html
    assert 'href="/units"' not in html  # for administrators
    assert "工作日历" not in html  # no such page here
    assert html.count('aria-current="page"') == 2  # side bar and tab bar
    assert 'lang="zh-CN"' in html


def test_the_shell_speaks_english_too(client: Client) -> None:
    html = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert 'lang="en"' in html
    assert "My worklist" in html
    assert "中文" in html


def test_one_can_act_from_another_post(client: Client) -> None:
    html = client.get("/").content.decode()
    assert "南宁分公司" in html
    assert 'name="office"' in html
    assert "督察部门负责人" in html


def test_every_form_of_the_shell_posts_with_a_token(client: Client) -> None:
    html = client.get("/").content.decode()
    assert html.count('method="post"') == html.count('name="csrfmiddlewaretoken"')


def test_ids_are_used_once_and_are_there(client: Client) -> None:
    for path in ("/", "/case", "/act/received"):
        page = Page(client.get(path).content.decode())
        assert len(page.ids) == len(set(page.ids))
        assert set(page.refers) <= set(page.ids)


def test_the_content_policy_needs_no_exception(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "回到待办"), ("en", "Go to the worklist")])
def test_an_error_page_stands_without_a_request_and_says_what_to_do(name: str, language: str, words: str) -> None:
    with translation.override(language):
        html = render_to_string(f"{name}.html")
    assert words in html
    assert 'href="/"' in html


def test_whoever_signed_in_sees_himself_and_his_unit(people: object) -> None:
    html = signed_in("li").get("/").content.decode()
    assert "李主任" in html
    assert "青秀区支公司" in html
    assert "督察部门负责人" in html
    assert 'action="/sign-out"' in html
    assert 'href="/intake"' in html
    assert 'href="/intake"' not in signed_in("guan").get("/").content.decode()
