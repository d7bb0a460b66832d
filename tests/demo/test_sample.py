"""The sample firm, built small through the actions, and every page of it shown."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clientela.accounts.models import User
from clientela.clients.models import Client, Identifier
from clientela.contacts.models import Consent, Contact
from clientela.core.actor import SYSTEM, acting_as
from clientela.demo import sample
from clientela.demo.story import LEAVER
from clientela.engagements.models import Deadline, Engagement, LedgerEntry
from clientela.insights.models import Snapshot
from clientela.interactions.models import Inquiry, Interaction, Task
from clientela.matching.models import ConflictCheck, Hit

AS_OF = dt.date(2026, 6, 30)
SMALL = {"clients": 40, "contacts": 120, "interactions": 900}


@pytest.fixture
def firm(transactional_db: None, settings: Any) -> User:
    # The analysis reads on a connection of its own, so what it reads must be committed.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return sample.build(tell=lambda _told: None, as_of=AS_OF, **SMALL)


def test_the_sample_firm_is_built_once_and_each_of_its_pages_is_shown(firm: User) -> None:
    with acting_as(SYSTEM):
        assert Client.objects.count() == 40
        assert Contact.objects.count() == 120
        assert Interaction.objects.count() == 900
        assert User.objects.count() == 60
        assert Engagement.objects.exclude(instruction="").count() == Engagement.objects.count() > 30
        assert set(LedgerEntry.objects.values_list("currency", flat=True).distinct()) >= {"CNY", "RUB"}
        assert not LedgerEntry.objects.filter(engagement=None).exists()
        assert not Identifier.objects.exclude(check_result="valid").exists()
        assert Inquiry.objects.filter(state="open", due__date__lt=AS_OF).exists()
        assert Task.objects.filter(due__lt=AS_OF, done=None).exists()
        assert Consent.objects.exists()
        assert Deadline.objects.filter(met=None).exists()
        assert ConflictCheck.objects.exclude(decision="").exists()
        assert ConflictCheck.objects.filter(decision="").exists()
        assert Hit.objects.exists()
        assert Snapshot.objects.get(as_of=AS_OF, current=True).active_clients > 15
        leaver = User.objects.order_by("pk")[LEAVER]
        assert Client.objects.filter(responsible=leaver).exists()
        # What came out of the ledger's file found the clients that were there.
        assert Client.objects.filter(batch__isnull=False).count() == 0
    told: list[str] = []
    assert sample.build(tell=told.append, as_of=AS_OF, **SMALL) == firm
    assert told == ["The sample firm is there already."]
    _every_page_is_shown(firm)


def _every_page_is_shown(partner: User) -> None:
    """Follow every link within the firm, one of each kind of page."""
    browser = Browser()
    browser.force_login(partner, backend="django.contrib.auth.backends.ModelBackend")
    waiting, seen = [reverse("portfolio"), reverse("clients"), reverse("conflicts")], set()
    shown = 0
    while waiting:
        address = waiting.pop()
        kind = re.sub(r"\d+", "0", address.partition("?")[0])
        if kind in seen or kind.startswith(("/static/", "/accounts/")):
            continue
        seen.add(kind)
        answer = browser.get(address)
        assert answer.status_code in (200, 302, 405), (address, answer.status_code)
        shown += 1
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            waiting += re.findall(r'href="(/[^"#?]+)', answer.content.decode())
    assert shown > 25


def test_another_firm_in_the_same_place_is_left_alone(transactional_db: None, managing_partner: User) -> None:
    with pytest.raises(sample.HalfBuilt):
        sample.build(tell=lambda _told: None, as_of=AS_OF, **SMALL)
    assert User.objects.count() == 1
