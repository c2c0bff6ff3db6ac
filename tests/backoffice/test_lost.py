"""Where somebody ends up who asks the back office for what is not there."""

import pytest


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("campaigns/no-such-campaign/", 404, "it is not yours to open"),
        ("invitation/" + "A" * 43, 410, "Ask whoever invited you for a new one."),
    ],
)
def test_the_way_back_is_the_back_office(office, page, status, words):
    answer = office.get(f"/organise/{page}")
    assert answer.status_code == status
    assert words in answer.text
    assert '<a class="button" href="/organise/">' in answer.text
    assert "sets no cookie" not in answer.text  # here it does
    assert "Did you want to confirm?" not in answer.text


def test_supporters_are_led_to_the_campaigns(nobody):
    answer = nobody.get("/confirm/" + "A" * 43)
    assert '<a class="button" href="/en/">' in answer.text
    assert "Did you want to confirm?" in answer.text
    assert "/organise/" not in answer.text


def test_whoever_left_a_page_open_for_long_is_told_to_try_again(nobody):
    nobody.get("/organise/account/login")
    answer = nobody.client.post("/organise/account/login", data={"csrf_token": "old", "email": "ane@example.org"})
    assert "Nothing was done. Try again." in answer.text
    assert "CSRF" not in answer.text


def test_whoever_remembers_the_password_after_all_finds_back(nobody):
    assert 'href="/organise/account/login"' in nobody.get("/organise/account/reset").text
