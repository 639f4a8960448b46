"""A part of an event, read by JSON pointers."""

from __future__ import annotations

import json
from typing import Any, Protocol

from ._errors import PluginError
from ._json import exact


class Source(Protocol):
    """Who answers for a document: the host, or a text."""

    def get(self, pointer: str) -> str | None: ...

    def json(self) -> str: ...

    def size(self) -> int: ...


class Document:
    """A part of an event: its payload, its context, or the subject's claims.

    The host has parsed it, and answers for single values: reading two fields of a large payload costs as much as reading
    two fields of a small one. Values are named by JSON pointers (RFC 6901): `/messages/0/content`.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def get(self, pointer: str, default: Any = None) -> Any:
        """The value at a pointer; `default` where there is none. `null` is `None`: `has` tells it from a missing value."""
        text = self.raw(pointer)
        return default if text is None else json.loads(text)

    def require(self, pointer: str) -> Any:
        """The value at a pointer; an error where there is none."""
        return json.loads(self._require(pointer))

    def number(self, pointer: str) -> int | float:
        """The number at a pointer, exactly as it was written.

        An error where there is none, where it is `null`, a string or anything else, and where no `int` or `float` is the
        number that was written: `1e309` is not infinite.
        """
        return self._exact(pointer, self._require(pointer))

    def optional_number(self, pointer: str) -> int | float | None:
        """The same, but `None` where nothing stands at the pointer. `null` is still an error."""
        text = self.raw(pointer)
        return None if text is None else self._exact(pointer, text)

    def string(self, pointer: str) -> str:
        """The string at a pointer; an error where there is none, or something else."""
        return self._string(pointer, self._require(pointer))

    def optional_string(self, pointer: str) -> str | None:
        """The same, but `None` where nothing stands at the pointer. `null` is still an error."""
        text = self.raw(pointer)
        return None if text is None else self._string(pointer, text)

    def has(self, pointer: str) -> bool:
        """Whether something stands at a pointer, be it `null`."""
        return self.raw(pointer) is not None

    def raw(self, pointer: str) -> str | None:
        """The JSON text of the value at a pointer, as it stands there; `None` where there is no such value."""
        return self._source.get(pointer)

    def json(self) -> str:
        """The whole document as JSON text. Parsing it costs more than all else: ask for single values where you can."""
        return self._source.json()

    def size(self) -> int:
        """The length of `json()` in bytes, without copying it."""
        return self._source.size()

    def _require(self, pointer: str) -> str:
        text = self.raw(pointer)
        if text is None:
            raise PluginError(f"`{pointer}` is missing")
        return text

    @staticmethod
    def _exact(pointer: str, text: str) -> int | float:
        try:
            return exact(text)
        except (ValueError, ArithmeticError) as error:
            raise PluginError(f"`{pointer}` {error}") from None

    @staticmethod
    def _string(pointer: str, text: str) -> str:
        value = json.loads(text)
        if not isinstance(value, str):
            raise PluginError(f"`{pointer}` is not a string")
        return value
