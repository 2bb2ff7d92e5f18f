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


def rendered(found: DesiredNumber | DesiredPublicMode) -> dict[str, Any]:
    """The entry; absent values are absent keys, a package is a whole number of CNY."""
    if isinstance(found, DesiredPublicMode):
        return {**_head(found, "publicMode"), "use": found.use}
    flat = {
        "number": found.number,
        "line": found.line,
        "callType": found.call_type,
        "region": found.region,
        "carrier": found.carrier,
        "package": None if found.package is None else int(found.package),
        "enterprise": found.enterprise,
        "script": found.script,
        "purpose": found.purpose,
        "instance": found.instance,
        "routing": found.routing,
        "select": None if found.select is None else {"prefix": found.select.prefix},
        "ivr": _ivr(found.ivr),
        "documents": None if found.documents is None else {"reference": found.documents},
        **found.more,
    }
    return {**_head(found, found.type), **{key: value for key, value in flat.items() if value is not None}}


def _head(found: DesiredNumber | DesiredPublicMode, kind: str) -> dict[str, Any]:
    return {"address": found.address, "team": found.team, "account": found.account, "type": kind}


def _ivr(ivr: Ivr | None) -> dict[str, Any] | None:
    if ivr is None:
        return None
    heard = ivr.playback and {"audio": ivr.playback.audio, "description": ivr.playback.description}
    parts = {"playback": heard, "transfer": ivr.transfer and _transfer(ivr.transfer)}
    return {key: value for key, value in parts.items() if value is not None}


def _transfer(transfer: Transfer) -> dict[str, Any]:
    told = {"routing": transfer.routing, "to": list(transfer.to)}
    return told if transfer.qualification is None else {**told, "qualification": transfer.qualification}
