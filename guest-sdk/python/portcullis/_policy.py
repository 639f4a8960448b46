"""Policies."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from ._document import Document
from ._event import Event
from ._plugin import Plugin
from ._verdict import Allow, Deny, Escalate, Modify, Verdict


class Policy(Plugin):
    """A plugin that decides whether events may happen.

    >>> class Callers(Policy):
    ...     name = "callers"
    ...     version = "0.1.0"
    ...     phases = ["tool-call"]
    ...
    ...     def evaluate(self, event: Event, payload: Document) -> Verdict:
    ...         if event.subject.id in self.config["callers"]:
    ...             return Allow()
    ...         return Deny("caller-unknown", f"`{event.subject.id}` may not call")
    """

    @abstractmethod
    def evaluate(self, event: Event, payload: Document) -> Verdict:
        """Answers one event. What is raised means that the policy could not decide: the event is denied."""


def decide(policy: Policy, event: Event, payload: Document) -> Verdict:
    """The policy's answer, if it is one."""
    policy.check_phase(event.phase)
    answer: Any = policy.evaluate(event, payload)
    if not isinstance(answer, (Allow, Deny, Modify, Escalate)):
        raise TypeError(f"`evaluate` returned {answer!r:.80}, not `Allow`, `Deny`, `Modify` or `Escalate`")
    return answer
