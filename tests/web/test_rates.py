"""Entering an exchange rate."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from clientela.accounts.models import User
from clientela.engagements.models import ExchangeRate

pytestmark = pytest.mark.django_db

SENT = {"date": "2024-03-01", "currency": "eur", "rate": "1.0825"}


def test_a_rate_is_entered_into_the_firms_currency_and_shown(client: Browser, managing_partner: User) -> None:
    client.force_login(managing_partner, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/data/rates/", SENT, follow=True)
    assert answer.status_code == 200
    rate = ExchangeRate.objects.get()
    assert (rate.date.isoformat(), rate.currency, rate.base, str(rate.rate.normalize())) == (
        "2024-03-01",
        "EUR",
        "USD",
        "1.0825",
    )
    assert "1.0825 USD" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"currency": "€"}, {"rate": "0"}, {"rate": "-2"}, {"rate": "x"}, {"date": "2024-02-30"}, {"currency": "USD"}],
)
def test_what_is_no_rate_is_refused_beside_its_field(
    client: Browser, managing_partner: User, wrong: dict[str, str]
) -> None:
    client.force_login(managing_partner, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/data/rates/", SENT | wrong)
    assert answer.status_code == 422
    assert not ExchangeRate.objects.exists()


def test_one_who_may_not_import_may_not_enter_rates(client: Browser, lawyer: User) -> None:
    client.force_login(lawyer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/data/rates/", SENT).status_code == 403
    assert not ExchangeRate.objects.exists()
