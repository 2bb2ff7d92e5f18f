"""How the API says no: an HTTP status and the four fields that every error body has."""

from __future__ import annotations


class Rejected(Exception):
    """An error answer of the gateway (HTTP 400 and above)."""

    def __init__(self, status: int, code: str, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.wait = wait
        """Seconds a throttled caller is asked to wait; sent as `x-acs-retry-after` in milliseconds."""


class Business(Exception):
    """An error inside an HTTP 200."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def invalid(message: str) -> Rejected:
    """A parameter is missing or wrong."""
    return Rejected(400, "InvalidParameters", message)
