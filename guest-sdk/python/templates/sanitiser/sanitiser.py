"""Words that nobody should read are taken out."""

import re
from typing import Iterator

from portcullis import ConfigErrors, Finding, Sanitiser, ScanContext


class Words(Sanitiser):
    name = "{{name}}"
    version = "0.1.0"
    config_schema = {
        "type": "object",
        "properties": {"words": {"type": "array", "items": {"type": "string"}}},
        "required": ["words"],
        "additionalProperties": False,
    }

    def __init__(self, config: dict[str, list[str]]) -> None:
        words = config["words"]
        if "" in words:
            raise ConfigErrors({"/words": "a word is empty"})
        self.patterns = [re.compile(re.escape(word)) for word in words]
        self.longest = max(map(len, words), default=1)

    def scan(self, text: str, context: ScanContext) -> Iterator[Finding]:
        # Spans are counted in characters, as `re` counts; the SDK brings them into bytes.
        for pattern in self.patterns:
            for match in pattern.finditer(text):
                yield Finding("word", "high", match.start(), match.end(), "[removed]")

    def settled(self, text: str) -> int:
        # In a stream only the last characters may still become a word.
        return len(text) - self.longest + 1
