"""The issues of one repository, for a code host on loopback."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit


class Issues:
    """The issues of one repository, as GitHub's and GitLab's APIs answer."""

    def __init__(self, host, base):
        self.host, self.kept, self.base, self.before = host, [], base, host.answer
        self.labels, self.refused = ["voice-drift"], {}

    def add(self, title, body, state="open"):
        number = len(self.kept) + 1
        state = {"open": "open", "closed": "closed"}[state]
        self.kept.append(
            {"number": number, "title": title, "body": body, "state": state, "labels": self.labels}
        )
        return self.kept[-1]

    def shown(self, issue):
        url = f"https://host.example/issues/{issue['number']}"
        state = (
            {"open": "opened"}.get(issue["state"], issue["state"])
            if self.base == "gitlab"
            else issue["state"]
        )
        return {
            **issue, "iid": issue["number"], "description": issue["body"], "state": state,
            "html_url": url, "web_url": url,
        }  # fmt: skip

    def answer(self, method, target, data):
        url = urlsplit(target)
        if found := re.search(r"/issues(?:/([0-9]+))?$", url.path):
            return self._issues(method, found[1], parse_qs(url.query), data, url.path)
        return self.before(method, target, data)

    def _issues(self, method, number, query, data, path):
        if method == "GET":
            page = int(query.get("page", ["1"])[0])
            more = f"{self.host.base}{path}?labels=voice-drift&page={page + 1}"
            last = page * 2 >= len(self.kept)
            headers = {} if last else {"Link": f'<{more}>; rel="next"', "x-next-page": str(page + 1)}
            assert query["labels"] == ["voice-drift"]
            return 200, headers, [self.shown(issue) for issue in self.kept[page * 2 - 2 : page * 2]]
        text = data.get("body", data.get("description"))
        if number is None:
            assert data["labels"] in (["voice-drift"], "voice-drift")
            return 201, {}, self.shown(self.add(data["title"], text))
        if number in self.refused:
            status, message = self.refused[number]
            return status, {}, {"message": message}
        issue = self.kept[int(number) - 1]
        wanted = data.get("state") or {"close": "closed", "reopen": "open"}.get(
            data.get("state_event"), issue["state"]
        )
        issue.update(title=data["title"], body=text.replace("\n", "\r\n"), state=wanted)
        return 200, {}, self.shown(issue)
