"""The scalars of the documents: text with one accepted spelling each.

The loader keeps what was typed, so a count or an amount arrives as text here and becomes a number when it is expanded.
Patterns are written so that the model, JSON Schema and an editor read them alike: anchored, `[0-9]`, no look-around.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema

NAME = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
TEXT = r"^[^ \n]([^\n]*[^ \n])?$"
HOTLINE_NUMBER = r"^400[0-9]{7}$"
REGULAR_NUMBER = r"^(0[0-9]{9,11}|1[3-9][0-9]{9})$"
ANY_NUMBER = r"^(400[0-9]{7}|0[0-9]{9,11}|1[3-9][0-9]{9})$"
COUNT = r"^(0|[1-9][0-9]{0,5})$"
AMOUNT = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
ADDRESS = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|-/[0-9]{10,12})$"
CRON = r"^[0-9*,/-]{1,80}( [0-9A-Za-z*,/-]{1,80}){4}$"
PATH = r"^[^/\\\n~.][^/\\\n]*(/[^/\\\n.][^/\\\n]*)*$"

_LEAP_YEAR = datetime(2000, 12, 31)  # noqa: DTZ001  # which days there are depends on no zone


def is_day(text: object) -> bool:
    """Whether the text is a day that exists; anything that is no text passes, as JSON Schema's formats do."""
    if not isinstance(text, str):
        return True
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_cron(text: object) -> bool:
    """Whether an instant fits the cron fields: 25 o'clock never does, nor the 30th of February."""
    from croniter import CroniterError, croniter  # only a workspace with a fleet pays for it

    if not isinstance(text, str) or not re.fullmatch(CRON, text):
        return True  # another spelling, of which the pattern tells
    try:
        croniter(text, _LEAP_YEAR).get_prev()
    except CroniterError:
        return False
    return True


def _cron(text: str) -> str:
    if not is_cron(text):
        raise ValueError("no such instant")
    return text


def _day(text: str) -> str:
    if not is_day(text):
        raise ValueError("no such day")
    return text


Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(pattern=TEXT, max_length=200)]
HotlineNumber = Annotated[str, Field(pattern=HOTLINE_NUMBER)]
RegularNumber = Annotated[str, Field(pattern=REGULAR_NUMBER)]
AnyNumber = Annotated[str, Field(pattern=ANY_NUMBER)]
InstanceCode = Annotated[str, Field(pattern=r"^0[0-9]{7,15}$")]
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
Prefix = Annotated[str, Field(pattern=r"^400[0-9]{0,7}$")]
RuleCode = Annotated[str, Field(pattern=r"^VN[0-9]{3}$")]
AddressText = Annotated[str, Field(pattern=ADDRESS)]
AddressOrAccount = Annotated[str, Field(pattern=rf"{ADDRESS}|{NAME}")]
LabelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$")]
PathText = Annotated[str, Field(pattern=PATH, max_length=200)]
Day = Annotated[
    str,
    Field(pattern=DAY),
    AfterValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY}),
]
Cron = Annotated[
    str,
    Field(pattern=CRON),
    AfterValidator(_cron),
    WithJsonSchema({"type": "string", "format": "cron", "pattern": CRON}),
]
Duration = Annotated[str, Field(pattern=r"^[0-9]{1,4}[smh]$")]
Count = Annotated[
    str, Field(pattern=COUNT), WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "pattern": COUNT})
]
Amount = Annotated[
    str,
    Field(pattern=AMOUNT),
    WithJsonSchema({"type": ["number", "string"], "minimum": 0, "pattern": AMOUNT}),
]


class Absent:
    """Marks an optional field: leaving it out is how to say nothing; a written `null` is refused."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema of the value alone, without the null that only the default may have."""
        schema = handler(source)
        inner: CoreSchema = schema["schema"] if schema["type"] == "nullable" else schema
        return inner


ABSENT = Absent()


class Part(BaseModel):
    """Any mapping of a document: closed, frozen, camelCase in YAML."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        defer_build=True,
    )
