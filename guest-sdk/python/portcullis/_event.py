"""What is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from ._document import Document


class Phase(StrEnum):
    """The moment in an agent's life at which an event is decided."""

    MODEL_REQUEST = "model-request"
    MODEL_RESPONSE = "model-response"
    TOOL_DEFINITION = "tool-definition"
    TOOL_CALL = "tool-call"
    TOOL_RESULT = "tool-result"
    AGENT_SPAWN = "agent-spawn"
    AGENT_DELEGATE = "agent-delegate"
    AGENT_PLAN = "agent-plan"
    MEMORY_WRITE = "memory-write"
    MEMORY_READ = "memory-read"


class SubjectKind(StrEnum):
    """What kind of thing acts."""

    USER = "user"
    SERVICE = "service"
    AGENT = "agent"


@dataclass(frozen=True)
class Subject:
    """Who acts. The host has verified everything in here; nothing of it comes from the model."""

    id: str
    kind: SubjectKind
    roles: tuple[str, ...]
    """Roles, as the host's identity provider spells them."""
    scopes: tuple[str, ...]
    """Scopes that were granted to this session."""
    via: tuple[str, ...]
    """The chain that the subject acts through, outermost first."""
    claims: Document
    """Verified claims, an object."""


@dataclass(frozen=True)
class Event:
    """One thing to be decided. Its payload is handed to `Policy.evaluate` beside it."""

    id: str
    session: str
    phase: Phase
    subject: Subject
    target: str
    """The resource acted on, `tool:<app>/<operation>`."""
    action: str
    """The short business name; where nothing else was said, the tool's name."""
    time_ms: int
    """When the event happened, in milliseconds since 1970. The only clock that a plugin has."""
    context: Document
    """What else the host knows about the event, an object."""

    @property
    def time(self) -> datetime:
        """When the event happened, in UTC."""
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=self.time_ms)


@dataclass(frozen=True)
class ScanContext:
    """What a sanitiser is told of the event."""

    event_id: str
    session: str
    phase: Phase
    target: str
    subject_id: str
    pointer: str
    """Where the scanned string stands: a pointer into the payload, which goes on into JSON text within a string."""
