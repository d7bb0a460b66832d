"""How the figures are taken: whole processes in turn, medians, and memory as the kernel counts it."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

APART = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stderr=subprocess.STDOUT).returncode
print()
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


@dataclass
class Taken:
    """What some runs of one thing took: seconds each, and the largest resident memory of a process, in MiB."""

    seconds: list[float] = field(default_factory=list)
    peak_mib: float = 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def as_dict(self, *, rows: int | None = None) -> dict[str, float]:
        """The figures to write down; `rows` gives a rate as well."""
        figures = {"seconds": round(self.median, 3), "runs": len(self.seconds), "peak_mib": round(self.peak_mib)}
        return figures | ({"rows_per_second": round(rows / self.median)} if rows else {})


def run_once(command: Sequence[str], taken: Taken, *, env: Mapping[str, str] | None = None) -> None:
    """Run `command` as a process of its own and add what it took. Raises `RuntimeError` with its words if it fails."""
    # The kernel counts a process's peak memory from that of its parent on: a small one stands between.
    process = subprocess.Popen(
        [sys.executable, "-c", APART, *command],
        env=None if env is None else dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    *said, figures = process.stdout.read().decode(errors="replace").splitlines()
    code = process.wait()
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n" + "\n".join(said)[-3000:])
    seconds, peak = figures.split()
    taken.seconds.append(float(seconds))
    taken.peak_mib = max(taken.peak_mib, int(peak) / 1024)


def in_turn(
    commands: Mapping[str, Sequence[str]], *, runs: int, env: Mapping[str, str] | None = None
) -> dict[str, Taken]:
    """Run the commands A B C, A B C …, so that a machine that slows down slows all; the first round is not counted."""
    taken = {name: Taken() for name in commands}
    for round_ in range(runs + 1):
        for name, command in commands.items():
            run_once(command, Taken() if round_ == 0 else taken[name], env=env)
    return taken


def python(source: str) -> list[str]:
    """The command that runs `source` in this interpreter."""
    return [sys.executable, "-c", source]


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, by linear interpolation."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
