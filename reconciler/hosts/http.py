"""JSON over HTTPS to a code host: pages followed within the host, no redirect, limits waited for, nothing sent twice.

The token goes to the host's own address and nowhere else.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, IncompleteRead
from typing import IO, Any
from urllib.parse import urlsplit

from reconciler.errors import HostError, HostUncertain
from reconciler.hosts.patience import Plain, Tls, no_longer_than
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.report.sink.encode import visible
from reconciler.wire import strict

TIMEOUT = 20.0
"""Seconds between two pieces of an answer."""
TOTAL = 60.0
"""Seconds for a whole answer, however it comes."""
_ANSWER = 8 * 1024 * 1024
_PAGES = 200
_TRIES = 4
_LONGEST_WAIT = 90.0
"""Seconds; a host that asks for more is answered by a later run."""
_UNTOLD = 60.0
"""Seconds to wait where the host does not say how long."""
_LIMITS = ("X-RateLimit", "RateLimit")
"""How the headers of GitHub's and of GitLab's limit begin."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """None: the answer stands as it is."""


_OPENER = urllib.request.build_opener(_NoRedirect, Plain, Tls)


@noun
class Response:
    """What the host said."""

    data: Any
    headers: Mapping[str, str]

    def text(self, name: str) -> str:
        """A field of the one object that was asked for. Raises HostError where there is none."""
        value = self.data.get(name) if isinstance(self.data, dict) else None
        if not isinstance(value, str) or not value:
            raise HostError(phrase("the code host's answer has no {name}", name=name))
        return value

    def numbers(self, name: str, where: Callable[[Mapping[str, Any]], bool]) -> list[int]:
        """A field of each object of a list that fits. Raises HostError where it is no number."""
        listed = self.data if isinstance(self.data, list) else []
        values = [each.get(name) for each in listed if isinstance(each, dict) and where(each)]
        numbers = [value for value in values if isinstance(value, int) and value > 0]
        if len(numbers) < len(values):
            raise HostError(phrase("the code host's answer has no {name}", name=name))
        return numbers


@dataclass(frozen=True, slots=True)  # it judges its address, which no noun does
class Api:
    """A host's API at one address."""

    base: str
    headers: Mapping[str, str] = field(repr=False)
    sleep: Callable[[float], None]

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise HostError(
                phrase("{base} is no https address", base=self.base),
                hint=phrase("the token would be readable on the way"),
            )

    def get(self, path: str) -> Response:
        """Reads; what fails on the way is asked for again."""
        return self._send("GET", f"{self.base}{path}", None)

    def pages(self, path: str, following: Callable[[Response], str | None]) -> Iterator[Any]:
        """Every entry of every page. `following` names the next address, which must be this host's."""
        url: str | None = f"{self.base}{path}"
        addresses = {url}
        for _ in range(_PAGES):
            answer = self._send("GET", url or "", None)
            yield from answer.data if isinstance(answer.data, list) else ()
            url = following(answer)
            if url is None:
                return
            if not url.startswith(f"{self.base}/"):
                raise HostError(
                    phrase("the host's next page lies at another address"),
                    hint=phrase("nothing was sent there"),
                )
            if url in addresses:
                raise HostError(phrase("the code host names a page twice: its listing never ends"))
            addresses.add(url)
        raise HostError(phrase("the code host lists more than {most} pages", most=_PAGES))

    def write(self, method: str, path: str, body: Mapping[str, Any]) -> Response:
        """Writes once. Only what the host positively did not take is sent again."""
        return self._send(method, f"{self.base}{path}", json.dumps(body).encode())

    def _send(self, method: str, url: str, data: bytes | None) -> Response:
        for attempt in range(_TRIES):
            try:
                return self._once(method, url, data)
            except HostError as error:
                wait = _wait(error, attempt, read=data is None)
                if wait is None or attempt == _TRIES - 1:
                    raise
                self.sleep(wait)
        raise HostError(phrase("unreachable"))  # pragma: no cover

    def _once(self, method: str, url: str, data: bytes | None) -> Response:
        request = urllib.request.Request(url, data=data, method=method, headers=dict(self.headers))  # noqa: S310
        if data is not None:
            request.add_header("Content-Type", "application/json")
        late = phrase("it took more than {total:g} s", total=TOTAL)
        with no_longer_than(TOTAL) as over:
            try:
                answer = _answered(request)
            except (OSError, HTTPException, HostError) as error:
                if isinstance(error, HostError) and not over.is_set():
                    raise
                raise _no_answer(late if over.is_set() else visible(str(error))) from None
        if over.is_set():  # what was cut off may look whole
            raise _no_answer(late)
        return answer


def _no_answer(why: str) -> HostUncertain:
    return HostUncertain(phrase("no answer from the code host: {why}", why=why))


def _answered(request: urllib.request.Request) -> Response:
    """Raises HostError for a refusal, OSError or HTTPException for what is no whole answer."""
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            content = answer.read(_ANSWER + 1)
            if answer.length and len(content) <= _ANSWER:
                raise IncompleteRead(content, answer.length)
            return Response(_json(content), dict(answer.headers.items()))
    except urllib.error.HTTPError as error:
        refusal = _refusal(error)
    raise refusal


def _json(content: bytes) -> Any:
    if len(content) > _ANSWER:
        raise HostUncertain("the code host's answer is too large")
    try:
        return strict.parse(content)
    except ValueError:
        raise HostUncertain("the code host's answer is no JSON") from None


def _refusal(error: urllib.error.HTTPError) -> HostError:
    """The host's word, without anything it repeats of our request's headers."""
    content = error.read(65_536)
    try:
        data = strict.parse(content)
        word = data.get("message") or data.get("error") if isinstance(data, dict) else ""
    except ValueError:
        word = ""
    text = visible(word if isinstance(word, str) else json.dumps(word, ensure_ascii=False))[:300]
    message = f"the code host answered {error.code}" + (f": {text}" if text else "")
    kind = HostUncertain if error.code >= 500 else HostError
    wait = _asked_to_wait(error, text)
    hint = _hint(error.code) if wait is None else f"the host's limit is used up: again in {wait:,.0f} seconds"
    return kind(message, status=error.code, wait=wait, hint=hint)


def _asked_to_wait(error: urllib.error.HTTPError, text: str) -> float | None:
    """Seconds the host asks us to wait; None where it is no limit that refuses.

    Either host says how long, or when its limit is reset, by its own clock. GitHub's limits come as a 403, too.
    """
    after = error.headers.get("Retry-After", "")
    if after.isdecimal():
        return float(after)
    spent = "0" in {error.headers.get(f"{name}-Remaining", "") for name in _LIMITS}
    if error.code != 429 and not (error.code == 403 and (spent or "rate limit" in text.lower())):
        return None
    return max(1.0, _until_reset(error.headers)) if spent else _UNTOLD


def _until_reset(headers: Message) -> float:
    """Seconds until the host's limit is reset; what it says in a form of its own counts as not told."""
    reset = next((headers[f"{name}-Reset"] for name in _LIMITS if f"{name}-Reset" in headers), "")
    try:
        return int(reset) - parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (ValueError, OverflowError):
        return _UNTOLD


def _hint(status: int) -> str:
    return {
        401: "the token is not accepted: is it set, and not expired?",
        403: "the token may not do this here; a pull request from a fork gets a token that only reads",
        404: "is the repository right, and may the token see it?",
        422: "the host does not take this text",
    }.get(status, "")


def _wait(error: HostError, attempt: int, *, read: bool) -> float | None:
    """How long until the request is sent again; None for not at all."""
    if error.wait is not None:
        return error.wait if error.wait <= _LONGEST_WAIT else None
    return float(2**attempt) if read and isinstance(error, HostUncertain) else None
