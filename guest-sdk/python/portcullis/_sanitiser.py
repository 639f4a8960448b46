"""Sanitisers."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Iterable, Sequence

from ._event import ScanContext
from ._plugin import Plugin
from ._text import items, optional_text, text, utf8_offsets


class Severity(StrEnum):
    """How bad a finding is."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Finding:
    """A span of text that should not pass, in characters: what `re` calls `match.start()` and `match.end()`."""

    kind: str
    """What it is, lower-case with dashes: `prompt-injection`, `email`, `aws-access-key`."""
    severity: Severity | str
    """How bad it is."""
    start: int
    end: int
    replacement: str | None = None
    """What should stand there instead. `None`: the host's own mark."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", text(self.kind, "a finding's kind"))
        object.__setattr__(self, "severity", Severity(self.severity))
        object.__setattr__(self, "replacement", optional_text(self.replacement, "a replacement"))


class Sanitiser(Plugin):
    """A plugin that finds what should not pass in text.

    >>> class Word(Sanitiser):
    ...     name = "word"
    ...     version = "0.1.0"
    ...
    ...     def scan(self, text: str, context: ScanContext) -> Iterable[Finding]:
    ...         for match in re.finditer(re.escape(self.config["word"]), text):
    ...             yield Finding("word", Severity.HIGH, match.start(), match.end())
    """

    @abstractmethod
    def scan(self, text: str, context: ScanContext) -> Iterable[Finding]:
        """Finds what should not pass in one string. What is raised means that it could not tell: the event is denied."""

    def settled(self, text: str) -> int:
        """How much of a text that goes on is settled: from where on it may still become part of a finding, in characters.

        What comes before is released; the rest comes again, in front of what follows, and without what came before it: a
        scan that starts there must find the same. Only asked while more text will follow. The default holds everything
        back until the end.
        """
        return 0


def look(sanitiser: Sanitiser, text: str, context: ScanContext, more: bool) -> tuple[list[Finding], int]:
    """The findings in one text, and how much of it is settled, both in UTF-8 bytes."""
    sanitiser.check_phase(context.phase)
    findings = items(sanitiser.scan(text, context), "findings")
    for finding in findings:
        _check_range(finding, text)
    settled = len(text)
    if more:
        settled = _settle(text, sanitiser.settled(text), findings)
        # What is held back comes again, and would be reported twice.
        findings = [finding for finding in findings if finding.start < settled]
    offsets = [offset for finding in findings for offset in (finding.start, finding.end)]
    size = utf8_offsets(text, [settled, *offsets])
    return [replace(each, start=size[each.start], end=size[each.end]) for each in findings], size[settled]


def _check_range(finding: Any, text: str) -> None:
    """The host would refuse the whole report without saying which finding it was."""
    if not isinstance(finding, Finding):
        raise TypeError(f"one of the findings is of type {type(finding).__name__}")
    start, end = finding.start, finding.end
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(text)):
        raise ValueError(f"the finding `{finding.kind}` at {start} to {end} is not within the text of {len(text)} characters")


def _settle(text: str, wanted: int, findings: Sequence[Finding]) -> int:
    """What the sanitiser calls settled, brought before every finding that it would cut: the part of a finding that was
    released could not be taken back."""
    settled = min(max(int(wanted), 0), len(text))
    while cut := next((each for each in findings if each.start < settled < each.end), None):
        settled = cut.start
    return settled
