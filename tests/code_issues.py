"""The issues of one repository, for a code host on loopback."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from code_host import ME


class Issues:
    """The issues of one repository, as GitHub's and GitLab's APIs answer."""

    def __init__(self, host, base):
        self.host, self.kept, self.base, self.before = host, [], base, host.answer
        self.labels, self.refused = ["voice-drift"], {}

    def add(self, title, body, author=ME):
        """One more issue, as somebody opens one."""
        number, user = len(self.kept) + 1, {"login": author, "username": author}
        issue = {"number": number, "title": title, "body": body, "state": "open", "labels": [*self.labels]}
        self.kept.append({**issue, "user": user, "author": user})
        return self.kept[-1]

    def _listed(self, query):
        """The issues that a listing asks for."""
        if query.get("labels") == ["voice-drift"]:
            return [issue for issue in self.kept if "voice-drift" in issue["labels"]]
        assert query["creator" if self.base == "github" else "scope"] == [
            ME if self.base == "github" else "created_by_me"
        ]
        assert query["state"] == ["open" if self.base == "github" else "opened"]
        mine = [issue for issue in self.kept if self.base == "github" or issue["user"]["login"] == ME]
        return [
            issue for issue in mine if issue["state"] == "open"
        ]  # a host may overlook whose they are to be

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
            listed = self._listed(query)
            words = "&".join(f"{name}={value[0]}" for name, value in query.items() if name != "page")
            more = f"{self.host.base}{path}?{words}&page={page + 1}"
            last = page * 2 >= len(listed)
            headers = {} if last else {"Link": f'<{more}>; rel="next"', "x-next-page": str(page + 1)}
            return 200, headers, [self.shown(issue) for issue in listed[page * 2 - 2 : page * 2]]
        text = data.get("body", data.get("description"))
        if len(text) > {"github": 65_536, "gitlab": 1_048_576}[self.base]:
            return 422, {}, {"message": "body is too long"}
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
        issue["labels"] = data.get("labels", [*issue["labels"], *filter(None, [data.get("add_labels")])])
        issue.update(title=data["title"], body=text.replace("\n", "\r\n"), state=wanted)
        return 200, {}, self.shown(issue)
