"""A plugin's config, and what is wrong with it."""

from __future__ import annotations

import json
from typing import TypeVar

from ._errors import explain
from ._text import text

P = TypeVar("P")


class ConfigErrors(Exception):
    """Everything that is wrong with a config, so that its author mends it in one go.

    >>> raise ConfigErrors({"/min": "is negative", "/max": "is below `/min`"})
    Traceback (most recent call last):
    portcullis._config.ConfigErrors: `/min`: is negative; `/max`: is below `/min`

    Pairs of pointer and message do as well as a dict.
    """

    def __init__(self, errors: dict[str, str] | list[tuple[str, str]]) -> None:
        pairs = errors.items() if isinstance(errors, dict) else errors
        self.errors = [(text(pointer, "a pointer"), text(message, "a message")) for pointer, message in pairs]
        super().__init__("; ".join(f"`{pointer}`: {message}" for pointer, message in self.errors))


def configure(plugin: type[P], config: str) -> P:
    """The plugin with its config, JSON text. Whatever is raised becomes config errors."""
    try:
        return plugin(json.loads(config))
    except ConfigErrors:
        raise
    except BaseException as error:
        raise ConfigErrors([("", text(explain(error), "an error"))]) from error
