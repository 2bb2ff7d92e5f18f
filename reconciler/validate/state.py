"""What was gathered, as the state the planner compares with the provider's."""

from __future__ import annotations

from reconciler.manifests import settings
from reconciler.manifests.documents import (
    AcknowledgementDocument,
    CancellationDocument,
    MovedEntry,
    WorkspaceDocument,
)
from reconciler.manifests.settings import day
from reconciler.manifests.sources import Document, Documents
from reconciler.model.resource import Source
from reconciler.model.state import Acknowledgement, DeclaredMove, DesiredState, PlanPolicy, Tombstone
from reconciler.noun import replace
from reconciler.validate.gather import Gathered
from reconciler.validate.ownership import Homes, homes, tombstone_team


def desired(
    documents: Documents,
    workspace: WorkspaceDocument,
    gathered: Gathered,
    plan_policies: tuple[PlanPolicy, ...],
    *,
    gaps: tuple[str, ...],
) -> DesiredState:
    """The desired state, every mapping in address order."""
    spec = workspace.spec
    labels: dict[str, dict[str, str]] = {}
    for team in gathered.teams:
        labels[team.name] = {**labels.get(team.name, {}), **team.labels}
    paths = homes(spec)
    tombstones = [_tombstone(document, model, paths) for document, model in gathered.cancellations]
    acknowledgements = [_acknowledgement(document, model) for document, model in gathered.acknowledgements]
    return DesiredState(
        workspace=workspace.metadata.name,
        ledger=spec.ledger or settings.DEFAULT_LEDGER,
        accounts=settings.accounts(spec),
        teams=settings.teams(spec, labels),
        policy=replace(settings.policy(spec), plan=plan_policies),
        numbers=dict(sorted(gathered.numbers.items())),
        public_modes=dict(sorted(gathered.modes.items())),
        instances=tuple(sorted(gathered.instances, key=lambda instance: (instance.team, instance.key))),
        tombstones=tuple(sorted(tombstones, key=lambda tombstone: (tombstone.target, tombstone.name))),
        acknowledgements=tuple(
            sorted(
                acknowledgements,
                key=lambda acknowledgement: (
                    acknowledgement.account,
                    acknowledgement.notice,
                    acknowledgement.name,
                ),
            )
        ),
        moves=tuple(_move(document, moved) for document, _, moved in gathered.moves),
        ledger_id=spec.ledger_id,
        schedule=settings.schedule(spec),
        language=spec.language,
        baseline={
            name: Source(documents.baseline.file, span.line)
            for name, span in documents.baseline.lines.items()
        },
        manifests_digest=documents.manifests_digest,
        policies_digest=documents.policies_digest,
        gaps=gaps,
    )


def _source(document: Document) -> Source:
    return Source(document.file, document.data.line_of("spec"))


def _move(document: Document, moved: MovedEntry) -> DeclaredMove:
    return DeclaredMove(
        moved.origin, moved.address, Source(document.file, document.data["spec"].line_of("moved"))
    )


def _tombstone(document: Document, model: CancellationDocument, paths: Homes) -> Tombstone:
    spec = model.spec
    return Tombstone(
        name=model.metadata.name,
        team=tombstone_team(document, model, paths),
        target=spec.target,
        number=spec.number,
        reason=spec.reason,
        not_before=day(spec.not_before),
        expires=day(spec.expires),
        requested_by=spec.requested_by,
        source=Source(document.file, document.data["spec"].line_of("target")),
        account=spec.account,
        sha256=document.sha256,
    )


def _acknowledgement(document: Document, model: AcknowledgementDocument) -> Acknowledgement:
    spec = model.spec
    return Acknowledgement(
        name=model.metadata.name,
        notice=spec.notice,
        version=spec.version,
        by=spec.by,
        acknowledged_on=day(spec.acknowledged_on),
        account=spec.account,
        source=_source(document),
    )
