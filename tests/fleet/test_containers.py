"""The container examples: what the API's own schemas accept, locked down, calling commands that exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from reconciler.cli.fleet.group import command

EXAMPLES = Path(__file__).parents[2] / "examples" / "fleet"
KUBERNETES = list(yaml.safe_load_all((EXAMPLES / "kubernetes.yaml").read_text(encoding="utf-8")))
COMPOSE = yaml.safe_load((EXAMPLES / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", KUBERNETES, ids=lambda document: document["metadata"]["name"])
def test_kubernetes_accepts_it(document: dict[str, Any]) -> None:
    kubernetes_validate.validate(document, "1.29", strict=True)


def _pods() -> list[dict[str, Any]]:
    *deployments, cron = KUBERNETES
    return [
        *(deployment["spec"]["template"]["spec"] for deployment in deployments),
        cron["spec"]["jobTemplate"]["spec"]["template"]["spec"],
    ]


def test_every_container_is_locked_down() -> None:
    for pod in _pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in [*pod["containers"], *pod.get("initContainers", ())]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]}
    for name, service in COMPOSE["services"].items():
        if name != "postgres":
            assert (service["read_only"], service["user"], service["cap_drop"]) == (True, "10001", ["ALL"])


def test_every_group_of_workers_has_a_key_of_its_own() -> None:
    groups = ["--account", "shop-*"], ["--account", "care-*", "--account", "hotline"]
    *pods, _ = _pods()
    assert [pod["containers"][0]["args"][4:] for pod in pods] == list(groups)
    assert len({pod["serviceAccountName"] for pod in pods}) == 2
    services = [service for name, service in COMPOSE["services"].items() if name.startswith("worker-")]
    assert [service["command"][4:] for service in services] == list(groups)
    assert len({service["environment"]["ALIBABA_CLOUD_ACCESS_KEY_ID"] for service in services}) == 2
    assert len({service["environment"]["RECONCILER_LEDGER"] for service in services}) == 1


def test_what_they_run_is_a_command_of_the_fleet() -> None:
    lines = [service["command"] for name, service in COMPOSE["services"].items() if name != "postgres"]
    for pod in _pods():
        containers = [*pod["containers"], *pod["initContainers"]]
        lines += [container["args"] for container in containers if "args" in container]
    for line in lines:
        assert line[0] == "fleet"
        verb = command.commands[line[1]]
        verb.make_context(line[1], line[2:])  # parsed as it will be, and not run
