"""The same plan, byte for byte, whatever the hash seed, time zone, locale, folder or order of the files.

A few surroundings here, each in every format; all of them in `make faults`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from surroundings import ALL, FORMS, company, elsewhere, expected, planned

SURROUNDINGS = {
    "another hash seed": {"PYTHONHASHSEED": "1"},
    "the last hash seed": {"PYTHONHASHSEED": "4294967295"},
    "the far east": {"TZ": "Pacific/Kiritimati"},
    "no locale at all": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "a stream that wants ASCII": {"PYTHONIOENCODING": "ascii"},
    "a terminal's wishes": {"COLUMNS": "40", "TERM": "xterm-256color", "CLICOLOR": "1"},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SURROUNDINGS)
def test_a_plan_does_not_depend_on_its_surroundings(name: str, form: str, tmp_path: Path) -> None:
    assert planned(company(tmp_path), form, **SURROUNDINGS[name]) == expected(form)


@pytest.mark.parametrize("at", range(0, len(ALL), 77))
def test_a_plan_is_the_same_elsewhere(at: int) -> None:
    elsewhere(at)


@pytest.mark.parametrize("form", FORMS)
def test_a_plan_does_not_depend_on_the_order_in_which_files_were_made(form: str, tmp_path: Path) -> None:
    assert planned(company(tmp_path, backwards=True), form) == expected(form)


@pytest.mark.parametrize("form", FORMS)
def test_a_plan_says_nothing_of_the_folder_it_was_made_in(form: str, tmp_path: Path) -> None:
    assert str(tmp_path.parent).encode() not in expected(form)
    assert planned(company(tmp_path / "ü 深い folder"), form) == expected(form)
