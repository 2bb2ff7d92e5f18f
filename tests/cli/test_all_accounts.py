"""`--all-accounts` and `shards`: every account of a workspace in one run, each with a report of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from staged import Workspace

from reconciler.model.plan import FORMAT_VERSION

COMPANY = Path(__file__).parents[2] / "examples/company"
ACCOUNTS = ["outreach", "service"]


@pytest.fixture
def company(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """Two accounts, six teams."""
    return Workspace(Path(shutil.copytree(COMPANY, tmp_path / "company")), capsys)


def documents(text: str) -> list[dict[str, Any]]:
    """JSON documents that follow each other, as `jq` reads them."""
    found, decoder, rest = [], json.JSONDecoder(), text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].strip()
    return found


@pytest.mark.parametrize("verb", ["plan", "drift", "status", "deadlines", "tasks", "doctor"])
@pytest.mark.parametrize("jobs", ["1", "4"])
def test_every_looking_verb_reports_each_account_in_order(company: Workspace, verb: str, jobs: str) -> None:
    ran = company(verb, "--all-accounts", "--jobs", jobs, "-o", "json")
    together = documents(ran.out)
    alone = [company(verb, "--account", account, "-o", "json") for account in ACCOUNTS]
    assert [document["account"] for document in together] == ACCOUNTS
    assert together == [run.json for run in alone]
    assert ran.code == max((run.code for run in alone), key=lambda code: [0, 2, 3, 1].index(code))


def test_the_text_reports_stand_apart(company: Workspace) -> None:
    ran = company("plan", "--all-accounts")
    assert "\n\nPlan for service as of" in ran.out
    assert ran.out.startswith("Plan for outreach as of")


def test_files_are_written_one_per_account(company: Workspace) -> None:
    company("plan", "--all-accounts", "--out", "plan.json", "-o", "markdown", "--output-file", "plan.md")
    for account in ACCOUNTS:
        assert json.loads((company.root / f"plan.{account}.json").read_text("utf-8"))["account"] == account
        assert f'"account":"{account}"' in (company.root / f"plan.{account}.md").read_text("utf-8")
    assert not (company.root / "plan.json").exists()


def test_an_account_that_fails_does_not_silence_the_others(company: Workspace) -> None:
    (company.root / "worlds/outreach.yaml").write_text("now: never\n", encoding="utf-8")
    ran = company("plan", "--all-accounts", "-o", "json")
    failed, planned = documents(ran.out)
    assert (ran.code, planned["account"]) == (1, "service")
    assert list(failed) == ["error"]


def test_one_and_all_exclude_each_other_and_a_file_is_one_accounts(company: Workspace) -> None:
    assert company("plan", "--all-accounts", "--account", "service").code == 64
    (company.root / "seen.json").write_text("{}", encoding="utf-8")
    ran = company("plan", "--all-accounts", "--observed", "seen.json")
    assert (ran.code, "--observed is one account's file" in ran.err) == (64, True)


def test_a_way_out_names_the_account_where_there_are_several(company: Workspace) -> None:
    out = company("drift", "--account", "service").out
    ways = [line for line in out.splitlines() if "→ `reconciler" in line]
    assert ways
    assert all(way.count(" --account service`") == way.count("`reconciler ") for way in ways)


def test_without_a_choice_the_hint_names_both_ways(company: Workspace) -> None:
    ran = company("plan")
    assert ran.code == 64
    assert "add --account: outreach, service; or --all-accounts, to look at all" in ran.err


def test_an_apply_takes_one_account_at_a_time(company: Workspace) -> None:
    assert company("apply", "--all-accounts", "--yes").code == 64


def test_shards_are_what_a_matrix_needs(company: Workspace) -> None:
    document = company.ok("shards", "-o", "json").json
    assert document["format_version"] == FORMAT_VERSION
    assert [shard["account"] for shard in document["shards"]] == ACCOUNTS
    assert document["shards"][0] == {
        "account": "outreach",
        "provider": "simulator",
        "teams": ["marketing", "platform"],
    }
    assert company.ok("shards").out == "outreach\nservice\n"


def test_a_broken_file_of_a_team_leaves_the_other_accounts_reports_whole(company: Workspace) -> None:
    (company.root / "teams/sales/team.yaml").write_text("kind: Team\n  broken", encoding="utf-8")
    for verb in ("drift", "status", "deadlines", "tasks"):
        outreach, service = documents(company(verb, "--all-accounts", "-o", "json").out)
        assert (outreach["complete"], service["complete"]) == (True, False), verb
    assert company("plan", "--account", "outreach").code == 1  # one invalid file, no plan
