"""A request that its caller gave up on, over real HTTP: held, never denied, and done when it lands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alibabacloud_credentials.utils import auth_util

from reconciler.model.outcome import Fate
from reconciler.providers.alibaba import connection
from reconciler.providers.alibaba.pace import Pace
from reconciler.testing import ACCOUNT, FaultProxy, Scene, emulated, enrolled, proxied
from reconciler.testing.conformance import everything
from reconciler.testing.scene import FREE, HOTLINE, INSTANCE, SECOND, entry, hotline

BIND, SET = "AddVirtualNumberRelation", "SetTransferCalleePoolConfig"


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Scene, FaultProxy]]:
    """A workspace, its account behind the emulator, and the proxy in between."""
    monkeypatch.setattr(auth_util, "environment_access_key_id", "testid")
    monkeypatch.setattr(auth_util, "environment_access_key_secret", "testsecret")
    monkeypatch.setattr(connection, "READ_TIMEOUT", 0.5)
    monkeypatch.setattr(Pace, "wait", lambda _: None)
    with emulated(tmp_path, ACCOUNT) as served, proxied(served.endpoint) as proxy:
        settings = {"endpoint": proxy.endpoint, "protocol": "http"}
        scene = Scene(tmp_path, enrolled(served.world, "alibaba", settings))
        scene.commit(**everything())
        scene.vouch()
        scene.settle()
        yield scene, proxy


def fates(scene: Scene) -> dict[str, Fate]:
    return {one.action.id: one.fate for one in scene.apply().results}


def held(scene: Scene) -> list[str]:
    return [f.message for f in scene.plan().findings if f.rule == "VN605"]


def instance(scene: Scene, number: str) -> str | None:
    return next(n.get("instance") for n in scene.enrolment.numbers() if n.get("number") == number)


def test_a_bind_that_a_proxy_held_is_not_made_again_however_git_changes(stage):
    scene, proxy = stage
    proxy.script("hold", BIND)
    scene.commit(**everything(free=entry(FREE, instance="outbound")))
    assert fates(scene) == {"care/free:bind": Fate.UNKNOWN}
    scene.commit(**everything(free=entry(FREE, instance="spare")))
    assert fates(scene) == {}
    [message] = held(scene)
    assert "it may still land, so no read can deny it before 2026-11-23T10:16:00+08:00" in message
    assert proxy.requests.count(BIND) == 1
    proxy.release()
    [message] = held(scene)
    assert message.endswith("; the next apply settles it as done: the provider shows it done")
    result = scene.apply()
    assert "care/free:bind is settled as done: the provider shows it done" in result.settled
    assert instance(scene, FREE) == INSTANCE
    scene.do([one.action for one in result.results if one.fate is Fate.ISSUED])
    scene.settle()
    assert instance(scene, FREE) == SECOND
    assert proxy.requests.count(BIND) == 2


def test_a_transfer_that_a_proxy_held_never_lands_on_top_of_another(stage):
    scene, proxy = stage
    proxy.script("hold", SET)
    scene.commit(**everything(hot=hotline(HOTLINE, ivr="transferred")))
    assert fates(scene) == {"care/hot:set-transfer": Fate.UNKNOWN}
    scene.commit(**everything())
    assert fates(scene) == {}
    proxy.release()
    scene.settle()
    transfer = next(n["ivr"]["transfer"] for n in scene.enrolment.numbers() if n.get("number") == HOTLINE)
    assert (transfer["to"], proxy.requests.count(SET)) == (["057188880009"], 2)


def test_what_never_landed_is_denied_once_it_cannot_land_any_more(stage):
    scene, proxy = stage
    proxy.script("lose-request", SET)
    scene.commit(**everything(hot=hotline(HOTLINE, ivr="transferred")))
    assert fates(scene) == {"care/hot:set-transfer": Fate.UNKNOWN}
    scene.enrolment.advance("15m")
    assert fates(scene) == {}
    scene.enrolment.advance("1m")
    assert fates(scene) == {"care/hot:set-transfer": Fate.DONE}
    assert proxy.requests.count(SET) == 2


@pytest.mark.parametrize("kind", ["lose-answer", "twice", "page"])
def test_what_was_done_and_not_heard_of_is_settled_by_the_next_apply(stage, kind):
    """A doubled request is answered by the nonce that was used already: that it was refused proves nothing."""
    scene, proxy = stage
    proxy.script(kind, BIND)
    scene.commit(**everything(free=entry(FREE, instance="outbound")))
    assert fates(scene) == {"care/free:bind": Fate.UNKNOWN}
    assert "care/free:bind is settled as done: the provider shows it done" in scene.apply().settled
    assert (instance(scene, FREE), proxy.requests.count(BIND)) == (INSTANCE, 1)
