"""A plan as JUnit XML, for the test tab of a CI server: a case an action and a case a lone finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as Xml

from reconciler.model.action import Action, Status
from reconciler.model.finding import Finding, Verdict
from reconciler.model.plan import Plan
from reconciler.report.plan.masked import mask_of
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import xml
from reconciler.report.sink.language import english
from reconciler.report.sink.mask import Encoder

_ROOT = "<testsuites>\n"
_SKIPPED = frozenset({Status.DEFERRED, Status.WAITING})
_FAILED = frozenset({Status.BLOCKED, Status.HELD})


@english()
def text(plan: Plan, *, show_numbers: bool = False) -> str:
    """One suite: blocked, held and violated is a failure; deferred and waiting is skipped."""
    cases = [*map(_of_action, plan.actions), *map(_of_finding, _alone(plan))]
    suite = Xml.Element("testsuite")
    suite.extend(cases)
    for name, value in {
        "name": f"voice plan {plan.scope.account}",
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
        "errors": "0",
        "time": "0",
        "timestamp": plan.as_of.replace(tzinfo=None).isoformat(timespec="seconds"),
    }.items():
        suite.set(name, value)
    suites = Xml.Element("testsuites")
    suites.append(suite)
    mask = mask_of(plan, show_numbers=show_numbers)
    for element in suites.iter():
        _encode(element, mask)
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="unicode", xml_declaration=True).replace("'", '"', 4) + "\n"


def joined(documents: Sequence[str]) -> str:
    """One root with the suites of all."""
    head, end = documents[0].partition(_ROOT)[0] + _ROOT, "</testsuites>"
    return head + "".join(text.partition(_ROOT)[2].rpartition(end)[0] for text in documents) + f"{end}\n"


def _encode(element: Xml.Element, mask: Encoder) -> None:
    for name, value in element.attrib.items():
        element.set(name, xml(mask(value)))
    if element.text:
        element.text = "\n".join(xml(mask(line)) for line in element.text.split("\n"))


def _alone(plan: Plan) -> Iterator[Finding]:
    """Findings that stop no action, and are grave all the same."""
    return (f for f in plan.findings if f.verdict >= Verdict.VIOLATION and not f.stops)


def _case(team: str, name: str, file: str, line: int) -> Xml.Element:
    case = Xml.Element("testcase", classname=team, name=name, time="0")
    if file:
        case.set("file", file)
        case.set("line", str(line))
    return case


def _of_action(action: Action) -> Xml.Element:
    source = action.source
    case = _case(
        action.team, action.id, source.file if source is not None else "", source.line if source else 0
    )
    if action.status in _FAILED:
        Xml.SubElement(case, "failure", type=action.status.value, message=action.reason)
    elif action.status in _SKIPPED:
        Xml.SubElement(case, "skipped", message=f"{action.status.value}: {action.reason}")
    if action.changes:
        Xml.SubElement(case, "system-out").text = "\n".join(map(phrases.change, action.changes))
    return case


def _of_finding(finding: Finding) -> Xml.Element:
    source = finding.source
    case = _case(
        finding.address.partition("/")[0],
        f"{finding.address} {finding.rule}",
        source.file if source is not None else "",
        source.line if source is not None else 0,
    )
    Xml.SubElement(case, "failure", type=finding.verdict.word, message=finding.message).text = finding.hint
    return case
