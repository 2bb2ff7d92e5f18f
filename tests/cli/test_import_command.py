"""`reconciler import`: what it writes is valid, is adopted and changes nothing; nothing is overwritten."""

import errno
import json
import os

import pytest
from staged import GRAVE, TEAM

from reconciler.pipeline.importing import write

COMPANY = "杭州示例科技有限公司"
NOTHING = "Nothing to import: every number of the account is declared.\n"


def ready(shop, *words):
    """The plan's actions, ready or stuck."""
    actions = shop.read("plan", *words)["actions"]
    return {(a["action"], a["status"]) for a in actions if a["status"] in {"ready", "blocked", "held"}}


def told(ran):
    """The last line: what was done."""
    return ran.err.splitlines()[-1]


def empty(shop):
    """A repository in which nothing is declared: as after a clone, Git keeps no empty folders."""
    for name in (TEAM, GRAVE):
        (shop.root / name).unlink()
    (shop.root / "teams/care/cancellations").rmdir()
    (shop.root / "teams/care").rmdir()
    (shop.root / "teams").rmdir()


def sales(shop):
    shop.edit(
        "reconciler.yaml", "    care: {", "    sales: {paths: [teams/sales], accounts: [prod]}\n    care: {"
    )


def test_what_is_imported_is_adopted_and_nothing_else_changes(shop):
    shop.ok("apply", "--yes")
    sales(shop)
    ran = shop.ok("import", "--team", "sales", "--output-file", "teams/sales/team.yaml")
    assert (ran.out, told(ran)) == (
        "",
        "1 number in 1 document: the next plan adopts them and changes nothing",
    )
    assert ready(shop, "--team", "sales") == {("adopt", "ready")}
    asked = shop.requests()
    shop.ok("apply", "--yes")
    assert shop.requests() == asked
    assert shop("drift").code == 0
    assert shop.ok("import", "--team", "sales").err == NOTHING


def test_a_team_that_the_workspace_does_not_name_yet_is_told_what_to_add(shop):
    ran = shop.ok("import", "--team", "sales")
    line = "sales: {paths: [teams/sales], accounts: [prod]}"
    assert f"reconciler.yaml lacks, below `teams:`: {line}\n" in ran.err
    shop.put("teams/sales/team.yaml", ran.out)
    assert shop("validate").code == 1
    sales(shop)
    assert shop("validate").code == 0


def test_a_team_that_may_not_use_the_account_gets_nothing(shop):
    shop.edit(
        "reconciler.yaml", "    care: {", "    sales: {paths: [teams/sales], accounts: []}\n    care: {"
    )
    ran = shop("import", "--team", "sales")
    assert (ran.code, ran.out) == (64, "")
    assert "team sales may not use account prod" in ran.err


def test_only_the_numbers_that_are_named(shop):
    by_hand = ["--enterprise", COMPANY, "--carrier", "中国电信", "--package", "240"]
    shop.ok("simulator", "console", "apply", "4009100007", *by_hand)
    ran = shop("import", "4009100007", "--team", "sales")
    assert "4009100007" in ran.out
    assert "057188880099" not in ran.out


def test_a_number_whose_documents_are_due_is_imported_only_by_name(shop):
    by_hand = ["--enterprise", COMPANY, "--carrier", "中国电信", "--package", "240"]
    shop.ok("simulator", "console", "apply", "4009100007", *by_hand)
    sales(shop)
    ran = shop.ok("import", "--team", "sales")
    assert "4009100007" not in ran.out
    assert (
        "left out 4009100007: the next plan would submit-documents by hand, before 2026-12-08 00:00; "
        "`import 4009100007` takes it all the same\n" in ran.err
    )
    ran = shop("import", "4009100007", "--team", "sales", "--output-file", "teams/sales/team.yaml")
    assert (ran.code, ran.out) == (3, "")
    assert "ready   submit-documents by hand at sales/hotline\n" in ran.err
    assert (
        "ready   order at care/spare\n" in ran.err
    )  # it waited for somebody to own the one that might have done
    assert told(ran).startswith("1 number in 1 document: not done: ")
    assert ready(shop, "--team", "sales") == {("adopt", "ready"), ("submit-documents", "ready")}


@pytest.mark.parametrize("number", ["057188880001", "0571-8888", "APP-1"])
def test_a_number_that_is_managed_or_none_is_not_imported(shop, number):
    ran = shop("import", number, "--team", "sales")
    assert (ran.code, ran.out) == (64, "")
    assert f"{number} is managed already, or not in the account" in ran.err


def test_a_document_that_is_there_keeps_every_byte_and_gets_the_entries(shop):
    before = (shop.root / TEAM).read_text()
    ran = shop.ok("import", "--team", "care", "--output-file", TEAM)
    after = (shop.root / TEAM).read_text()
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    assert [line for line in after.splitlines() if line in before.splitlines()] == before.splitlines()
    assert len(new) == 1
    assert '"057188880099"' in new[0]
    assert "added to  teams/care/team.yaml\n" in ran.err
    assert shop("validate").code == 0


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_document_from_windows_grows_and_stays_one(shop, mark, newline):
    before = mark + (shop.root / TEAM).read_text().replace("\n", newline)
    (shop.root / TEAM).write_bytes(before.encode())
    shop.ok("import", "--team", "care", "--output-file", TEAM)
    after = (shop.root / TEAM).read_bytes().decode()
    assert after.startswith(mark + "#")
    assert after.count("\n") == after.count(newline) == before.count(newline) + 1
    assert '"057188880099"' in after
    assert shop("validate").code == 0


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (TEAM, "is the document of team care in account prod"),
        ("compliance/inbound-2026.yaml", "is there and is no Team document of this workspace"),
        ("world.yaml", "is there and is no Team document of this workspace"),
        ("../elsewhere.yaml", "is outside the workspace"),
    ],
)
def test_nothing_that_is_there_is_overwritten(shop, file, message):
    path = shop.root / file
    before = path.read_bytes() if path.exists() else None
    ran = shop("import", "--team", "sales", "--output-file", file)
    assert ran.code in {1, 64}
    assert message in ran.err
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_dry_run_shows_the_diff_and_writes_nothing(shop):
    before = (shop.root / TEAM).read_bytes()
    ran = shop.ok("import", "--team", "care", "--output-file", TEAM, "--dry-run")
    lines = ran.out.splitlines()
    assert lines[:2] == [f"--- a/{TEAM}", f"+++ b/{TEAM}"]
    assert sum(line.startswith("+ ") for line in lines) == 1
    assert not any(line.startswith("- ") for line in lines)
    assert (shop.root / TEAM).read_bytes() == before


def test_an_application_is_imported_once_it_has_a_number(shop):
    shop.ok("import", "--baseline")  # else it would do, and nothing would be bought
    line = "    hz-003: {instance: outbound, ivr: welcome}\n"
    shop.edit(TEAM, "  publicMode:", line + "  publicMode:")
    shop("apply", "--yes")
    shop.edit(TEAM, line, "")
    shop("apply", "--yes")
    ran = shop.ok("import", "--team", "sales")
    assert "APP-000001" not in ran.out
    assert "left out APP-000001: its number is not allotted yet; import it then\n" in ran.err
    assert shop("import", "APP-000001", "--team", "sales").code == 64
    shop.ok("simulator", "approve", "APP-000001")
    ran = shop("import", "--team", "sales")
    assert "057188880222" in ran.out
    assert ran.code == 3  # its playback is still to be configured, which is seen from now on
    assert "violation VN307 sales/number: " in ran.err


TRANSFERRING = """\
  - {number: "4008100003", type: "400", carrier: 中国联通, package: 120, enterprise: 杭州示例科技有限公司,
     status: active, appliedOn: "2026-07-20", activatedOn: "2026-08-01",
     ivr: {playback: {audio: hotline-2026.wav, description: Hotline},
           transfer: {routing: round-robin, to: ["057188880009"], qualification: "10000008748"}}}
"""


@pytest.mark.parametrize("api", ["full", "public"])
def test_a_transfer_is_imported_once_its_qualification_is_known(shop, api):
    shop.edit("world.yaml", "review:", TRANSFERRING + "review:")
    shop.edit("reconciler.yaml", "api: full", f"api: {api}")
    sales(shop)
    ran = shop("import", "4008100003", "--team", "sales")
    if api == "public":
        assert "its carrier and package cannot be read" in ran.err
        assert "4008100003" not in ran.out
        facts = ["carrier=中国联通", "package=120", f"enterprise={COMPANY}", "status=active"]
        shop.ok("attest", "4008100003", *facts, "--by", "ops", "--evidence", "console")
        ran = shop("import", "4008100003", "--team", "sales")
        assert "its transfer's qualification is not returned by the provider" in ran.err
        ran = shop("import", "4008100003", "--team", "sales", "--qualification", "10000008748")
    shop.put("teams/sales/team.yaml", ran.out)
    assert shop("validate").code == 0
    assert 'qualification: "10000008748"' in ran.out
    assert [a["action"] for a in shop.read("plan")["actions"] if a["team"] == "sales"] == ["adopt"]


def test_importing_writes_nothing_elsewhere(shop):
    shop.ok("import", "--team", "sales")
    assert shop.requests() == []
    assert not (shop.root / ".reconciler" / "ledger.db").exists()


def test_an_account_that_was_never_written_down_is_imported_into_an_empty_repository(shop):
    empty(shop)
    ran = shop.ok("import", "--team", "care", "--write")
    assert "wrote  teams/care/team.yaml\n" in ran.err
    assert "left out 4008100001" in ran.err
    assert (shop.root / TEAM).read_text().count('{number: "') == 4
    assert shop("validate").code == 0
    assert ready(shop) == {("adopt", "ready")}
    shop.ok("apply", "--yes")
    assert ready(shop) == set()
    assert shop.ok("import", "--team", "care", "--write").err.endswith(
        "Nothing to import; what is left out stands above.\n"
    )


def test_what_an_invalid_file_declares_is_not_offered_as_nobodys(shop):
    shop.edit(TEAM, "otp: {use", "otp: {us")
    ran = shop("import", "--team", "sales")
    assert (ran.code, ran.out) == (1, "")
    assert "VN102" in ran.err


def test_several_teams_take_what_matches_and_the_rest(shop):
    empty(shop)
    sales(shop)
    words = ["import", "--team", "sales", "--match", "*880099", "--match", "no such", "--team", "care"]
    assert shop(*words).code == 64
    shop.ok(*words, "--write")
    assert '"057188880099"' in (shop.root / "teams/sales/team.yaml").read_text()
    assert '"057188880001"' in (shop.root / TEAM).read_text()
    assert ready(shop) == {("adopt", "ready")}


def test_what_no_share_matches_is_left_out_and_said(shop):
    empty(shop)
    ran = shop.ok("import", "--team", "care", "--match", "*880099")
    assert ran.out.count("number:") == 1
    assert "no --match is for it, and no --team takes the rest" in ran.err


@pytest.mark.parametrize("words", [[], ["--match", "x"], ["--match", "x", "--team", "care"]])
def test_who_gets_what_must_be_said(shop, words):
    assert shop("import", *words).code == 64


def test_the_baseline_is_left_alone_until_it_is_named(shop):
    shop.edit("reconciler.yaml", "spec:\n", "spec:\n  baseline: baseline.txt\n")
    shop.put("baseline.txt", "057188880099\n")
    sales(shop)
    assert shop.ok("import", "--team", "sales").err == NOTHING
    assert '"057188880099"' in shop.ok("import", "057188880099", "--team", "sales").out


def test_a_saved_observation_is_imported_offline(shop):
    observed = json.dumps(
        {
            "account": "prod",
            "now": "2026-11-23T10:00:00+08:00",
            "complete": True,
            "numbers": {
                "13800000001": {
                    "type": "regular",
                    "status": "active",
                    "number": "13800000001",
                    "line": "mobile",
                }
            },
        }
    )
    shop.put("seen.json", observed)
    sales(shop)
    ran = shop.ok("import", "13800000001", "--team", "sales", "--observed", "seen.json")
    assert '"13800000001"' in ran.out


PLAYING = """\
  - {number: "057188880077", type: regular, line: landline, callType: both, region: 浙江/杭州,
     enterprise: 杭州示例科技有限公司, status: active, appliedOn: "2026-07-20", activatedOn: "2026-08-01",
     ivr: {playback: {audio: welcome-2026.wav, description: %s}}}
"""

HOSTILE = {
    "a blank at its end": "Welcome ",
    "a line break": "two\\nlines",
    "too long": "长" * 201,
    "an unseen character": "a\\u200bb",
    "a bidi character": "a\\u202eb",
    "a separator": "a\\u2028b",
    "like a secret": "LTAIabcdefghijklmnop",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_no_manifest_can_say_is_left_out_and_named(shop, text):
    empty(shop)
    shop.edit("world.yaml", "review:", PLAYING % "plain" + "review:")
    spoken = json.loads(f'"{text}"')
    shop.ok(
        "simulator", "console", "configure-ivr", "057188880077", "--audio", "a.wav", "--description", spoken
    )
    ran = shop.ok("import", "--team", "care", "--write")
    left = [line for line in ran.err.splitlines() if "playback.description cannot be written" in line]
    assert len(left) == 1
    assert left[0].isprintable()
    assert shop("validate").code == 0
    assert ready(shop) <= {("adopt", "ready")}


ODD = [
    "yes",
    "null",
    "1e3",
    "~",
    "- a",
    "a: b",
    "a #b",
    "#a",
    "'a'",
    '"a"',
    "{a}",
    "[a]",
    "@a",
    "%a",
    "=",
    "a\\\\b",
    "=cmd|x",
    "🙂",
    "🙂　全角",
    "a\u00a0b",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_words_come_through_as_they_are(shop, text):
    empty(shop)
    shop.edit(
        "world.yaml", "description: Welcome to Example", "description: '" + text.replace("'", "''") + "'"
    )
    shop.ok("import", "--team", "care", "--write")
    assert shop("validate").code == 0
    assert ready(shop) == {("adopt", "ready")}


def seen(shop, count):
    """A saved observation of so many numbers."""
    number = {"type": "regular", "status": "active", "line": "landline", "region": "浙江/杭州"}
    numbers = {f"0571{index:08}": {**number, "number": f"0571{index:08}"} for index in range(count)}
    told = {"account": "prod", "now": "2026-11-23T10:00:00+08:00", "complete": True, "numbers": numbers}
    shop.put("seen.json", json.dumps(told))
    sales(shop)


def test_more_than_one_document_can_hold_is_refused_with_the_way_to_write_several(shop):
    seen(shop, 12_600)
    ran = shop("import", "--team", "sales", "--observed", "seen.json")
    assert (ran.code, ran.out) == (1, "")
    assert "VN022" in ran.err
    assert "add --write: it makes documents of about 100 entries" in ran.err


def test_several_documents_of_about_a_hundred_entries(shop):
    seen(shop, 360)
    shop("import", "--team", "sales", "--observed", "seen.json", "--write")
    files = sorted(path.name for path in (shop.root / "teams/sales").iterdir())
    assert files == ["prod-01.yaml", "prod-02.yaml", "prod-03.yaml", "prod-04.yaml"]
    counts = [(shop.root / "teams/sales" / name).read_text().count('{number: "') for name in files]
    assert counts == [90, 90, 90, 90]
    assert shop("validate").code == 0


def test_what_a_lost_answer_may_have_bought_is_nobodys_to_import(shop):
    shop.ok("import", "--baseline")
    shop.edit(TEAM, "  publicMode:", "    hz-003: {instance: outbound, ivr: welcome}\n  publicMode:")
    shop.ok("simulator", "fault", "timeout-after", "--verb", "order")
    shop("apply", "--yes")
    shop.ok("simulator", "advance", "6d")
    sales(shop)
    ran = shop("import", "--team", "sales")
    assert "it may be what was ordered for care/" in ran.err
    assert ran.out == ""


# --- what another hand changed, taken into Git ------------------------------------------------------------


@pytest.fixture
def settled(shop):
    shop.ok("apply", "--yes")
    return shop


def test_a_binding_made_by_hand_is_taken_into_its_own_file(settled):
    settled.ok("simulator", "console", "unbind", "057188880001")
    settled.ok("simulator", "console", "bind", "057188880001", "057100005678")
    before = (settled.root / TEAM).read_text()
    ran = settled.ok("import", "care/hz-001")
    assert ran.err == f"changed  {TEAM}\ncare/hz-001: Git says now what the account has\n"
    after = (settled.root / TEAM).read_text()
    assert [line for line in before.splitlines() if "hz-001" not in line] == [
        line for line in after.splitlines() if "hz-001" not in line and "057100005678" not in line
    ]
    assert settled("validate").code == 0
    assert ready(settled) <= {("adopt", "ready")}
    again = settled.ok("import", "care/hz-001")
    assert again.err == "care/hz-001 is as the account has it: nothing to take over.\n"


def test_what_was_taken_off_by_hand_is_taken_off_in_git(settled):
    settled.ok("simulator", "console", "unbind", "057188880001")
    ran = settled.ok("import", "care/hz-001", "--dry-run")
    assert "-    hz-001: " in ran.out
    assert ready(settled) == {("bind", "ready")}
    settled.ok("import", "care/hz-001")
    assert ready(settled) == set()


def test_an_answer_changed_by_hand_brings_its_flow_along(settled):
    settled.ok(
        "simulator",
        "console",
        "configure-ivr",
        "057188880001",
        "--audio",
        "new.wav",
        "--description",
        "Neu: yes",
    )
    settled.ok("import", "care/hz-001")
    assert (
        'neu-yes: {playback: {audio: new.wav, description: "Neu: yes"}}' in (settled.root / TEAM).read_text()
    )
    assert ready(settled) == set()


def test_what_the_defaults_would_give_instead_is_never_written(settled):
    """Without its own instance the entry would have the one of `defaults`, and the next plan would bind it there."""
    other = '    vip: {code: "057100005678", routing: region-first}\n'
    settled.edit(TEAM, "  ivr:\n", f"{other}  ivr:\n")
    settled.edit(TEAM, "defaults: {numbers: {", "defaults: {numbers: {instance: vip, ")
    settled.ok("simulator", "console", "unbind", "057188880001")
    before = (settled.root / TEAM).read_text()
    ran = settled("import", "care/hz-001")
    assert (ran.code, ran.out) == (1, "")
    assert f"{TEAM} cannot say it: instance of hz-001 would be inherited\n" in ran.err
    assert "say it entry by entry" in ran.err
    assert (settled.root / TEAM).read_text() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["care/nobody"], "nothing is declared at care/nobody"),
        (["care/hz-001", "care/hz-002"], "stands alone"),
        (["care/hz-001", "--team", "care"], "stands alone"),
        (["--baseline", "--write"], "stands alone"),
        (["--baseline", "4001112223"], "4001112223 is managed already, or not in the account"),
    ],
)
def test_what_cannot_be_taken_over_is_said(shop, words, message):
    ran = shop("import", *words)
    assert (ran.code, ran.out) == (64, "")
    assert message in ran.err


# --- the list of what nobody is ready to own ---------------------------------------------------------------


def test_the_baseline_is_written_named_and_heeded(settled):
    assert settled("drift").code == 2
    ran = settled.ok("import", "--baseline")
    assert ran.err.startswith("wrote  baseline.txt\nchanged  reconciler.yaml\n")
    assert (
        "057188880099  # regular, active, 35.00 CNY a month\n" in (settled.root / "baseline.txt").read_text()
    )
    assert (settled.root / "reconciler.yaml").read_text().endswith("  baseline: baseline.txt\n")
    assert settled("validate").code == 0
    assert settled("drift").code == 0
    assert settled.ok("import", "--baseline").err.startswith("Nothing to add")


def test_a_list_that_is_there_grows_at_its_end(shop):
    shop.edit("reconciler.yaml", "spec:\n", "spec:\n  baseline: known.txt\n")
    (shop.root / "known.txt").write_bytes(b"# ours\r\n4008109999  # sold\r\n")
    shop.ok("import", "--baseline", "057188880099")
    text = (shop.root / "known.txt").read_bytes().decode()
    assert text.startswith("# ours\r\n4008109999  # sold\r\n057188880099  # ")
    assert text.endswith("\r\n")


# --- where numbers are kept today --------------------------------------------------------------------------

SHEET = "号码,名称,团队\r\n0571-8888 0099,Front Desk,sales\r\n+86 13800000009,Gone,sales\r\n总机,?,care\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_spreadsheet_gives_names_and_teams(shop, encoding):
    empty(shop)
    sales(shop)
    (shop.root / "numbers.csv").write_bytes(SHEET.encode(encoding))
    ran = shop.ok("import", "--team", "care", "--team", "sales", "--inventory", "numbers.csv", "--write")
    assert "in the inventory, not in the account: 13800000009\n" in ran.err
    assert "inventory line 4: '总机' is no number\n" in ran.err
    text = (shop.root / "teams/sales/team.yaml").read_text()
    assert 'front-desk: {number: "057188880099"' in text
    assert '"057188880001"' in (shop.root / TEAM).read_text()
    assert ready(shop) == {("adopt", "ready")}


@pytest.mark.parametrize("separator", [";", "\t"])
def test_what_an_inventory_says_twice_or_of_other_teams_is_told(shop, separator):
    empty(shop)
    sales(shop)
    lines = ("number,name,team", "057188880099,desk,sales", "057188880099,door,care", "057188880001,a,tems")
    shop.put("n.csv", "\r\n".join(lines).replace(",", separator))
    ran = shop.ok("import", "--team", "care", "--team", "sales", "--inventory", "n.csv", "--dry-run")
    assert "inventory line 3: 057188880099 is told of above, as desk of sales: that counts\n" in ran.err
    assert "the inventory gives tems numbers (1), and no --team tems is there\n" in ran.err
    assert 'desk: {number: "057188880099"' in ran.out


def test_a_terraform_state_gives_names(shop):
    empty(shop)
    attributes = {"phone_number": "057188880099", "area_number": "0571", "tags": {"team": "care"}}
    managed = {"mode": "managed", "type": "x_number", "name": "hangzhou", "instances": [
        {"index_key": "porter", "attributes": attributes}
    ]}  # fmt: skip
    read = {"mode": "data", "type": "x_number", "name": "other", "instances": [{"attributes": attributes}]}
    shop.put("terraform.tfstate", json.dumps({"version": 4, "resources": [read, managed]}))
    out = shop.ok("import", "--team", "care", "--inventory", "terraform.tfstate").out
    assert 'hangzhou-porter: {number: "057188880099"' in out


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "{}", '{"resources": [1]}', "{", "\x00,\n"])
def test_what_is_no_inventory_is_said(shop, text):
    shop.put("odd", text)
    ran = shop("import", "--team", "care", "--inventory", "odd")
    assert ran.code == 1
    assert "inventory" in ran.err
    assert "VN999" not in ran.err


def test_a_glob_that_takes_nothing_is_said(shop):
    """A slip of the hand, or what an earlier team takes already."""
    words = ("--team", "sales", "--match", "0571*", "--team", "ops", "--match", "0571*", "--match", "sael*")
    ran = shop("import", *words, "--dry-run")
    idle = [line for line in ran.err.splitlines() if line.startswith("team ")]
    assert idle == ["team ops: --match 0571* takes no number", "team ops: --match sael* takes no number"]


@pytest.mark.parametrize("trouble", ["a file where a folder is to be", "a folder nobody may write"])
def test_where_one_document_cannot_be_written_none_is(shop, trouble, monkeypatch):
    empty(shop)
    shop.edit(
        "reconciler.yaml", "    care: {", "    ops: {paths: [teams/ops], accounts: [prod]}\n    care: {"
    )
    if trouble == "a file where a folder is to be":
        shop.put("teams/ops", "")
    else:
        link, refused = os.link, PermissionError(errno.EACCES, "Permission denied")

        def linked(source, target):
            if "ops" in str(target):
                raise refused
            link(source, target)

        monkeypatch.setattr(os, "link", linked)
    ran = shop("import", "--team", "care", "--match", "*0001", "--team", "ops", "--write")
    assert ran.code == 1
    assert [path.name for path in (shop.root / "teams").rglob("*") if path.is_file()] in ([], ["ops"])


def test_a_document_that_grew_is_as_it_was_where_the_next_cannot_be_written(shop, monkeypatch):
    old, new = (shop.root / TEAM).read_text("utf-8"), "teams/ops/a.yaml"

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("reconciler.edit.create", full)
    with pytest.raises(OSError, match="No space"):
        write(shop.root, {TEAM: old + "# more\n", new: "x"}, {TEAM: old, new: None})
    assert (shop.root / TEAM).read_text("utf-8") == old


def test_what_a_policy_asks_is_told_once_of_all_and_a_default_of_the_team_gives_it(shop):
    regular = {"properties": {"type": {"const": "regular"}}}
    policy = json.dumps({"if": regular, "then": {"required": ["purpose"], "title": "say why"}})
    (shop.root / "p.json").write_text(policy, encoding="utf-8")
    shop.edit("reconciler.yaml", "spec:\n", "spec:\n  policies: [p.json]\n")
    empty(shop)
    left = [
        line for line in shop("import", "--team", "care", "--dry-run").err.splitlines() if "VN310" in line
    ]
    assert [line.partition(": ")[2] for line in left] == [
        "VN310 the entry is against the policy p.json: it has no purpose: say why"
    ]
    assert left[0].startswith("left out 057188880001, 057188880002, ")
    (shop.root / "teams/care").mkdir(parents=True)
    (shop.root / TEAM).write_text(
        "apiVersion: voice.reconciler/v1\nkind: Team\nmetadata: {name: care}\n"
        "spec: {account: prod, defaults: {numbers: {purpose: two-way}}}\n",
        encoding="utf-8",
    )
    assert "VN310" not in shop("import", "--team", "care", "--output-file", TEAM).err
    assert "057188880002" in (shop.root / TEAM).read_text("utf-8")
