"""Only the approved plan is applied: whatever else is handed in, or moved meanwhile, changes nothing anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from documents import Git, Tombstone, hotline, live_regular, regular, world_file
from workspace import Said, Workspace

import reconciler.pipeline.snapshot
from reconciler.ledger import open_ledger
from reconciler.model.calendar import SHANGHAI
from reconciler.providers.simulator.world.journal import CONSOLE

A, B = "057188880001", "057188880002"
GIT = Git(
    hotlines={"brand": hotline("4009100003")},
    numbers={"hz-001": regular(A, instance="outbound")},
    tombstones={"gone": Tombstone("care/old", B)},
)
WORLD = world_file(live_regular(A), live_regular(B), now="2026-11-30T10:00:00+08:00")

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture
def work(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()
    return Workspace(tmp_path / "work", capsys, GIT, WORLD)


@contextmanager
def untouched(work: Workspace) -> Iterator[None]:
    """Nothing is asked of the provider and nothing is written to the ledger."""
    before = work.requests(), work.head()
    yield
    assert (work.requests(), work.head()) == before


def planned(work: Workspace) -> dict[str, Any]:
    said = work.run("plan", "--out", "plan.json", "-o", "json")
    assert said.code in {0, 3}
    document: dict[str, Any] = said.document
    return document


def refused(work: Workspace, *words: str) -> Said:
    with untouched(work):
        said = work.run("apply", *words)
    assert said.code == 5, said.err
    assert "error[VN805]" in said.err
    return said


def edited(work: Workspace, edit: Edit) -> None:
    file = work.root / "plan.json"
    document = json.loads(file.read_text())
    edit(document)
    file.write_text(json.dumps(document))


def action(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in document["actions"] if entry["id"] == name)
    return found


# --- what is approved is applied ------------------------------------------------------------------------


def test_the_plan_that_was_saved_is_applied(work: Workspace) -> None:
    planned(work)

    said = work.run("apply", "plan.json", "-o", "json")

    assert said.code in {0, 3}
    assert {r["id"]: r["fate"] for r in said.document["results"]} == {
        "care/old:cancel": "done",
        "care/brand:order": "done",
        "care/brand:submit-documents": "issued",
        "care/hz-001:adopt": "done",
        "care/hz-001:bind": "done",
    }
    assert work.requests() == 3


def test_the_digest_of_the_plan_is_enough(work: Workspace) -> None:
    digest = planned(work)["digest"]

    assert work.run("apply", "--digest", digest).code in {0, 3}
    assert work.requests() == 3


def test_a_digest_outlives_a_merge_that_changes_nothing_ready(work: Workspace) -> None:
    digest = planned(work)["digest"]
    replace(GIT, limits=GIT.limits | {"cancellations": 4}).write(work.root)

    assert work.run("apply", "--digest", digest).code in {0, 3}
    assert work.requests() == 3


# --- altered files ----------------------------------------------------------------------------------------


def _set(*path: str, to: object, of: str | None = None) -> Edit:
    def edit(document: dict[str, Any]) -> None:
        place: Any = document if of is None else action(document, of)
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = to

    return edit


ALTERED = {
    "another digest": _set("digest", to="sha256:" + "0" * 64),
    "another address": _set("address", to="care/hz-002", of="care/hz-001:bind"),
    "another cost": _set("cost", "now", to="1.00", of="care/brand:order"),
    "another change": _set(
        "changes", to=[{"path": "instance", "before": None, "after": "057100009999"}], of="care/hz-001:bind"
    ),
    "another consent": lambda d: action(d, "care/old:cancel")["changes"][0].update(after="another"),
    "needs left out": lambda d: action(d, "care/brand:submit-documents").update(needs=[]),
    "an action left out": lambda d: d["actions"].remove(action(d, "care/old:cancel")),
    "an action held back": _set("status", to="waiting", of="care/old:cancel"),
    "another team": _set("scope", "team", to="care"),
    "other manifests": _set("basis", "manifests", to="0" * 64),
    "other policies": _set("basis", "policies", to="0" * 64),
    "another tool": _set("basis", "tool", to="0.0.1"),
    "another ledger": _set("basis", "ledger", to="1" * 64),
    "made tomorrow": _set("basis", "created", to="2026-12-01T10:00:00+08:00"),
    "hypothetical": _set("hypothetical", to=True),
}


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_plan_file_is_refused(work: Workspace, how: str) -> None:
    planned(work)
    edited(work, ALTERED[how])

    refused(work, "plan.json")


# --- what moved since -------------------------------------------------------------------------------------


def test_changed_manifests_make_a_plan_file_stale_and_the_difference_is_shown(work: Workspace) -> None:
    planned(work)
    replace(GIT, numbers={}).write(work.root)

    said = refused(work, "plan.json")

    assert "the manifests changed" in said.err
    assert "- care/hz-001:bind" in said.err


def test_a_file_that_was_only_renamed_makes_a_plan_file_stale(work: Workspace) -> None:
    planned(work)
    (work.root / "teams/care/team.yaml").rename(work.root / "teams/care/staff.yaml")

    assert "the manifests changed" in refused(work, "plan.json").err


def test_an_apply_meanwhile_makes_a_plan_file_stale(work: Workspace) -> None:
    planned(work)
    assert work.run("apply", "--yes").code in {0, 3}

    said = refused(work, "plan.json")

    assert "something was applied since" in said.err
    assert "- care/brand:order" in said.err


def test_a_change_at_the_provider_is_shown_before_anything_is_done(work: Workspace) -> None:
    digest = planned(work)["digest"]
    world = work.world()
    world.bind([A], "057100005678", by=CONSOLE)
    world.close()

    with_file = refused(work, "plan.json")
    with_digest = refused(work, "--digest", digest)

    assert "+ care/hz-001:unbind" in with_file.err
    assert "+ care/hz-001:unbind" in with_digest.err


def test_a_plan_file_is_valid_for_24_hours_and_not_a_second_longer(work: Workspace) -> None:
    work.advance("24h")  # into December, so that the month's end does not come first
    planned(work)
    work.advance("24h")
    work.advance("1s")
    assert "valid for 24 hours" in refused(work, "plan.json").err

    planned(work)
    work.advance("24h")
    assert work.run("apply", "plan.json").code in {0, 3}


def test_a_plan_file_does_not_outlive_its_billing_month(work: Workspace) -> None:
    work.advance("13h")
    planned(work)
    work.advance("1h")

    assert "a billing month ended" in refused(work, "plan.json").err


def test_a_plan_as_of_another_day_is_refused(work: Workspace) -> None:
    work.run("plan", "--as-of", "2026-12-02", "--out", "plan.json")

    assert "hypothetical" in refused(work, "plan.json").err


def test_a_digest_that_is_none_shows_the_plan_as_it_is(work: Workspace) -> None:
    said = refused(work, "--digest", "sha256:" + "0" * 64)

    assert "+ care/brand:order" in said.err


def test_another_version_of_the_tool_plans_again(work: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(work)
    monkeypatch.setattr(reconciler.pipeline.snapshot, "__version__", "99.0")

    assert "another version of this tool" in refused(work, "plan.json").err


def test_a_plan_of_one_account_is_not_applied_to_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()
    work = Workspace(tmp_path / "work", capsys, GIT, WORLD)
    file = work.root / "reconciler.yaml"
    document = json.loads(file.read_text())
    accounts = document["spec"]["accounts"]
    accounts["spare"] = {"provider": "simulator", "settings": {"database": "spare.db", "world": "world.yaml"}}
    document["spec"]["teams"]["care"]["accounts"].append("spare")
    file.write_text(json.dumps(document))
    assert work.run("plan", "--account", "prod", "--out", "plan.json").code in {0, 3}

    assert "another account" in refused(work, "plan.json", "--account", "spare").err
    assert work.run("apply", "--yes").code == 64
    assert work.run("apply", "plan.json").code in {0, 3}


# --- not a plan at all ------------------------------------------------------------------------------------

BROKEN = {
    "empty": lambda text: "",
    "cut": lambda text: text[: len(text) // 2],
    "no JSON": lambda text: "plan: yes",
    "a list": lambda text: f"[{text}]",
    "a key twice": lambda text: text.replace('"digest"', '"digest": "x", "digest"', 1),
    "a key too many": lambda text: text.replace("{", '{"force": true, ', 1),
    "a key too few": lambda text: text.replace('"hypothetical"', '"hypothetica"', 1),
    "a newer version": lambda text: text.replace('"format_version": "1.1"', '"format_version": "2.0"', 1),
    "no number": lambda text: text.replace('"120.00"', "NaN", 1),
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_not_a_plan_is_an_error(work: Workspace, how: str) -> None:
    planned(work)
    file = work.root / "plan.json"
    broken = BROKEN[how](file.read_text())
    assert broken != file.read_text()
    file.write_text(broken)

    with untouched(work):
        said = work.run("apply", "plan.json")

    assert said.code == 1, said.err


# --- who may apply what -----------------------------------------------------------------------------------


def test_where_approval_is_asked_for_a_bare_apply_is_refused(work: Workspace) -> None:
    replace(GIT, approval="plan").write(work.root)

    assert "approved plans only" in refused(work, "--yes").err
    planned(work)
    assert work.run("apply", "plan.json").code in {0, 3}


def test_a_bare_apply_without_a_terminal_needs_a_yes(work: Workspace) -> None:
    with untouched(work):
        said = work.run("apply")

    assert (said.code, "--yes" in said.err) == (64, True)


def test_two_approvals_are_one_too_many(work: Workspace) -> None:
    planned(work)

    with untouched(work):
        assert work.run("apply", "plan.json", "--digest", "sha256:0").code == 64


def test_a_second_apply_is_turned_away_at_once_and_told_by_whom(work: Workspace) -> None:
    ledger = open_ledger("sqlite:///.reconciler/ledger.db", work.root)
    with ledger.lock("prod", "the other job", datetime(2026, 11, 30, 9, tzinfo=SHANGHAI)), untouched(work):
        said = work.run("apply", "--yes")

    assert said.code == 6
    assert "the other job" in said.err
    assert "ledger unlock" in said.err


def test_an_altered_ledger_stops_the_run(work: Workspace) -> None:
    work.run("apply", "--yes")
    work.take_ledger_by_hand("UPDATE records SET body = replace(body, 'care/hz-001', 'care/hz-002')")
    requests = work.requests()

    said = work.run("apply", "--yes")

    assert (said.code, work.requests()) == (1, requests)
    assert "was altered" in said.err and "ledger rebuild" in said.err


# --- resume -----------------------------------------------------------------------------------------------


def test_resume_never_buys_nor_does_what_would_need_a_purchase(work: Workspace) -> None:
    replace(GIT, hotlines={"brand": hotline("4009100003", documents={"reference": "DOC-1"})}).write(work.root)

    said = work.run("apply", "--resume", "-o", "json")

    fates = {r["id"]: r["fate"] for r in said.document["results"]}
    assert fates["care/brand:order"] == "not run"
    assert fates["care/brand:submit-documents"] == "not run"
    assert fates["care/hz-001:bind"] == "done"
    assert fates["care/old:cancel"] == "done"
    assert said.code in {0, 3}


def test_resume_needs_no_approval_where_a_purchase_would(work: Workspace) -> None:
    replace(GIT, approval="plan").write(work.root)

    assert work.run("apply", "--resume").code in {0, 3}
    assert work.requests() == 2
