"""What `reconciler new` writes: documents with what only a person can decide left empty."""

from __future__ import annotations

from datetime import date
from textwrap import wrap

from reconciler.catalogue.notice import Notice
from reconciler.model.calendar import add_months

_HEAD = """\
apiVersion: voice.reconciler/v1
kind: {kind}
metadata: {{name: {name}}}
"""


def cancellation(*, name: str, target: str, day: date, source: str, account: str) -> str:
    """A tombstone. The number and the consent are typed by hand: that is what they are for."""
    leaves = f"# In the same change the entry leaves {source}.\n" if source else ""
    where = f"  account: {account}\n" if account else ""
    return (
        leaves
        + _head("Cancellation", name)
        + f"""\
spec:
  target: {target}
  number: ""                      # typed again on purpose: it must equal the live number
  reason: ""                      # why, with the ticket
  notBefore: "{day}"
  expires: "{add_months(day, 4)}"           # inclusive; a regular number is held three months from its activation
  accept: {{irreversible: false, currentMonthFeeStillCharged: false}} # true: for ever, this month still charged
  requestedBy: ""
{where}"""
    )


def entry(*, section: str, team: str, key: str, account: str, enterprise: str, script: str) -> str:
    """A Team document with one entry."""
    body = _HOTLINE if section == "hotlines" else _NUMBER
    return _head("Team", team) + (
        f"""\
spec:
  account: {account}
  enterprise: {_text(enterprise)}
  script: {_text(script)}
  {section}:
    {key}:
"""
        + body
    )


_HOTLINE = """\
      carrier: ""                 # 中国联通, 中国电信 or 中国移动
      select: {prefix: "400"}     # one on offer is chosen; or number: "4008100001"
      package: 120                # CNY a month, from 120 to 5000
      # ivr: NAME                 # of an ivr in this document
      # documents: {reference: DOC-1}   # due 15 days after the application
"""
_NUMBER = """\
      line: landline              # or mobile
      callType: both              # inbound, outbound or both
      region: ""                  # 浙江/杭州
      # number: "057188880001"    # only one that is ours already; without it one is ordered
      # instance: NAME            # of an instance in this document
      # ivr: NAME                 # of an ivr in this document
"""


def acknowledgement(name: str, notice: Notice, day: date, account: str) -> str:
    """The console's "I acknowledge and agree", to be typed by whoever agrees."""
    words = "".join(f"# {line}\n" for line in wrap(notice.text, 100))
    return (
        words
        + _head("Acknowledgement", name)
        + f"""\
spec:
  notice: {notice.name}
  version: "{notice.version}"
  statement: ""                   # I acknowledge and agree
  by: ""
  acknowledgedOn: "{day}"
  account: {account}
"""
    )


def _head(kind: str, name: str) -> str:
    return _HEAD.format(kind=kind, name=name)


def _text(value: str) -> str:
    return f'"{value}"'
