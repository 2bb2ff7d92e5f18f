"""Which files are read: regular ones below the manifests folders, none through a link, and odd ones are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from workspaces import CANCELLATION, EXAMPLE, HEAD, PLAIN_WORKSPACE, codes, lay, plain, spots

from reconciler import load
from reconciler.load import files
from reconciler.validate import validate


def test_manifests_are_read_from_every_folder_in_name_order(tmp_path: Path) -> None:
    """`.yaml` and `.yml`, at any depth, whatever order the folders are listed in."""
    wide = PLAIN_WORKSPACE.replace("[teams]", "[zoo, teams, teams/a]")
    names = {"zoo/b.yml": HEAD, "teams/a/c.yaml": HEAD, "teams/b/a/d.yaml": HEAD}
    documents = load.read(lay(tmp_path, {"reconciler.yaml": wide, **names}))
    assert [found.file for found in documents.manifests] == [
        "teams/a/c.yaml",
        "teams/b/a/d.yaml",
        "zoo/b.yml",
    ]
    assert documents.files == 4


def test_a_folder_without_reconciler_yaml_is_no_workspace(tmp_path: Path) -> None:
    """One error, one hint, no state."""
    validation = validate(load.read(tmp_path))
    assert [found.code for found in validation.diagnostics] == ["VN003"]
    assert validation.state is None


def test_symbolic_links_are_named_and_never_followed(tmp_path: Path) -> None:
    """A linked file, a linked folder, a loop, a dangling link."""
    root = plain(tmp_path / "root", HEAD)
    lay(tmp_path / "outside", {"team.yaml": HEAD.replace("care", "spy")})
    (root / "teams/link.yaml").symlink_to(tmp_path / "outside/team.yaml")
    (root / "teams/folder").symlink_to(tmp_path / "outside")
    (root / "teams/loop").symlink_to(root / "teams")
    (root / "teams/dangling.yaml").symlink_to("/proc/self/environ-not")
    assert [(code, file) for code, file, _, _ in spots(root)] == [
        ("VN010", f"teams/{name}") for name in ("dangling.yaml", "folder", "link.yaml", "loop")
    ]


@pytest.mark.parametrize("part", ["teams", "teams/inner"])
def test_a_manifests_folder_is_not_reached_through_a_link(tmp_path: Path, part: str) -> None:
    """Neither as the folder itself nor on the way to it."""
    lay(tmp_path / "outside", {"inner/team.yaml": HEAD})
    root = lay(tmp_path / "root", {"reconciler.yaml": PLAIN_WORKSPACE.replace("[teams]", f"[{part}]")})
    (root / "teams").symlink_to(tmp_path / "outside")
    assert [(code, file) for code, file, _, _ in spots(root)] == [("VN010", part)]


def test_reconciler_yaml_is_no_link_either(tmp_path: Path) -> None:
    """The workspace's own document too."""
    lay(tmp_path / "outside", {"reconciler.yaml": PLAIN_WORKSPACE})
    root = plain(tmp_path / "root", HEAD)
    (root / "reconciler.yaml").unlink()
    (root / "reconciler.yaml").symlink_to(tmp_path / "outside/reconciler.yaml")
    assert codes(root) == ["VN010"]


def test_a_fifo_is_named_and_not_waited_for(tmp_path: Path) -> None:
    """Opening it would block for ever."""
    root = plain(tmp_path, HEAD)
    os.mkfifo(root / "teams/pipe.yaml")
    os.mkfifo(root / "teams/team.json")
    assert spots(root) == [("VN010", "teams/pipe.yaml", 0, 0), ("VN010", "teams/team.json", 0, 0)]
    os.mkfifo(root / "pipe.yaml")
    assert load.strays(root, load.read(root)) == []


def test_a_file_that_became_a_device_after_it_was_listed_is_refused(tmp_path: Path) -> None:
    """What is opened is looked at again, not only what was listed."""
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(files.UnreadableFile) as refused:
        files.read(tmp_path, "pipe.yaml", 10)
    assert refused.value.diagnostic.code == "VN011"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    """With the system's reason."""
    root = plain(tmp_path, HEAD)
    (root / "teams/team.yaml").chmod(0)
    assert spots(root) == [("VN011", "teams/team.yaml", 0, 0)]


def test_a_manifests_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    """A spelling mistake must not empty the desired state."""
    root = lay(tmp_path, {"reconciler.yaml": PLAIN_WORKSPACE})
    assert spots(root) == [("VN011", "teams", 0, 0)]
    state = validate(load.read(root)).state
    assert state is not None
    assert not state.complete


def test_folders_nested_too_deep_are_refused(tmp_path: Path) -> None:
    """Before the walk itself runs out of stack."""
    root = plain(tmp_path, HEAD)
    here = root / "teams"
    for _ in range(200):
        here = here / "d"
        here.mkdir()
    assert codes(root) == ["VN021"]
    assert load.strays(root, load.read(root)) == []


def test_what_looks_like_a_manifest_and_is_not_read_is_reported(tmp_path: Path) -> None:
    """Backups, JSON, hidden files and folders within, and YAML in other folders; other files are of no interest."""
    root = plain(tmp_path, HEAD)
    lay(
        root,
        {f"teams/{name}": HEAD for name in ("t.yaml.bak", "t.yaml~", "t.json", ".t.yaml", ".d/t.yaml", "t")},
    )
    lay(root, {"teams/README.md": "nothing", "teams/OWNERS": "x"})
    lay(
        root, {"team/t.yaml": HEAD, "notes.yaml": "a: 1\n", "other/reconciler.yaml": HEAD, ".ci/t.yaml": HEAD}
    )
    documents = load.read(root)
    inside = [(found.code, found.severity, found.file) for found in documents.diagnostics]
    expected = (".d/t.yaml", ".t.yaml", "t", "t.json", "t.yaml.bak", "t.yaml~")
    assert inside == [("VN026", "warning", f"teams/{name}") for name in expected]
    assert [found.file for found in load.strays(root, documents)] == ["team/t.yaml"]
    assert validate(documents).valid


def test_settings_may_come_from_another_checkout(tmp_path: Path) -> None:
    """Workspace and policies of the base, manifests of the head."""
    base = lay(tmp_path / "base", {**EXAMPLE, "policies/none.json": '{"not": {}}'})
    lay(
        base,
        {
            "reconciler.yaml": EXAMPLE["reconciler.yaml"].replace(
                "policies: []", "policies: [policies/none.json]"
            )
        },
    )
    head = lay(tmp_path / "head", {**EXAMPLE, "policies/none.json": "{}"})
    lay(head, {"reconciler.yaml": PLAIN_WORKSPACE})
    validation = validate(load.read(head, config_from=base))
    assert validation.state is not None
    assert validation.state.workspace == "example"
    assert {found.code for found in validation.diagnostics} == {"VN310"}
    assert validate(load.read(head)).valid


def test_the_digest_covers_names_and_contents_and_nothing_else(tmp_path: Path) -> None:
    """The same files elsewhere have the same digest; a moved or changed file has another; policies have their own."""
    one = load.read(lay(tmp_path / "one", EXAMPLE))
    two = load.read(lay(tmp_path / "two", dict(reversed(EXAMPLE.items()))))
    moved = {**EXAMPLE, "teams/care/other.yaml": CANCELLATION}
    del moved["teams/care/cancellations/2026-12-old-branch.yaml"]
    three = load.read(lay(tmp_path / "three", moved))
    four = load.read(lay(tmp_path / "four", {**EXAMPLE, "reconciler.yaml": EXAMPLE["reconciler.yaml"] + "#"}))
    assert one.manifests_digest == two.manifests_digest
    assert len({found.manifests_digest for found in (one, three, four)}) == 3
    assert one.policies_digest == four.policies_digest


def test_the_workspace_alone_can_be_read(tmp_path: Path) -> None:
    """Broken manifests are not even opened."""
    root = plain(tmp_path, "{{{")
    documents = load.workspace_only(root)
    state = validate(documents).state
    assert documents.diagnostics == ()
    assert state is not None
    assert list(state.accounts) == ["prod"]


def test_the_collector_is_left_as_it_was_found(tmp_path: Path) -> None:
    """On if it was on, off if it was off, also after an error."""
    import gc

    load.read(plain(tmp_path, HEAD))
    assert gc.isenabled()
    with pytest.raises(KeyError), load.quiet():
        raise KeyError
    assert gc.isenabled()
    gc.disable()
    try:
        load.read(tmp_path)
        assert not gc.isenabled()
    finally:
        gc.enable()
