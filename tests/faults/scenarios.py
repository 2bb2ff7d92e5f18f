"""One small story for each kind of action, and one that holds them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents import (
    CAMPAIGN,
    OUTBOUND,
    TRANSFER,
    WELCOME,
    Git,
    Tombstone,
    hotline,
    live_hotline,
    live_regular,
    regular,
    world_file,
)
from scene import Scene

A, B, C = "057188880001", "057188880002", "057188880003"
D = "057188880004"
BRAND, OLD = "4008100001", "4008100007"


@dataclass(frozen=True)
class Scenario:
    """What Git says, what the account holds, and what is to be done about it."""

    name: str
    git: Git
    world: Mapping[str, Any]
    before: Git | None = None
    """An earlier commit, applied without faults first."""

    def scene(self) -> Scene:
        """The story at the moment before the run that matters."""
        found = Scene(self.before or self.git, self.world)
        if self.before is not None:
            found.finish()
            found.git = self.git
        return found


def _live(kind: str, entry: dict[str, Any], number: dict[str, Any], **git: Any) -> tuple[Git, Any]:
    return Git(**{kind: {"it": entry}}, **git), world_file(number)


def _scenario(name: str, git: Git, world: Mapping[str, Any], **more: Any) -> Scenario:
    return Scenario(name, git, world, **more)


_STONE = {"gone": Tombstone("care/it", A)}
_ANSWERS = {"ivr": {"playback": WELCOME}}
_BYSTANDER = world_file(live_regular(D))
_OTHERS = {"b": regular(B), "c": regular(C), "d": regular(D)}
_WAITS = live_hotline(BRAND, status="documents_due", appliedOn="2026-11-22", activatedOn=None)
_FORWARDS = {"ivr": {"transfer": TRANSFER}}

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        _scenario("apply-400", Git(hotlines={"it": hotline()}), _BYSTANDER),
        _scenario("apply-400-named", Git(hotlines={"it": hotline("4009100003")}), _BYSTANDER),
        _scenario("apply-regular", Git(numbers={"it": regular()}), _BYSTANDER),
        _scenario(
            "submit-documents",
            *_live(
                "hotlines",
                hotline(BRAND, documents={"reference": "DOC-1"}),
                live_hotline(BRAND, status="documents_due", appliedOn="2026-11-01", activatedOn=None),
            ),
        ),
        _scenario("configure-ivr", *_live("numbers", regular(A, ivr="welcome"), live_regular(A))),
        _scenario("reconfigure-ivr", *_live("numbers", regular(A, ivr="other"), live_regular(A, **_ANSWERS))),
        _scenario("clear-ivr", *_live("numbers", regular(A), live_regular(A, **_ANSWERS))),
        _scenario("set-transfer", *_live("hotlines", hotline(BRAND, ivr="forward"), live_hotline(BRAND))),
        _scenario("clear-transfer", *_live("hotlines", hotline(BRAND), live_hotline(BRAND, **_FORWARDS))),
        _scenario("bind", *_live("numbers", regular(A, instance="outbound"), live_regular(A))),
        _scenario("unbind", *_live("numbers", regular(A), live_regular(A, instance=OUTBOUND))),
        _scenario(
            "rebind",
            *_live("numbers", regular(A, instance="outbound"), live_regular(A, instance=CAMPAIGN)),
        ),
        _scenario("cancel", Git(tombstones=_STONE), world_file(live_regular(A))),
        _scenario(
            "unbind-and-cancel", Git(tombstones=_STONE), world_file(live_regular(A, instance=OUTBOUND))
        ),
        _scenario(
            "clear-and-cancel-400",
            Git(tombstones={"gone": Tombstone("care/it", OLD)}),
            world_file(live_hotline(OLD, **_FORWARDS)),
        ),
        _scenario("activate-public-mode", Git(public_mode=True), world_file()),
        _scenario("adopt", Git(numbers={"it": regular(A)}), world_file(live_regular(A))),
        _scenario(
            "forget",
            Git(numbers=_OTHERS),
            world_file(*map(live_regular, (A, B, C, D))),
            before=Git(numbers={"it": regular(A)} | _OTHERS),
        ),
        _scenario(
            "task",
            *_live(
                "hotlines",
                hotline(BRAND),
                live_hotline(BRAND, status="documents_due", appliedOn="2026-11-01", activatedOn=None),
            ),
        ),
        _scenario(
            "withdraw",
            Git(numbers=_OTHERS),
            world_file(_WAITS, *map(live_regular, (B, C, D))),
            before=Git(hotlines={"it": hotline(BRAND)}, numbers=_OTHERS),
        ),
        _scenario(
            "take-a-task-over",
            Git(hotlines={"it": hotline(BRAND, documents={"reference": "DOC-1"})}),
            world_file(_WAITS),
            before=Git(hotlines={"it": hotline(BRAND)}),
        ),
    )
}

EVERYTHING = Scenario(
    "everything",
    Git(
        hotlines={
            "brand": hotline(BRAND, documents={"reference": "DOC-1"}, ivr="hotline"),
            "spare": hotline(documents={"reference": "DOC-2"}, ivr="hotline"),
        },
        numbers={
            "hz-001": regular(A, instance="outbound", ivr="welcome"),
            "hz-002": regular(B, instance="outbound"),
            "new": regular(instance="outbound", ivr="welcome"),
        },
        public_mode=True,
        tombstones={"gone": Tombstone("care/hz-003", C), "old": Tombstone("care/old", OLD)},
    ),
    world_file(
        live_hotline(BRAND, status="documents_due", appliedOn="2026-11-01", activatedOn=None),
        live_hotline(OLD, **_FORWARDS),
        live_regular(A),
        live_regular(B, instance=CAMPAIGN, **_ANSWERS),
        live_regular(C, instance=OUTBOUND),
    ),
)


STORIES = SCENARIOS | {EVERYTHING.name: EVERYTHING}
