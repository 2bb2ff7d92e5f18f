"""`drift --issue`: one open issue per account, against hosts on loopback."""

from __future__ import annotations

import pytest
from code_host import TOKEN, serving
from code_issues import Issues
from staged import TEAM, Workspace, stage


@pytest.fixture(params=["github", "gitlab"])
def place(request, tmp_path, capsys, monkeypatch):
    """A workspace on which nothing has drifted, its issues, and the host's name."""
    with serving() as host:
        for name, value in {
            "GITHUB_API_URL": host.base, "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "o/r",
            "CI_API_V4_URL": f"{host.base}/api/v4", "RECONCILER_GITLAB_TOKEN": TOKEN, "CI_PROJECT_ID": "42",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        shop = Workspace(stage(tmp_path / "shop"), capsys)
        shop.ok("apply", "--yes")
        shop.ok("import", "--baseline")
        issues = Issues(host, request.param)
        host.answer = issues.answer
        yield shop, issues, request.param


def told(shop, kind):
    return shop("drift", "--issue", kind).err


def test_a_clean_account_opens_none(place):
    shop, issues, kind = place
    assert told(shop, kind) == "issue none\n"
    assert issues.kept == []


def test_an_issue_is_created_left_alone_updated_closed_and_opened_again(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    assert told(shop, kind) == "issue created https://host.example/issues/1\n"
    assert issues.kept[0]["title"] == "Voice numbers drifted: prod (1 deadline · 1 changed · 1 unmanaged)"
    assert "care/hz-001" in issues.kept[0]["body"]
    assert "057188880001" not in issues.kept[0]["body"]
    asked = len(issues.host.writes())
    assert told(shop, kind) == "issue unchanged https://host.example/issues/1\n"
    assert len(issues.host.writes()) == asked
    shop.ok("simulator", "console", "unbind", "057188880002")
    assert told(shop, kind) == "issue updated https://host.example/issues/1\n"
    shop("apply", "--yes")
    assert told(shop, kind) == "issue closed https://host.example/issues/1\n"
    assert issues.kept[0]["state"] == "closed"
    assert told(shop, kind) == "issue none\n"
    shop.ok("simulator", "console", "unbind", "057188880001")
    assert told(shop, kind) == "issue reopened https://host.example/issues/1\n"
    assert [issue["state"] for issue in issues.kept] == ["open"]


def test_an_issue_of_another_account_or_another_page_is_told_apart(place):
    shop, issues, kind = place
    for account in ("other", "more", "third"):
        issues.add("x", f'<!-- reconciler:drift {{"account":"{account}","content":"1"}} -->\n')
    issues.add("somebody's", "<!-- reconciler:drift {broken -->")
    shop.ok("simulator", "console", "unbind", "057188880001")
    assert told(shop, kind) == "issue created https://host.example/issues/5\n"
    assert told(shop, kind) == "issue unchanged https://host.example/issues/5\n"


def test_workspaces_with_accounts_of_one_name_have_issues_of_their_own(place):
    shop, issues, kind = place
    issues.add("x", '<!-- reconciler:drift {"workspace":"east","account":"prod","content":"1"} -->\n')
    issues.add("y", '<!-- reconciler:drift {"account":"prod","content":"1"} -->\n')
    shop.ok("simulator", "console", "unbind", "057188880001")
    assert told(shop, kind) == "issue updated https://host.example/issues/2\n"
    issues.add("z", '<!-- reconciler:drift {"account":"prod","content":"1"} -->\n')
    assert told(shop, kind) == "issue unchanged https://host.example/issues/2\n"
    assert [issue["title"] for issue in issues.kept if issue["title"] in "xz"] == ["x", "z"]


def test_another_live_value_is_told(place):
    shop, _, kind = place
    words = ["simulator", "console", "configure-ivr", "057188880001", "--description", "A", "--audio"]
    for audio, result in (("a.wav", "created"), ("b.wav", "updated"), ("b.wav", "unchanged")):
        shop.ok(*words, audio)
        assert told(shop, kind) == f"issue {result} https://host.example/issues/1\n"


def test_two_that_were_opened_at_once_become_one(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    told(shop, kind)
    issues.add(issues.kept[0]["title"], issues.kept[0]["body"])
    assert told(shop, kind) == "issue unchanged https://host.example/issues/1\n"
    assert [issue["state"] for issue in issues.kept] == ["open", "closed"]
    shop("apply", "--yes")
    assert told(shop, kind) == "issue closed https://host.example/issues/1\n"
    assert [issue["state"] for issue in issues.kept] == ["closed", "closed"]


@pytest.mark.parametrize("status", [404, 410])
def test_one_that_is_deleted_while_it_is_changed_is_opened_anew(place, status):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    told(shop, kind)
    shop.ok("simulator", "console", "unbind", "057188880002")
    issues.refused = {"1": (status, "This issue was deleted")}
    assert told(shop, kind) == "issue created https://host.example/issues/2\n"


def test_one_that_is_locked_is_said_and_the_report_stands(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    told(shop, kind)
    shop.ok("simulator", "console", "unbind", "057188880002")
    issues.refused = {"1": (403, "Unable to change a locked issue")}
    ran = shop("drift", "--issue", kind)
    assert (ran.code, len(issues.kept)) == (1, 1)
    assert "Unable to change a locked issue" in ran.err
    assert "care/hz-002" in ran.out


def test_one_that_is_opened_without_its_label_is_closed_and_said(place):
    """A token that may not label: the next run would not find it, and open another."""
    shop, issues, kind = place
    issues.labels = []
    shop.ok("simulator", "console", "unbind", "057188880001")
    ran = shop("drift", "--issue", kind)
    assert ran.code == 1
    assert "opened https://host.example/issues/1 without the label voice-drift; it is closed again" in ran.err
    assert [issue["state"] for issue in issues.kept] == ["closed"]


def test_what_was_not_read_whole_closes_nothing(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    told(shop, kind)
    shop.edit("teams/care/team.yaml", "kind: Team", "kind: Taem")
    ran = shop("drift", "--issue", kind)
    assert ran.code == 1
    assert issues.kept[0]["state"] == "open"


def test_without_a_token_the_report_is_written_and_the_reason_said(place, monkeypatch):
    shop, _, kind = place
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.delenv("RECONCILER_GITLAB_TOKEN")
    ran = shop("drift", "--issue", kind)
    assert ran.code == 64
    assert ran.out.startswith("Drift of prod")
    assert "is not set" in ran.err


def test_who_closes_it_while_the_account_drifts_finds_it_open_again(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    told(shop, kind)
    issues.kept[0]["state"] = "closed"
    assert told(shop, kind) == "issue reopened https://host.example/issues/1\n"
    assert [issue["state"] for issue in issues.kept] == ["open"]


def test_one_whose_label_somebody_took_off_is_found_and_labelled_again(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    told(shop, kind)
    issues.kept[0]["labels"] = ["urgent"]
    assert told(shop, kind) == "issue updated https://host.example/issues/1\n"
    assert [issue["labels"] for issue in issues.kept] == [["urgent", "voice-drift"]]
    issues.kept[0]["labels"] = []
    shop("apply", "--yes")
    assert told(shop, kind) == "issue closed https://host.example/issues/1\n"


def test_an_unlabelled_issue_of_somebody_else_that_copies_the_marker_is_none_of_ours(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    told(shop, kind)
    copied = issues.kept.pop()
    issues.add("copy", copied["body"], author="mallory")["labels"] = []
    assert told(shop, kind) == "issue created https://host.example/issues/2\n"


def test_what_a_host_has_no_room_for_is_shortened_and_counted(place):
    """A provider that loses a thousand numbers at once must not keep people from hearing of it."""
    shop, issues, kind = place
    entries = ", ".join(f'lost-{at:04}: "0571{at:08}"' for at in range(1_000))
    shop.edit(
        TEAM,
        "  numbers:\n",
        f"  pools: {{big: {{template: {{ivr: welcome, instance: outbound}}, members: {{{entries}}}}}}}\n  numbers:\n",
    )
    assert told(shop, kind) == "issue created https://host.example/issues/1\n"
    body = issues.kept[0]["body"]
    assert len(body) <= 60_000
    assert "… and 980 more" in body


@pytest.fixture
def waits(monkeypatch):
    """The seconds that would have been waited."""
    waited: list[float] = []
    monkeypatch.setattr("reconciler.clock.SystemClock.sleep", lambda _, seconds: waited.append(seconds))
    return waited


DATE = {"Date": "Mon, 23 Nov 2026 02:00:00 GMT"}
RESET = 1795399200  # the same instant


@pytest.mark.parametrize(
    ("status", "headers", "message", "waited"),
    [
        (403, {"Retry-After": "7"}, "You have exceeded a secondary rate limit", [7.0]),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(RESET + 30), **DATE}, "API limit", [30.0]),
        (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": str(RESET + 12), **DATE}, "Retry later", [12.0]),
        (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": "soon"}, "Retry later", [60.0]),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(RESET - 9), **DATE}, "no", [1.0]),
    ],
)  # fmt: skip
def test_a_limit_is_waited_for_and_one_issue_is_opened(place, waits, status, headers, message, waited):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    for method in ("GET", "POST"):
        issues.host.faults.append((method, "/issues", status, headers, message))
    assert told(shop, kind) == "issue created https://host.example/issues/1\n"
    assert waits == waited * 2
    assert len(issues.kept) == 1


def test_a_limit_that_outlasts_the_job_is_said_with_its_time(place, waits):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(RESET + 1_800), **DATE}
    issues.host.faults.append(("GET", "/issues", 403, headers, "API rate limit exceeded"))
    ran = shop("drift", "--issue", kind)
    assert (ran.code, waits, issues.kept) == (1, [], [])
    assert "the host's limit is used up: again in 1,800 seconds" in ran.err


def test_an_answer_that_is_lost_opens_no_second_issue(place):
    shop, issues, kind = place
    shop.ok("simulator", "console", "unbind", "057188880001")
    issues.host.faults.append(("POST", "/issues", 0, {}, ""))
    assert shop("drift", "--issue", kind).code == 1
    assert told(shop, kind) == "issue unchanged https://host.example/issues/1\n"
    assert len(issues.kept) == 1
