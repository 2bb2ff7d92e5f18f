"""`history` of everything, and the bundle that proves one number's story without the ledger."""

import hashlib
import json
import subprocess

import pytest
from staged import GRAVE

from reconciler.cli.apply import owner
from reconciler.wire.bundle import digest

EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.fixture
def told(shop):
    """A workspace in which a number was cancelled by consent."""
    shop.ok("apply", "--yes", "--approved-by", "reviewer@example.com")
    shop.ok("simulator", "advance", "45d")
    shop("apply", "--yes", "--approved-by", "second@example.com")
    return shop


def exported(shop, subject="care/hz-007"):
    shop.ok("history", "export", subject, "--output-file", "bundle.json")
    return json.loads((shop.root / "bundle.json").read_text())


def test_history_without_a_subject_is_everything(told):
    runs = [line for line in told.ok("history").out.splitlines() if "run started" in line]
    assert len(runs) == 2
    assert "approved by reviewer@example.com" in runs[0]


def test_a_bundle_tells_the_whole_story_and_needs_no_ledger(told):
    bundle = exported(told)
    kinds = [
        json.loads(link["body"])["kind"] for link in bundle["links"] if link["seq"] in bundle["concerns"]
    ]
    assert kinds[0] == "run"
    assert {"intent", "outcome"} <= set(kinds)
    assert [attachment["file"] for attachment in bundle["attachments"]] == [GRAVE]
    for name in (".reconciler", "teams", "world.yaml"):
        (told.root / name).rename(told.root / f"away-{name.strip('.')}")
    ran = told.ok("ledger", "verify", "--bundle", "bundle.json")
    assert ran.out.startswith("Bundle of care/hz-007, account prod, ledger ")
    assert "every link holds" in ran.out
    assert "approved by second@example.com" in ran.out
    assert "cancel done" in ran.out
    assert f"{GRAVE} in no commit, sha256 " in ran.out
    assert (
        told.ok("ledger", "verify", "--bundle", "bundle.json", "-o", "json").json["subject"] == "care/hz-007"
    )


def test_a_number_that_moved_brings_the_life_it_had_where_it_came_from(shop):
    """Twice moved: what was done at its first address, and of the second what came before it left."""
    shop.ok("apply", "--yes")
    for old, new in (("hz-001", "desk"), ("desk", "front")):
        shop.edit("teams/care/team.yaml", f"    {old}:", f"    {new}:")
        shop.ok("apply", "--yes")
    bundle = exported(shop, "care/front")
    records = {link["seq"]: json.loads(link["body"]) for link in bundle["links"]}
    lives = [(records[seq]["kind"], records[seq].get("address")) for seq in bundle["concerns"]]
    moves = [("run", None), ("move", "care/desk"), ("run", None), ("move", "care/front")]
    assert lives == [("run", None), ("adopt", "care/hz-001"), *moves]
    assert shop.ok("ledger", "verify", "--bundle", "bundle.json").out.startswith("Bundle of care/front, ")


@pytest.fixture
def committed(shop, monkeypatch):
    """The same workspace in a repository of its own."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "lead")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "lead@example.com")
    git(shop, "init", "-q")
    git(shop, "add", "teams")
    git(shop, "commit", "-q", "-m", "one")
    return shop


def git(shop, *words):
    ran = subprocess.run(["git", "-C", str(shop.root), *words], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_a_run_tells_who_when_and_from_which_commit(committed):
    commit = git(committed, "rev-parse", "HEAD")
    committed.ok("apply", "--yes", "--approved-by", "reviewer@example.com")
    [run] = [r["record"] for r in committed.read("history")["records"] if r["record"]["kind"] == "run"]
    assert (run["commit"], run["by"]) == (commit, owner().rpartition(":")[0])
    [line] = [line for line in committed.ok("history").out.splitlines() if "run started" in line]
    assert f"approved by reviewer@example.com, commit {commit[:12]}, plan {run['digest'][:19]}" in line


def test_a_tombstone_is_exported_as_the_commit_has_it(committed):
    committed.ok("apply", "--yes")
    committed.ok("simulator", "advance", "45d")
    committed("apply", "--yes")
    text = (committed.root / GRAVE).read_text()
    committed.edit(GRAVE, "reason: ", "reason: another ")
    [attachment] = exported(committed)["attachments"]
    assert (attachment["text"], attachment["commit"]) == (text, git(committed, "rev-parse", "HEAD"))
    assert (
        f"{GRAVE} at commit {attachment['commit']}"
        in committed.ok("ledger", "verify", "--bundle", "bundle.json").out
    )


def test_the_head_is_the_ledgers_own(told):
    head = exported(told)["links"][-1]["hash"]
    assert f"head {head}" in told.ok("ledger", "verify").out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda b: b["links"][0].update(body=b["links"][0]["body"].replace("@", "#")), "is not what its place"),
        (lambda b: b["links"].pop(1), "is not what its place"),
        (lambda b: b["links"].pop(b["concerns"][-1] - b["links"][0]["seq"]), "is not what its place"),
        (lambda b: b.update(links=b["links"][: b["concerns"][-1] - b["links"][0]["seq"]]), "is missing"),
        (lambda b: b["attachments"][0].update(text="nothing"), "is not the text it was"),
        (lambda b: forged(b, "reason: ", "reason: not "), "the text of 2026-12-old-branch that consented is not in it"),
        (lambda b: b.update(attachments=[]), "the text of 2026-12-old-branch that consented is not in it"),
        (lambda b: b["attachments"].append(b["attachments"][0] | {"text": "", "sha256": EMPTY}), "no record names"),
        (lambda b: b["attachments"][0].update(commit="a" * 40), f"no run was made at commit {'a' * 40} of {GRAVE}"),
        (lambda b: b["attachments"][0].update(commit="--output=x"), "not an audit bundle: attachments.0.commit"),
        (lambda b: b.update(attestations=99), "no 99 attestations stand before record "),
        (lambda b: b.update(attestations=-1), "no -1 attestations stand before record "),
        (lambda b: b.update(ledger_id="other"), "its last run was written to ledger "),
        (lambda b: b.update(ledger_id=None), "its last run was written to ledger "),
        (lambda b: b.update(links=[]), "is missing"),
        (lambda b: b["links"].reverse(), "is not what its place"),
        (lambda b: b.update(more=1), "not an audit bundle: more: Extra inputs are not permitted"),
        (lambda b: b["links"][0].update(more=1), "not an audit bundle: links.0.more: Extra inputs are not permitted"),
        (lambda b: b.pop("account"), "not an audit bundle: account: Field required"),
        (lambda b: b.update(account="other"), "is not what its place"),
        (lambda b: b.update(subject="care/hz-001"), "is not about care/hz-001"),
        (lambda b: b["concerns"].pop(0), "is about care/hz-007, and is left out"),
        (lambda b: b.update(concerns=[link["seq"] for link in b["links"]]), "is not about care/hz-007"),
        (lambda b: (b["links"].pop(0), b["concerns"].pop(0)), "the run of record 19 is missing"),
    ],
)  # fmt: skip
def test_what_was_altered_is_found(told, change, message):
    bundle = exported(told)
    change(bundle)
    told.put("bundle.json", json.dumps(bundle))
    ran = told("ledger", "verify", "--bundle", "bundle.json")
    assert ran.code == 1
    assert message in ran.err


def forged(bundle, old, new):
    """An altered tombstone whose hash is right again."""
    [attachment] = bundle["attachments"]
    text = attachment["text"].replace(old, new)
    assert text != attachment["text"]
    attachment |= {"text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def test_a_tombstone_is_exported_as_it_consented_whatever_became_of_it(committed):
    committed.ok("apply", "--yes")
    committed.ok("simulator", "advance", "45d")
    committed("apply", "--yes")
    commit, text = git(committed, "rev-parse", "HEAD"), (committed.root / GRAVE).read_text()
    committed.edit(GRAVE, "reason: ", "reason: another ")
    git(committed, "commit", "-qam", "two")
    [attachment] = exported(committed)["attachments"]
    assert (attachment["text"], attachment["commit"]) == (text, commit)
    assert ", as its record names it" in committed.ok("ledger", "verify", "--bundle", "bundle.json").out


@pytest.mark.parametrize("file", ["teams/care/team.yaml", "teams/no.yaml", "../x", "--output=x"])
def test_the_name_and_the_commit_of_a_text_are_compared_where_git_knows_them(committed, file):
    """No record holds either: without the repository they are what the exporter says."""
    committed.ok("apply", "--yes")
    committed.ok("simulator", "advance", "45d")
    committed("apply", "--yes")
    bundle = exported(committed)
    [attachment] = bundle["attachments"]
    committed.put("bundle.json", json.dumps(bundle | {"attachments": [attachment | {"file": file}]}))
    ran = committed("ledger", "verify", "--bundle", "bundle.json")
    assert (ran.code, ran.out) == (1, "")
    assert f"{file} is another text at commit {attachment['commit']}" in ran.err
    (committed.root / ".git").rename(committed.root / "away")
    committed.ok("ledger", "verify", "--bundle", "bundle.json")


def test_a_tombstone_whose_text_is_lost_is_not_exported_in_another(told):
    told.edit(GRAVE, "reason: ", "reason: another ")
    ran = told("history", "export", "care/hz-007")
    assert (ran.code, ran.out) == (1, "")
    assert "the text of 2026-12-old-branch that consented to care/hz-007 is found no more" in ran.err


def test_an_older_ledger_that_names_no_text_is_exported_and_says_so(told):
    """As records were before: without the hash of the tombstone and the ledger's id."""
    bundle = exported(told)
    before = None
    for link in bundle["links"]:
        record = json.loads(link["body"])
        record.pop("consent_sha256", None)
        record.pop("ledger_id", None)
        link["body"] = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        link["prev"] = link["prev"] if before is None else before["hash"]
        link["hash"] = digest(bundle["account"], link["seq"], link["prev"], link["body"])
        before = link
    told.put("bundle.json", json.dumps(bundle))
    assert ", which no record names" in told.ok("ledger", "verify", "--bundle", "bundle.json").out


def test_nothing_to_export_is_said(told):
    assert told("history", "export", "care/nobody").code == 64
    assert told("history", "export").code == 64
    assert told("history", "care/hz-001", "care/hz-002").code == 64
