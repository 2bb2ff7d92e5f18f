"""`comment github` and `comment gitlab` against hosts on loopback: one comment stays one, whatever happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from code_host import ME, TOKEN, CodeHost, serving
from staged import Ran, Workspace, stage

from reconciler.clock import SystemClock
from reconciler.errors import HostError
from reconciler.hosts.http import Api

COMMIT = "a" * 40
MARKER = '<!-- reconciler:plan {"v":1,"workspace":"","account":"prod","team":null,"digest":"sha256:1"} -->'
OLD = MARKER.replace('"workspace":"",', "")
OTHER = '<!-- reconciler:plan {"v":1,"workspace":"","account":"test","team":null,"digest":"sha256:1"} -->'
APPLIED = '<!-- reconciler:apply {"v":1,"workspace":"","account":"prod","team":null,"digest":"sha256:1"} -->'


@pytest.fixture
def host() -> Iterator[CodeHost]:
    with serving() as served:
        yield served


@pytest.fixture(params=["github", "gitlab"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, host: CodeHost
) -> Workspace:
    """A workspace whose pipeline is the host's, on request 7."""
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": 7}}), encoding="utf-8")
    for name, value in {
        "GITHUB_API_URL": host.base,
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_SHA": COMMIT,
        "GITHUB_RUN_ID": "100",
        "GITHUB_RUN_ATTEMPT": "1",
        "CI_API_V4_URL": f"{host.base}/api/v4",
        "RECONCILER_GITLAB_TOKEN": TOKEN,
        "CI_PROJECT_ID": "42",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_COMMIT_SHA": COMMIT,
        "CI_PIPELINE_ID": "100",
    }.items():
        monkeypatch.setenv(name, value)
    return Workspace(stage(tmp_path / "shop"), capsys)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it waited; no time passes."""
    slept: list[float] = []
    monkeypatch.setattr(SystemClock, "sleep", lambda _self, seconds: slept.append(seconds))
    return slept


def post(shop: Workspace, host: CodeHost, kind: str, text: str, *words: str) -> Ran:
    host.knows_me = kind == "gitlab" or host.knows_me
    shop.put("report.md", text)
    return shop("comment", kind, "report.md", *words)


def test_the_comment_is_made_once_and_replaced_in_place(shop: Workspace, host: CodeHost, kind: str) -> None:
    assert post(shop, host, kind, f"{MARKER}\nfirst\n").out.startswith("created")
    assert post(shop, host, kind, f"{MARKER}\nsecond\n", "--run", "101").out.startswith("updated")
    [text] = host.texts()
    assert text.startswith(MARKER)
    assert ("second" in text, "first" in text) == (True, False)


def test_the_same_report_again_writes_nothing(shop: Workspace, host: CodeHost, kind: str) -> None:
    post(shop, host, kind, f"{MARKER}\nfirst\n")
    writes = host.writes()
    assert post(shop, host, kind, f"{MARKER}\nfirst\n").out.startswith("unchanged")
    assert host.writes() == writes


def test_an_older_run_never_overwrites_a_newer_one(shop: Workspace, host: CodeHost, kind: str) -> None:
    post(shop, host, kind, f"{MARKER}\nnewer\n", "--run", "200.2")
    for older in ("199.9", "200.1"):
        ran = post(shop, host, kind, f"{MARKER}\nolder\n", "--run", older)
        assert ran.out.startswith("kept")
        assert "the later run 200 wrote it" in ran.out
    assert "newer" in host.texts()[0]


QUIET = MARKER.replace("}", ',"quiet":true}')


def test_an_account_without_any_change_gets_no_comment(shop: Workspace, host: CodeHost, kind: str) -> None:
    ran = post(shop, host, kind, f"{QUIET}\nnothing\n")
    assert (ran.code, ran.out) == (0, "skipped (nothing to tell of this account)\n")
    assert host.writes() == []


def test_a_change_that_was_taken_back_leaves_no_comment_that_asks_for_it(
    shop: Workspace, host: CodeHost, kind: str
) -> None:
    post(shop, host, kind, f"{MARKER}\ncancels 1\n")
    assert post(shop, host, kind, f"{QUIET}\nnothing\n", "--run", "101").out.startswith("updated")
    assert ["cancels 1" in text for text in host.texts()] == [False]


def test_what_apply_did_replaces_a_plan_whatever_their_numbers(
    shop: Workspace, host: CodeHost, kind: str
) -> None:
    """Somebody planned the request again while its merge was applied."""
    post(shop, host, kind, f"{MARKER}\nthe plan\n", "--run", "160")
    assert post(shop, host, kind, f"{APPLIED}\n9 done\n", "--run", "150").out.startswith("updated")
    assert host.texts()[0].startswith(APPLIED)
    assert "the later run 150" in post(shop, host, kind, f"{APPLIED}\n8 done\n", "--run", "140").out


def test_accounts_have_comments_of_their_own(shop: Workspace, host: CodeHost, kind: str) -> None:
    post(shop, host, kind, f"{MARKER}\nprod\n")
    post(shop, host, kind, f"{OTHER}\ntest\n")
    assert len(host.texts()) == 2


def test_workspaces_with_accounts_of_one_name_have_comments_of_their_own(
    shop: Workspace, host: CodeHost, kind: str
) -> None:
    """One takes over what was written before workspaces were named; the others do not."""
    host.add(7, ME, f"{OLD}\nof long ago\n")
    east, west = (MARKER.replace('"workspace":""', f'"workspace":"{name}"') for name in ("east", "west"))
    texts = [(east, "one"), (west, "two"), (MARKER, "three"), (west, "four"), (east, "five")]
    done = [
        post(shop, host, kind, f"{marker}\n{text}\n", "--run", str(100 + run)).out.split()[0]
        for run, (marker, text) in enumerate(texts)
    ]
    assert done == ["updated", "created", "created", "updated", "updated"]
    assert [text.splitlines()[0] for text in host.texts()] == [east, west, MARKER]
    assert [text.splitlines()[2] for text in host.texts()] == ["five", "four", "three"]


def test_a_comment_on_a_later_page_is_found(shop: Workspace, host: CodeHost, kind: str) -> None:
    for index in range(7):
        host.add(7, "someone", f"word {index}")
    post(shop, host, kind, f"{MARKER}\nfirst\n")
    post(shop, host, kind, f"{MARKER}\nsecond\n", "--run", "101")
    assert len(host.texts()) == 8


def test_somebody_elses_comment_with_our_marker_is_theirs(shop: Workspace, host: CodeHost, kind: str) -> None:
    host.add(7, "mallory", f"{MARKER}\napprove this\n")
    assert post(shop, host, kind, f"{MARKER}\nours\n").out.startswith("created")
    assert host.texts()[0] == f"{MARKER}\napprove this\n"


def test_a_comment_deleted_meanwhile_is_made_anew(shop: Workspace, host: CodeHost, kind: str) -> None:
    post(shop, host, kind, f"{MARKER}\nfirst\n")
    host.faults.append(("PATCH" if kind == "github" else "PUT", "", 404, {}, "Not Found"))
    ran = post(shop, host, kind, f"{MARKER}\nsecond\n", "--run", "101")
    assert ran.out.startswith("created")
    assert "the earlier comment was deleted" in ran.out


def test_after_the_merge_the_apply_closes_it_and_no_plan_opens_it_again(
    shop: Workspace, host: CodeHost, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(shop, host, kind, f"{MARKER}\nthe plan\n\n<details><summary>x</summary>\n\ny\n</details>\n\nend\n")
    monkeypatch.delenv("GITHUB_EVENT_PATH")
    monkeypatch.delenv("CI_MERGE_REQUEST_IID")
    host.merged[COMMIT] = 7
    assert post(shop, host, kind, f"{APPLIED}\n9 done\n", "--run", "150").out.startswith("updated")
    [text] = host.texts()
    assert text.startswith(APPLIED)
    assert "9 done" in text
    folded = text.partition("<details><summary>The plan that was reviewed</summary>")[2]
    assert "the plan" in folded
    assert "<!--" not in folded
    assert post(shop, host, kind, f"{APPLIED}\n10 done\n", "--run", "151").out.startswith("updated")
    assert host.texts()[0].count("The plan that was reviewed") == 1
    kept = post(shop, host, kind, f"{MARKER}\nplanned again\n", "--run", "160")
    assert "what apply did stands there already" in kept.out


def test_a_commit_of_no_request_is_no_failure(
    shop: Workspace, host: CodeHost, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_EVENT_PATH")
    monkeypatch.delenv("CI_MERGE_REQUEST_IID")
    ran = post(shop, host, kind, f"{APPLIED}\ndone\n")
    assert (ran.code, ran.out) == (0, "")
    assert "nothing is posted" in ran.err


def test_a_dry_run_writes_nothing(shop: Workspace, host: CodeHost, kind: str) -> None:
    assert post(shop, host, kind, f"{MARKER}\nfirst\n", "--dry-run").out == "would be created\n"
    assert host.writes() == []


def test_a_fork_has_no_right_to_write_and_the_hint_says_so(
    shop: Workspace, host: CodeHost, kind: str
) -> None:
    host.may_write = False
    ran = post(shop, host, kind, f"{MARKER}\nfirst\n")
    assert ran.code == 1
    assert "error[VN720]: the code host answered 403: Resource not accessible by integration" in ran.err
    assert "from a fork" in ran.err


def test_a_wrong_token_is_named_and_not_shown(
    shop: Workspace, host: CodeHost, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_TOKEN", "RECONCILER_GITLAB_TOKEN"):
        monkeypatch.setenv(name, "ghs_wrong")
    ran = post(shop, host, kind, f"{MARKER}\nfirst\n")
    assert ran.code == 1
    assert "the token is not accepted" in ran.err
    assert "ghs_wrong" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("status", "headers", "message", "waited"),
    [
        (403, {"Retry-After": "7"}, "You have exceeded a secondary rate limit", [7.0]),
        (403, {}, "You have exceeded a secondary rate limit", [60.0]),
        (429, {"Retry-After": "3"}, "Too many requests", [3.0]),
    ],
)
def test_a_rate_limit_is_waited_for(
    shop: Workspace, host: CodeHost, kind: str, waits: list[float], status, headers, message, waited
) -> None:
    host.faults.append(("POST", "", status, headers, message))
    assert post(shop, host, kind, f"{MARKER}\nfirst\n").out.startswith("created")
    assert waits == waited
    assert len(host.texts()) == 1


def test_a_limit_of_an_hour_is_left_to_a_later_run(
    shop: Workspace, host: CodeHost, kind: str, waits: list[float]
) -> None:
    host.faults.append(("POST", "", 429, {"Retry-After": "3600"}, "Too many requests"))
    assert post(shop, host, kind, f"{MARKER}\nfirst\n").code == 1
    assert waits == []


@pytest.mark.parametrize("status", [0, 502])
def test_a_lost_answer_is_looked_for_before_anything_is_written_again(
    shop: Workspace, host: CodeHost, kind: str, waits: list[float], status: int
) -> None:
    host.faults.append(("POST", "", status, {}, "Bad Gateway"))
    ran = post(shop, host, kind, f"{MARKER}\nfirst\n")
    assert [line.split()[0] for line in host.writes()] == ["POST"]
    assert ran.code == (0 if status == 0 else 1)
    assert len(host.texts()) == (1 if status == 0 else 0)


def test_a_read_that_fails_is_asked_for_again(
    shop: Workspace, host: CodeHost, kind: str, waits: list[float]
) -> None:
    host.faults += [("GET", "comments" if kind == "github" else "notes", 502, {}, "Bad Gateway")] * 2
    assert post(shop, host, kind, f"{MARKER}\nfirst\n").out.startswith("created")
    assert waits == [1.0, 2.0]


def test_a_text_that_is_too_long_is_refused_before_it_is_sent(shop: Workspace, host: CodeHost) -> None:
    ran = post(shop, host, "github", f"{MARKER}\n{'x' * 70_000}\n")
    assert ran.code == 1
    assert "the host takes 65,536" in ran.err
    assert host.writes() == []


@pytest.mark.parametrize(
    "text", ["", "# hello\n", "<!-- reconciler:plan {} -->\n", "<!-- reconciler:plan [1 -->\n"]
)
def test_what_is_no_report_is_not_posted(shop: Workspace, host: CodeHost, kind: str, text: str) -> None:
    ran = post(shop, host, kind, text)
    assert ran.code == 1
    assert "no report to post" in ran.err
    assert host.writes() == []


def test_the_token_follows_no_redirect_and_no_page_elsewhere(shop: Workspace, host: CodeHost) -> None:
    with serving() as elsewhere:
        host.faults.append(("GET", "comments", 302, {"Location": f"{elsewhere.base}/steal"}, "Found"))
        assert post(shop, host, "github", f"{MARKER}\nfirst\n").code == 1
        host.base, kept = elsewhere.base, host.base
        for index in range(5):
            host.add(7, "someone", f"word {index}")
        ran = post(shop, host, "github", f"{MARKER}\nfirst\n")
        host.base = kept
        assert "lies at another address" in ran.err
        assert elsewhere.requests == []


def test_a_token_goes_over_https_only() -> None:
    with pytest.raises(HostError, match="no https address"):
        Api("http://api.github.example", {}, lambda _: None)


def test_the_real_reports_are_what_it_takes(shop: Workspace, host: CodeHost, kind: str) -> None:
    host.knows_me = kind == "gitlab"
    shop.ok("plan", "-o", "markdown", "--output-file", "plan.md")
    assert shop("comment", kind, "plan.md").out.startswith("created")
    shop("apply", "--yes", "-o", "markdown", "--output-file", "apply.md")
    assert shop("comment", kind, "apply.md", "--run", "101").out.startswith("updated")
    [comment] = host.comments[7]
    assert (comment["user"]["login"], "Voice apply" in comment["body"]) == (ME, True)
    assert "The plan that was reviewed" in comment["body"]


def test_a_second_apply_that_finds_nothing_leaves_what_the_first_did(
    shop: Workspace, host: CodeHost, kind: str
) -> None:
    host.knows_me = kind == "gitlab"
    shop("apply", "--yes", "-o", "markdown", "--output-file", "apply.md")
    assert shop("comment", kind, "apply.md").out.startswith("created")
    shop("apply", "--yes", "-o", "markdown", "--output-file", "again.md")
    assert "what apply did stands there already" in shop("comment", kind, "again.md", "--run", "101").out
    assert "8 done" in host.texts()[0]


NO_PLAN = MARKER.replace("}", ',"failed":true}')
NOT_APPLIED = APPLIED.replace("}", ',"failed":true}')


def test_a_commit_without_a_plan_takes_an_older_plan_back_and_needs_no_comment_of_its_own(
    shop: Workspace, host: CodeHost, kind: str
) -> None:
    assert post(shop, host, kind, f"{NO_PLAN}\n2 errors\n").out.startswith("skipped")
    post(shop, host, kind, f"{MARKER}\ncancels 1\n", "--run", "101")
    assert post(shop, host, kind, f"{NO_PLAN}\n2 errors\n", "--run", "102").out.startswith("updated")
    assert ["cancels 1" in text for text in host.texts()] == [False]
    assert "the later run 102" in post(shop, host, kind, f"{MARKER}\ncancels 1\n", "--run", "101").out
    assert post(shop, host, kind, f"{MARKER}\nmended\n", "--run", "103").out.startswith("updated")


def test_an_apply_that_did_nothing_is_told_until_one_did_something(
    shop: Workspace, host: CodeHost, kind: str
) -> None:
    post(shop, host, kind, f"{MARKER}\nthe plan\n", "--run", "160")
    assert post(shop, host, kind, f"{NOT_APPLIED}\nstale\n", "--run", "150").out.startswith("updated")
    assert "The plan that was reviewed" in host.texts()[0]
    assert post(shop, host, kind, f"{MARKER}\nthe plan\n", "--run", "161").out.startswith("kept")
    assert post(shop, host, kind, f"{NOT_APPLIED}\nlocked\n", "--run", "151").out.startswith("updated")
    assert post(shop, host, kind, f"{NOT_APPLIED}\nstale\n", "--run", "150").out.startswith("kept")
    assert post(shop, host, kind, f"{APPLIED}\n9 done\n", "--run", "149").out.startswith("updated")
    assert post(shop, host, kind, f"{NOT_APPLIED}\nstale\n", "--run", "170").out.startswith("kept")
    assert "the plan" in host.texts()[0].partition("The plan that was reviewed")[2]


def test_a_merge_without_a_plan_says_so_above_the_plan_that_was_reviewed(
    shop: Workspace, host: CodeHost, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(shop, host, kind, f"{MARKER}\nthe plan\n", "--run", "160")
    monkeypatch.delenv("GITHUB_EVENT_PATH")
    monkeypatch.delenv("CI_MERGE_REQUEST_IID")
    host.merged[COMMIT] = 7
    assert "the later run 160" in post(shop, host, kind, f"{NO_PLAN}\n2 errors\n", "--run", "150").out
    for run in ("161", "162"):
        assert post(shop, host, kind, f"{NO_PLAN}\n{run} failed\n", "--run", run).out.startswith("updated")
        above, _, folded = host.texts()[0].partition("The plan that was reviewed")
        assert f"{run} failed" in above
        assert folded.count("the plan") == 1
    post(shop, host, kind, f"{APPLIED}\n9 done\n", "--run", "163")
    above, _, folded = host.texts()[0].partition("The plan that was reviewed")
    assert "9 done" in above
    assert "the plan" in folded
    assert "failed" not in folded
    assert post(shop, host, kind, f"{NO_PLAN}\n2 errors\n", "--run", "164").out.startswith("kept")
