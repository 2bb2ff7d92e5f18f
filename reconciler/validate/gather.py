"""All documents of a workspace taken together: expanded, typed, and each claim made only once."""

from __future__ import annotations

from dataclasses import dataclass, field

from reconciler.manifests.documents import (
    AcknowledgementDocument,
    AnyDocument,
    CancellationDocument,
    TeamDocument,
)
from reconciler.manifests.expand import Entry, entries
from reconciler.manifests.resources import Shelf, number, public_modes, shelf
from reconciler.manifests.sources import Document, Path, Problem
from reconciler.manifests.workspace import WorkspaceSpec
from reconciler.model.address import Address
from reconciler.model.resource import DeclaredInstance, DesiredNumber, DesiredPublicMode, Source
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
    teams: dict[str, TeamFile] = field(default_factory=dict)
    cancellations: list[tuple[Document, CancellationDocument]] = field(default_factory=list)
    acknowledgements: list[tuple[Document, AcknowledgementDocument]] = field(default_factory=list)
    claims: dict[str, Address] = field(default_factory=dict)
    """Number to the address that declares it."""

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
        found = self.numbers.get(address) or self.modes.get(address)
        return found.source if found else None

    def _team(self, document: Document, team: TeamDocument) -> None:
        name = team.metadata.name
        earlier = self.teams.get(name)
        if earlier is not None:
            self._problem(
                "VN210",
                document,
                ("metadata", "name"),
                f"team {name} already has a document: {earlier.file}",
                "one document per team: put both into one, or rename one",
            )
            return
        self.teams[name] = TeamFile(document.file, team.spec.account, team.metadata.labels or {})
        place = shelf(document, team)
        self.instances.extend(place.instances.values())
        told: set[Problem] = set()
        for entry in entries(document, team):
            self._number(document, entry, place, told)
        for mode in public_modes(document, team):
            self._mode(document, mode)

    def _number(self, document: Document, entry: Entry, place: Shelf, told: set[Problem]) -> None:
        found = number(entry, place)
        for problem in check(document.file, entry, found, place, self.workspace):
            # A mistake in the defaults is one mistake, however many entries inherit it.
            if problem not in told:
                told.add(problem)
                self.problems.append(problem)
        if not self._taken(document, entry.path, found.address):
            self.numbers[found.address] = found
            self._claim(document, entry, found)
        if self.policies:
            self.problems.extend(self.policies.check(document.file, entry.path, found))

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
            f"the key {path[-1]} is used twice in this team, first in line {earlier.line}",
            "a key is the identity of its entry: give one of them another",
            key=True,
        )
        return True

    def _claim(self, document: Document, entry: Entry, found: DesiredNumber) -> None:
        if found.number is None:
            return
        earlier = self.claims.setdefault(found.number, found.address)
        if earlier != found.address:
            first = self.source(earlier)
            where = f"{first.file}:{first.line}" if first else earlier
            self._problem(
                "VN309",
                document,
                entry.path_of("number"),
                f"{earlier} already declares this number ({where})",
                "one number, one entry, one team: remove one of the two",
            )

    def _problem(
        self, code: str, document: Document, path: Path, message: str, hint: str, *, key: bool = False
    ) -> None:
        self.problems.append(Problem(code, document.file, path, message, hint, key=key))


@dataclass(frozen=True, slots=True)
class TeamFile:
    """What is remembered of a Team document once it is expanded."""

    file: str
    account: str
    labels: dict[str, str]
