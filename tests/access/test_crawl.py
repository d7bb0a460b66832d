"""Nothing of a walled client reaches those from whom it is hidden, at any address."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, TextField

from clientela.accounts.permissions import Role
from clientela.core.actor import SYSTEM, acting_as, enter_role

from .crawling import crawl, routes, without_samples
from .planting import CANARY, World, plant, walled_models

pytestmark = pytest.mark.django_db

SHOWING = frozenset(
    {
        "audit",
        "choose_client",
        "choose_person",
        "client",
        "client_access",
        "client_file",
        "client_history",
        "client_people",
        "client_timeline",
        "clients",
        "clients_csv",
        "clients_xlsx",
        "conflict_check",
        "engagement",
        "file",
        "inquiries",
        "inquiry",
        "logged",
        "network_client",
        "people",
        "person",
        "person_history",
        "portfolio",
        "privacy",
        "privacy_data",
        "privacy_document",
        "search",
        "tasks",
    }
)
"""Where the word stands for one who may see the client: the crawl must be able to find it."""


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    # Thousands of refusals are what the crawl is for; they need not be written down.
    caplog.set_level(logging.CRITICAL, logger="django.request")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def world(db: None) -> World:
    return plant()


def test_every_address_can_be_crawled() -> None:
    lacking = without_samples()
    assert not lacking, (
        "tests/access/crawling.py does not know what these parameters of addresses stand for, so the walls are not "
        f"tested there; add each to SAMPLES: {lacking}"
    )
    assert len(routes()) > 120


def test_every_walled_table_holds_the_word_and_hides_it(world: World) -> None:
    lawyer = world.by_role[Role.LAWYER]
    with acting_as(lawyer):
        before = {model: model._default_manager.count() for model in walled_models()}
    world.raise_the_wall()
    for model in walled_models():
        with acting_as(lawyer):
            left = model._default_manager.count()
        # A table that the application reads through functions past the walls only is empty to it.
        assert left < before[model] or left == 0, model
    with acting_as(SYSTEM):
        for model, row in world.mine.items():
            row.refresh_from_db()
            texts = [
                one.value_from_object(row)
                for one in model._meta.concrete_fields
                if isinstance(one, CharField | TextField) and not one.choices and (one.max_length or 99) >= len(CANARY)
            ]
            assert not texts or any(CANARY.lower() in str(text).lower() for text in texts), model


def test_nothing_of_a_walled_client_reaches_those_shut_out(world: World) -> None:
    everybody = {role.value: user for role, user in world.by_role.items()}
    open_firm = crawl(world, {"managing_partner": everybody["managing_partner"]})
    assert not open_firm.broken
    # Where no wall is, the word is found: so the search below could find it.
    assert open_firm.leaking >= SHOWING
    world.raise_the_wall()
    walled = crawl(world, everybody, compare={"managing_partner", "lawyer"})
    assert not walled.broken
    assert not walled.leaks
    assert not walled.different


def test_the_crawl_finds_what_the_walls_would_let_through(world: World) -> None:
    world.raise_the_wall()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; RESET ROLE")
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        for table, policy in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON "{table}"')
            cursor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    enter_role(connection=connection)
    found = crawl(world, {"managing_partner": world.by_role[Role.MANAGING_PARTNER]})
    assert found.leaking >= SHOWING
