"""`reconciler simulator …`: the other side of the counter at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from reconciler.cli.main import run
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.worldfile import parse

WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: example}
spec:
  manifests: [teams]
  ledger: sqlite:///.reconciler/ledger.db
  accounts:
    prod: {provider: simulator, settings: {database: .reconciler/simulator.db, world: world.yaml, api: full}}
  teams:
    care: {paths: [teams/care], accounts: [prod]}
"""
EXAMPLE = Path(__file__).parent / "documented_world.yaml"
COMPANY = "杭州示例科技有限公司"

Say = Callable[..., str]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "reconciler.yaml").write_text(WORKSPACE, encoding="utf-8")
    (tmp_path / "world.yaml").write_bytes(EXAMPLE.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def say(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs `simulator WORDS`, expects an exit code and returns what was said on stdout."""

    def simulator(*words: str, code: int = 0) -> str:
        assert run(["simulator", *words]) == code
        return capsys.readouterr().out

    return simulator


def shown(say: Say) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(say("show", "-o", "json"))
    return document


def number(say: Say, name: str) -> dict[str, Any]:
    return next(
        entry for entry in shown(say)["numbers"] if name in (entry.get("number"), entry.get("application"))
    )


def test_any_command_seeds_the_account(say: Say, workspace: Path) -> None:
    assert say("advance", "15d") == "prod: it is 2026-12-08T10:00:00+08:00\n"
    assert (workspace / ".reconciler" / "simulator.db").is_file()
    assert number(say, "4008100009")["status"] == "released"


def test_a_workspace_is_chosen_before_or_after_the_command(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["-C", str(workspace), "simulator", "reset"], ["simulator", "reset", "-C", str(workspace)]):
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
        assert run(words) == 0


def test_text_is_a_world_file_of_its_own(say: Say) -> None:
    text = say("show")
    assert yaml.safe_load(text) == shown(say)
    Seed.model_validate(parse(text.encode(), "shown"))


def test_reset_starts_anew_and_reads_the_edited_file(
    say: Say, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say("cancel", "4008100009")
    text = (
        (workspace / "world.yaml")
        .read_text(encoding="utf-8")
        .replace('balance: "500.00"', 'balance: "750.00"')
    )
    (workspace / "world.yaml").write_text(text, encoding="utf-8")
    assert run(["simulator", "show", "-o", "json"]) == 0
    output = capsys.readouterr()
    assert "world.yaml was edited" in output.err
    assert json.loads(output.out)["account"]["balance"] == "620.00"
    assert say("reset") == "prod: it is 2026-11-23T10:00:00+08:00 again\n"
    assert run(["simulator", "show", "-o", "json"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert json.loads(output.out)["account"]["balance"] == "750.00"
    assert number(say, "4008100009")["status"] == "documents_due"


def test_a_400_from_the_console_to_the_end(say: Say) -> None:
    bought = say(
        *(
            "console",
            "apply",
            "4008100001",
            "--enterprise",
            COMPANY,
            "--carrier",
            "中国联通",
            "--package",
            "120",
        )
    )
    assert bought == "4008100001: applied for, APP-000001\n"
    say("console", "submit-documents", "4008100001", "--reference", "DOC-88")
    assert say("approve", "4008100001") == "4008100001: active\n"
    say("console", "configure-ivr", "4008100001", "--audio", "welcome-2026.wav", "--description", "Welcome")
    say("restrict", "4008100001", "--reason", "投诉")
    assert number(say, "4008100001")["reason"] == "投诉"
    assert number(say, "4008100001")["runningStatus"] == "受限"
    say("approve", "4008100001")
    say("console", "cancel", "4008100001")
    assert number(say, "4008100001")["status"] == "cancelling"
    say("advance", "1m")
    assert number(say, "4008100001")["status"] == "cancelled"


def test_a_hand_in_the_console_rebinds_a_number_without_naming_the_console(say: Say) -> None:
    say("unbind", "057188880001")
    assert "instance" not in number(say, "057188880001")
    say("bind", "057188880001", "057100001234")
    assert number(say, "057188880001")["instance"] == "057100001234"
    hands = {entry["by"] for entry in json.loads(say("requests", "-o", "json"))}
    assert hands == {"console"}


def test_a_reviewer_ends_every_review_or_none(say: Say) -> None:
    assert say("approve") == "nothing is under review\n"
    say("submit-documents", "4008100009", "--reference", "DOC-1")
    say("reject", "4008100009", "--reason", "证件过期")
    rejected = number(say, "4008100009")
    assert (rejected["status"], rejected["reason"]) == ("rejected", "证件过期")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("cancel", "057188880001"), "Number.StillBound"),
        (("bind", "4008100009", "057100001234"), "Number.NotRegular"),
        (("restrict", "057188889999"), "Number.NotFound"),
        (("approve", "057188880001"), "Review.NotUnderReview"),
        (("advance", "soon"), "Duration.Invalid"),
        (
            ("apply", "4009100002", "--enterprise", COMPANY, "--carrier", "中国电信", "--package", "119.99"),
            "Package.OutOfRange",
        ),
    ],
)
def test_a_refusal_is_an_error_with_the_worlds_own_code(
    say: Say, words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["simulator", *words]) == 1
    output = capsys.readouterr()
    assert output.err.startswith(f"error[{code}]: ")
    assert output.out == ""


@pytest.mark.parametrize(
    "words",
    [
        ("fault", "earthquake"),
        ("fault", "timeout-after", "--times", "0"),
        ("fault", "partial-bind", "--verb", "cancel"),
        ("apply", "4009100002", "--enterprise", COMPANY, "--carrier", "中国电信", "--package", "much"),
        ("apply", "4009100002", "--enterprise", COMPANY, "--carrier", "中国电信", "--package", "NaN"),
        ("apply", "4009100002", "--enterprise", COMPANY, "--carrier", "中国电信", "--package", "Infinity"),
        ("apply", "4009100002", "--enterprise", COMPANY, "--carrier", "中国电信", "--package", "120.001"),
        ("show", "--account", "test"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(say: Say, words: tuple[str, ...]) -> None:
    say(*words, code=64)


def test_faults_are_scripted_listed_and_cleared(say: Say) -> None:
    assert say("fault", "list") == "No fault waits.\n"
    assert say("fault", "timeout-after", "--verb", "apply") == "timeout-after at apply: 1 times after 0\n"
    say("fault", "throttle", "--number", "057188880001", "--times", "2", "--after", "1", "--wait", "1.5")
    assert json.loads(say("fault", "list", "-o", "json"))[1] == {
        "kind": "throttle-before",
        "verb": None,
        "number": "057188880001",
        "times": 2,
        "after": 1,
        "wait": 1.5,
        "code": None,
    }
    assert say("fault", "clear") == "No fault waits.\n"


def test_requests_are_listed_in_columns(say: Say) -> None:
    say("cancel", "057188880001", code=1)
    say("unbind", "057188880001")
    assert say("requests").splitlines() == [
        "SEQ  AT                      BY       VERB    NUMBER        OUTCOME                     EFFECT",
        "1    2026-11-23T10:00+08:00  console  cancel  057188880001  refused: Number.StillBound  no",
        "2    2026-11-23T10:00+08:00  console  unbind  057188880001  accepted                    yes",
    ]


def test_an_account_of_another_provider_has_no_counter_here(say: Say, workspace: Path) -> None:
    (workspace / "reconciler.yaml").write_text(
        WORKSPACE.replace(
            "provider: simulator, settings: {database: .reconciler/simulator.db,",
            "provider: acme, settings: {",
        ),
        encoding="utf-8",
    )
    say("show", code=64)


def test_no_manifest_but_the_workspace_is_read(say: Say, workspace: Path) -> None:
    (workspace / "teams" / "care").mkdir(parents=True)
    (workspace / "teams" / "care" / "team.yaml").write_text("not: [a team\n", encoding="utf-8")
    say("show")
