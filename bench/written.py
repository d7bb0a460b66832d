"""docs/benchmarks-know.md, written from the figures beside it, which several runs add to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "benchmarks-know.md"
FIGURES: Final = PAGE.with_suffix(".json")
MACHINE: Final = "machine"


def machine() -> dict[str, Any]:
    """The machine of this run."""
    from .__main__ import _machine

    return _machine()


def write(taken: dict[str, Any]) -> None:
    """Add what a run has taken to the figures kept, and write the page anew."""
    kept: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    mail = kept.get("mail", {}) | taken.get("mail", {})
    kept |= taken
    if mail:
        kept["mail"] = mail
    FIGURES.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(page(kept), "utf-8")


def page(figures: dict[str, Any]) -> str:
    """The page of the figures that there are."""
    lines = ["# Benchmarks of the client file", ""]
    if "mail" in figures:
        lines += _mail(figures["mail"])
    if "firm" in figures:
        lines += _firm(figures)
    return "\n".join(lines).rstrip() + "\n"


def _mail(logs: dict[str, Any]) -> list[str]:
    lines = [
        "## How well the strength of ties ranks the contacts to come",
        "",
        "`python -m bench.ties FILE`: for each person, past correspondents are ranked at the end of a month; the area "
        "under the ROC curve (AUC) says how often one who is in touch in the next 30 days stands above one who is not. "
        "Means over persons and months. The strengths are computed in PostgreSQL by the functions that the pages use; "
        "weights are chosen on the first half of the months, and the second half tests them. 0.5 is chance.",
        "",
    ]
    for name, log in logs.items():
        chosen, months = log["chosen"], log["months"]
        lines += [
            f"{name}: {log['mails']:,} mails of {log['persons']} persons; {months['fitted']} months to choose on, "
            f"{months['tested']} to test on. Chosen: half-life {chosen['half_life_days']} days, crowd "
            f"{chosen['crowd']}, both ways {chosen['both_ways']}.",
            "",
            "| ranked by | AUC, first half | AUC, second half |",
            "|---|---:|---:|",
            *(f"| {rank} | {each['fitted on']:.4f} | {each['tested on']:.4f} |" for rank, each in log["auc"].items()),
            "",
        ]
    return lines


def _firm(figures: dict[str, Any]) -> list[str]:
    firm, machine_, pages = figures["firm"], figures[MACHINE], figures["pages"]
    lines = [
        "## A firm of size",
        "",
        f"`python -m bench.know`: one run on one machine ({machine_['cores']} cores, {machine_['memory_gib']} GiB, "
        f"Python {machine_['python']}); a generated firm of {firm['clients']:,} clients, {firm['people']:,} people, "
        f"{firm['interactions']:,} contacts and {firm['lines']:,} ledger lines (seed 1). The machine is shared and its "
        "times drift.",
        "",
    ]
    if "ties" in figures:
        ties, logging = figures["ties"], figures["logging"]
        one, bare = logging["one_contact"], logging["one_contact_without_ties"]
        lines += [
            f"- All ties computed anew: {ties['all_ties_s']} s for {ties['participants']:,} people in contacts "
            f"({ties['ties']:,} ties); held against the log in {ties['held_against_the_log_s']} s, {ties['astray']} "
            "astray.",
            f"- Exposure of the whole firm: {ties['exposure_of_the_firm_s']} s.",
            f"- Logging one contact: {one['p50_ms']} ms (p95 {one['p95_ms']} ms); with the ties switched off "
            f"{bare['p50_ms']} ms (p95 {bare['p95_ms']} ms).",
            f"- An import of {logging['import']['contacts']:,} contacts: {logging['import']['per_second']:,} a second, "
            "ties kept up.",
            "",
        ]
    lines += [
        f"Pages over HTTP on loopback, signed in, milliseconds. The largest of the server's {pages['processes']} "
        f"processes held {pages['server_mib']} MiB. Goal at 1 connection, p95: {pages['goal_p95_ms']} ms.",
        "",
        "| page | p50, 1 | p95, 1 | p50, 8 | p95, 8 | goal |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for name, each in pages["figures"].items():
        if "refused" in each:
            lines.append(f"| {name} | | | | | {each['refused']} |")
            continue
        one, eight = each["at_1"], each["at_8"]
        over = one["p95_ms"] - pages["goal_p95_ms"]
        met = "met" if over <= 0 else f"missed by {over:.1f} ms"
        lines.append(f"| {name} | {one['p50_ms']} | {one['p95_ms']} | {eight['p50_ms']} | {eight['p95_ms']} | {met} |")
    return lines
