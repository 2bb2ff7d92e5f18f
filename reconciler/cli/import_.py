"""`reconciler import`: what an account holds and Git does not, as manifests."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.errors import ReconcilerError, UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.importing.inventory import Inventory
    from reconciler.importing.sharing import TeamShare
    from reconciler.model.observation import ObservedState
    from reconciler.pipeline.importing import Imported

_SHARES = "reconciler.shares"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LARGEST = 64 << 20
"""Bytes of an inventory."""


class _InOrder(click.Command):
    """A command that keeps which `--match` stands behind which `--team`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Notes the pairs, then parses as usual."""
        ctx.meta[_SHARES] = _pairs(args)
        return super().parse_args(ctx, args)


def _pairs(args: Sequence[str]) -> list[tuple[str, str | None]]:
    words = [part for word in args for part in (word.split("=", 1) if word.startswith("--") else [word])]
    groups: list[tuple[str, list[str]]] = []
    for name, value in pairwise(words):
        if name == "--team":
            groups.append((value, []))
        elif name == "--match" and groups:
            groups[-1][1].append(value)
    return [(team, glob) for team, globs in groups for glob in globs or [None]]  # type: ignore[list-item]


@click.command(name="import", cls=_InOrder)
@options.workspace
@click.argument("numbers", nargs=-1, metavar="[NUMBER|ADDRESS]...")
@click.option("--team", "teams", multiple=True, help="Whose they are to be; several, each with its --match.")
@click.option("--match", "globs", multiple=True, metavar="GLOB", help="What the team before it takes.")
@options.account
@click.option("--write", is_flag=True, help="Write documents of about 100 entries below the teams' paths.")
@click.option("--dry-run", is_flag=True, help="Show what would be written as a diff, and write nothing.")
@click.option("--output-file", type=click.Path(dir_okay=False), help="Write this document, or add to it.")
@click.option("--baseline", is_flag=True, help="List them as what nobody is ready to own, instead.")
@click.option(
    "--inventory",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Names and teams from a CSV inventory or a Terraform state.",
)
@click.option(
    "--qualification", metavar="ID", help="The 400 qualification that live transfers are registered under."
)
@click.option(
    "--observed",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Read this saved observation.",
)
def command(
    numbers: tuple[str, ...],
    teams: tuple[str, ...],
    globs: tuple[str, ...],
    account: str | None,
    write: bool,
    dry_run: bool,
    output_file: str | None,
    baseline: bool,
    inventory: str | None,
    qualification: str | None,
    observed: str | None,
) -> int:
    """Write manifests for the numbers that nobody manages, all or those named.

    Prints one Team document; with --write it makes documents of about 100 entries below the teams' paths, with
    --output-file it makes one or adds to one that is there. Nothing is overwritten. Before anything is written it is
    validated and planned with: what the next plan would not simply adopt is left out and named. GLOB matches a number,
    its region, enterprise, instance or description; the first --team that matches has it.

    An ADDRESS (care/hz-001) takes what another hand changed there into its own file, every byte beside it kept.
    An inventory gives names, and numbers to the teams that have a --team; what a number is, the account says.
    With --baseline the numbers are added to the list of `spec.baseline`, which drift and the plan read.

    Exits 0, 1 (error) or 3 (the next plan shows more than adoptions).
    """
    from reconciler.pipeline import importing
    from reconciler.wire import saved_observation

    saved = None if observed is None else options.read(observed, saved_observation.from_json)
    addresses = [name for name in numbers if "/" in name and not name.startswith("-/")]
    if addresses or baseline:
        if teams or write or output_file is not None or len(addresses) > 1 or (addresses and numbers[1:]):
            raise UsageError(
                phrase("one ADDRESS, or --baseline, stands alone"), hint=phrase("with --dry-run, if you like")
            )
        if addresses:
            return _accept(account, addresses[0], qualification, saved, dry_run=dry_run)
        return _baseline(account, numbers, saved, dry_run=dry_run)
    shares = _shares(click.get_current_context(), teams, globs)
    if output_file is None and not (write or dry_run) and len({share.team for share in shares}) > 1:
        raise UsageError(
            phrase("several teams take several documents"),
            hint=phrase("add --write, or --dry-run to see them"),
        )
    place = None if output_file is None else _inside(output_file)
    spread = write or (dry_run and output_file is None)
    listed = _inventory(inventory)
    order = importing.ImportRequest(shares, numbers, place, spread, qualification, listed.names, listed.teams)
    imported = importing.prepare(Path(), account, order, saved)
    _tell_what_is_left(imported)
    _compare(listed, imported, {share.team for share in shares})
    if not imported.texts:
        rest = (
            "; what is left out stands above"
            if imported.left
            else ": every number of the account is declared"
        )
        out.say(phrase("Nothing to import{rest}.", rest=rest), err=True)
        return 0
    if dry_run:
        options.emit(_diff(imported.texts, imported.before), None)
    elif write or output_file is not None:
        importing.write(Path(), imported.texts, imported.before)
    else:
        options.emit("".join(imported.texts.values()), None)
    return _closing(imported, written=(write or output_file is not None) and not dry_run)


def _shares(ctx: click.Context, teams: Sequence[str], globs: Sequence[str]) -> tuple[TeamShare, ...]:
    from reconciler.importing.sharing import TeamShare

    pairs = ctx.meta[_SHARES] or [(team, None) for team in teams]
    if not pairs:
        raise UsageError(phrase("say whose they are to be"), hint=phrase("add --team TEAM"))
    if sum(glob is not None for _, glob in pairs) != len(globs):
        raise UsageError(phrase("each --match stands behind the --team that it is for"))
    return tuple(TeamShare(team, glob) for team, glob in pairs)


def _inventory(file: str | None) -> Inventory:
    """What an inventory says, in UTF-8, or in GB 18030 or UTF-16 as Excel writes it."""
    from reconciler.files import named_by_user
    from reconciler.importing import inventory

    if file is None:
        return inventory.Inventory()
    try:
        content = named_by_user(file, _LARGEST)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = _chinese(file, content)
    try:
        return inventory.read(text)
    except ReconcilerError as error:
        raise ReconcilerError(f"{file}: {error.message}", code=error.code, hint=error.hint) from error


def _chinese(file: str, content: bytes) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ReconcilerError(
            phrase("{file}:{line}: this is neither UTF-8 nor GB 18030 text", file=file, line=line),
            code="VN013",
            hint=phrase("save it as UTF-8"),
        ) from error


def _compare(known: Inventory, imported: Imported, teams: AbstractSet[str]) -> None:
    """Says where the inventory and the account differ: neither is believed in silence."""
    from reconciler.report.sink.encode import terminal

    for line in known.unread:
        out.say(phrase("inventory {line}", line=terminal(line)), err=True)
    missing = sorted(known.numbers - imported.account)
    if missing:
        out.say(phrase("in the inventory, not in the account: {names}", names=", ".join(missing)), err=True)
    for team in sorted(set(known.teams.values()) - teams):
        count = list(known.teams.values()).count(team)
        out.say(
            phrase(
                "the inventory gives {team} numbers ({count:,}), and no --team {team} is there",
                team=terminal(team),
                count=count,
            ),
            err=True,
        )


def _inside(file: str) -> str:
    """The file relative to the workspace, with forward slashes. Raises UsageError for one outside it."""
    path, root = Path(file), Path.cwd()
    try:
        return (root / path).relative_to(root).as_posix() if ".." not in path.parts else _outside(file)
    except ValueError:
        return _outside(file)


def _outside(file: str) -> str:
    hint = phrase(
        "name a file below the workspace's manifests, or leave --output-file out and redirect the output"
    )
    raise UsageError(phrase("{file} is outside the workspace", file=file), hint=hint)


def _tell_what_is_left(imported: Imported) -> None:
    from reconciler.pipeline.importing import grouped
    from reconciler.report.sink.encode import terminal

    for why, names in grouped(imported.left).items():
        out.say(
            phrase("left out {names}: {why}", names=terminal(", ".join(names)), why=terminal(why)), err=True
        )
    for share in imported.idle:
        out.say(
            phrase(
                "team {team}: --match {value} takes no number",
                team=terminal(share.team),
                value=terminal(share.glob or ""),
            ),
            err=True,
        )


def _diff(texts: Mapping[str, str], before: Mapping[str, str | None]) -> str:
    from difflib import unified_diff

    from reconciler.report.sink.encode import terminal

    lines: list[str] = []
    for file, text in texts.items():
        old = before[file]
        names = (f"a/{file}" if old is not None else "/dev/null", f"b/{file}")
        lines += unified_diff((old or "").splitlines(), text.splitlines(), *names, lineterm="")
    return "".join(terminal(line) + "\n" for line in lines)


def _put(texts: Mapping[str, str], before: Mapping[str, str | None], *, dry_run: bool) -> None:
    """Writes the files, or shows what would be written."""
    from reconciler.pipeline import importing

    if dry_run:
        options.emit(_diff(texts, before), None)
        return
    importing.write(Path(), texts, before)
    for file, old in before.items():
        out.say(
            phrase("wrote  {name}", name=file) if old is None else phrase("changed  {name}", name=file),
            err=True,
        )


def _accept(
    account: str | None,
    address: str,
    qualification: str | None,
    saved: ObservedState | None,
    *,
    dry_run: bool,
) -> int:
    """Takes one entry's drift into Git; 3 where the next plan would still do something there."""
    from reconciler.pipeline.importing.accepting import accept

    texts, before, left = accept(Path(), account, address, qualification, saved)
    if not texts:
        out.say(
            phrase("{address} is as the account has it: nothing to take over.", address=address), err=True
        )
        return 0
    _put(texts, before, dry_run=dry_run)
    for action in left:
        out.say(phrase("ready   {action}", action=action), err=True)
    verdict = "Git says now what the account has" if not left else "not done: the next plan would go on there"
    out.say(f"{address}: {verdict}", err=True)
    return 3 if left else 0


def _baseline(
    account: str | None, numbers: Sequence[str], saved: ObservedState | None, *, dry_run: bool
) -> int:
    from reconciler.pipeline.importing.baselining import baseline
    from reconciler.report.sink import phrases

    texts, before, count = baseline(Path(), account, numbers, saved)
    if not texts:
        out.say(
            phrase("Nothing to add: every number of the account is declared, or listed already."), err=True
        )
        return 0
    _put(texts, before, dry_run=dry_run)
    out.say(
        phrase(
            "{plural} that nobody is ready to own; have the list reviewed",
            plural=phrases.plural(count, "number"),
        ),
        err=True,
    )
    return 0


def _closing(imported: Imported, *, written: bool) -> int:
    """What was done, and whether the next plan only takes over; 3 where something is in violation then."""
    from reconciler.report.sink import phrases
    from reconciler.report.sink.encode import terminal

    files, count = imported.texts, phrases.plural(imported.entries, "number")
    if written:
        for file, before in imported.before.items():
            out.say(f"{'wrote' if before is None else 'added to'}  {terminal(file)}", err=True)
    for line in imported.teams:
        out.say(phrase("reconciler.yaml lacks, below `teams:`: {line}", line=terminal(line)), err=True)
    for finding in imported.news:
        out.say(
            terminal(f"{finding.verdict.word} {finding.rule} {finding.address}: {finding.message}"), err=True
        )
    for action in imported.besides:
        by = " by hand" if action.mode == "manual" else ""
        out.say(
            phrase(
                "ready   {verb}{by} at {address}", verb=action.verb, by=by, address=terminal(action.address)
            ),
            err=True,
        )
    verdict = "the next plan adopts them and changes nothing"
    if imported.news or imported.besides:
        verdict = "not done: the next plan adopts them, and shows what is said above"
    out.say(
        phrase(
            "{count} in {plural}: {verdict}",
            count=count,
            plural=phrases.plural(len(files), "document"),
            verdict=verdict,
        ),
        err=True,
    )
    return 3 if imported.news or imported.besides else 0
