"""The conformance kit's sanitiser. What it does is said in `tests/conformance/README.md`."""

import logging
from typing import Any, Iterator

from portcullis import ConfigErrors, Finding, Phase, PluginError, Sanitiser, ScanContext, Severity


class Conformance(Sanitiser):
    name = "conformance-sanitiser"
    version = "1.2.3"
    phases = [Phase.TOOL_RESULT, Phase.MODEL_RESPONSE, Phase.MEMORY_READ]

    def __init__(self, config: dict[str, Any]) -> None:
        self.find = config.get("find", [])
        errors = []
        for index, wanted in enumerate(self.find):
            if wanted["text"] == "":
                errors.append((f"/find/{index}/text", "is empty"))
            if wanted["severity"] not in [severity.value for severity in Severity]:
                errors.append((f"/find/{index}/severity", "is no severity"))
        if errors:
            raise ConfigErrors(errors)

    def scan(self, text: str, context: ScanContext) -> Iterator[Finding]:
        for wanted in self.find:
            at = text.find(wanted["text"])
            while at >= 0:
                end = at + len(wanted["text"])
                yield found(wanted, at, end, context)
                at = text.find(wanted["text"], end)

    def settled(self, text: str) -> int:
        longest = max((len(wanted["text"]) for wanted in self.find), default=1)
        return len(text) - longest + 1


def found(wanted: dict[str, str], start: int, end: int, context: ScanContext) -> Finding:
    replacement = wanted.get("replacement")
    match wanted["kind"]:
        case "error":
            raise PluginError(wanted["text"])
        case "raise":
            raise RuntimeError(wanted["text"])
        case "context":
            told = (context.event_id, context.session, context.phase, context.target, context.subject_id, context.pointer)
            replacement = "|".join(told)
        case "log":
            logging.warning("%s", wanted["text"])
    return Finding(wanted["kind"], wanted["severity"], start, end, replacement)
