"""Plans of one workspace made by processes of their own, each in other surroundings: they must be the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from itertools import product
from pathlib import Path

COMPANY = Path(__file__).resolve().parents[2] / "examples" / "company"
FORMS = ("text", "json", "markdown")
HASH_SEEDS = range(32)
ZONES = ("UTC", "Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago")
LOCALES = ("C", "zh_CN.UTF-8", "tr_TR.UTF-8")
ALL = tuple(product(HASH_SEEDS, ZONES, LOCALES))


def company(where: Path, *, backwards: bool = False) -> Path:
    """A copy of the example, its files made in one order or the other."""
    for file in sorted(COMPANY.rglob("*"), reverse=backwards):
        if file.is_file() and ".reconciler" not in file.parts:
            target = where / file.relative_to(COMPANY)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    return where


def planned(workspace: Path, form: str, **changes: str) -> bytes:
    """A plan in one format, from a process of its own."""
    surroundings = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", **changes}
    words = ["-m", "reconciler", "-C", str(workspace), "plan", "--account", "service", "-o", form]
    return subprocess.run([sys.executable, *words], capture_output=True, env=surroundings, check=True).stdout


@cache
def expected(form: str) -> bytes:
    """The plan as it is at home."""
    with tempfile.TemporaryDirectory() as folder:
        return planned(company(Path(folder)), form)


def elsewhere(at: int) -> None:
    """One of all surroundings, with files made in one order or the other. Raises AssertionError naming it."""
    (seed, zone, locale), form = ALL[at], FORMS[at % len(FORMS)]
    with tempfile.TemporaryDirectory() as folder:
        workspace = company(Path(folder), backwards=bool(seed % 2))
        found = planned(workspace, form, PYTHONHASHSEED=str(seed), TZ=zone, LC_ALL=locale)
    assert found == expected(form), f"another {form} with hash seed {seed}, {zone}, {locale}"
