"""JSON in and out, without a value becoming another on the way."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final[Any] = _Missing()
"""No value, where `None` would be JSON's `null`."""


@dataclass(frozen=True)
class Json:
    """JSON text that goes on as it is."""

    text: str

    def __post_init__(self) -> None:
        json.loads(self.text)


def to_json(value: Any) -> str:
    """The JSON text of a value. What JSON has no form for is an error, `nan` too."""
    return value.text if isinstance(value, Json) else json.dumps(value, allow_nan=False, separators=(",", ":"))


# Compiled here, so that it is done before the host's snapshot: each call would do it again.
_NUMBER = re.compile("-?[0-9]")
_INTEGER = re.compile("-?[0-9]+")
_ZERO = re.compile("-?[0.]+(?:[eE].*)?")
_KINDS = {'"': "a string", "{": "an object", "[": "a list", "n": "`null`"}


def exact(text: str) -> int | float:
    """The number that a JSON text is, if an `int` or a `float` is exactly that number.

    The error goes on after the value's name: "is `null`, not a number".
    """
    if not _NUMBER.match(text):
        raise ValueError(f"is {_KINDS.get(text[:1], 'a boolean')}, not a number")
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    if _INTEGER.fullmatch(text) and len(text) <= 4000:
        return int(text)
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"is `{shown}`, too large for a number")
    if _ZERO.fullmatch(text):
        return 0
    # A float keeps any fifteen digits: every amount of money that people write.
    short = len(text) <= 15 and "e" not in text and "E" not in text
    if not short and Decimal(repr(number)) != Decimal(text):
        raise ValueError(f"is `{shown}`, more digits than a number can keep")
    return number
