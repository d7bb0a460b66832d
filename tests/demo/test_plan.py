"""The plan of the sample firm: the same for the same seed, plausible, and of nobody who exists."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from clientela.clients.enums import CheckResult, ClientKind, IdentifierKind
from clientela.clients.identifiers import check_identifier
from clientela.core.names import client_key
from clientela.demo import names, numbers
from clientela.demo.books import ledger, mandates, rates
from clientela.demo.contacts import people, talks
from clientela.demo.sample import SEED
from clientela.demo.story import CLIENTS, LEAVER, STAFF, Plan, plan

AS_OF = dt.date(2026, 6, 30)


@pytest.fixture(scope="module")
def whole() -> Plan:
    return plan(seed=SEED, as_of=AS_OF)


def test_the_same_seed_makes_the_same_firm(whole: Plan) -> None:
    assert plan(seed=SEED, as_of=AS_OF) == whole
    assert plan(seed=SEED + 1, as_of=AS_OF) != whole
    for make in (
        lambda: ledger(whole, Random(1), mandates(whole, Random(1))),
        lambda: people(whole, Random(2), 900),
    ):
        assert make() == make()
    known, engagements = people(whole, Random(2), 900), mandates(whole, Random(1))
    said = list(talks(whole, Random(3), known, engagements, 200))
    assert said == list(talks(whole, Random(3), known, engagements, 200))


def test_the_firm_has_sixty_people_of_every_role_and_eight_hundred_clients(whole: Plan) -> None:
    assert len(whole.staff) == STAFF == len({member.who.name for member in whole.staff})
    assert Counter(member.role for member in whole.staff)["managing_partner"] == 1
    assert {member.who.language for member in whole.staff} == {"zh", "ru", "en"}
    assert len(whole.clients) == CLIENTS
    assert len({client_key(one.company.name) for one in whole.clients}) == CLIENTS
    countries = Counter(one.company.country for one in whole.clients)
    assert countries["CN"] > 300
    assert countries["RU"] > 180
    assert len(countries) >= 6


def test_every_number_of_a_register_has_right_check_digits(whole: Plan) -> None:
    kinds = Counter()
    for one in whole.clients:
        for kind, value in one.company.identifiers:
            assert check_identifier(kind, value) == (value, CheckResult.VALID)
            kinds[kind] += 1
    assert set(kinds) == {
        IdentifierKind.USCC,
        IdentifierKind.INN,
        IdentifierKind.OGRN,
        IdentifierKind.LEI,
        IdentifierKind.VAT,
    }


def test_numbers_are_of_registers_that_do_not_exist() -> None:
    random = Random(5)
    assert numbers.uscc(random)[2:8] == "990000"
    assert numbers.inn(random)[:4] == "9999"
    assert numbers.ogrn(random, 2015)[3:5] == "00"
    assert numbers.lei(random)[:4] == "0000"
    assert numbers.vat(random)[2:5] == "999"


def test_no_client_bears_the_name_of_a_real_group(whole: Plan) -> None:
    for one in whole.clients:
        if one.company.kind == ClientKind.ORGANISATION:
            for name in (one.company.name, *(name for _kind, name in one.company.names)):
                words = client_key(name)
                assert not [real for real in names.REAL if words.startswith(real) or f"«{real}" in name.lower()], name


def test_the_stories_are_there(whole: Plan) -> None:
    told = Counter(story for one in whole.clients for story in one.stories)
    assert told["leaver"] >= 15
    assert told["single"] >= 3
    assert told["sliding"] >= 25
    alone = [one for one in whole.clients if one.team == [LEAVER]]
    assert len(alone) >= 10
    assert max(one.level for one in whole.clients if "single" in one.stories) > 500_000
    assert sum(one.parent is not None for one in whole.clients) >= 20


def test_the_books_follow_the_course_of_each_relation(whole: Plan) -> None:
    engagements = mandates(whole, Random(1))
    lines = ledger(whole, Random(1), engagements)
    assert len(lines) > 12_000
    assert min(line.date for line in lines) >= whole.start
    assert max(line.date for line in lines) <= AS_OF
    assert {line.kind for line in lines} == {"fee", "cost", "payment", "disbursement", "discount", "write_off"}
    assert {line.currency for line in lines} == {"CNY", "RUB", "USD", "EUR"}
    of_mandate = {mandate.reference: mandate for mandate in engagements}
    assert len(of_mandate) == len(engagements)
    assert all(of_mandate[line.reference].client == line.client for line in lines)
    year_ago, two_ago = AS_OF - dt.timedelta(days=365), AS_OF - dt.timedelta(days=3 * 365)
    sliding = {one.place for one in whole.clients if one.course == "sliding"}
    late = sum(line.amount for line in lines if line.kind == "fee" and line.client in sliding and line.date > year_ago)
    early = sum(
        line.amount
        for line in lines
        if line.kind == "fee" and line.client in sliding and two_ago - dt.timedelta(days=365) < line.date <= two_ago
    )
    assert late * 2 < early


def test_every_amount_finds_a_rate_that_is_not_old(whole: Plan) -> None:
    days = {day for day, _currency, _worth in rates(whole, Random(1))}
    assert min(days) <= whole.start
    ordered = sorted(days)
    gaps = [(after - before).days for before, after in pairwise(ordered)]
    assert max(gaps) <= 17
    assert (AS_OF - ordered[-1]).days <= 17
    assert all(worth > 0 for _day, _currency, worth in rates(whole, Random(1)))


def test_people_have_names_in_three_scripts_and_some_a_birthday_in_the_next_weeks(whole: Plan) -> None:
    known = people(whole, Random(2), 1_500)
    assert len(known) == 1_500
    assert {one.who.language for one in known} == {"zh", "ru", "en"}
    assert {place.client for one in known for place in one.places} == set(range(CLIENTS))
    ahead = {(AS_OF + dt.timedelta(days=days)).timetuple()[1:3] for days in range(21)}
    soon = [one for one in known if (one.facts["birthday_month"], one.facts["birthday_day"]) in ahead]
    assert len(soon) > 60
    moved = [one for one in known if len(one.places) == 2]
    assert moved
    assert all(one.places[0].until == one.places[1].since for one in moved)


def test_nobody_is_met_before_coming_or_after_leaving(whole: Plan) -> None:
    known, engagements = people(whole, Random(2), 1_500), mandates(whole, Random(1))
    for talk in talks(whole, Random(3), known, engagements, 3_000):
        day = talk.at.date()
        assert whole.start <= day <= AS_OF
        for number in talk.contacts:
            assert any(
                place.client == talk.client and place.since <= day and (place.until or day) >= day
                for place in known[number].places
            )
