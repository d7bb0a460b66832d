"""Ledgers made to hurt: ties, refunds, nothing, month ends, leap days, policies at their borders."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from clientela.analytics import Policy
from tests.analytics.tables import Line, Spent

FIRST, LAST = dt.date(2022, 11, 1), dt.date(2025, 3, 31)
HARD_DAYS = [
    dt.date(2022, 12, 31),
    dt.date(2023, 2, 28),
    dt.date(2023, 3, 1),
    dt.date(2023, 8, 31),
    dt.date(2023, 12, 31),
    dt.date(2024, 1, 1),
    dt.date(2024, 1, 31),
    dt.date(2024, 2, 28),
    dt.date(2024, 2, 29),
    dt.date(2024, 3, 1),
    dt.date(2024, 12, 31),
    dt.date(2025, 2, 28),
]

days = st.one_of(st.sampled_from(HARD_DAYS), st.dates(FIRST, LAST))
amounts = st.one_of(
    st.sampled_from([100, 200, 100, 1, 0]), st.integers(1, 400), st.sampled_from([-100, -200, -1, -400])
)
lines = st.builds(
    Line,
    client_id=st.integers(1, 7),
    date=days,
    kind=st.sampled_from(["fee", "fee", "fee", "fee", "disbursement", "payment", "write_off", "discount", "cost"]),
    amount_minor=amounts,
    engagement_id=st.sampled_from([None, 1, 2, 3]),
    service_line=st.sampled_from([None, "Tax", "税务", ""]),
    staff_id=st.sampled_from([None, 1, 2]),
)
fees_without_engagement = st.builds(
    Line,
    client_id=st.integers(1, 7),
    date=days,
    kind=st.sampled_from(["fee", "fee", "write_off"]),
    amount_minor=amounts,
    engagement_id=st.none(),
    service_line=st.none(),
    staff_id=st.sampled_from([None, 1]),
)
ledgers = st.one_of(st.lists(lines, max_size=40), st.lists(fees_without_engagement, max_size=40))
known_clients = st.one_of(st.none(), st.dictionaries(st.integers(1, 10), st.sampled_from([True, False, None])))
spending = st.lists(
    st.builds(
        Spent,
        client_id=st.integers(1, 11),
        date=days,
        amount_minor=st.sampled_from([0, 1, 7, 150]),
        minutes=st.sampled_from([0, 1, 10, 30, 45, 600]),
    ),
    max_size=20,
)
policies = st.builds(
    Policy,
    trend_months=st.just(36),
    currency=st.just("USD"),
    window_months=st.sampled_from([1, 6, 12, 12, 12, 18]),
    gold_percentile=st.sampled_from(
        [Decimal(75), Decimal(75), Decimal(50), Decimal("33.33"), Decimal(0), Decimal(100)]
    ),
    top_percent=st.sampled_from([Decimal(1), Decimal(1), Decimal("0.5"), Decimal(0), Decimal(20)]),
    large_percent=st.sampled_from([Decimal(20), Decimal(30)]),
    medium_percent=st.sampled_from([Decimal(30), Decimal(60), Decimal(100)]),
    key_share_percent=st.sampled_from([Decimal(80), Decimal(80), Decimal("33.33"), Decimal(1), Decimal(100)]),
    cost_share_percent=st.sampled_from([Decimal(0), Decimal("12.5"), Decimal(50), Decimal(100)]),
    hour_cost=st.sampled_from([Decimal(0), Decimal("0.03"), Decimal(1), Decimal("2.5")]),
)
