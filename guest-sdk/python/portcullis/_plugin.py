"""What policies and sanitisers have in common."""

from __future__ import annotations

import inspect
from abc import ABC
from types import ModuleType
from typing import Any, ClassVar, Sequence

from ._event import Phase
from ._json import to_json
from ._text import text


class Plugin(ABC):
    """A plugin's name, version and config."""

    name: ClassVar[str]
    """Name, lower-case with dashes."""
    version: ClassVar[str]
    """Semantic version."""
    phases: ClassVar[Sequence[Phase | str]] = ()
    """The phases that it understands; empty: all."""
    config_schema: ClassVar[dict[str, Any] | None] = None
    """JSON Schema of its config. The host checks configs against it before the plugin sees them."""

    def __init__(self, config: Any) -> None:
        """Takes the config, once, when the pack is loaded: what is slow belongs here."""
        self.config = config

    @classmethod
    def describe(cls) -> tuple[str, str, list[Phase], str]:
        """Name, version, phases and config schema as the host asks for them."""
        schema = "" if cls.config_schema is None else to_json(cls.config_schema)
        name, version = (text(getattr(cls, key, None), f"the plugin's `{key}`") for key in ("name", "version"))
        return name, version, [Phase(phase) for phase in cls.phases], schema

    @classmethod
    def check_phase(cls, phase: str) -> None:
        """The host never asks in a phase that was not declared; if it did, an answer would mean nothing."""
        if cls.phases and phase not in cls.phases:
            raise ValueError(f"`{cls.name}` does not understand the phase `{phase}`")


def find(module: ModuleType, kind: type[Plugin]) -> type[Any]:
    """The one class of this kind that a module defines."""
    classes = [value for value in vars(module).values() if inspect.isclass(value) and issubclass(value, kind)]
    own = [value for value in classes if value.__module__ == module.__name__ and not inspect.isabstract(value)]
    if len(own) != 1:
        names = ", ".join(value.__name__ for value in own) or "none"
        raise TypeError(f"`{module.__name__}.py` has to define one class that is a `{kind.__name__}`, and has {names}")
    own[0].describe()
    return own[0]
