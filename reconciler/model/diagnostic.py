"""A problem in a user's file: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: an error lets nothing be planned."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One problem with its position. Sorted by file, line, column, code."""

    file: str
    """Relative to the workspace, with forward slashes."""
    line: int
    """From 1; 0 where the file as a whole is meant."""
    column: int
    """From 1, in characters; 0 where the file as a whole is meant."""
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    excerpt: str = ""
    """The line of the file the problem is in, as it was read."""
    width: int = 1
    """How many characters the caret underlines."""

    @property
    def is_error(self) -> bool:
        """Whether nothing is planned because of it."""
        return self.severity == Severity.ERROR

    @property
    def place(self) -> str:
        """Its file, and the line where there is one."""
        return f"{self.file}:{self.line}" if self.line else self.file
