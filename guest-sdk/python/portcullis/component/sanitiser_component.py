"""A component that is a sanitiser: the class in `sanitiser.py`."""

from __future__ import annotations

from wit_world.imports import types as wit

import sanitiser as author

from . import _environment  # noqa: F401, it puts itself in place
from .._event import Phase, ScanContext
from .._plugin import find
from .._sanitiser import Sanitiser as Definition, look
from ._lifecycle import Slot, from_wit, refused, to_wit

_SLOT = Slot(find(author, Definition))


class Lifecycle:
    def describe(self) -> wit.Descriptor:
        return _SLOT.describe()

    def configure(self, config: str) -> None:
        _SLOT.configure(config)


class Sanitiser:
    def scan(self, context: wit.ScanContext, segments: list[wit.Segment], more: bool) -> wit.Report:
        try:
            findings, settled = [], []
            for index, segment in enumerate(segments):
                found, end = look(_SLOT.get(), segment.text, _context(context, segment.pointer), more)
                findings.extend(
                    wit.Finding(index, f.start, f.end, f.kind, to_wit(wit.Severity, f.severity), f.replacement) for f in found
                )
                settled.append(end)
            return wit.Report(findings, settled)
        except BaseException as error:
            raise refused(error) from None


def _context(context: wit.ScanContext, pointer: str) -> ScanContext:
    phase = from_wit(Phase, context.phase)
    return ScanContext(context.event_id, context.session, phase, context.target, context.subject_id, pointer)
