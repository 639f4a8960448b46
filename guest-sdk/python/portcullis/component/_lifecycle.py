"""What every component exports, and how errors leave it."""

from __future__ import annotations

from typing import Any

from componentize_py_types import Err
from wit_world.imports import types as wit

from .._config import ConfigErrors, configure
from .._errors import explain
from .._plugin import Plugin
from .._text import text


class Slot:
    """Where the configured plugin lies between `configure` and the events."""

    def __init__(self, plugin: type[Plugin]) -> None:
        self._plugin = plugin
        self._configured: Any = None

    def describe(self) -> wit.Descriptor:
        name, version, phases, schema = self._plugin.describe()
        return wit.Descriptor(name, version, [to_wit(wit.Phase, phase) for phase in phases], schema)

    def configure(self, config: str) -> None:
        try:
            if self._configured is not None:
                raise ConfigErrors({"": "the plugin is configured already: `configure` is called once"})
            self._configured = configure(self._plugin, config)
        except ConfigErrors as error:
            raise Err([wit.ConfigError(pointer, message) for pointer, message in error.errors]) from None

    def get(self) -> Any:
        if self._configured is None:
            raise RuntimeError("the plugin is not configured: call `configure` before any event")
        return self._configured


def refused(error: BaseException) -> Err[str]:
    """An error as the contract has it. Anything else that is raised would trap."""
    return Err(text(explain(error), "an error"))


def to_wit(enum: Any, value: str) -> Any:
    """A case of the contract by its name there."""
    return enum[value.upper().replace("-", "_")]


def from_wit(enum: Any, case: Any) -> Any:
    """A case of ours for one of the contract's."""
    return enum[case.name]
