"""The one door for files: what comes in is regular and bounded, what goes out is whole and its owner's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from reconciler import files
from reconciler.errors import ReconcilerError

LIMIT = 1 << 20


def fifo(place: Path) -> Path:
    os.mkfifo(place)
    return place


def link(place: Path, to: str | Path) -> Path:
    place.symlink_to(to)
    return place


ODD = {
    "a fifo": fifo,
    "a link to a device": lambda place: link(place, "/dev/zero"),
    "a folder": lambda place: (place.mkdir(), place)[1],
    "a link to itself": lambda place: link(place, place.name),
    "nothing": lambda place: place,
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "read", [files.named_by_user, lambda path, limit: files.below(path.parent, path.name, limit)]
)
def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path, odd, read):
    with pytest.raises(OSError, match=r"."):
        read(ODD[odd](tmp_path / "odd"), LIMIT)


def test_below_a_folder_no_part_of_the_path_may_be_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.txt").write_text("a")
    link(tmp_path / "alias", "real")
    link(tmp_path / "b.txt", "real/a.txt")
    assert files.below(tmp_path, "real/a.txt", LIMIT) == b"a"
    for name in ("alias/a.txt", "b.txt"):
        with pytest.raises(OSError, match=r"symbolic|directory"):
            files.below(tmp_path, name, LIMIT)


def test_a_link_in_the_workspace_may_not_lead_out_of_it(tmp_path, monkeypatch):
    (tmp_path / "shop").mkdir()
    (tmp_path / "secret").write_text("s")
    (tmp_path / "shop/plan.json").write_text("p")
    monkeypatch.chdir(tmp_path / "shop")
    link(Path("inner"), "plan.json")
    link(Path("outer"), "../secret")
    assert files.named_by_user("inner", LIMIT) == b"p"
    assert files.named_by_user("../secret", LIMIT) == b"s", "whoever names a file outside means it"
    with pytest.raises(files.Outside):
        files.named_by_user("outer", LIMIT)


@pytest.mark.parametrize(("size", "fits"), [(LIMIT, True), (LIMIT + 1, False)])
def test_a_file_is_as_large_as_its_limit_at_most(tmp_path, size, fits):
    (tmp_path / "large").write_bytes(b"x" * size)
    if fits:
        assert len(files.named_by_user(tmp_path / "large", LIMIT)) == size
        return
    with pytest.raises(files.TooLarge, match="larger than 1 MiB"):
        files.named_by_user(tmp_path / "large", LIMIT)


def test_text_that_is_not_utf8_is_told_with_its_line(tmp_path):
    (tmp_path / "latin").write_bytes(b"a\nb\xff\n")
    with pytest.raises(ReconcilerError, match=r"latin:2: this is not UTF-8 text") as caught:
        files.text_given(tmp_path / "latin", LIMIT)
    assert caught.value.code == "VN013"


@pytest.mark.parametrize("before", [None, 0o644, 0o600])
def test_a_written_file_is_whole_and_for_its_owner_only(tmp_path, before):
    target = tmp_path / "plan.json"
    if before is not None:
        target.write_text("old" * 1000)
        target.chmod(before)
    files.write(target, "new\n")
    assert target.read_text() == "new\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_draft(tmp_path):
    target = tmp_path / "plan.json"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        files.write(target, "half \udc80")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path):
    (tmp_path / "real").write_text("old")
    files.write(link(tmp_path / "alias", "real"), "new")
    assert (tmp_path / "alias").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to_as_it_is():
    files.write("/dev/null", "gone")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_private_file_that_others_can_read_is_not_ours(tmp_path):
    target = tmp_path / "outcome"
    files.write(target, "x")
    assert files.private(target, LIMIT) == b"x"
    target.chmod(0o644)
    with pytest.raises(PermissionError):
        files.private(target, LIMIT)
