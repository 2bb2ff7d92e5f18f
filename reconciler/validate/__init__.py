"""Documents in, desired state out, with every problem at once. Pure: files were read before, positions are asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from reconciler.manifests.documents import AnyDocument
from reconciler.manifests.sources import Document, Documents
from reconciler.manifests.workspace import WorkspaceSpec
from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phrase import phrase
from reconciler.model.state import DesiredState, PlanPolicy
from reconciler.noun import noun, replace
from reconciler.validate import shape
from reconciler.validate.baseline import listed
from reconciler.validate.gather import Gathered
from reconciler.validate.locate import located
from reconciler.validate.ownership import owner, ownership
from reconciler.validate.places import places
from reconciler.validate.policies import Policies
from reconciler.validate.references import references
from reconciler.validate.salvage import salvage
from reconciler.validate.settings import ProviderLookup, settings
from reconciler.validate.state import desired


@noun
class Validation:
    """What a workspace says, as far as it could be understood, and everything that is wrong with it."""

    state: DesiredState | None
    """None without a readable Workspace document; `complete` is False when any file was invalid."""
    diagnostics: tuple[Diagnostic, ...]
    """Sorted by file, line and column."""
    files: int
    resources: int
    """Expanded entries: hotlines, numbers, pool members and uses of public mode."""

    @property
    def errors(self) -> int:
        """How many diagnostics are errors."""
        return sum(diagnostic.is_error for diagnostic in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many diagnostics are warnings."""
        return sum(diagnostic.severity == Severity.WARNING for diagnostic in self.diagnostics)

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0

    def state_of(self, account: str) -> DesiredState | None:
        """The state with the gaps that concern one account.

        A refused file in a team's path can declare nothing for an account that is not the team's (VN309).
        """
        if self.state is None or self.state.complete:
            return self.state
        homes = {path: team.name for team in self.state.teams.values() for path in team.paths}
        owners = {diagnostic.file: owner(diagnostic.file, homes) for diagnostic in self.diagnostics}
        elsewhere = {
            file
            for file, name in owners.items()
            if name is not None and account not in self.state.teams[name].accounts
        }
        near = (diagnostic for diagnostic in self.diagnostics if diagnostic.file not in elsewhere)
        return replace(self.state, gaps=gaps(near))


def validate(documents: Documents, providers: ProviderLookup | None = None) -> Validation:
    """Checks every document and what they say of each other. Never raises for what a file holds.

    `providers` names the providers there are and what each wants; without it their settings are not judged.
    """
    policies = Policies(documents.policies)
    problems = policies.problems
    on_plans = Policies(documents.plan_policies)
    problems.extend(on_plans.problems)
    plan = tuple(
        PlanPolicy(file.file, file.schema) for file in documents.plan_policies if on_plans.sound(file)
    )
    source = documents.workspace
    workspace = shape.workspace(source, problems) if source else None
    spec = workspace.spec if workspace else None
    gathered = Gathered(spec, policies, problems)
    sound = _gather(documents, gathered)
    refused = len(sound) < len(documents.manifests)
    whole = not refused and not any(diagnostic.is_error for diagnostic in documents.diagnostics)
    if source is not None and spec is not None:
        problems.extend(references(source, spec, gathered, complete=whole))
        problems.extend(ownership(spec, gathered))
        problems.extend(listed(documents.baseline, gathered))
        if providers is not None:
            problems.extend(settings(source, spec, providers, reviewed=documents.borrowed))
            problems.extend(places(spec, gathered, providers))
    diagnostics = _merged(documents.diagnostics, located(problems, documents.locate))
    accepted = _only(sound, spec) if refused else gathered
    state = desired(documents, workspace, accepted, plan, gaps=gaps(diagnostics)) if workspace else None
    return Validation(state, diagnostics, documents.files, len(accepted.numbers) + len(accepted.modes))


def _gather(documents: Documents, gathered: Gathered) -> list[Document]:
    """Takes every document in, a refused one as far as it can be read; returns those that are right."""
    sound: list[Document] = []
    readable: deque[tuple[Document, AnyDocument]] = deque()
    for document in documents.manifests:
        before = len(gathered.problems)
        model = shape.manifest(document, gathered.problems)
        if model is not None:
            sound.append(document)
            readable.append((document, model))
        elif rest := salvage(document, gathered.problems[before:]):
            readable.append(rest)
    _take_in(readable, gathered)
    return sound


def _take_in(documents: deque[tuple[Document, AnyDocument]], gathered: Gathered) -> None:
    """All definitions first: an entry may refer to one in another document of its team.

    A document's model is let go once it is taken in: all of them together would be half of a plan's memory.
    """
    for document, model in documents:
        gathered.define(document, model)
    while documents:
        gathered.add(*documents.popleft())


def _only(sound: Iterable[Document], spec: WorkspaceSpec | None) -> Gathered:
    """What the sound documents say by themselves; their problems are told already."""
    accepted = Gathered(spec, Policies(()), [])
    models = ((document, shape.manifest(document, [])) for document in sound)
    _take_in(deque((document, model) for document, model in models if model is not None), accepted)
    return accepted


def _merged(faults: tuple[Diagnostic, ...], others: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """All in order. Where the text itself is at fault, what it seems to say is not judged too."""
    places = {(fault.file, fault.line, fault.column) for fault in faults}
    return tuple(
        sorted({*faults, *(one for one in others if (one.file, one.line, one.column) not in places)})
    )


def gaps(diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """What Git says that was not understood. A workspace without teams has no gap: there is nothing more to read."""
    files = {
        diagnostic.file for diagnostic in diagnostics if diagnostic.is_error and diagnostic.code != "VN213"
    }
    return tuple(
        phrase("{file} is not valid: what it declares is unknown", file=file) for file in sorted(files)
    )
