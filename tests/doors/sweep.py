# ruff: noqa: E501  # a table of doors
"""Documents × doors × formats through the command line, with the figure at the end: `make fuzz` prints it.

sweep.py [DOOR …] [--most N]: N changed documents a door, beside those that every door is shown.
Each run must end with an exit code of the table, without VN999, and nothing structural may leave by either stream.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from broken_documents import BROKEN, NAUGHTY, as_csv, as_json, changed
from inert import innocent
from staged import ACKNOWLEDGEMENT, GRAVE, TEAM, stage

from reconciler.clock import SystemClock
from reconciler.model.fleet import Chore, Queue, StoredReport
from reconciler.report.fleet import as_csv as fleet_csv
from reconciler.report.fleet import as_html as fleet_html
from reconciler.report.fleet import as_json as fleet_json
from reconciler.report.fleet import as_openmetrics as fleet_metrics
from reconciler.report.fleet import as_text as fleet_text
from reconciler.report.fleet.summary import summaries

EXITS = {0, 1, 2, 3, 4, 5, 6, 64}
PLAN = ("text", "json", "markdown", "github", "sarif", "junit", "gitlab", "html", "csv")
DRIFT = ("text", "json", "markdown", "csv", "html", "sarif", "openmetrics")
LIST = ("text", "json", "markdown", "html", "csv")
PLAIN = ("text", "json")
NO_FORM = ("",)


class Shop:
    """A workspace whose commands run in this process."""

    def __init__(self, root: Path) -> None:
        self.root = stage(root)
        os.chdir(self.root)
        settings = Path("reconciler.yaml")
        text = settings.read_text("utf-8").replace(
            "  ledger:", "  baseline: baseline.txt\n  policies: [policy.json, plan-policy.json]\n  ledger:"
        )
        settings.write_text(text, "utf-8")
        Path("policy.json").write_text(json.dumps(POLICY), "utf-8")
        Path("plan-policy.json").write_text(json.dumps(PLAN_POLICY), "utf-8")
        Path("baseline.txt").write_text("057188880001  # nobody's\n", "utf-8")
        Path("roster.csv").write_text(ROSTER, "utf-8")
        Path("names.csv").write_text(INVENTORY, "utf-8")
        for name, words in SAVED.items():
            self.run(*words, "--output-file", name)
        shutil.copytree(self.root, self.root.parent / "pristine", symlinks=True)
        self.run("apply", "--yes")
        self.run("history", "export", "care/hz-001", "--output-file", "story.json")
        self.restore()

    def restore(self) -> None:
        """The account and the ledger as they were."""
        shutil.rmtree(".reconciler", ignore_errors=True)
        shutil.copytree(self.root.parent / "pristine" / ".reconciler", ".reconciler")

    def run(self, *words: str) -> tuple[int | str, str, str]:
        """One command line: its exit code, or the exception that came out; what it wrote to either stream."""
        from reconciler.cli.main import run

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code: int | str = run(list(words))
            except BaseException as error:
                code = f"{type(error).__name__}: {error}"[:200]
        return code, out.getvalue(), err.getvalue()


SAVED = {
    "plan.json": ("plan", "-o", "json"),
    "drift.json": ("drift", "-o", "json"),
    "status.json": ("status", "-o", "json"),
    "seen.json": ("simulator", "show", "-o", "json"),
    "comment.md": ("plan", "-o", "markdown"),
}
POLICY = {
    "title": "Names are short",
    "type": "object",
    "properties": {"key": {"maxLength": 40, "pattern": "^[a-z]"}},
}
PLAN_POLICY = {
    "title": "Few",
    "x-applies-to": "plan",
    "type": "object",
    "properties": {"actions": {"maxItems": 99}},
}
ROSTER = "# as of: 2026-11-20\n# complete: true\n号码,状态,备注\n057188880001,正常,x\n4008100001,维护中,\n"
INVENTORY = "number,name,team\n057188880001,desk,care\n057188880222,front,care\n"


@dataclass(frozen=True)
class Door:
    """Where documents come in, and the command that reads them there."""

    file: str
    words: tuple[str, ...]
    forms: tuple[str, ...] = PLAIN
    good: Callable[[Shop], Any] = lambda shop: {}
    rows: bool = False
    before: tuple[str, ...] = ()
    """Files that are taken away before each run, so that the document counts."""
    acts: bool = False


def _json(name: str) -> Callable[[Shop], Any]:
    return lambda shop: json.loads(Path(name).read_text("utf-8"))


def _yaml(name: str) -> Callable[[Shop], Any]:
    def good(shop: Shop) -> Any:
        import yaml

        return yaml.load(Path(name).read_text("utf-8"), Loader=yaml.CSafeLoader)

    return good


def _rows(name: str) -> Callable[[Shop], Any]:
    def good(shop: Shop) -> Any:
        lines = [line for line in Path(name).read_text("utf-8").splitlines() if not line.startswith("#")]
        return list(csv.DictReader(lines))

    return good


TERRAFORM = {
    "version": 4, "serial": 1, "lineage": "x",
    "resources": [{"mode": "managed", "type": "voice_number", "name": "desk", "provider": "p",
                   "instances": [{"attributes": {"number": "057188880001", "tags": {"Name": "desk"}}}]}],
}  # fmt: skip
WORLD_DB = (".reconciler/simulator.db", ".reconciler/ledger.db")
DOORS: dict[str, Door] = {
    "manifest": Door(TEAM, ("plan",), PLAN, _yaml(TEAM)),
    "manifest, validated": Door(TEAM, ("validate",), PLAIN, _yaml(TEAM)),
    "manifest, rendered": Door(TEAM, ("render",), PLAIN, _yaml(TEAM)),
    "manifest, in the format": Door(TEAM, ("fmt",), NO_FORM, _yaml(TEAM)),
    "manifest, mended": Door(TEAM, ("validate", "--fix"), NO_FORM, _yaml(TEAM)),
    "tombstone": Door(GRAVE, ("plan",), ("text", "markdown", "json"), _yaml(GRAVE)),
    "acknowledgement": Door(ACKNOWLEDGEMENT, ("plan",), ("text", "html", "json"), _yaml(ACKNOWLEDGEMENT)),
    "settings": Door("reconciler.yaml", ("drift",), DRIFT, _yaml("reconciler.yaml")),
    "settings, accounts": Door("reconciler.yaml", ("shards",), PLAIN, _yaml("reconciler.yaml")),
    "settings of the base": Door("base/reconciler.yaml", ("plan", "--config-from", "base"), PLAIN, _yaml("reconciler.yaml")),
    "world": Door("world.yaml", ("status",), LIST, _yaml("world.yaml"), before=WORLD_DB),
    "world, planned": Door("world.yaml", ("plan",), PLAN, _yaml("world.yaml"), before=WORLD_DB),
    "world, shown": Door("world.yaml", ("deadlines",), (*LIST, "ics"), _yaml("world.yaml"), before=WORLD_DB),
    "plan file": Door("odd.json", ("apply", "odd.json"), LIST, _json("plan.json"), acts=True),
    "reviewed plan": Door("odd.json", ("apply", "--digest", f"sha256:{'0' * 64}", "--reviewed", "odd.json"), PLAIN, _json("plan.json")),
    "observation": Door("odd.json", ("plan", "--observed", "odd.json"), ("text", "json", "markdown"), _json("seen.json")),
    "observation, saved": Door("odd.json", ("import", "--team", "care", "--dry-run", "--observed", "odd.json"), NO_FORM, _json("seen.json")),
    "previous": Door("odd.json", ("drift", "--previous", "odd.json"), DRIFT, _json("drift.json")),
    "known": Door("odd.json", ("drift", "--baseline", "odd.json"), ("text", "json"), _json("drift.json")),
    "news": Door("odd.json", ("drift", "--notify", "--previous", "odd.json"), ("text",), _json("drift.json")),
    "baseline": Door("baseline.txt", ("drift",), ("text", "json"), _rows("names.csv"), rows=True),
    "roster.csv": Door("odd.csv", ("roster", "check", "odd.csv"), PLAIN, _rows("roster.csv"), rows=True),
    "roster.json": Door("odd.json", ("roster", "check", "odd.json"), PLAIN, lambda shop: {"asOf": "2026-11-20", "complete": True, "numbers": _rows("roster.csv")(shop)}),
    "roster.xlsx": Door("odd.xlsx", ("roster", "check", "odd.xlsx"), PLAIN),
    "earlier roster": Door("odd.csv", ("roster", "check", "roster.csv", "--previous", "odd.csv"), PLAIN, _rows("roster.csv"), rows=True),
    "policy": Door("policy.json", ("validate",), PLAIN, lambda shop: POLICY),
    "policy of plans": Door("plan-policy.json", ("plan",), ("text", "json", "sarif"), lambda shop: PLAN_POLICY),
    "inventory": Door("odd.csv", ("import", "--team", "care", "--dry-run", "--inventory", "odd.csv"), NO_FORM, _rows("names.csv"), rows=True),
    "Terraform state": Door("odd.tfstate", ("import", "--team", "care", "--dry-run", "--inventory", "odd.tfstate"), NO_FORM, lambda shop: TERRAFORM),
    "bundle": Door("odd.json", ("ledger", "verify", "--bundle", "odd.json"), PLAIN, _json("story.json")),
    "comment's JSON": Door("odd.md", ("apply", "--digest", f"sha256:{'0' * 64}", "--reviewed", "odd.md"), PLAIN),
    "report to post": Door("odd.md", ("comment", "github", "odd.md", "--repository", "a/b", "--request", "1", "--dry-run"), NO_FORM),
    "event": Door("event.json", ("comment", "github", "comment.md", "--repository", "a/b", "--dry-run"), NO_FORM, lambda shop: {"pull_request": {"number": 7, "head": {"sha": "a" * 40}}}),
    "CODEOWNERS": Door("CODEOWNERS", ("validate",), PLAIN),
    "ledger's note": Door("ledger-head.json", ("plan",), PLAIN, lambda shop: {"prod": {"id": "x", "seq": 3, "hash": "0" * 64, "at": "2026-11-23T10:00:00+08:00"}}),
}  # fmt: skip


@dataclass
class Tally:
    """What came of one door."""

    door: str
    documents: int = 0
    runs: int = 0
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")

    def add(self, name: str, size: int, form: str, ran: tuple[int | str, str, str], seconds: float) -> None:
        """One run of one document."""
        code, out, err = ran
        self.runs += 1
        self.slowest = max(self.slowest, (seconds, f"{name} -o {form}"))
        self.largest = max(self.largest, (size, name))
        try:
            assert code in EXITS, code
            assert "VN999" not in out + err, re.search("VN999.*", out + err)
            assert "Traceback" not in out + err
            innocent(err, None)
            innocent(out, form)
        except (AssertionError, ValueError) as error:
            self.failures.append(f"{self.door} | {name} | {form}: {str(error)[:300]}")


def swept(door: str, most: int) -> Tally:
    """Every document through one door."""
    tally = Tally(door)
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for name, value in ENVIRONMENT.items():
            os.environ[name] = value
        try:
            SystemClock.sleep = lambda _self, _seconds: None  # type: ignore[method-assign]
            shop = Shop(Path(folder) / "a" / "b" / "shop")
            (OTHERS[door] if door in OTHERS else _files(DOORS[door]))(shop, tally, most)
        finally:
            os.chdir(before)
            for name in ENVIRONMENT:
                os.environ.pop(name, None)
    return tally


ENVIRONMENT = {
    "GITHUB_TOKEN": "none", "RECONCILER_NOTIFY": "json://127.0.0.1:9", "GITHUB_EVENT_PATH": "event.json",
    "GITHUB_API_URL": "http://127.0.0.1:9", "GITHUB_SHA": "a" * 40, "RECONCILER_CACHE": "off",
}  # fmt: skip


def _files(door: Door) -> Callable[[Shop, Tally, int], None]:
    def sweep(shop: Shop, tally: Tally, most: int) -> None:
        shutil.copytree(".", "base", ignore=shutil.ignore_patterns("base"), dirs_exist_ok=True)
        good = door.good(shop)
        make = as_csv if door.rows else as_json
        share = max(1, most // max(1, len(door.forms)))
        generic = (
            list(BROKEN.items()) if most >= len(BROKEN) else list(BROKEN.items())[:: len(BROKEN) // most + 1]
        )
        turns = cycle(door.forms)
        tries = [(name, content, (next(turns),)) for name, content in generic]
        tries += [(name, content, door.forms) for name, content in make(good, 11, share)]
        for name, content, forms in tries:
            tally.documents += 1
            for form in forms:
                for gone in door.before:
                    Path(gone).unlink(missing_ok=True)
                Path(door.file).write_bytes(content)
                start = time.perf_counter()
                ran = shop.run(*door.words, *(["-o", form] if form else []))
                tally.add(name, len(content), form, ran, time.perf_counter() - start)
                if door.acts:
                    shop.restore()

    return sweep


def _names(shop: Shop, tally: Tally, most: int) -> None:
    """File names that no shell would print, in a repository whose author and branch are as odd."""
    odd = [os.fsencode(name)[:200].replace(b"/", b"_").replace(b"\0", b"") for name in NAUGHTY if name]
    odd += [b"b\xff\n::add-mask::x", b"-rf", b"--output=x", b".hidden", b"..yaml", b"a b", b"CON"]
    for name in odd[:most]:
        tally.documents += 1
        place = os.fsencode(shop.root) + b"/teams/" + name + b".yaml"
        Path(os.fsdecode(place)).write_text("apiVersion: voice.reconciler/v1\n", "utf-8")
        for words, forms in {
            "validate": PLAIN,
            "plan": ("text", "sarif"),
            "drift": ("json",),
            "fmt": NO_FORM,
            "render": ("text",),
        }.items():
            for form in forms:
                start = time.perf_counter()
                ran = shop.run(words, *(["-o", form] if form else []))
                tally.add(repr(name)[:60], len(name), form, ran, time.perf_counter() - start)
        Path(os.fsdecode(place)).unlink()


VARIABLES = (
    "RECONCILER_LEDGER", "RECONCILER_CACHE", "RECONCILER_LANG", "RECONCILER_NOTIFY", "RECONCILER_HEAD", "LC_ALL", "COLUMNS",
    "TERM", "HOME", "XDG_CACHE_HOME", "GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_EVENT_PATH", "GITHUB_SHA",
    "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "CI_API_V4_URL", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID", "CI_COMMIT_SHA",
    "CI_PIPELINE_ID", "RECONCILER_GITLAB_TOKEN", "RECONCILER_PLAN_OUTPUT", "RECONCILER_PLAN_AS_OF", "RECONCILER_PLAN_ACCOUNT",
    "RECONCILER_STATUS_JOBS", "RECONCILER_DRIFT_PREVIOUS", "RECONCILER_FOLDER", "ALIBABA_CLOUD_ACCESS_KEY_ID",
)  # fmt: skip


def _environment(shop: Shop, tally: Tally, most: int) -> None:
    Path("reconciler.yaml").write_text(
        re.sub("ledger: .*", "ledger: env:RECONCILER_LEDGER", Path("reconciler.yaml").read_text("utf-8")),
        "utf-8",
    )
    os.environ["RECONCILER_LEDGER"] = "sqlite:///.reconciler/ledger.db"
    os.environ |= {
        "CI_PROJECT_ID": "1",
        "RECONCILER_GITLAB_TOKEN": "x",
        "CI_API_V4_URL": "http://127.0.0.1:9",
    }
    values = [value for value in NAUGHTY if "\0" not in value and value][:: max(1, len(NAUGHTY) // most)]
    for variable in VARIABLES:
        kept = os.environ.get(variable)
        for value in [*values, "a\udcff"]:
            os.environ[variable] = value
            tally.documents += 1
            for words in (
                "plan",
                "drift --notify",
                "status",
                "comment github comment.md",
                "comment gitlab comment.md --dry-run",
            ):
                start = time.perf_counter()
                ran = shop.run(*words.split())
                tally.add(f"{variable}={value[:40]!r}", len(value), words, ran, time.perf_counter() - start)
        os.environ.pop(variable)
        if kept is not None:
            os.environ[variable] = kept


SERVING = {"serve", "worker", "run"}
"""Commands that stay, or need a database of their own."""


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    import click

    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if name not in SERVING:
                yield from _commands(command.get_command(context, name), (*words, name))
    else:
        yield words, command


def _arguments(shop: Shop, tally: Tally, most: int) -> None:
    import click

    from reconciler.cli.main import cli

    values = [value for value in NAUGHTY if "/" not in value][:: max(1, len(NAUGHTY) // most)]
    for words, command in _commands(cli, ()):
        takers = [
            one
            for one in command.params
            if isinstance(one, click.Argument) or not getattr(one, "is_flag", False)
        ]
        for parameter in takers:
            for value in [*values, "a\udcff", "-", "--"]:
                name = parameter.opts[-1]
                given = [value] if isinstance(parameter, click.Argument) else [f"{name}={value}"]
                needed = [
                    word
                    for other in command.params
                    if other.required and other is not parameter
                    for word in ([f"{other.opts[-1]}=x"] if isinstance(other, click.Option) else ["x"])
                ]
                tally.documents += 1
                start = time.perf_counter()
                ran = shop.run(*words, *given, *needed)
                tally.add(
                    f"{' '.join(words)} {name} {value[:40]!r}",
                    len(value),
                    "",
                    ran,
                    time.perf_counter() - start,
                )
                os.chdir(shop.root)
        shop.restore()


def _ledger(shop: Shop, tally: Tally, most: int) -> None:
    """Records that are not what we wrote, in a chain whose hashes are right."""
    import sqlite3

    from reconciler.memory.memory import GENESIS
    from reconciler.wire.bundle import digest

    shop.run("apply", "--yes")
    shop.run("attest", "057188880001", "status=active", "--by", "a", "--evidence", "b")
    kept = Path(".reconciler/ledger.db").read_bytes()
    with contextlib.closing(sqlite3.connect(".reconciler/ledger.db")) as base:
        bodies = [json.loads(row[0]) for row in base.execute("SELECT body FROM records ORDER BY seq")]
    for name, records in changed(bodies, 5, most):
        tally.documents += 1
        Path(".reconciler/ledger.db").write_bytes(kept)
        with contextlib.closing(sqlite3.connect(".reconciler/ledger.db")) as base:
            base.execute("DELETE FROM records")
            before = GENESIS
            for seq, record in enumerate(records if isinstance(records, list) else [records], 1):
                body = json.dumps(record)
                after = digest("prod", seq, before, body)
                base.execute("INSERT INTO records VALUES ('prod', ?, ?, ?, ?)", (seq, before, after, body))
                before = after
            base.execute("UPDATE chains SET seq = (SELECT max(seq) FROM records), hash = ?", (before,))
            base.commit()
        for words, forms in LEDGER_LOOKS.items():
            for form in forms:
                start = time.perf_counter()
                ran = shop.run(*words.split(), *(["-o", form] if form else []))
                tally.add(name, 0, f"{words} {form}", ran, time.perf_counter() - start)


LEDGER_LOOKS = {
    "ledger show": PLAIN, "ledger verify": PLAIN, "ledger export": NO_FORM, "history": PLAIN, "history care/hz-001": ("text",),
    "plan": ("markdown",), "status": ("html",), "drift": ("json",), "tasks": ("text",), "history export care/hz-001": NO_FORM,
}  # fmt: skip


NOW = datetime.fromisoformat("2026-11-23T12:00:00+08:00")


def _fleet(shop: Shop, tally: Tally, most: int) -> None:
    """Reports that a database holds, as anybody may have changed them there."""
    for chore, file in ((Chore.DRIFT, "drift.json"), (Chore.STATUS, "status.json")):
        good = json.loads(Path(file).read_text("utf-8"))
        texts = [(name, content.decode("utf-8", "surrogateescape")) for name, content in BROKEN.items()]
        texts += [(name, json.dumps(value)) for name, value in changed(good, 3, most)]
        for name, text in texts:
            tally.documents += 1
            odd = NAUGHTY[tally.documents % len(NAUGHTY)]
            report = StoredReport("prod", chore, odd, NOW, 1.0, 0, text)
            failed = StoredReport(odd, Chore.PLAN, "c" * 40, NOW, 1.0, 1, "", odd)
            queue = Queue(waiting=1, running=0, failed=0, stalled=0, workers=0, orphans=(odd,))
            for form in ("html", "csv", "json", "text", "status", "status json", "status openmetrics"):
                start = time.perf_counter()
                try:
                    ran: tuple[int | str, str, str] = (0, _page(form, [report, failed], queue), "")
                except Exception as error:
                    ran = (f"{type(error).__name__}: {error}"[:200], "", "")
                tally.add(name, len(text), form.removeprefix("status "), ran, time.perf_counter() - start)


def _page(form: str, reports: Sequence[StoredReport], queue: Queue) -> str:
    rows = summaries(["prod"], reports, NOW)
    match form:
        case "html":
            return fleet_html.text(rows, NOW)
        case "csv":
            return fleet_csv.text(rows)
        case "json":
            return fleet_json.page(rows, NOW)
        case "text":
            return fleet_text.page(rows)
        case "status json":
            return fleet_json.status(queue, ["prod"], reports, NOW)
        case "status openmetrics":
            return fleet_metrics.text(queue, reports, NOW)
    return fleet_text.status(queue, ["prod"], reports, NOW)


def _completion(shop: Shop, tally: Tally, most: int) -> None:
    from click.shell_completion import get_completion_class

    from reconciler.cli.main import cli

    for value in [*NAUGHTY[:most], "a\udcff"]:
        for words in (
            "reconciler plan --account ",
            "reconciler history ",
            "reconciler explain ",
            "reconciler ",
        ):
            tally.documents += 1
            os.environ |= {
                "COMP_WORDS": words + value.replace("\0", ""),
                "COMP_CWORD": str(len(words.split())),
            }
            for shell in ("bash", "zsh", "fish"):
                complete = get_completion_class(shell)
                assert complete is not None
                start = time.perf_counter()
                try:
                    text = complete(cli, {}, "reconciler", "_RECONCILER_COMPLETE").complete()
                    ran: tuple[int | str, str, str] = (0, text.replace("VN999", ""), "")
                except ValueError as error:  # the shell's own splitting: an open quote
                    ran = (0 if "quotation" in str(error) else str(error), "", "")
                except Exception as error:
                    ran = (f"{type(error).__name__}: {error}", "", "")
                tally.add(f"{words}{value[:40]!r}", len(value), shell, ran, time.perf_counter() - start)


def _answers(shop: Shop, tally: Tally, most: int) -> None:
    from answers import sweep_provider

    sweep_provider(shop, tally, most)


def _hosts(shop: Shop, tally: Tally, most: int) -> None:
    from answers import sweep_hosts

    sweep_hosts(shop, tally, most)


OTHERS: dict[str, Callable[[Shop, Tally, int], None]] = {
    "provider answers": _answers,
    "host answers": _hosts,
    "file names": _names,
    "environment": _environment,
    "arguments": _arguments,
    "ledger": _ledger,
    "fleet's reports": _fleet,
    "completion": _completion,
}
"""Doors that are no file of the workspace."""


def main() -> int:
    """Sweeps, prints a line a door and the sum."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("doors", nargs="*", default=[*DOORS, *OTHERS])
    parser.add_argument("--most", type=int, default=400)
    chosen = parser.parse_args()
    tallies = []
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        for tally in pool.imap(_one, [(door, chosen.most) for door in chosen.doors]):
            tallies.append(tally)
            print(_line(tally), *tally.failures[:12], sep="\n    ", flush=True)
    failures = sum(len(tally.failures) for tally in tallies)
    slowest, largest = max(tally.slowest for tally in tallies), max(tally.largest for tally in tallies)
    print(
        f"\n{sum(tally.documents for tally in tallies):,} documents × {len(tallies)} doors, "
        f"{sum(tally.runs for tally in tallies):,} runs with their formats: {failures} failures; "
        f"slowest {slowest[0]:.2f} s ({slowest[1][:60]!r}), largest {largest[0]:,} bytes ({largest[1][:40]!r})"
    )
    return 1 if failures else 0


def _line(tally: Tally) -> str:
    seconds, name = tally.slowest
    return (
        f"{tally.door:26} {tally.documents:6,} documents {tally.runs:7,} runs {len(tally.failures):4} failures; "
        f"slowest {seconds:5.2f} s ({name[:48]!r}), largest {tally.largest[0]:9,} bytes"
    )


def _one(task: tuple[str, int]) -> Tally:
    return swept(*task)


if __name__ == "__main__":
    sys.exit(main())
