"""How well names are matched: `python -m bench.matching PAIRS.csv [VENDORS.csv]`.

PAIRS has the columns `name1`, `name2` and `is_match` (True or False), as the test data of OpenSanctions; VENDORS has
`original_vendor_name` and `normalized_vendor_name`, as the open data of Canada on its contracts. Prints recall and
precision at three scores, and for vendors how many spellings meet a key of their company and are found.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random

from clientela.matching.forms import forms, keys_of_name, keys_to_ask
from clientela.matching.likeness import LEAST, likeness

SCORES = (LEAST, 70, 80)
SAMPLE = 3_000


def of_pairs(rows: Sequence[dict[str, str]]) -> list[tuple[int, float, float]]:
    """(score, recall, precision) of labelled pairs."""
    scored = []
    for row in rows:
        found = likeness(forms(row["name1"]), forms(row["name2"]))
        scored.append((found.score if found else 0, row["is_match"] == "True"))
    results = []
    for least in SCORES:
        right = sum(score >= least and same for score, same in scored)
        found_at_all = sum(score >= least for score, _same in scored)
        results.append((least, right / sum(same for _score, same in scored), right / max(found_at_all, 1)))
    return results


def of_vendors(rows: Sequence[dict[str, str]], random: Random) -> dict[str, int]:
    """Of `SAMPLE` spellings: how many meet a key of their company, how many are found; of random pairs: how many."""
    drawn = random.sample([row for row in rows if row["normalized_vendor_name"]], SAMPLE)
    counts = {"met by a key": 0, "found": 0, "random pairs found": 0}
    for row in drawn:
        spelling, company = forms(row["original_vendor_name"]), forms(row["normalized_vendor_name"])
        counts["met by a key"] += bool(keys_of_name(company) & keys_to_ask(spelling))
        counts["found"] += likeness(spelling, company) is not None
        other = random.choice(drawn)
        if other["normalized_vendor_name"] != row["normalized_vendor_name"]:
            counts["random pairs found"] += likeness(spelling, forms(other["normalized_vendor_name"])) is not None
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description="How well names are matched.")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("vendors", type=Path, nargs="?")
    asked = parser.parse_args()
    for least, recall, precision in of_pairs(_rows(asked.pairs)):
        print(f"from {least} on: recall {recall:.3f}, precision {precision:.3f}")
    if asked.vendors is not None:
        for what, count in of_vendors(_rows(asked.vendors), Random(1)).items():
            print(f"{what}: {count:,} of {SAMPLE:,}")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
