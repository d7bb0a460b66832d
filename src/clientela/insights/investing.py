"""What the firm put into its clients beside the books: costs and minutes that were logged with contacts."""

from __future__ import annotations

import datetime as dt
from typing import cast

import polars as pl
from django.conf import settings
from django.db import connection

from clientela.analytics import Policy, convert, months_before

COLUMNS = {"client_id": pl.Int64, "date": pl.Date, "amount_minor": pl.Int64, "minutes": pl.Int64}

SPENT = """
    SELECT client_id, (at AT TIME ZONE %(zone)s)::date AS date, nullif(currency, '') AS currency,
        (coalesce(sum(cost), 0) * 10000)::bigint AS units, coalesce(sum(minutes), 0)::bigint AS minutes
    FROM interactions_interaction
    WHERE (cost IS NOT NULL OR (minutes IS NOT NULL AND %(hours_cost)s))
      AND at >= (%(first)s::timestamp AT TIME ZONE %(zone)s) AND at < (%(beyond)s::timestamp AT TIME ZONE %(zone)s)
    GROUP BY 1, 2, 3
"""
RATES = "SELECT currency, date, rate::text FROM engagements_exchangerate WHERE base = %(currency)s"


def investment(*, as_of: dt.date, policy: Policy) -> pl.DataFrame:
    """What contacts cost in the window that ends with `as_of`: `client_id`, `date`, `amount_minor` and `minutes`.

    One row per client, day and currency, in the order of these columns; minutes only where the policy's hour costs
    anything. Run it as the system. Raises `MissingRate`.
    """
    one_day = dt.timedelta(days=1)
    asked: dict[str, str | bool | dt.date] = {
        "zone": settings.TIME_ZONE,
        "hours_cost": policy.hour_cost > 0,
        "first": months_before(as_of, policy.window_months) + one_day,
        "beyond": as_of + one_day,
        "currency": policy.currency,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPENT, asked)
        rows = cursor.fetchall()
        cursor.execute(RATES, asked)
        quoted = cursor.fetchall()
    if not rows:
        return pl.DataFrame(schema=COLUMNS)
    columns = {"client_id": pl.Int64, "date": pl.Date, "currency": pl.String, "units": pl.Int64, "minutes": pl.Int64}
    spent = pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        amount=pl.col("units").cast(pl.Decimal(38, 4)) / 10_000
    )
    rates = pl.DataFrame(quoted, schema={"currency": pl.String, "date": pl.Date, "rate": pl.String}, orient="row")
    converted = convert(
        spent.drop("units"), rates=rates.with_columns(pl.col("rate").cast(pl.Decimal(38, 12))), to=policy.currency
    )
    table = cast(pl.LazyFrame, converted.to_native()).collect()
    return table.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items()).sort(list(COLUMNS))
