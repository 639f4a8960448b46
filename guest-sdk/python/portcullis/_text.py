"""Texts for the host: UTF-8, and nothing else in the place of one."""

from __future__ import annotations

from typing import Any, Iterable


def text(value: Any, what: str) -> str:
    """A string for the host. Half of a surrogate pair has no form in UTF-8: it becomes U+FFFD."""
    if not isinstance(value, str):
        raise TypeError(f"{what} is of type {type(value).__name__}, not a string")
    return value if well_formed(value) else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def optional_text(value: Any, what: str) -> str | None:
    """The same, for what may be left out."""
    return None if value is None else text(value, what)


def texts(values: Any, what: str) -> list[str]:
    """A list of them. One string is not taken for a list of letters."""
    return [text(value, f"one of the {what}") for value in items(values, what)]


def items(values: Any, what: str) -> list[Any]:
    """What can be gone through, but for a string."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"the {what} are of type {type(values).__name__}, not a list")
    return list(values)


def well_formed(value: str) -> bool:
    """Whether it is made of whole characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def utf8_offsets(string: str, offsets: Iterable[int]) -> dict[int, int]:
    """For offsets in characters, those in UTF-8 bytes."""
    found, done, size = {}, 0, 0
    for offset in sorted(set(offsets)):
        size += len(string[done:offset].encode())
        done = offset
        found[offset] = size
    return found
