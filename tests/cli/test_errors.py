"""Errors: for people on stderr, for machines as JSON on stdout, always with a code and never with a traceback."""

from __future__ import annotations

import re

import pytest

from reconciler.cli.main import run


@pytest.mark.parametrize(
    "words",
    [
        ["plan", "--team", "x", "-o", "json"],
        ["plan", "-o", "json", "--team", "x"],
        ["plan", "-ojson", "--team", "x"],
        ["plan", "--output", "json", "--team", "x"],
        ["plan", "--output=json", "--team", "x"],
        ["plan", "-o", "json", "--as-of", "soon"],
        ["plan", "-o", "json", "--no-such-option"],
    ],
)
def test_an_error_is_json_on_stdout_however_json_was_asked_for(shop, words):
    ran = shop(*words)
    assert (ran.code, ran.err) == (64, "")
    assert list(ran.json) == ["error"]
    assert list(ran.json["error"]) == ["code", "message", "hint"]
    assert ran.json["error"]["code"] == "VN064"


def test_it_goes_to_stdout_also_where_the_output_goes_to_a_file(shop):
    ran = shop("plan", "--team", "x", "-o", "json", "--output-file", "told.json")
    assert ran.json["error"]["message"] == "no team 'x' in the workspace"
    assert not (shop.root / "told.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["apply", "odd"],
        ["plan", "--observed", "odd"],
        ["drift", "--previous", "odd"],
        ["drift", "--baseline", "odd"],
    ],
)
def test_a_file_that_is_no_text_is_an_error_and_no_bug(shop, words):
    (shop.root / "odd").write_bytes(b"\xff\xfe\x00")
    assert shop(*words) == (1, "", "error[VN013]: odd:1: this is not UTF-8 text\n  hint: save it as UTF-8\n")


@pytest.mark.parametrize(
    "words", [["-C", "{}", "status"], ["status", "-C", "{}"], ["-C{}", "status"], ["status", "-C{}"]]
)
def test_a_workspace_is_named_before_or_after_the_command(shop, tmp_path, monkeypatch, capsys, words):
    expected = shop("status").out
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run([word.format(shop.root) for word in words]) == 0
    assert capsys.readouterr().out == expected
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    ["plan", "apply", "drift", "status", "deadlines", "offers", "tasks", "attest", "resolve", "import"],
)
def test_every_command_tells_its_options(shop, command):
    out = shop.ok(command, "--help").out
    assert out.startswith(f"Usage: reconciler {command}")
    assert "-C DIR" in out
    assert "--account" in out


def test_an_account_that_cannot_be_read_is_an_error_after_some_patience(shop, monkeypatch):
    slept = []
    monkeypatch.setattr("reconciler.clock.SystemClock.sleep", lambda _, seconds: slept.append(seconds))
    shop.ok("simulator", "fault", "unreadable", "--times", "99")
    ran = shop("plan", "-o", "json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "VN703")
    assert 10 < sum(slept) <= 20


def test_an_unknown_provider_is_told_where_it_is_named(shop):
    shop.edit("reconciler.yaml", "provider: simulator", "provider: nobody")
    ran = shop("plan")
    assert ran.code == 1
    assert ran.err.startswith("VN214 there is no provider of that name\n  --> reconciler.yaml:")


def test_a_bug_is_told_as_one_and_hides_its_traceback(shop, monkeypatch):
    def broken(*_):
        raise KeyError("boom")

    monkeypatch.setattr("reconciler.planning.build.judge", broken)
    ran = shop("plan")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[0] == "error[VN999]: internal error: KeyError: 'boom'"
    monkeypatch.setenv("RECONCILER_DEBUG", "1")
    assert "Traceback" in shop("plan").err


# --- the ends of the calendar -----------------------------------------------------------------------------


@pytest.mark.parametrize("instant", ["9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01"])
@pytest.mark.parametrize("command", ["plan", "status", "deadlines", "drift", "tasks", "render"])
def test_no_instant_of_the_calendar_is_an_internal_error(shop, command, instant):
    ran = shop(command, "--as-of", instant)
    assert ran.code in {0, 2, 3}, ran.err
    assert "VN999" not in ran.err


def test_a_bug_can_be_reported_by_pasting_one_line(shop, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("what nobody foresaw")

    monkeypatch.setattr("reconciler.pipeline.plan", broken)
    ran = shop("plan", "--team", "care")
    assert ran.code == 1
    assert "error[VN999]: internal error: ZeroDivisionError: what nobody foresaw" in ran.err
    assert re.search(
        r"reconciler \S+, Python \S+, \w+, `reconciler plan --team`, ZeroDivisionError at \w+\.py:\d+",
        ran.err,
    )


def test_a_provider_s_date_in_the_calendar_s_last_year_is_no_internal_error(shop):
    world = shop.root / "world.yaml"
    text = re.sub(
        r'(appliedOn|activatedOn): "[0-9-]+"', r'\1: "9999-12-25"', world.read_text(encoding="utf-8")
    )
    world.write_text(text, encoding="utf-8")
    for command in ("plan", "status", "deadlines", "drift", "tasks"):
        assert "VN999" not in shop(command).err
    assert "VN999" not in shop("apply", "--yes").err


@pytest.mark.parametrize("now", ["9999-11-20T10:00:00+08:00", "9999-12-31T23:59:59+08:00"])
def test_the_last_days_of_the_calendar_are_days_like_others(shop, now):
    world = shop.root / "world.yaml"
    text = re.sub(r'(On): "[0-9-]+"', r'\1: "9999-12-31"', world.read_text("utf-8"))
    world.write_text(re.sub(r"(?m)^now: .*", f'now: "{now}"', text), "utf-8")
    vouch = ["attest", "057188880001", "status=active", "--by", "ops", "--evidence", "OPS-1"]
    looks = (["plan"], ["drift"], ["status"], ["tasks"], ["deadlines"], ["deadlines", "-o", "ics"])
    for words in (*looks, ["apply", "--yes"], vouch, *looks):
        assert shop(*words).code in {0, 2, 3}, words
    ended = shop("simulator", "advance", "60d")
    assert (ended.code, "the calendar ends in 9999" in ended.err) == (1, True)


def test_a_clock_before_there_were_such_accounts_is_refused_and_a_judgement_as_of_then_is_not(shop):
    feed = shop("deadlines", "-o", "ics", "--as-of", "0001-01-01")
    assert (feed.code, "DTSTAMP:00010101T000000Z" in feed.out) == (0, True)
    world = shop.root / "world.yaml"
    text = world.read_text("utf-8")
    world.write_text(re.sub(r"(?m)^now: .*", 'now: "0001-01-01T00:00:00+08:00"', text), "utf-8")
    refused = shop("simulator", "reset")
    assert (refused.code, "the account's clock begins in 1970" in refused.err) == (1, True)
