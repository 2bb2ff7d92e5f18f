"""A plan or an apply that failed, as a page: from the command, masked, and only where the report was to go."""

from __future__ import annotations

import pytest
from staged import TEAM, Workspace, stage


@pytest.fixture
def shop(tmp_path, capsys):
    return Workspace(stage(tmp_path / "shop"), capsys)


def test_a_refused_apply_says_what_differs_with_masked_values(shop):
    shop.ok("plan", "--out", "plan.json")
    shop.ok("simulator", "console", "unbind", "057188880001")
    ran = shop("apply", "plan.json", "-o", "markdown")
    assert (ran.code, ran.out.split("\n")[1]) == (5, "### ❌ Voice apply · `prod` · nothing was applied")
    assert "| ready now | `care/hz-001:bind` | `instance: 057100001234`<br>" in ran.out
    assert "057188880001" not in ran.out
    assert "error[VN805]" in ran.err


def test_where_nobody_can_say_what_was_approved_no_money_is_compared(shop):
    ran = shop("apply", "--digest", "sha256:1", "-o", "markdown")
    assert "`what was approved is not at hand; this is ready now:`" in ran.out
    assert "0.00 →" not in ran.out
    assert "| ready now | `care/spare:order` | `120.00 CNY now;" in ran.out


def test_an_invalid_commit_is_told_with_place_and_hint_in_every_page_that_was_asked_for(shop):
    shop.edit(TEAM, "package: 120", "pakage: 120")
    ran = shop("plan", "-o", "markdown", "--report", "html=plan.html", "--report", "csv=plan.csv")
    assert ran.code == 1
    assert ran.out.startswith(
        '<!-- reconciler:plan {"v":1,"workspace":"","account":"prod","team":null,"digest":"","failed":true} -->'
    )
    assert "<br>`VN102` | `unknown key 'pakage'` | `did you mean 'package'?` |" in ran.out
    assert "The newest commit has no plan" in (shop.root / "plan.html").read_text(encoding="utf-8")
    assert not (shop.root / "plan.csv").exists()


def test_a_command_line_that_cannot_be_meant_has_no_page(shop):
    assert shop("plan", "--account", "nowhere", "-o", "markdown").out == ""
    assert shop("apply", "-o", "markdown").out == ""
