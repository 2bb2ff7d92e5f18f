"""`reconciler fmt` puts files in the one format, or says which are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import EXAMPLE, HEAD, PLAIN_WORKSPACE, lay, plain

from reconciler.cli.main import run

UNTIDY = (
    HEAD.replace("  account: prod", "    account:   prod") + "    script: 057188880001  # quoted by fmt too\n"
)


def test_check_changes_nothing_and_names_what_is_untidy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1; an unquoted number is an error of its own."""
    text = UNTIDY.replace("057188880001", "x")
    root = plain(tmp_path, text)
    assert run(["-C", str(root), "fmt", "--check"]) == 1
    assert capsys.readouterr() == ("teams/team.yaml: not in the format\n", "")
    assert (root / "teams/team.yaml").read_text() == text


def test_fmt_formats_quotes_and_is_then_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, and the second time there is nothing to do."""
    root = plain(tmp_path, UNTIDY)
    assert run(["-C", str(root), "fmt"]) == 0
    assert capsys.readouterr().out == "teams/team.yaml: formatted\n"
    written = (root / "teams/team.yaml").read_text()
    assert written == HEAD + '  script: "057188880001"    # quoted by fmt too\n'
    assert run(["-C", str(root), "fmt"]) == 0
    assert run(["-C", str(root), "fmt", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_what_cannot_be_read_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told on stderr, exit 1; the other files are formatted."""
    root = plain(tmp_path, "a: {\n", other=HEAD + "\n\n")
    assert run(["-C", str(root), "fmt"]) == 1
    out, err = capsys.readouterr()
    assert out == "teams/other.yaml: formatted\n"
    assert err.startswith("VN016")
    assert (root / "teams/team.yaml").read_text() == "a: {\n"


def test_a_comment_that_cannot_be_kept_is_a_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rather than a loss; whichever way it ends, every comment is still there."""
    text = HEAD + "  ivr: {  # one\n    # two\n    a: {}  # three\n    # four\n    }\n"
    root = plain(tmp_path, text)
    code = run(["-C", str(root), "fmt"])
    written = (root / "teams/team.yaml").read_text()
    assert all(f"# {word}" in written for word in ("one", "two", "three", "four"))
    assert code == 0 or written == text


def test_the_example_needs_nothing(tmp_path: Path) -> None:
    """But for the one mapping that runs over two lines."""
    files = {name: text for name, text in EXAMPLE.items() if "acknowledgement" not in name}
    assert run(["-C", str(lay(tmp_path, files)), "fmt", "--check"]) == 0
    lay(tmp_path, {"reconciler.yaml": PLAIN_WORKSPACE})
    assert run(["-C", str(tmp_path), "fmt", "--check"]) == 0
