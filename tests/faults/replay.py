"""Plays one schedule again: `python tests/faults/replay.py SEED`."""

from __future__ import annotations

import sys

from schedules import Schedule

if __name__ == "__main__":
    schedule = Schedule(int(sys.argv[1]))
    try:
        print(f"{schedule.play()} runs, no promise broken")
    finally:
        print("\n".join(schedule.told))
