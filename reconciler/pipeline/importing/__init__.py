"""An import from account to files: what is written is judged, and planned with, before a byte of it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from reconciler import edit
from reconciler.errors import ReconcilerError
from reconciler.importing.candidate import ImportCandidate, LeftOut, Words, candidate
from reconciler.importing.sharing import TeamShare, idle, shared
from reconciler.load.characters import problem_of
from reconciler.model.action import Action
from reconciler.model.address import join
from reconciler.model.finding import Finding
from reconciler.model.observation import ObservedState
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.pipeline.importing.inputs import ImportInputs, chosen, known_of, newcomers, survey, welcoming
from reconciler.pipeline.importing.layout import Portion, laid_out
from reconciler.pipeline.importing.verdict import Prospect, prospect, refused

_ROUNDS = 5
"""How often what cannot be adopted as it is may be left out, and the rest composed again."""


@noun
class ImportRequest:
    """What is to be imported, for whom, and where to."""

    shares: tuple[TeamShare, ...]
    numbers: tuple[str, ...] = ()
    """Only these; all if empty."""
    file: str | None = None
    """The one document to write or to add to, relative to the workspace."""
    spread: bool = False
    """Several documents of about a hundred entries, below the teams' paths."""
    qualification: str | None = None
    """What live transfers are registered under; the provider does not return it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Number to the name an inventory gives it."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Number to the team an inventory gives it to."""

    @property
    def rest(self) -> str:
        """The team that takes what is nobody's in particular."""
        return next((share.team for share in self.shares if share.glob is None), self.shares[0].team)


@noun
class Imported:
    """What would be written, what is left out, and what is blocked or in violation then and was not so before."""

    texts: Mapping[str, str]
    """File to its whole text."""
    before: Mapping[str, str | None]
    """File to the text it has now; None for a new one."""
    entries: int
    left: tuple[LeftOut, ...]
    news: tuple[Finding, ...]
    besides: tuple[Action, ...] = ()
    """What the next plan would do then beside adopting, and would not do now."""
    account: frozenset[str] = frozenset()
    """Every number that the account shows, managed or not."""
    idle: tuple[TeamShare, ...] = ()
    """Shares whose glob takes no number."""
    teams: tuple[str, ...] = ()
    """Lines that reconciler.yaml needs below `teams:`."""


def prepare(
    root: Path, account: str | None, order: ImportRequest, saved: ObservedState | None = None
) -> Imported:
    """Composes, validates and plans; writes nothing. Raises InvalidManifests, UsageError, ReconcilerError."""
    ground = survey(root, account, saved)
    lines = newcomers(ground, [share.team for share in order.shares])
    ground = welcoming(ground, lines)
    words = Words(problem_of, order.qualification, order.names)
    held = ground.facts.held_for
    made = [
        _held(number.identity, held[number.identity]) if number.identity in held else candidate(number, words)
        for number in chosen(ground, order.numbers)
    ]
    ready = [one for one in made if isinstance(one, ImportCandidate)]
    left = [one for one in made if isinstance(one, LeftOut)]
    nothing = idle(ready, order.shares, _instance_names(ground))
    for _ in range(_ROUNDS):
        texts, then, over = _composed(ground, order, ready)
        without = {one.identity: one.why for one in over} | refused(then, named=bool(order.numbers))
        if not without:
            before = {file: _text(root / file) for file in texts}
            return Imported(
                texts=texts,
                before=before,
                entries=len(then.numbers),
                left=tuple(left),
                news=then.news(ground.before),
                besides=then.besides(ground.before),
                account=frozenset(ground.observed.numbers),
                idle=nothing,
                teams=tuple(lines.values()),
            )
        left += [LeftOut(one.number, without[one.number]) for one in ready if one.number in without]
        ready = [one for one in ready if one.number not in without]
    raise ReconcilerError(phrase("what would be written changes with every attempt; nothing was written"))


def write(root: Path, texts: Mapping[str, str], before: Mapping[str, str | None]) -> None:
    """Puts all files in place, or where one cannot be, none. A run that is killed between two has written some, whole
    and each valid by itself; the next run adds the rest.

    A file that changed since it was read, or that is there already, is left alone. Raises ReconcilerError, OSError.
    """
    done: list[str] = []
    try:
        for file, text in texts.items():
            _put(root / file, text, before[file])
            done.append(file)
    except BaseException:
        for file in done:
            with suppress(OSError, ReconcilerError):
                _take_back(root / file, before[file])
        raise


def _put(path: Path, text: str, old: str | None) -> None:
    if old is None:
        edit.create(path, text)
    elif edit.text_of(path) != old:
        raise ReconcilerError(
            phrase("{path} changed while it was read", path=path), hint=phrase("run it again")
        )
    else:
        edit.replace(path, text)


def _take_back(path: Path, old: str | None) -> None:
    if old is None:
        path.unlink()
    else:
        edit.replace(path, old)


def grouped(left: Iterable[LeftOut]) -> dict[str, list[str]]:
    """Reason to the numbers left out for it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in left:
        groups[one.why].append(one.identity)
    return dict(groups)


def _held(identity: str, addresses: Iterable[str]) -> LeftOut:
    """What an order of unknown outcome may have got is nobody's to import."""
    waiting = ", ".join(addresses)
    return LeftOut(
        identity, f"it may be what was ordered for {waiting}: `reconciler resolve` settles that first"
    )


def _instance_names(ground: ImportInputs) -> dict[str, str]:
    """Code to name."""
    return {code: instance.name or "" for code, instance in (ground.observed.instances or {}).items()}


def _composed(
    ground: ImportInputs, order: ImportRequest, ready: Sequence[ImportCandidate]
) -> tuple[dict[str, str], Prospect, list[LeftOut]]:
    """All teams' texts, what they would mean, and what nobody's document can say."""
    names = _instance_names(ground)
    parts = shared(ready, order.shares, names, order.owners)
    mine = {one.number for group in parts.values() for one in group}
    nobody = "no --match is for it, and no --team takes the rest"
    left = [LeftOut(one.number, nobody) for one in ready if one.number not in mine]
    texts: dict[str, str] = {}
    numbers: dict[str, str] = {}
    places: dict[tuple[str, str], str] = {}
    for team, group in parts.items():
        modes = _modes(ground, order) if team == order.rest else {}
        if not group and not modes:
            continue
        part = Portion(team, group, modes, order.file, order.spread)
        written, over = laid_out(ground, part, names, texts)
        left += over
        for file, (text, keys) in written.items():
            texts[file] = text
            numbers |= {join(team, key): number for key, number in keys.items()}
            places |= {(file, key): number for key, number in keys.items()}
    return texts, prospect(ground, texts, numbers, places), left


def _modes(ground: ImportInputs, order: ImportRequest) -> dict[str, str]:
    """Public mode, where the account has it and nobody declares it. What for is not told."""
    account = ground.session.account.name
    declared = any(mode.account == account for mode in ground.session.desired.public_modes.values())
    if order.numbers or declared or not ground.observed.public_mode:
        return {}
    taken = known_of(ground, order.rest).taken
    return {next(name for name in ("public-mode", "public-mode-2") if name not in taken): "verification-code"}


def _text(path: Path) -> str | None:
    return edit.text_of(path) if path.exists() else None
