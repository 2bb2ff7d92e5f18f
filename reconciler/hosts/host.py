"""The seam to a code host: the comments of one pull or merge request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from reconciler.noun import noun


@noun
class Comment:
    """One comment as the host keeps it."""

    id: str
    author: str
    body: str
    url: str = ""

    @classmethod
    def of(cls, number: Any, author: Any, body: Any, url: Any = "") -> Comment:
        """What a host answered. Raises TypeError for what is of another type."""
        if type(number) is not int:
            raise TypeError(number)
        return cls(str(number), worded(author), worded(body), worded(url))


def worded(value: Any) -> str:
    """A text of a host's answer. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


class Host(Protocol):
    """Reads and writes the comments of one request. Every method raises HostError for what the host refuses.

    A write that may have happened all the same raises HostUncertain; `Gone` says that a comment is not there any more.
    """

    limit: int
    """Characters a comment may have."""

    def author(self) -> str:
        """Whose comments ours are, as `Comment.author` has it."""

    def comments(self) -> Iterator[Comment]:
        """Every comment, from every page, oldest first."""

    def create(self, body: str) -> Comment:
        """Adds a comment."""

    def update(self, comment: Comment, body: str) -> Comment:
        """Replaces a comment's text."""
