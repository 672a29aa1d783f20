"""What the machine tells of a program: how long things took, how much memory and work."""

import math
import os
from collections.abc import Sequence
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent do not exceed. Of few values, the 99th is the worst."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def memory_mb(pid: int, *, peak: bool = False) -> float:
    """Resident memory: now, or the most since its peak was cleared."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    resident = next(line for line in lines if line.startswith("VmHWM:" if peak else "VmRSS:"))
    return int(resident.split()[1]) / 1000


def children(pid: int) -> list[int]:
    """The processes that it has started and that are not over."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for each in threads for child in (each / "children").read_text().split()]


def forget_peak(pid: int) -> None:
    """So that the peak to come is one of what happens now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def cpu_ms(pid: int) -> float:
    """Work done since the process began, in and for it; counted in steps of 10 ms."""
    # The name of the program comes before, in brackets, and may hold spaces.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
