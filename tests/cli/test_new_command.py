"""`reconciler new`: a file to fill, which is not valid before a person has decided."""

from __future__ import annotations

import pytest
from staged import TEAM

STONE = "teams/care/cancellations/2026-11-hz-001.yaml"


def codes(shop):
    return [
        (d["file"], d["severity"]) for d in shop.read("validate")["diagnostics"] if d["severity"] == "error"
    ]


def test_a_tombstone_is_written_with_the_number_left_to_type(shop):
    ran = shop.ok("new", "cancellation", "care/hz-001")
    assert ran.out == f"{STONE}\n"
    text = (shop.root / STONE).read_text("utf-8")
    assert "057188880001" not in text
    assert f"# In the same change the entry leaves {TEAM}:" in text
    assert {file for file, _ in codes(shop)} == {STONE}


def test_a_filled_tombstone_is_valid_once_its_entry_has_left(shop):
    shop.ok("new", "cancellation", "care/hz-001")
    for old, new in (
        ('number: ""', 'number: "057188880001"'),
        ('reason: ""', "reason: closed"),
        (
            "irreversible: false, currentMonthFeeStillCharged: false",
            "irreversible: true, currentMonthFeeStillCharged: true",
        ),
        ('requestedBy: ""', "requestedBy: care-lead"),
    ):
        shop.edit(STONE, old, new)
    line = next(
        x for x in (shop.root / TEAM).read_text("utf-8").splitlines(True) if x.strip().startswith("hz-001")
    )
    shop.edit(TEAM, line, "")
    assert shop.ok("validate").out.startswith("Valid")
    assert "care/hz-001:cancel" in shop.statuses()


@pytest.mark.parametrize(
    ("what", "fill"),
    [("number", ('region: ""', "region: 浙江/杭州")), ("hotline", ('carrier: ""', "carrier: 中国电信"))],
)
def test_an_entry_is_a_team_document_of_its_own(shop, what, fill):
    assert shop.ok("new", what, "care/fresh").out == "teams/care/fresh.yaml\n"
    assert codes(shop) != []
    shop.edit("teams/care/fresh.yaml", *fill)
    assert shop.ok("validate").out.startswith("Valid")
    assert "care/fresh:order" in shop.statuses()


def test_an_acknowledgement_is_typed_by_who_agrees(shop):
    (file,) = shop.ok("new", "acknowledgement").out.splitlines()
    assert file == "compliance/inbound-2026-06-01-prod.yaml"
    assert [name for name, _ in codes(shop)] == [file] * len(codes(shop)) != []
    shop.edit(file, 'statement: ""', "statement: I acknowledge and agree")
    shop.edit(file, 'by: ""', "by: compliance-lead")
    assert codes(shop) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["hotline", "care/brand"], "care/brand is declared already"),
        (["number", "nobody/x"], "'nobody/x' is no address of a team"),
        (["cancellation", "hz-001"], "'hz-001' is no address of a team"),
        (["cancellation", "care/../../x"], "is no address of a team"),
        (["number", "care/Ü"], "is no address of a team"),
    ],
)
def test_what_cannot_be_written_is_a_usage_error(shop, words, message):
    before = sorted(shop.root.rglob("*.yaml"))
    ran = shop("new", *words)
    assert (ran.code, message in ran.err) == (64, True), ran.err
    assert sorted(shop.root.rglob("*.yaml")) == before


@pytest.mark.parametrize(
    ("subject", "target"),
    [
        ("care/hz-002", "care/hz-002"),
        ("057188880002", "care/hz-002"),
        ("057188880007", "care/hz-007"),
        ("057188880099", "-/057188880099"),
        ("-/057188880099", "-/057188880099"),
        ("4008100001", "care/brand"),
    ],
)
def test_a_cancellation_may_be_asked_for_by_number_and_printed(shop, subject, target):
    before = sorted(shop.root.rglob("*.yaml"))
    ran = shop.ok("new", "cancellation", subject, "-")
    assert f'  target: {target}\n  number: "" ' in ran.out
    assert sorted(shop.root.rglob("*.yaml")) == before


def test_a_number_that_only_the_ledger_knows_is_found_at_its_address(shop):
    shop.ok("apply", "--yes")
    assert "target: care/spare\n" in shop.ok("new", "cancellation", "4009100002", "-").out


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["cancellation", "care/hz-01"], "neither Git nor the ledger knows care/hz-01", "'care/hz-001'"),
        (["cancellation", "cara/hz-001"], "'cara/hz-001' is no address", "did you mean 'care/hz-001'?"),
        (["cancellation", "0571-88880002"], "is no number as it is written here", "write 057188880002"),
        (["cancellation", "care/hz-001", "--fil"], "No such option '--fil'", "new cancellation --help"),
        (["cancellation", "057188880099", "--team", "x"], "no team 'x'", "add --team, one of: care"),
        (["number", "057188880099"], "is a number, not an address", "reconciler import"),
        (["history", "-/057188880099"], "No such option", "reconciler history -- -/NUMBER"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_was_meant(shop, words, message, hint):
    ran = shop(*([] if words[0] == "history" else ["new"]), *words)
    assert (ran.code, message in ran.err, hint in ran.err) == (64, True, True), ran.err


def test_of_several_teams_one_gives_up_what_nobody_manages(shop):
    shop.edit(
        "reconciler.yaml", "  teams:\n", "  teams:\n    sales: {paths: [teams/sales], accounts: [prod]}\n"
    )
    ran = shop("new", "cancellation", "057188880099")
    assert (ran.code, "add --team, one of: care, sales" in ran.err) == (64, True)
    ran = shop.ok("new", "cancellation", "057188880099", "--team", "sales")
    assert ran.out == "teams/sales/cancellations/2026-11-057188880099.yaml\n"


@pytest.mark.parametrize("what", ["hotline", "number", "acknowledgement"])
def test_every_document_can_be_printed_or_put_elsewhere(shop, what):
    words = ["new", what] + ([] if what == "acknowledgement" else ["care/fresh"])
    printed = shop.ok(*words, "-").out
    assert printed == shop.ok(*words, "-").out
    assert shop.ok(*words, "draft.yaml").out == "draft.yaml\n"
    assert (shop.root / "draft.yaml").read_text("utf-8").endswith(printed)


def test_nothing_is_written_over(shop):
    shop.ok("new", "cancellation", "care/hz-001")
    shop.edit(STONE, 'reason: ""', "reason: kept")
    ran = shop("new", "cancellation", "care/hz-001")
    assert (ran.code, "is there already" in ran.err) == (64, True)
    assert "reason: kept" in (shop.root / STONE).read_text("utf-8")


def test_every_notice_has_its_file_to_fill(shop):
    (file,) = shop.ok("new", "acknowledgement", "--notice", "account-wide-playback").out.splitlines()
    assert file.endswith("/account-wide-2026-06-01-prod.yaml")
    text = (shop.root / file).read_text("utf-8")
    assert "  notice: account-wide-playback\n" in text
    assert "sends every inbound call of the account to one audio file" in text
