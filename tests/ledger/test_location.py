"""Ledger URLs, and what of them is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.errors import LedgerError
from reconciler.ledger import open_ledger
from reconciler.ledger.location import locate

ROOT = Path("/workspace")


@pytest.mark.parametrize(
    ("url", "label", "file"),
    [
        ("sqlite:///.reconciler/ledger.db", ".reconciler/ledger.db", ROOT / ".reconciler/ledger.db"),
        ("sqlite:////var/ledger.db", "/var/ledger.db", Path("/var/ledger.db")),
        ("postgresql+psycopg://me:s3cret@db.example/n", "postgresql://db.example:5432/n", None),
        ("postgresql://me:s3cret@db.example:6432/n", "postgresql://db.example:6432/n", None),
        ("postgresql://me:12/s3cret@db/n", "postgresql://db:5432/n", None),
        ("postgresql://me:12#s3cret@db/n", "postgresql://db:5432/n", None),
        ("postgresql://me:12%40s3cret@db/n", "postgresql://db:5432/n", None),
        ("postgres:///n?host=/run/pg&password=s3cret", "postgresql://localhost:5432/n", None),
    ],
)
def test_a_url_names_a_file_or_a_server(url: str, label: str, file: Path | None) -> None:
    found = locate(url, ROOT)

    assert (found.label, found.file) == (label, file)
    assert "s3cret" not in repr(found)
    assert found.url.startswith("sqlite:///" if file else "postgresql+psycopg://")


def test_a_variable_may_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM_LEDGER", "postgresql://me:s3cret@db.example/n")

    assert locate("env:TEAM_LEDGER", ROOT).label == "postgresql://db.example:5432/n"


@pytest.mark.parametrize("text", [None, ""])
def test_a_variable_that_is_not_set_is_named(text: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEAM_LEDGER", raising=False)
    if text is not None:
        monkeypatch.setenv("TEAM_LEDGER", text)

    with pytest.raises(LedgerError, match="TEAM_LEDGER, which is not set"):
        locate("env:TEAM_LEDGER", ROOT)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///ledger.db?mode=ro",
        "mysql://me:s3cret@db/n",
        "s3cret",
        "postgresql://me:s3cret@db:port/n",
        "postgresql://me:p@s3cret@db/n",
        "postgresql://me:p@s3cret/w@db/n",
    ],
)
def test_any_other_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(LedgerError) as caught:
        locate(url, ROOT)

    assert "s3cret" not in caught.value.message
    assert "sqlite:///FILE" in caught.value.hint


def test_opening_reads_and_creates_nothing(tmp_path: Path) -> None:
    open_ledger("sqlite:///deep/ledger.db", tmp_path)

    assert list(tmp_path.iterdir()) == []
