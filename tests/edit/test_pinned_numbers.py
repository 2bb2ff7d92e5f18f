"""`apply --write-back` writes the chosen number where it was asked for, and keeps everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import EXAMPLE, HEAD, TEAM, check, lay

from reconciler.edit import pin_number
from reconciler.edit.pin import pinned
from reconciler.errors import ReconcilerError

ENTRIES = [
    ("    a: {region: x}   # why\n", '    a: {number: "1", region: x}   # why\n'),
    ("    a: { region: x }\n", '    a: {number: "1",  region: x }\n'),
    ("    a: {}\n", '    a: {number: "1"}\n'),
    ("    a:\n      # why\n      region: x\n", '    a:\n      # why\n      number: "1"\n      region: x\n'),
    ('    a: {package: 1, select: {prefix: "4009"}}\n', '    a: {package: 1, number: "1"}\n'),
    (
        "    a:\n      select: {}  # any\n      package: 1\n",
        '    a:\n      number: "1"  # any\n      package: 1\n',
    ),
    (
        '    a:\n      package: 1\n      select:\n        prefix: "4009"  # why\n\n    # next\n    b: {}\n',
        '    a:\n      package: 1\n      number: "1"  # why\n\n    # next\n    b: {}\n',
    ),
    ("    a: {\n      region: x,\n    }\n", '    a: {number: "1", \n      region: x,\n    }\n'),
]
MEMBERS = [
    ("a:\n        b: {}\n", 'a: "1"\n        b: {}\n'),
    ("a:   # one more\n        b: {}\n", 'a: "1"   # one more\n        b: {}\n'),
    ("a: ~  # one more\n", 'a: "1"  # one more\n'),
    ("a: {region: x}\n", 'a: {number: "1", region: x}\n'),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), ENTRIES)
def test_an_entry_gets_its_number(before: str, after: str, newline: str) -> None:
    """In either style; a select is answered and goes; comments, order and line breaks stay."""
    text = HEAD + "  # numbers\n  numbers:\n"
    assert pinned((text + before).replace("\n", newline), "a", "1") == (text + after).replace("\n", newline)


@pytest.mark.parametrize(("before", "after"), MEMBERS)
def test_a_pool_member_gets_its_number(before: str, after: str) -> None:
    """As short as the others are."""
    text = HEAD + "  pools:\n    p:\n      template: {region: a}\n      members:\n        "
    assert pinned(text + before, "a", "1") == text + after


def test_a_pinned_number_is_what_the_file_then_says(tmp_path: Path) -> None:
    """Read back, only the number has changed; other lines are the same bytes."""
    root = lay(tmp_path, EXAMPLE)
    before = check(root).state
    assert before is not None
    for address, number in (("care/spare", "4009100002"), ("care/hz-002", "057188880222")):
        pin_number(root, before.numbers[address], number)
    after = check(root).state
    assert after is not None
    assert after.numbers["care/spare"].number == "4009100002"
    assert after.numbers["care/spare"].select is None
    assert after.numbers["care/hz-002"].number == "057188880222"
    old, new = TEAM.split("\n"), (root / "teams/care/team.yaml").read_text(encoding="utf-8").split("\n")
    assert [line for line, (was, now) in enumerate(zip(old, new, strict=True), 1) if was != now] == [20, 23]


def test_an_entry_that_has_left_its_file_is_not_written_elsewhere(tmp_path: Path) -> None:
    """The hint says what to write by hand."""
    root = lay(tmp_path, EXAMPLE)
    state = check(root).state
    assert state is not None
    lay(root, {"teams/care/team.yaml": HEAD})
    with pytest.raises(ReconcilerError) as refused:
        pin_number(root, state.numbers["care/spare"], "4009100002")
    assert refused.value.hint == 'write number: "4009100002" where it is wanted'
    assert (root / "teams/care/team.yaml").read_text(encoding="utf-8") == HEAD


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    """What was a file when it was read may be a link now."""
    root = lay(tmp_path / "root", EXAMPLE)
    state = check(root).state
    assert state is not None
    file = root / "teams/care/team.yaml"
    outside = tmp_path / "outside.yaml"
    file.rename(outside)
    file.symlink_to(outside)
    with pytest.raises(ReconcilerError):
        pin_number(root, state.numbers["care/spare"], "4009100002")
    assert outside.read_text(encoding="utf-8") == TEAM
