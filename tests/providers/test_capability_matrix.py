"""What each provider can read and do, and the permissions that takes."""

import json
import re

import pytest

from reconciler.cli.main import run
from reconciler.cli.providers import known
from reconciler.model.action import Verb
from reconciler.model.capability import Capabilities
from reconciler.providers.alibaba import ram_policies, sdk
from reconciler.providers.alibaba.capabilities import OPERATIONS
from reconciler.report.matrix import entries


def cells(provider: str) -> dict[tuple[str, str], str]:
    position = list(known()).index(provider)
    return {(entry.type, entry.subject): entry.cells[position] for entry in entries(known())}


def test_the_real_provider_writes_two_things():
    assert {what for what, cell in cells("alibaba").items() if cell == "write"} == {
        ("regular", "bind"),
        ("400", "set-transfer"),
    }


def test_every_other_deed_is_a_human_task():
    deeds = {what: cell for what, cell in cells("alibaba").items() if cell in ("write", "human task")}
    assert {verb for _, verb in deeds} == {verb for verb in Verb if verb.outward}
    assert list(deeds.values()).count("human task") == len(deeds) - 2


def test_what_cannot_be_read_is_unknown():
    alibaba = cells("alibaba")
    for number_type in ("400", "regular"):
        for field in ("status", "running_status", "reason", "monthly", "ivr.playback"):
            assert alibaba[number_type, field] == "unknown"
    assert alibaba["400", "ivr.transfer"] == "read: asked by number"
    assert alibaba["regular", "instance"] == "read: while bound"
    assert alibaba["account", "every number"] == alibaba["account", "offers"] == "unknown"


def test_the_simulator_hides_nothing_unless_it_plays_the_public_api():
    assert set(cells("simulator").values()) == {"read", "write"}
    assert unconditionally("simulator (api: public)") == unconditionally("alibaba")


def unconditionally(name):
    """The cells of one provider without the conditions under which it reads, which differ in their words."""
    return {what: cell.partition(":")[0] for what, cell in cells(name).items()}


def test_a_provider_that_says_nothing_can_do_nothing():
    said = {cell for entry in entries({"new": Capabilities()}) for cell in entry.cells}
    inbound = [entry for entry in entries({"new": Capabilities()}) if entry.subject == "call_type"]
    assert said == {"human task", "unknown", "read"}
    assert [entry.cells for entry in inbound] == [("read",), ("unknown",)]


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_the_command_prints_it(form, capsys):
    assert run(["providers", "-o", form]) == 0
    printed = capsys.readouterr().out
    assert "human task" in printed
    if form == "json":
        found = json.loads(printed)
        assert found["format_version"] == "1.0"
        assert {"kind": "binding", "type": "regular", "what": "bind"}.items() <= found["entries"][5].items()
        assert set(found["entries"][0]["providers"]) == set(known())


def test_a_fact_says_when_it_can_be_read(capsys):
    assert run(["providers", "-o", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["entries"]
    shown = {(entry["type"], entry["what"]): entry["providers"] for entry in found}
    assert shown["regular", "instance"] == {
        "alibaba": "read: while bound",
        "simulator": "read",
        "simulator (api: public)": "read: while bound",
    }
    assert shown["400", "ivr.transfer"]["alibaba"] == "read: asked by number"
    assert shown["regular", "line"]["alibaba"] == shown["400", "call_type"]["alibaba"] == "read"


class TestPolicies:
    def test_planning_needs_reads_only(self):
        (statement,) = ram_policies.plan()["Statement"]
        assert statement["Action"] == [
            "bss:DescribeAcccount",
            "dyvms:GetHotlineQualificationByOrder",
            "dyvms:ListServiceInstanceForPage",
            "dyvms:QueryCallInPoolTransferConfig",
            "dyvms:QueryVirtualNumberRelation",
            "dyvms:QueryVmsVirtualNumberRelationByPage",
            "dyvms:QueryVoiceFileAuditInfo",
        ]

    def test_applying_needs_two_more(self):
        (plan,), (apply,) = ram_policies.plan()["Statement"], ram_policies.apply()["Statement"]
        assert set(apply["Action"]) - set(plan["Action"]) == {
            "dyvms:AddVirtualNumberRelation",
            "dyvms:SetTransferCalleePoolConfig",
        }
        assert set(plan["Action"]) < set(apply["Action"])

    def test_what_is_only_shown_is_granted_apart(self):
        (statement,) = ram_policies.evidence()["Statement"]
        assert statement["Action"] == [
            "actiontrail:LookupEvents",
            "bss:DescribeBillList",
            "dyvms:ListCallTask",
            "dyvms:ListHotlineTransferRegisterFile",
            "dyvms:QueryCallInTransferRecord",
        ]

    def test_nothing_is_granted_by_a_pattern(self):
        for policy in (ram_policies.plan(), ram_policies.apply(), ram_policies.evidence()):
            assert policy["Version"] == "1"
            for statement in policy["Statement"]:
                assert statement["Effect"] == "Allow"
                assert all(re.fullmatch(r"[a-z]+:[A-Za-z]+", action) for action in statement["Action"])

    def test_every_action_that_is_called_has_its_permission(self):
        assert {operation.action for operation in OPERATIONS} == set(sdk.ACTIONS)
