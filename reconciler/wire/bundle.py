"""An audit bundle: everything about one address, and the links that tie it into the ledger, in one file.

It holds every record from the first that concerns the address to the chain's end, with its text: whoever trusts the
last hash can check all of them without the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase
from reconciler.wire import strict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Commit = Annotated[str | None, Field(pattern="^[0-9a-f]{40,64}$")]
"""A commit's full name, which Git is asked for."""


class Link(_Part):
    """One record of the chain, as the ledger keeps it."""

    seq: int
    prev: str
    hash: str
    body: str
    """The record's one text."""


class Attachment(_Part):
    """A document that consented, in the text that its record names by its hash."""

    file: str
    sha256: str
    text: str
    commit: Commit = None
    """The commit whose text it is; None for one that is in no commit yet."""


class Bundle(_Part):
    """The whole file."""

    format_version: Literal["1.0"] = "1.0"
    kind: Literal["audit-bundle"] = "audit-bundle"
    account: str
    ledger_id: str | None
    subject: str
    commit: Commit
    """The commit that was checked out."""
    concerns: list[int]
    """The numbers of the records about the subject."""
    attestations: int = 0
    """How many attestations the ledger had before the first link: they are called by their number."""
    attachments: list[Attachment]
    links: list[Link]
    """From the first of them to the chain's end."""


def written(bundle: Bundle) -> str:
    """The file's text."""
    return bundle.model_dump_json(indent=1) + "\n"


def read(text: str) -> Bundle:
    """A bundle whose links hold and whose attachments are whole. Raises ReconcilerError for what was altered."""
    try:
        bundle = Bundle.model_validate(strict.parse(text))
    except ValueError as error:  # pydantic's is one too
        text = phrase("not an audit bundle: {why}", why=_first_problem(error))
        raise ReconcilerError(text, code="VN806", hint=phrase("export it again")) from error
    _check(bundle)
    return bundle


def _first_problem(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def digest(account: str, seq: int, prev: str, body: str) -> str:
    """The hash of a link, as the ledger makes it."""
    return sha256(f"{account}\0{seq}\0{prev}\0{body}".encode()).hexdigest()


def _check(bundle: Bundle) -> None:
    before: Link | None = None
    for link in bundle.links:
        torn = before is not None and (link.seq != before.seq + 1 or link.prev != before.hash)
        if torn or digest(bundle.account, link.seq, link.prev, link.body) != link.hash:
            raise altered(phrase("record {seq} is not what its place in the chain says", seq=link.seq))
        if not _is_record(link.body):
            raise altered(phrase("record {seq} is no record", seq=link.seq))
        before = link
    held = {link.seq for link in bundle.links}
    missing = [seq for seq in bundle.concerns if seq not in held]
    if missing or not bundle.links:
        raise altered(phrase("record {missing} is missing", missing=missing[0] if missing else 0))
    if not 0 <= bundle.attestations < bundle.links[0].seq:
        what = phrase(
            "no {count} attestations stand before record {seq}",
            count=bundle.attestations,
            seq=bundle.links[0].seq,
        )
        raise altered(what)
    for attachment in bundle.attachments:
        if sha256(attachment.text.encode()).hexdigest() != attachment.sha256:
            raise altered(phrase("{file} is not the text it was", file=attachment.file))


def compare(bundle: Bundle, text_at: Callable[[str, str], str | None]) -> None:
    """The name and the commit of each text, which no record holds, by whoever has the repository.

    `text_at`: a file's text at a commit, the folder's list for no file; None where it is not known. Raises
    ReconcilerError for another text.
    """
    for attachment in bundle.attachments:
        if attachment.commit is None or text_at(attachment.commit, "") is None:
            continue
        if text_at(attachment.commit, attachment.file) != attachment.text:
            raise altered(
                phrase(
                    "{file} is another text at commit {commit}",
                    file=attachment.file,
                    commit=attachment.commit,
                )
            )


def _is_record(body: str) -> bool:
    """Whether it is an object in JSON that all readers understand alike: a hash can be right and its text a forgery."""
    try:
        return isinstance(strict.parse(body), dict)
    except strict.NotJson:
        return False


def altered(what: str) -> ReconcilerError:
    """What was found to be another than it was."""
    hint = phrase("ask whoever keeps the ledger for a new export")
    return ReconcilerError(phrase("the bundle was altered: {what}", what=what), code="VN811", hint=hint)


def records(bundle: Bundle) -> Sequence[dict[str, Any]]:
    """The records about the subject, as data, oldest first."""
    mine = set(bundle.concerns)
    return [strict.parse(link.body) for link in bundle.links if link.seq in mine]
