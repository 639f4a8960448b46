"""What plugins find in place of a terminal, a clock and randomness: lines for the operator's log, the event's time, nothing."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import time
from types import SimpleNamespace
from typing import Any, Iterator

from wit_world.imports import log

from .._text import text

_now_ms: int | None = None


@contextlib.contextmanager
def at(time_ms: int) -> Iterator[None]:
    """While this lasts, the clock stands at this time."""
    global _now_ms
    _now_ms = time_ms
    try:
        yield
    finally:
        _now_ms = None


def _now() -> int:
    if _now_ms is None:
        raise RuntimeError("there is no clock: only a policy has one, which stands at its event's time")
    return _now_ms


def _no_randomness(*_: Any) -> Any:
    raise RuntimeError("there is no randomness: the same event gets the same answer")


class _Handler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _write(_level(record.levelno), record.getMessage())


class _Lines(io.TextIOBase):
    """A file whose lines are written to the log."""

    def __init__(self, level: log.Level) -> None:
        self._level, self._begun = level, ""

    def writable(self) -> bool:
        return True

    def write(self, string: str) -> int:
        *lines, self._begun = (self._begun + string).split("\n")
        for line in lines:
            _write(self._level, line)
        return len(string)


def _write(level: log.Level, line: str) -> None:
    log.log(level, text(line, "a line"))


def _level(number: int) -> log.Level:
    if number < logging.DEBUG:
        return log.Level.TRACE
    for bound, level in ((logging.INFO, log.Level.DEBUG), (logging.WARNING, log.Level.INFO), (logging.ERROR, log.Level.WARN)):
        if number < bound:
            return level
    return log.Level.ERROR


time.time = lambda: _now() / 1000
time.time_ns = lambda: _now() * 1_000_000
time.monotonic = time.perf_counter = time.time
time.monotonic_ns = time.perf_counter_ns = time.time_ns
os.urandom = _no_randomness
sys.stdout, sys.stderr = _Lines(log.Level.INFO), _Lines(log.Level.WARN)
# Records are stamped with a time, process and thread, which nobody reads.
logging.time = SimpleNamespace(time=lambda: 0.0, time_ns=lambda: 0)
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = logging.logAsyncioTasks = False
logging.basicConfig(handlers=[_Handler()], level=logging.NOTSET, force=True)
