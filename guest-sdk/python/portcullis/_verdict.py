"""What a policy answers. Everything is checked where it is made: what is wrong shows the line that made it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Iterable

from ._json import MISSING, to_json
from ._text import items, optional_text, text, texts


@dataclass(frozen=True)
class Violation:
    """One rule that an event breaks. `found` and `allowed` are values for JSON; `MISSING` where there is nothing to say."""

    code: str
    """Stable, machine-readable, lower-case with dashes: `amount-over-limit`."""
    pointer: str
    """Where in the payload: a JSON pointer."""
    found: Any = MISSING
    """What was there."""
    allowed: Any = MISSING
    """What would have been accepted."""
    rule: str | None = None
    """The rule or document that says so, as the policy's author names it."""

    def __post_init__(self) -> None:
        _put(self, "code", text(self.code, "a violation's code"))
        _put(self, "pointer", text(self.pointer, "a violation's pointer"))
        _put(self, "rule", optional_text(self.rule, "a violation's rule"))
        _put(self, "found_json", None if self.found is MISSING else to_json(self.found))
        _put(self, "allowed_json", None if self.allowed is MISSING else to_json(self.allowed))


@dataclass(frozen=True)
class Set:
    """Puts a value at a pointer. A last token that an object does not have yet adds a member; `-` appends to a list."""

    pointer: str
    value: Any

    def __post_init__(self) -> None:
        _put(self, "pointer", text(self.pointer, "an edit's pointer"))
        _put(self, "value_json", to_json(self.value))


@dataclass(frozen=True)
class Remove:
    """Removes what is at a pointer."""

    pointer: str
    value_json: None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        _put(self, "pointer", text(self.pointer, "an edit's pointer"))


Edit = Set | Remove
"""One change of the payload."""


@dataclass(frozen=True)
class Allow:
    """The event may happen as it is."""

    notes: Iterable[str] = ()
    """Remarks for the audit log."""

    def __post_init__(self) -> None:
        _put(self, "notes", texts(self.notes, "notes"))


@dataclass(frozen=True)
class Deny:
    """The event must not happen."""

    code: str
    """Stable, machine-readable, lower-case with dashes."""
    detail: str
    """For the operator: everything."""
    message: str | None = None
    """For the model: the least that lets it go on. `None`: the host's own message."""
    violations: Iterable[Violation] = ()
    """Every rule that is broken, not only the first."""
    notes: Iterable[str] = ()
    """Remarks for the audit log."""

    def __post_init__(self) -> None:
        _put(self, "code", text(self.code, "the denial's code"))
        _put(self, "detail", text(self.detail, "the denial's detail"))
        _put(self, "message", optional_text(self.message, "the denial's message"))
        _put(self, "violations", _all(self.violations, Violation, "violations"))
        _put(self, "notes", texts(self.notes, "notes"))


@dataclass(frozen=True)
class Modify:
    """The event may happen with these changes. The other policies, and this one, are asked about the result."""

    edits: Iterable[Edit]
    """They apply in order, each to the result of the one before."""
    notes: Iterable[str] = ()
    """Remarks for the audit log."""

    def __post_init__(self) -> None:
        _put(self, "edits", _all(self.edits, (Set, Remove), "edits"))
        _put(self, "notes", texts(self.notes, "notes"))


@dataclass(frozen=True)
class Escalate:
    """The event may happen once a human has approved it."""

    code: str
    """Stable, machine-readable, lower-case with dashes."""
    detail: str
    """For the operator and the approver: everything."""
    message: str | None = None
    """For the model. `None`: the host's own message."""
    approvers: Iterable[str] = ()
    """Who may approve, as `role:<name>`, `team:<name>` or `user:<id>`; empty: whoever the host lets."""
    notes: Iterable[str] = ()
    """Remarks for the audit log."""

    def __post_init__(self) -> None:
        _put(self, "code", text(self.code, "the escalation's code"))
        _put(self, "detail", text(self.detail, "the escalation's detail"))
        _put(self, "message", optional_text(self.message, "the escalation's message"))
        _put(self, "approvers", texts(self.approvers, "approvers"))
        _put(self, "notes", texts(self.notes, "notes"))


Verdict = Allow | Deny | Modify | Escalate
"""A policy's answer. Across policies, deny beats escalate beats modify beats allow."""


def _put(frozen: Any, name: str, value: Any) -> None:
    object.__setattr__(frozen, name, value)


def _all(values: Any, kind: type | tuple[type, ...], what: str) -> list[Any]:
    found = items(values, what)
    for value in found:
        if not isinstance(value, kind):
            raise TypeError(f"one of the {what} is of type {type(value).__name__}")
    return found
