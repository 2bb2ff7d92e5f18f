"""Review states of voice files."""

from __future__ import annotations

from reconciler.providers.alibaba.mapping.answer import Answer

APPROVED = "approved"
QUERY_LIMIT = 10
"""Files one query takes."""
PLAYBACK_FILES = 2
"""BusinessType of call playback files; 0 would be voice notifications."""
_PASS = "AUDIT_STATE_PASS"  # noqa: S105  (a review state, no password)


def audits(answer: Answer) -> dict[str, str]:
    """File to state: `approved`, or the provider's word verbatim (`AUDIT_SATE_CANCEL` is its spelling)."""
    states = {row.text("VoiceCode"): row.text("AuditState") for row in answer.rows("Data")}
    return {file: APPROVED if state == _PASS else state for file, state in states.items()}


def query(files: tuple[str, ...]) -> dict[str, object]:
    """The request's fields for QueryVoiceFileAuditInfo."""
    return {"VoiceCodes": ",".join(files), "BusinessType": PLAYBACK_FILES}
