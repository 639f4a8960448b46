"""A document for tests: the same answers as the host's, from a text. Numbers keep the text that they have."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


class Native:
    """Answers from JSON text."""

    def __init__(self, text: str) -> None:
        json.loads(text)
        self._text = text

    def get(self, pointer: str) -> str | None:
        if pointer and (not pointer.startswith("/") or re.search("~(?![01])", pointer)):
            return None
        text: str | None = self._text.strip()
        for name in pointer.split("/")[1:]:
            text = _member(text, name.replace("~1", "/").replace("~0", "~")) if text is not None else None
        return text

    def json(self) -> str:
        return self._text

    def size(self) -> int:
        return len(self._text.encode())


def _member(text: str, wanted: str) -> str | None:
    """The text of a member or an element."""
    if text[0] not in "[{":
        return None
    at, index = _after_space(text, 1), 0
    while text[at] not in "]}":
        name = str(index)
        if text[0] == "{":
            name, at = scanstring(text, at + 1)
            at = _after_space(text, _after_space(text, at) + 1)
        _, end = _DECODER.raw_decode(text, at)
        if name == wanted:
            return text[at:end]
        at, index = _after_space(text, end), index + 1
        if text[at] == ",":
            at = _after_space(text, at + 1)
    return None


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return at if space is None else space.end()
