"""The thresholds on their page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clientela.insights.queries import policy_in_force, policy_versions

pytestmark = pytest.mark.django_db

DEFAULTS = {
    "window_months": "12",
    "trend_months": "36",
    "gold_percentile": "75",
    "top_percent": "1",
    "large_percent": "5",
    "medium_percent": "20",
    "key_share_percent": "80",
    "cost_share_percent": "0",
    "currency": "usd",
    "reason": "More room for the large ones",
}


def test_a_new_policy_is_a_new_version_with_its_reason(partner_client: Client) -> None:
    answer = partner_client.post("/policy/change/", DEFAULTS | {"large_percent": "7.5"}, follow=True)
    assert "The new policy is in force." in answer.content.decode()
    now = policy_in_force()
    assert (str(now.policy.large_percent), now.policy.currency, now.by) == ("7.5", "USD", "Li Wei")
    assert "More room for the large ones" in partner_client.get("/policy/").content.decode()


def test_decimals_are_read_as_the_language_of_the_page_writes_them(partner_client: Client) -> None:
    partner_client.cookies["django_language"] = "ru"
    partner_client.post("/policy/change/", DEFAULTS | {"large_percent": "7,5"})
    assert str(policy_in_force().policy.large_percent) == "7.5"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"large_percent": "0.5"}, "cannot be the smaller number"),
        ({"window_months": "0"}, "greater than or equal to 1"),
        ({"top_percent": "101"}, "less than or equal to 100"),
        ({"currency": "dollars"}, "A currency is three letters"),
        ({"reason": " "}, "This field is required"),
        ({"top_percent": "1.234"}, "2 decimal places"),
        ({"key_share_percent": "0"}, "Write a number above 0"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused_beside_its_field(
    partner_client: Client, wrong: dict[str, str], said: str
) -> None:
    answer = partner_client.post("/policy/change/", DEFAULTS | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert policy_versions() == []


def test_what_the_analysis_refuses_is_said_in_the_language_of_the_page(partner_client: Client) -> None:
    partner_client.cookies["django_language"] = "ru"
    answer = partner_client.post("/policy/change/", DEFAULTS | {"key_share_percent": "0"})
    assert answer.status_code == 422
    assert "Введите число больше 0" in answer.content.decode()


def test_every_threshold_says_what_it_means(partner_client: Client) -> None:
    page = partner_client.get("/policy/change/")
    fields = [field for _name, group in page.context["form"].groups for field, _unit in group]
    assert len(fields) == 10
    assert all(str(field.help_text) in page.content.decode().replace("&#x27;", "'") for field in fields)


def test_only_the_managing_partner_changes_the_policy(db: None) -> None:
    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM
    from tests.web.firm import browser_of

    partner = browser_of(add_staff(name="A partner", role=Role.PARTNER, by=SYSTEM))
    assert "Change the thresholds" not in partner.get("/policy/").content.decode()
    assert partner.get("/policy/change/").status_code == 403
    answer: Any = partner.post("/policy/change/", DEFAULTS)
    assert answer.status_code == 403
    assert policy_versions() == []
