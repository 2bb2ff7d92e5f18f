"""All documents of a workspace taken together: expanded, typed, and each claim made only once."""

from __future__ import annotations

from dataclasses import dataclass, field

from reconciler.manifests.documents import (
    AcknowledgementDocument,
    AnyDocument,
    CancellationDocument,
    MovedEntry,
    TeamDocument,
)
from reconciler.manifests.expand import Entry
from reconciler.manifests.resources import Definitions, TeamDefinitions, expanded, public_modes
from reconciler.manifests.sources import Document, Path, Problem
from reconciler.manifests.workspace import WorkspaceSpec
from reconciler.model.address import Address
from reconciler.model.phrase import phrase
from reconciler.model.resource import DeclaredInstance, DesiredNumber, DesiredPublicMode, Source
from reconciler.noun import noun
from reconciler.validate.entries import check
from reconciler.validate.policies import Policies


@dataclass(slots=True)
class Gathered:
    """What the documents say, and what is wrong with it. Filled by `add`, read afterwards."""

    workspace: WorkspaceSpec | None
    policies: Policies
    problems: list[Problem]
    numbers: dict[Address, DesiredNumber] = field(default_factory=dict)
    modes: dict[Address, DesiredPublicMode] = field(default_factory=dict)
    instances: list[DeclaredInstance] = field(default_factory=list)
    teams: list[TeamFile] = field(default_factory=list)
    cancellations: list[tuple[Document, CancellationDocument]] = field(default_factory=list)
    acknowledgements: list[tuple[Document, AcknowledgementDocument]] = field(default_factory=list)
    moves: list[tuple[Document, int, MovedEntry]] = field(default_factory=list)
    """Each line of `moved` with its place in that list."""
    entries: list[tuple[str, Entry, DesiredNumber]] = field(default_factory=list)
    """Each entry of a number with its file, and what it became."""
    definitions: Definitions = field(default_factory=Definitions)
    """What each team's documents define for all of its entries."""
    claims: dict[str, Address] = field(default_factory=dict)
    """Number to the address that declares it."""

    def define(self, document: Document, model: AnyDocument) -> None:
        """Takes in what a team's entries may refer to, in whichever of its documents they stand."""
        if isinstance(model, TeamDocument):
            self.definitions.add(document, model)

    def add(self, document: Document, model: AnyDocument) -> None:
        """Takes one valid document in."""
        match model:
            case TeamDocument():
                self._team(document, model)
            case CancellationDocument():
                self.cancellations.append((document, model))
            case AcknowledgementDocument():
                self.acknowledgements.append((document, model))

    def source(self, address: Address) -> Source | None:
        """Where an address is declared; None if it is not."""
        resource = self.numbers.get(address) or self.modes.get(address)
        return resource.source if resource else None

    def _team(self, document: Document, team: TeamDocument) -> None:
        name = team.metadata.name
        self.teams.append(TeamFile(name, document.file, team.spec.account, team.metadata.labels or {}))
        self.moves.extend((document, index, moved) for index, moved in enumerate(team.spec.moved or ()))
        place = self.definitions.get(document, team)
        self.instances.extend(i for i in place.instances.values() if i.source.file == document.file)
        reported: set[Problem] = set()
        for entry, desired in expanded(document, team, place):
            self._number(document, entry, desired, place, reported)
        for mode in public_modes(document, team):
            self._mode(document, mode)

    def _number(
        self,
        document: Document,
        entry: Entry,
        desired: DesiredNumber,
        place: TeamDefinitions,
        reported: set[Problem],
    ) -> None:
        self.entries.append((document.file, entry, desired))
        for problem in check(document.file, entry, desired, place, self.workspace):
            # A mistake in the defaults is one mistake, however many entries inherit it.
            if problem not in reported:
                reported.add(problem)
                self.problems.append(problem)
        if not self._taken(document, entry.path, desired.address):
            self.numbers[desired.address] = desired
            self._claim(document, entry, desired)
        if self.policies:
            self.problems.extend(self.policies.check(document.file, entry.path, desired))

    def _mode(self, document: Document, mode: DesiredPublicMode) -> None:
        path = ("spec", "publicMode", mode.address.partition("/")[2])
        if not self._taken(document, path, mode.address):
            self.modes[mode.address] = mode
        if self.policies:
            self.problems.extend(self.policies.check(document.file, path, mode))

    def _taken(self, document: Document, path: Path, address: Address) -> bool:
        earlier = self.source(address)
        if earlier is None:
            return False
        self._problem(
            "VN208",
            document,
            path,
            phrase(
                "the key {path} is used twice in this team, first in {where}",
                path=path[-1],
                where=_where(earlier, document),
            ),
            phrase("a key names one entry of its team, over all of its documents: give one of them another"),
            key=True,
        )
        return True

    def _claim(self, document: Document, entry: Entry, resource: DesiredNumber) -> None:
        if resource.number is None:
            return
        earlier = self.claims.setdefault(resource.number, resource.address)
        if earlier != resource.address:
            first = self.source(earlier)
            where = f"{first.file}:{first.line}" if first else earlier
            self._problem(
                "VN309",
                document,
                entry.path_of("number"),
                phrase("{earlier} already declares this number ({where})", earlier=earlier, where=where),
                phrase("one number, one entry, one team: remove one of the two"),
            )

    def _problem(
        self, code: str, document: Document, path: Path, message: str, hint: str, *, key: bool = False
    ) -> None:
        self.problems.append(Problem(code, document.file, path, message, hint, key=key))


def _where(source: Source, document: Document) -> str:
    return (
        phrase("line {line}", line=source.line)
        if source.file == document.file
        else f"{source.file}:{source.line}"
    )


@noun
class TeamFile:
    """What is remembered of a Team document once it is expanded."""

    name: str
    file: str
    account: str
    labels: dict[str, str]
