"""`spec.baseline`: numbers a company is not ready to own."""

import pytest
from workspaces import HEAD, check, lay, spots

WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: plain}
spec:
  manifests: [teams]
  baseline: baseline.txt
  accounts: {prod: {provider: simulator}}
"""


def _workspace(root, baseline):
    files = {"reconciler.yaml": WORKSPACE, "teams/team.yaml": HEAD}
    return lay(root, files if baseline is None else {**files, "baseline.txt": baseline})


@pytest.mark.parametrize(
    "text",
    [
        "# reviewed 2026-11-20\n\n057188880001  # the porter's phone\n4008100001\nAPP-17\n",
        "057188880001\r\n4008100001\r\nAPP-17",
        "- \"057188880001\"\n- '4008100001'   # the old brand\n- APP-17\n",
    ],
)
def test_it_is_a_number_or_an_application_a_line(tmp_path, text):
    validation = check(_workspace(tmp_path, text))
    assert validation.valid
    assert set(validation.state.baseline) == {"057188880001", "4008100001", "APP-17"}


def test_without_one_everything_is_to_be_owned(tmp_path):
    lay(
        tmp_path,
        {"reconciler.yaml": WORKSPACE.replace("  baseline: baseline.txt\n", ""), "teams/t.yaml": HEAD},
    )
    assert check(tmp_path).state.baseline == {}


def test_a_line_that_names_nothing_is_an_error_at_its_place(tmp_path):
    text = "057188880001\n  0571-88880002\ntwo words\n+8613800000000\n"
    assert spots(_workspace(tmp_path, text)) == [
        ("VN107", "baseline.txt", 2, 3),
        ("VN106", "baseline.txt", 3, 1),
        ("VN107", "baseline.txt", 4, 1),
    ]


def test_a_baseline_that_is_missing_is_an_error(tmp_path):
    [found] = check(_workspace(tmp_path, None)).diagnostics
    assert (found.code, found.file) == ("VN011", "baseline.txt")


def test_it_belongs_to_what_a_plan_is_made_from(tmp_path):
    one = check(_workspace(tmp_path / "one", "4008100001\n")).state
    two = check(_workspace(tmp_path / "two", "4008100002\n")).state
    assert one.manifests_digest != two.manifests_digest


DECLARED = (
    HEAD
    + """\
  numbers: {desk: {region: 浙江/杭州, number: "057188880001", instance: main}}
  instances: {main: {code: "057100001234"}}
"""
)


def test_a_number_that_an_entry_names_is_warned_of_at_its_line_in_the_list(tmp_path):
    root = _workspace(tmp_path, "# known\n4008100001\n057188880001  # the desk\n")
    (root / "teams/team.yaml").write_text(DECLARED, "utf-8")
    found = check(root)
    assert found.valid
    [warning] = [one for one in found.diagnostics if one.code == "VN218"]
    assert (warning.file, warning.line, warning.column, warning.width) == ("baseline.txt", 3, 1, 12)
    assert warning.excerpt == "057188880001  # the desk"
    assert warning.severity == "warning"
    assert warning.message.startswith("057188880001 is declared: care/desk, teams/team.yaml:")


def test_what_is_listed_twice_is_warned_of_at_the_second_line(tmp_path):
    found = check(_workspace(tmp_path, '4008100001\n\n- "4008100001"\n'))
    assert found.valid
    [warning] = found.diagnostics
    assert (warning.code, warning.line, warning.column) == ("VN218", 3, 4)
    assert warning.message == "listed in line 1 already"
