"""`doctor` against the emulator: what it finds, what it advises, and that it changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alibabacloud_credentials.utils import auth_util
from emulating import BOUND, COMPANY, HOTLINE, INSTANCE, Emulated, emulated

from reconciler.cli.main import run
from reconciler.providers.alibaba import ram_policies

NO_LEDGER = "ledger .reconciler/ledger.db"


def workspace(folder: Path, account: str) -> Path:
    (folder / "reconciler.yaml").write_text(
        "apiVersion: voice.reconciler/v1\nkind: Workspace\nmetadata: {name: example}\n"
        f"spec: {{manifests: [teams], accounts: {{prod: {account}}}}}\n",
        encoding="utf-8",
    )
    return folder


def real(endpoint: str, more: str = "") -> str:
    return f'{{provider: alibaba, settings: {{endpoint: "{endpoint}", protocol: http{more}}}}}'


@pytest.fixture(autouse=True)
def key_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth_util, "environment_access_key_id", "testid")
    monkeypatch.setattr(auth_util, "environment_access_key_secret", "testsecret")
    monkeypatch.setattr(auth_util, "environment_security_token", None)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Emulated]:
    with emulated(tmp_path) as served:
        yield served


def doctor(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, tuple[str, str]], str]:
    code = run(["doctor", "-C", str(folder), "-o", "json"])
    printed = capsys.readouterr().out
    found = json.loads(printed)
    assert found["account"] == "prod"
    return code, {check["name"]: (check["status"], check["detail"]) for check in found["checks"]}, printed


def test_all_is_well(account, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, checks, printed = doctor(workspace(tmp_path, real(account.endpoint)), capsys)
    assert code == 0
    assert {name: status for name, (status, _) in checks.items()} == {
        "extra": "ok",
        f"reach {account.endpoint}": "ok",
        "clock": "ok",
        "credentials": "ok",
        "signed read": "ok",
        "audit trail": "unknown",
        "call tasks": "ok",
        "bills": "ok",
        "writing": "unknown",
        NO_LEDGER: "ok",
    }
    assert checks["credentials"][1] == "from default/env"
    assert json.loads(printed)["policies"] == {
        "plan": ram_policies.plan(),
        "apply": ram_policies.apply(),
        "evidence": ram_policies.evidence(),
    }
    assert "testsecret" not in printed
    assert account.world.requests() == ()


def test_the_text_shows_checks_and_both_policies(account, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["doctor", "-C", str(workspace(tmp_path, real(account.endpoint)))]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("account prod (alibaba)\n  ✓ extra: ")
    assert "RAM policy for plan:" in printed
    assert "RAM policy for apply:" in printed
    assert "bss:DescribeAcccount" in printed


def test_a_wrong_secret_is_found(account, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(auth_util, "environment_access_key_secret", "another")
    code, checks, printed = doctor(workspace(tmp_path, real(account.endpoint)), capsys)
    assert code == 1
    assert checks["signed read"][0] == "fail"
    assert "SignatureDoesNotMatch" in checks["signed read"][1]
    assert "another" not in printed


def test_a_service_that_cannot_be_reached_is_found(account, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    billing = ', billingEndpoint: "127.0.0.1:1"'
    code, checks, _ = doctor(workspace(tmp_path, real(account.endpoint, billing)), capsys)
    assert code == 1
    assert checks["reach 127.0.0.1:1"] == ("fail", "no answer: ConnectionError")
    assert checks[f"reach {account.endpoint}"][0] == "ok"


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(0, "ok"), (110, "ok"), (130, "warn"), (-890, "warn"), (910, "fail"), (-910, "fail")],
)
def test_the_clock_is_compared_with_the_provider_s(seconds, status):
    from datetime import UTC, datetime, timedelta

    from reconciler.providers.alibaba.checkup import _clock

    ours = datetime(2026, 11, 23, 2, tzinfo=UTC)
    (check,) = _clock(ours - timedelta(seconds=seconds), ours)
    assert check.status == status
    assert check.detail == f"{abs(seconds)} s from the provider's"


def test_a_roster_is_looked_at(account, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text("# as of: 2020-01-01\n# complete: true\nnumber\n057188880001\n")
    folder = workspace(tmp_path, real(account.endpoint, ", roster: roster.csv"))
    code, checks, _ = doctor(folder, capsys)
    assert code == 0
    assert checks["roster"] == ("warn", "complete, 1 in all, taken on 2020-01-01")
    (tmp_path / "roster.csv").unlink()
    code, checks, _ = doctor(folder, capsys)
    assert code == 1
    assert checks["roster"] == ("fail", "the roster roster.csv cannot be read: No such file or directory")


def test_without_the_extra_it_says_how_to_install_it(account, tmp_path, capsys, monkeypatch):
    import sys

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "reconciler.providers.alibaba.sdk", None)
    code, checks, printed = doctor(workspace(tmp_path, real(account.endpoint)), capsys)
    assert code == 1
    assert list(checks) == ["extra", NO_LEDGER]
    assert "pip install 'voice-reconciler[alibaba]'" in printed


def test_an_account_of_another_provider_is_observed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.yaml").write_text('now: "2026-11-23T10:00:00+08:00"\n', encoding="utf-8")
    code, checks, printed = doctor(workspace(tmp_path, "{provider: simulator}"), capsys)
    assert (code, checks) == (
        0,
        {"observe": ("ok", "0 numbers"), NO_LEDGER: ("ok", "nothing was recorded yet")},
    )
    assert json.loads(printed)["policies"] == {}
    (tmp_path / "world.yaml").write_text("now: soon\n", encoding="utf-8")
    for file in (tmp_path / ".reconciler").iterdir():
        file.unlink()
    assert doctor(tmp_path, capsys)[0] == 1


def test_a_probe_asks_only_what_reads_and_hides_every_value(account, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text(f"# as of: 2026-11-20\n号码\n{HOTLINE}\n", encoding="utf-8")
    workspace(tmp_path, real(account.endpoint, ", roster: roster.csv"))
    assert run(["doctor", "-C", str(tmp_path), "--probe"]) == 0
    printed = capsys.readouterr().out
    answers = {answer["action"]: answer["answer"] for answer in json.loads(printed)["answers"]}
    assert list(answers) == [
        "QueryVirtualNumberRelation",
        "QueryVmsVirtualNumberRelationByPage",
        "ListServiceInstanceForPage",
        "QueryCallInPoolTransferConfig",
        "QueryAccountBalance",
        "ListCallTask",
        "DescribeInstanceBill",
    ]
    pair = answers["QueryVmsVirtualNumberRelationByPage"]["Model"]["Data"][0]
    assert pair == {
        "RealNumber": "999999999999",
        "VirtualNumber": "999999999999",
        "State": 1,
        "NumberProvince": "xx",
        "NumberCity": "xx",
    }
    assert answers["QueryVirtualNumberRelation"]["Data"] == {
        "a string of JSON": {"data": [], "pageNo": 1, "pageSize": 10, "total": 0}
    }
    assert answers["QueryAccountBalance"]["Data"]["AvailableAmount"] == "999.99"
    instance = answers["ListServiceInstanceForPage"]["Model"]["Records"][0]
    assert (instance["Code"], instance["InstanceStatus"]) == ("999999999999", "usable")
    assert all(
        secret not in printed for secret in (BOUND, HOTLINE, INSTANCE, COMPANY, "testid", "testsecret")
    )
    assert account.world.requests() == ()


def test_a_probe_tells_what_was_refused_and_goes_on(account, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(auth_util, "environment_access_key_secret", "another")
    workspace(tmp_path, real(account.endpoint))
    assert run(["doctor", "-C", str(tmp_path), "--probe"]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert len(answers) == 6
    assert all("SignatureDoesNotMatch" in answer["error"] for answer in answers)


def test_only_a_real_account_is_probed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    workspace(tmp_path, "{provider: simulator, settings: {world: world.yaml}}")
    assert run(["doctor", "-C", str(tmp_path), "--probe"]) == 64
    assert "provider simulator, which has no probe" in capsys.readouterr().err
