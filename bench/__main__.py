"""`make bench`: one run on one machine; writes docs/benchmarks.md and docs/benchmarks.json.

The goals are written beside the figures, whether they are met or not. `--small` tries all of it on a hundredth of
the size and writes to the terminal only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import psutil

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, LINES = 100_000, 5_000_000


def main() -> None:
    """Make the firm, take the three sets of figures, write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a hundredth of the size; print only")
    parser.add_argument("--keep", type=Path, help="a data directory to use and keep")
    asked = parser.parse_args()
    clients, lines = (CLIENTS // 100, LINES // 100) if asked.small else (CLIENTS, LINES)
    with tempfile.TemporaryDirectory(prefix="clientela-bench-", ignore_cleanup_errors=True) as scratch:
        place = asked.keep or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        results = {"machine": _machine(), "firm": {"clients": clients, "lines": lines}}
        results |= _take(place, clients, lines, runs=3 if asked.small else 5)
    text = _page(results)
    print(text)
    if not asked.small:
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
        (ROOT / "docs" / "benchmarks.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")


def _take(place: Path, clients: int, lines: int, *, runs: int) -> dict[str, Any]:
    from . import analysis

    parquet, csv = write_ledger(place, clients, lines)
    taken = {"analysis": analysis.measure(parquet, place / "analysis", rows=lines, runs=runs)}
    home = place / "home"
    os.environ["CLIENTELA_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
    home.mkdir(exist_ok=True)
    from clientela.cli.database import database

    from . import loading, pages

    with database():
        taken["loading"] = loading.measure(csv, home, rows=lines)
        taken["snapshot"] = _snapshot()
        taken["pages"] = pages.measure(home)
    return taken


def write_ledger(place: Path, clients: int, lines: int) -> tuple[Path, Path]:
    """The generated firm's ledger with names and words in its cells, as Parquet and as CSV, in `place`."""
    from .firm import ledger_frame
    from .names import client_names

    parquet, csv = place / "ledger.parquet", place / "ledger.csv"
    names = pl.Series(client_names(clients))
    frame = ledger_frame(clients=clients, lines=lines, seed=1)
    frame = frame.select(
        "date",
        client=names.gather(frame["client_id"] - 1),
        kind="kind",
        amount=(pl.col("amount_minor") / 100).round(2).cast(pl.Decimal(18, 2)),
        currency=pl.lit("USD"),
        engagement=pl.lit("M-") + pl.col("engagement_id").cast(pl.String),
        service_line="service_line",
        staff=pl.lit("Lawyer ") + pl.col("staff_id").cast(pl.String),
    )
    frame.write_parquet(parquet)
    frame.write_csv(csv)
    return parquet, csv


def _snapshot() -> dict[str, float]:
    import time

    from clientela.core.actor import SYSTEM, acting_as
    from clientela.insights.actions import compute_snapshot

    from .firm import LAST_DAY

    seconds = []
    for year in (LAST_DAY.year - 1, LAST_DAY.year):
        start = time.perf_counter()
        with acting_as(SYSTEM):
            compute_snapshot(as_of=LAST_DAY.replace(year=year), by=SYSTEM)
        seconds.append(time.perf_counter() - start)
    return {"first_with_extract_s": round(seconds[0], 2), "next_s": round(seconds[1], 2)}


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": platform.platform(),
        "python": platform.python_version(),
        "polars": pl.__version__,
    }


def _page(results: dict[str, Any]) -> str:
    machine, firm = results["machine"], results["firm"]
    analysis, loading, pages = results["analysis"], results["loading"], results["pages"]
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench`: one run on one machine ({machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}, Polars {machine['polars']}), a generated firm of {firm['clients']:,} clients and "
        f"{firm['lines']:,} ledger lines (seed 1). Compare the ratios; the machine is shared and its times drift.",
        "",
        "## (a) `clientela analyse` on a Parquet ledger, whole processes",
        "",
        "| | seconds (median) | rows a second | peak memory, MiB |",
        "|---|---:|---:|---:|",
        *_rows(analysis["figures"]),
        "",
        _goal("of the floor's time", analysis["times_the_floor"], 4, most=True),
        _goal("as fast as pandas", analysis["faster_than_pandas"], 10, most=False),
        "",
        "## (b) Import into PostgreSQL",
        "",
        "| | seconds (median) | rows a second | peak memory, MiB |",
        "|---|---:|---:|---:|",
        *_rows(loading["figures"]),
        "",
        _goal("of the time of `\\copy`", loading["times_of_copy"], 3, most=True),
        _goal("as fast as `bulk_create`", loading["faster_than_bulk_create"], 8, most=False),
        "",
        f"A snapshot afterwards: {results['snapshot']['first_with_extract_s']} s with the extract of the whole ledger, "
        f"{results['snapshot']['next_s']} s for a second date.",
        "",
        f"## (c) Pages, {firm['clients']:,} clients",
        "",
        f"Milliseconds over HTTP on loopback, signed in. The largest of the server's {pages['processes']} processes "
        f"held {pages['server_mib']} MiB. Goals at 1 connection, p95: lists 25 ms, search 40 ms, a client 20 ms.",
        "",
        "| page | p50, 1 | p95, 1 | requests/s, 1 | p50, 8 | p95, 8 | requests/s, 8 | goal |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for name, figures in pages["figures"].items():
        if "at_1" not in figures:
            met = "met" if figures["p95_ms"] <= 250 else f"missed by {figures['p95_ms'] - 250:.0f} ms"
            lines += [f"| {name} | {figures['p50_ms']} | {figures['p95_ms']} | | | | | 250 ms: {met} |"]
            continue
        one, eight = figures["at_1"], figures["at_8"]
        cells = [each[figure] for each in (one, eight) for figure in ("p50_ms", "p95_ms", "per_second")]
        lines.append(f"| {name} | {' | '.join(map(str, cells))} | {_page_goal(name, one['p95_ms'])} |")
    return "\n".join(lines) + "\n"


def _rows(figures: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"| {name} | {each.get('seconds', '')} | {each.get('rows_per_second', 0):,} | {each.get('peak_mib', '')} |"
        for name, each in figures.items()
    ]


def _goal(what: str, found: float, goal: float, *, most: bool) -> str:
    met = found <= goal if most else found >= goal
    bound = "at most" if most else "at least"
    return f"- {found} times {what}; the goal was {bound} {goal}: {'met' if met else 'missed'}."


def _page_goal(name: str, p95: float) -> str:
    goals = {"clients": 25, "search": 40, "palette": 40, "client": 20}
    goal = goals.get(name.split(",")[0].split(" ")[0])
    if goal is None:
        return ""
    return f"{goal} ms: met" if p95 <= goal else f"{goal} ms: missed by {p95 - goal:.1f} ms"


if __name__ == "__main__":
    main()
