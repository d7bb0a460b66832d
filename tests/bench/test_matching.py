"""The measure of name matching counts right."""

from __future__ import annotations

from bench.matching import of_pairs


def test_recall_and_precision_are_counted_from_labelled_pairs() -> None:
    rows = [
        {"name1": "Щукин", "name2": "Schukin", "is_match": "True"},
        {"name1": "Ted Doe", "name2": "Theodore Doe", "is_match": "True"},
        {"name1": "Deutsche Bank AG", "name2": "Deutsche Bank GmbH", "is_match": "False"},
        {"name1": "Иванов", "name2": "Петров", "is_match": "False"},
    ]
    assert of_pairs(rows) == [(60, 0.5, 0.5), (70, 0.5, 0.5), (80, 0.5, 0.5)]
