"""Help for native tests of plugins: events, configs as a pack writes them, and texts with the findings replaced."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

from ._config import configure
from ._document import Document
from ._event import Event, Phase, ScanContext, Subject, SubjectKind
from ._json import Json, to_json
from ._native import Native
from ._policy import Policy, decide as _decide
from ._sanitiser import Finding, Sanitiser, look
from ._verdict import Verdict


def document(value: Any) -> Document:
    """A document of a value, or of JSON text: `Json('{"amount": 1e309}')`."""
    return Document(Native(to_json(value)))


def subject(
    id: str = "agent",
    kind: SubjectKind = SubjectKind.AGENT,
    roles: Sequence[str] = (),
    scopes: Sequence[str] = (),
    via: Sequence[str] = (),
    claims: Any = Json("{}"),
) -> Subject:
    """An agent without roles, scopes and claims, but for what is said."""
    return Subject(id, kind, tuple(roles), tuple(scopes), tuple(via), document(claims))


def decide(
    policy: type[Policy],
    payload: Any = Json("{}"),
    *,
    config: Any = Json("{}"),
    subject: Subject = subject(),
    context: Any = Json("{}"),
    phase: Phase | str | None = None,
    action: str = "tool",
    target: str | None = None,
    time_ms: int = 0,
) -> Verdict:
    """What a policy with a config says of an event.

    >>> decide(Refunds, {"amount": 101}, config={"limit": 100})
    Deny(code='amount-over-limit', …)
    """
    phase = phase or next(iter(policy.phases), Phase.TOOL_CALL)
    target = target or f"tool:app/{action}"
    event = Event("event", "session", Phase(phase), subject, target, action, time_ms, document(context))
    return _decide(configure(policy, to_json(config)), event, document(payload))


def redact(sanitiser: type[Sanitiser], text: str | Iterable[str], *, config: Any = Json("{}"), pointer: str = "") -> str:
    """The text with every finding replaced, by `[redacted]` where the sanitiser proposes nothing.

    A list is a text that comes in pieces. As the host does it, what is not settled waits for the next one.
    """
    configured = configure(sanitiser, to_json(config))
    phase = Phase(next(iter(sanitiser.phases), Phase.MODEL_RESPONSE))
    context = ScanContext("event", "session", phase, "tool:app/tool", "agent", pointer)
    pieces = [text] if isinstance(text, str) else list(text)
    held, released = "", ""
    for index, piece in enumerate(pieces):
        held += piece
        findings, settled = look(configured, held, context, index + 1 < len(pieces))
        released += _replaced(held.encode(), settled, findings)
        held = held.encode()[settled:].decode()
    return released


def _replaced(text: bytes, settled: int, findings: list[Finding]) -> str:
    """The first `settled` bytes with the findings replaced. Findings that overlap are one, with the first one's text."""
    output, done = "", 0
    for finding in sorted(findings, key=lambda finding: finding.start):
        if finding.start >= done:
            mark = "[redacted]" if finding.replacement is None else finding.replacement
            output += text[done : finding.start].decode() + mark
        done = max(done, finding.end)
    return output + text[done:settled].decode()


__all__ = ["decide", "document", "redact", "subject"]
