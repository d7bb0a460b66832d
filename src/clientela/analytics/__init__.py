"""What each client is worth and which class it has: pure functions from a ledger, a policy and a date.

No clock, no settings, no files: tables go in, tables come out, on any engine that Narwhals knows (Polars, DuckDB,
Spark), with equal results, because money is in whole minor units and every order ends with the client id. The
formulas, with their sources, are in docs/methods.md.

Two clients, one of whom was billed in the last twelve months:

>>> import datetime as dt
>>> import polars as pl
>>> from clientela.analytics import Policy, explain_tier, standings
>>> ledger = pl.LazyFrame(
...     {
...         "client_id": [1, 2],
...         "date": [dt.date(2024, 6, 30), dt.date(2022, 3, 1)],
...         "kind": ["fee", "fee"],
...         "amount_minor": [250_000, 90_000],
...         "engagement_id": [7, 5],
...         "service_line": ["Tax", "Tax"],
...         "staff_id": [3, 3],
...     }
... )
>>> rows, thresholds = standings(ledger, as_of=dt.date(2024, 12, 31), policy=Policy())
>>> rows.sort("client_id").select("client_id", "billed", "tier", "grid", "contribution").collect().rows()
[(1, 250000, 'top', 'gold', 'key'), (2, 0, 'inactive', None, None)]
>>> second = rows.sort("client_id").collect().rows(named=True)[1]
>>> explain_tier(second, thresholds).changes
(Change(measure='billed', by=1, to='small', least=True),)
"""

from clientela.analytics.contribution import CONTRIBUTIONS, contribution
from clientela.analytics.currency import Gap, MissingRate, RateError, convert, minor_exponent
from clientela.analytics.explain import Change, Explanation, explain_contribution, explain_grid, explain_tier
from clientela.analytics.facts import KINDS, LEDGER_COLUMNS, Basis, basis_of
from clientela.analytics.grid import GRID, gold_grid
from clientela.analytics.measures import LEAVABLE, MEASURES, measures
from clientela.analytics.migration import ABSENT, NEW, Aims, Group, Migration, Move, migration, migration_moves
from clientela.analytics.policy import Policy, PolicyError, Problem
from clientela.analytics.pyramid import ACTIVE_TIERS, TIERS, pyramid
from clientela.analytics.standings import STANDING, Standings, standings, tally
from clientela.analytics.thresholds import Place, Thresholds, Totals
from clientela.analytics.trend import monthly_fees
from clientela.analytics.whale import WhalePeak, whale_curve, whale_peak
from clientela.analytics.window import Window, months_before, window_start

__all__ = [
    "ABSENT",
    "ACTIVE_TIERS",
    "CONTRIBUTIONS",
    "GRID",
    "KINDS",
    "LEAVABLE",
    "LEDGER_COLUMNS",
    "MEASURES",
    "NEW",
    "STANDING",
    "TIERS",
    "Aims",
    "Basis",
    "Change",
    "Explanation",
    "Gap",
    "Group",
    "Migration",
    "MissingRate",
    "Move",
    "Place",
    "Policy",
    "PolicyError",
    "Problem",
    "RateError",
    "Standings",
    "Thresholds",
    "Totals",
    "WhalePeak",
    "Window",
    "basis_of",
    "contribution",
    "convert",
    "explain_contribution",
    "explain_grid",
    "explain_tier",
    "gold_grid",
    "measures",
    "migration",
    "migration_moves",
    "minor_exponent",
    "monthly_fees",
    "months_before",
    "pyramid",
    "standings",
    "tally",
    "whale_curve",
    "whale_peak",
    "window_start",
]
