"""A component that is a policy: the class in `policy.py`."""

from __future__ import annotations

from wit_world.imports import document, types as wit

import policy as author

from . import _environment
from .._document import Document
from .._event import Event, Phase, Subject, SubjectKind
from .._plugin import find
from .._policy import Policy as Definition, decide
from .._verdict import Allow, Deny, Escalate, Modify, Verdict
from ._lifecycle import Slot, from_wit, refused

_SLOT = Slot(find(author, Definition))


class Lifecycle:
    def describe(self) -> wit.Descriptor:
        return _SLOT.describe()

    def configure(self, config: str) -> None:
        _SLOT.configure(config)


class Policy:
    def evaluate(self, event: wit.Event) -> wit.Verdict:
        try:
            with _environment.at(event.time_ms):
                return _verdict(decide(_SLOT.get(), _event(event), Document(_Part(document.Part.PAYLOAD))))
        except BaseException as error:
            raise refused(error) from None


class _Part:
    """The host's answers about one part of the event."""

    def __init__(self, part: document.Part) -> None:
        self._part = part

    def get(self, pointer: str) -> str | None:
        return document.get(self._part, pointer)

    def json(self) -> str:
        return document.json(self._part)

    def size(self) -> int:
        return document.size(self._part)


def _event(event: wit.Event) -> Event:
    subject = event.subject
    return Event(
        id=event.id,
        session=event.session,
        phase=from_wit(Phase, event.phase),
        subject=Subject(
            id=subject.id,
            kind=from_wit(SubjectKind, subject.kind),
            roles=tuple(subject.roles),
            scopes=tuple(subject.scopes),
            via=tuple(subject.via),
            claims=Document(_Part(document.Part.CLAIMS)),
        ),
        target=event.target,
        action=event.action,
        time_ms=event.time_ms,
        context=Document(_Part(document.Part.CONTEXT)),
    )


def _verdict(verdict: Verdict) -> wit.Verdict:
    return wit.Verdict(_decision(verdict), list(verdict.notes))


def _decision(verdict: Verdict) -> wit.Decision:
    match verdict:
        case Allow():
            return wit.Decision_Allow()
        case Deny(code, detail, message, violations):
            broken = [wit.Violation(v.code, v.pointer, v.found_json, v.allowed_json, v.rule) for v in violations]
            return wit.Decision_Deny(wit.Denial(code, detail, message, broken))
        case Modify(edits):
            return wit.Decision_Modify([wit.Edit(edit.pointer, edit.value_json) for edit in edits])
        case Escalate(code, detail, message, approvers):
            return wit.Decision_Escalate(wit.Escalation(code, detail, message, list(approvers)))
