"""An expanded entry as plain data, in the words of the manifests: what `render` prints and policies judge."""

from __future__ import annotations

from typing import Any

from reconciler.model.resource import DesiredNumber, DesiredPublicMode, Ivr, Source, Transfer
from reconciler.noun import noun


@noun
class Value:
    """One value with the layer that said it, and where that layer's words stand."""

    path: str
    """Manifest path, e.g. `ivr.playback.audio`."""
    value: Any
    layer: str
    """`entry`, `template`, `defaults`, `team`, `derived` (from the number) or `built in`."""
    source: Source | None


@noun
class Rendered:
    """One expanded entry with the origin of all it says."""

    address: str
    team: str
    account: str
    type: str
    """`400`, `regular` or `publicMode`."""
    source: Source
    values: tuple[Value, ...]


def rendered(resource: DesiredNumber | DesiredPublicMode) -> dict[str, Any]:
    """The entry; absent values are absent keys, a package is a whole number of CNY."""
    if isinstance(resource, DesiredPublicMode):
        return {**_head(resource, "publicMode"), "use": resource.use}
    flat = {
        "number": resource.number,
        "line": resource.line,
        "callType": resource.call_type,
        "region": resource.region,
        "carrier": resource.carrier,
        "package": None if resource.package is None else int(resource.package),
        "enterprise": resource.enterprise,
        "script": resource.script,
        "purpose": resource.purpose,
        "instance": resource.instance,
        "routing": resource.routing,
        "select": None if resource.select is None else {"prefix": resource.select.prefix},
        "ivr": _ivr(resource.ivr),
        "documents": None if resource.documents is None else {"reference": resource.documents},
        **resource.more,
    }
    return {
        **_head(resource, resource.type),
        **{key: value for key, value in flat.items() if value is not None},
    }


def _head(resource: DesiredNumber | DesiredPublicMode, kind: str) -> dict[str, Any]:
    return {"address": resource.address, "team": resource.team, "account": resource.account, "type": kind}


def _ivr(ivr: Ivr | None) -> dict[str, Any] | None:
    if ivr is None:
        return None
    heard = ivr.playback and {"audio": ivr.playback.audio, "description": ivr.playback.description}
    parts = {"playback": heard, "transfer": ivr.transfer and _transfer(ivr.transfer)}
    return {key: value for key, value in parts.items() if value is not None}


def _transfer(transfer: Transfer) -> dict[str, Any]:
    document = {"routing": transfer.routing, "to": list(transfer.to)}
    return (
        document if transfer.qualification is None else {**document, "qualification": transfer.qualification}
    )
