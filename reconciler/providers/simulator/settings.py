"""The settings of a simulated account."""

from __future__ import annotations

from reconciler.validate.settings import Form, Wants

WANTS = Wants(
    {
        "database": Form(".+", "a file, e.g. .reconciler/simulator.db", file=True),
        "world": Form(".+", "a file, e.g. world.yaml", file=True),
        "api": Form("full|public", "full or public"),
    },
    mainland=True,
)
