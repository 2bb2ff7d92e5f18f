"""A model of the host's queue plays approval waits, merges and mornings on the workflows as they are written.

A concurrency group runs one job. Of those that wait it keeps the newest only, or all of them with `queue: max`. A group
of a whole workflow is held until the run ends, also while a person is waited for.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.cli import ci

ACCOUNTS = ("service", "outreach")
ENDED = {"done", "cancelled", "skipped"}


def flow(name: str) -> dict[Any, Any]:
    """One workflow as it is written."""
    text = ci.template("github", name).replace("WORKSPACE", "voice").replace("FOLDER", "voice/")
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


@dataclass
class Claim:
    """A job, or a run as a whole, on its way through its group: new, pending, running, then ended."""

    run: int
    name: str
    group: str | None
    queues: bool
    needs: tuple[str, ...] = ()
    waits_for_a_person: bool = False
    left: int = 0
    state: str = "new"


def claim(run: int, name: str, concurrency: dict[str, Any], account: str, **more: Any) -> Claim:
    """A claim on the group that is written down, or on none."""
    group = concurrency.get("group")
    resolved = group and group.replace("${{ inputs.account }}", account)
    return Claim(run, name, resolved, concurrency.get("queue") == "max", **more)


@dataclass
class Host:
    """Runs of the two workflows, tick by tick."""

    flows: dict[str, dict[Any, Any]]
    runs: list[Claim] = field(default_factory=list)
    jobs: list[Claim] = field(default_factory=list)
    approved: set[int] = field(default_factory=set)
    crowds: int = 0

    def start(self, kind: str, account: str, length: int) -> int:
        """A merge or a morning, for one account; its jobs take `length` ticks each."""
        workflow, number = self.flows[kind], len(self.runs) + 1
        self.runs.append(claim(number, kind, workflow.get("concurrency", {}), account))
        self.jobs += [
            claim(
                number, name, job.get("concurrency", {}), account,
                needs=(job["needs"],) if isinstance(job.get("needs"), str) else tuple(job.get("needs", ())),
                waits_for_a_person="approve" in str(job.get("environment", "")), left=length,
            )
            for name, job in workflow["jobs"].items()
        ]  # fmt: skip
        return number

    def tick(self) -> bool:
        """Everything that may start starts, what runs gets on. Returns whether anything moved."""
        before = [(claim.state, claim.left) for claim in (*self.runs, *self.jobs)]
        self._admit(self.runs, lambda run: True)
        self._admit(self.jobs, self._may_begin)
        self.crowds += any(
            sum(job.group == group and job.state == "running" for job in self.jobs) > 1
            for group in {job.group for job in self.jobs} - {None}
        )
        for job in self.jobs:
            if job.state == "running" and not (job.waits_for_a_person and job.run not in self.approved):
                job.left -= 1
                job.state = "running" if job.left else "done"
        for run in self.runs:
            mine = [job for job in self.jobs if job.run == run.run]
            if run.state == "cancelled":
                for job in mine:
                    job.state = "cancelled"
            elif run.state == "running" and all(job.state in ENDED for job in mine):
                run.state = "done"
        return before != [(claim.state, claim.left) for claim in (*self.runs, *self.jobs)]

    def _may_begin(self, job: Claim) -> bool:
        states = {other.name: other.state for other in self.jobs if other.run == job.run}
        if any(states[need] in {"cancelled", "skipped"} for need in job.needs):
            job.state = "skipped"
            return False
        ready = all(states[need] == "done" for need in job.needs)
        return ready and self.runs[job.run - 1].state == "running"

    def _admit(self, claims: list[Claim], ready: Callable[[Claim], bool]) -> None:
        """Who comes new to a group that keeps no queue pushes out who waits there; the first in line gets in."""
        for each in claims:
            if each.state == "new" and ready(each):
                each.state = "pending"
                for other in claims:
                    pushed = other.state == "pending" and other is not each and not each.queues
                    if pushed and each.group is not None and other.group == each.group:
                        other.state = "cancelled"
        for each in claims:
            peers = [other for other in claims if other.group == each.group and each.group is not None]
            if each.state == "pending" and not any(other.state == "running" for other in peers):
                each.state = "running"

    def state(self, run: int, name: str) -> str:
        """How a job of a run stands."""
        return next(job.state for job in self.jobs if (job.run, job.name) == (run, name))


def host_of(merge: dict[Any, Any], watch: dict[Any, Any]) -> Host:
    return Host({"merge": merge, "morning": watch})


def play(host: Host, story: list[tuple[str, str, int]]) -> tuple[list[int], list[int]]:
    """Plays a story until nothing moves any more. Returns the mornings, and the merges that were approved."""
    runs: dict[str, list[int]] = {"merge": [], "morning": []}
    for word, account, length in story:
        if word == "approve":
            host.approved |= set(sorted(set(runs["merge"]) - host.approved)[-1:])
        elif word in runs:
            runs[word].append(host.start(word, account, length))
        for _ in range(length):
            host.tick()
    while host.tick():
        pass
    return runs["morning"], [run for run in runs["merge"] if run in host.approved]


def verdict(host: Host, mornings: list[int], approved: list[int]) -> list[str]:
    """What went wrong: reports missed, applies lost, two writers at once."""
    missed = [f"morning {run} was not reported" for run in mornings if host.state(run, "report") != "done"]
    idle = [f"morning {run} did not resume" for run in mornings if host.state(run, "resume") != "done"]
    lost = [f"apply {run} was lost" for run in approved if host.state(run, "apply") != "done"]
    return [*missed, *idle, *lost, *(["two wrote at once"] if host.crowds else [])]


STORIES = st.lists(
    st.tuples(
        st.sampled_from(("merge", "morning", "approve", "tick")), st.sampled_from(ACCOUNTS), st.integers(1, 4)
    ),
    max_size=14,
)
UNANSWERED = [
    ("merge", "service", 1),
    ("merge", "service", 1),
    ("morning", "service", 2),
    ("merge", "service", 1),
]

BUSY = [("merge", "service", 2)] * 3 + [("approve", "service", 1)] * 3


@given(STORIES)
@settings(max_examples=60)
def test_no_report_is_missed_and_no_apply_lost(story: list[tuple[str, str, int]]) -> None:
    host = host_of(flow("apply"), flow("watch"))
    assert verdict(host, *play(host, story)) == []


def test_a_morning_reports_at_once_whatever_waits() -> None:
    host = host_of(flow("apply"), flow("watch"))
    play(host, [("merge", "service", 4)] * 3)
    run = host.start("morning", "service", 1)
    host.tick()
    assert host.state(run, "report") == "done"


def _whole_workflow(merge: dict[Any, Any], watch: dict[Any, Any]) -> None:
    merge["concurrency"] = watch["concurrency"] = {"group": "voice"}


def _no_queue(merge: dict[Any, Any], watch: dict[Any, Any]) -> None:
    for job in (merge["jobs"]["apply"], watch["jobs"]["resume"]):
        del job["concurrency"]["queue"]


def _approval_in_the_group(merge: dict[Any, Any], _watch: dict[Any, Any]) -> None:
    merge["jobs"]["apply"]["environment"] = "voice-approve"


@pytest.mark.parametrize(
    ("spoil", "story", "wrong"),
    [
        (_whole_workflow, UNANSWERED, "morning 3 was not reported"),
        (_no_queue, BUSY, "was lost"),
        (_approval_in_the_group, UNANSWERED, "morning 3 did not resume"),
    ],
)
def test_the_model_sees_what_is_wrong_with_other_designs(spoil, story, wrong) -> None:
    merge, watch = copy.deepcopy(flow("apply")), copy.deepcopy(flow("watch"))
    spoil(merge, watch)
    if spoil is _approval_in_the_group:
        del merge["jobs"]["approve"]
        merge["jobs"]["apply"]["needs"] = "plan"
    host = host_of(merge, watch)
    assert any(wrong in problem for problem in verdict(host, *play(host, story)))


def test_what_the_model_assumes_is_what_is_written() -> None:
    """Approvals stand outside the group, and the pull request's jobs are in none."""
    groups = {
        (name, job): spec["concurrency"]
        for name in ci.REUSABLE
        for job, spec in flow(name)["jobs"].items()
        if "concurrency" in spec
    }
    assert set(groups) == {("apply", "apply"), ("watch", "resume")}
    assert {tuple(sorted(group)) for group in groups.values()} == {("cancel-in-progress", "group", "queue")}
    assert not any("concurrency" in flow(name) for name in (*ci.REUSABLE, *ci.CALLERS))
