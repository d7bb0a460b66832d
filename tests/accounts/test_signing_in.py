"""Second factors, an identity provider, and limits against guessing."""

from __future__ import annotations

import base64
import importlib
import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client

from clientela.accounts.actions import issue_sign_in_link, reset_second_factors
from clientela.accounts.models import User
from clientela.core.actor import SYSTEM, acting_as

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "correct horse battery"
PROVIDER = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "firm",
                "name": "The firm's directory",
                "client_id": "clientela",
                "secret": "s",
                "settings": {"server_url": "https://id.example.com"},
            }
        ]
    }
}


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()


@pytest.fixture
def member(lawyer: User) -> User:
    lawyer.set_password(PASSWORD)
    lawyer.email = "anna@example.com"
    lawyer.save()
    return lawyer


def _code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def test_failed_sign_ins_are_counted_in_the_database_where_every_process_sees_them(member: User) -> None:
    wrong = {"login": member.username, "password": "wrong"}
    for _attempt in range(5):
        assert Client().post("/accounts/login/", wrong).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        assert cursor.fetchone()[0] > 0
    right = Client()
    answer = right.post("/accounts/login/", {"login": member.username, "password": PASSWORD})
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_cache")
    assert right.post("/accounts/login/", {"login": member.username, "password": PASSWORD}).status_code == 302


def test_a_code_is_asked_for_after_a_password_and_after_a_link(member: User) -> None:
    TOTP.activate(member, SECRET)
    by_password, by_link = Client(), Client()
    by_password.post("/accounts/login/", {"login": member.username, "password": PASSWORD})
    by_link.post(f"/enter/{issue_sign_in_link(user=member, by=SYSTEM)}/")
    for browser in (by_password, by_link):
        assert browser.get("/search/").status_code == 302
        assert browser.get("/accounts/2fa/authenticate/").status_code == 200
    assert by_link.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert by_link.get("/search/").status_code == 302
    by_link.post("/accounts/2fa/authenticate/", {"code": _code()})
    assert by_link.get("/search/").status_code == 200


def test_the_secret_of_the_codes_is_not_readable_in_the_database(member: User) -> None:
    TOTP.activate(member, SECRET)
    kept = Authenticator.objects.get(user=member, type="totp")
    assert SECRET not in json.dumps(kept.data)


def test_one_who_lost_the_telephone_is_let_in_again_by_the_managing_partner(
    member: User, managing_partner: User
) -> None:
    TOTP.activate(member, SECRET)
    with acting_as(managing_partner):
        reset_second_factors(user=member, by=managing_partner)
    browser = Client()
    browser.post(f"/enter/{issue_sign_in_link(user=member, by=SYSTEM)}/")
    assert browser.get("/search/").status_code == 200


def test_codes_are_set_up_on_the_own_pages_and_a_passkey_is_offered(member: User) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"login": member.username, "password": PASSWORD})
    asked = browser.get("/accounts/2fa/totp/activate/", follow=True)
    assert "entrance-box" in asked.content.decode()
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    browser.post("/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, counter))})
    assert Authenticator.objects.filter(user=member, type="totp").exists()
    for address in ("", "webauthn/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"):
        answer = browser.get(f"/accounts/2fa/{address}")
        assert answer.status_code == 200, address
        assert "entrance-box" in answer.content.decode()
    options = Client(HTTP_ACCEPT="application/json").get("/accounts/2fa/webauthn/login/")
    assert "challenge" in json.dumps(options.json())


def test_without_configuration_no_identity_provider_is_offered(client: Client) -> None:
    assert "Sign in through" not in client.get("/accounts/login/").content.decode()
    assert client.get("/accounts/oidc/firm/login/").status_code == 404


def _come_back(browser: Client, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any]) -> Any:
    """Go to the provider and return from it with an identity token that carries `claims`."""
    views = importlib.import_module("allauth.socialaccount.providers.openid_connect.views")
    oauth = importlib.import_module("allauth.socialaccount.providers.oauth2.client")
    addresses = {
        "authorization_endpoint": "https://id.example.com/authorize",
        "token_endpoint": "https://id.example.com/token",
        "userinfo_endpoint": "https://id.example.com/userinfo",
        "jwks_uri": "https://id.example.com/keys",
        "issuer": "https://id.example.com",
    }
    monkeypatch.setattr(views.OpenIDConnectOAuth2Adapter, "openid_config", property(lambda _adapter: addresses))
    monkeypatch.setattr(views.OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda _adapter, _token: claims)
    whole = {"iss": "https://id.example.com", "aud": "clientela", "exp": time.time() + 60, "iat": time.time(), **claims}
    part = base64.urlsafe_b64encode(json.dumps(whole).encode()).rstrip(b"=").decode()
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    answer = {"access_token": "t", "id_token": f"{head}.{part}.", "token_type": "Bearer"}
    monkeypatch.setattr(oauth.OAuth2Client, "get_access_token", lambda *_args, **_kwargs: answer)
    monkeypatch.setattr(views.OpenIDConnectOAuth2Adapter, "_decode_id_token", lambda *_args: whole)
    away = browser.get("/accounts/oidc/firm/login/?process=login")
    assert away.headers["Location"].startswith("https://id.example.com/authorize?")
    state = away.headers["Location"].split("state=")[1].split("&")[0]
    return browser.get(f"/accounts/oidc/firm/login/callback/?code=c&state={state}")


@pytest.mark.parametrize(
    ("claims", "comes_in"),
    [
        ({"sub": "1", "email": "anna@example.com", "email_verified": True}, True),
        ({"sub": "1", "email": "Anna@Example.com", "email_verified": True}, True),
        ({"sub": "2", "email": "anna@example.com", "email_verified": False}, False),
        ({"sub": "3", "email": "stranger@example.com", "email_verified": True}, False),
        ({"sub": "4"}, False),
    ],
)
def test_an_identity_provider_lets_in_known_staff_by_a_verified_address_only(
    member: User, settings: Any, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any], comes_in: bool
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDER
    browser = Client()
    assert "Sign in through The firm" in browser.get("/accounts/login/").content.decode()
    before = User.objects.count()
    _come_back(browser, monkeypatch, claims)
    assert browser.get("/search/").status_code == (200 if comes_in else 302)
    assert User.objects.count() == before


def test_one_who_left_does_not_come_in_through_the_identity_provider(
    member: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDER
    User.objects.filter(pk=member.pk).update(is_active=False)
    browser = Client()
    _come_back(browser, monkeypatch, {"sub": "1", "email": "anna@example.com", "email_verified": True})
    assert browser.get("/search/").status_code == 302
