"""Sanitisers, natively."""

import re
import unittest

from portcullis import Finding, Sanitiser, ScanContext
from portcullis._sanitiser import look
from portcullis.testing import redact

CONTEXT = ScanContext("e", "s", "tool-result", "t", "u", "/x")


class Word(Sanitiser):
    name, version = "word", "0.1.0"

    def scan(self, text, context):
        for match in re.finditer(self.config["word"], text):
            yield Finding("word", "high", match.start(), match.end(), "…")

    def settled(self, text):
        return len(text) - len(self.config["word"]) + 1


WOLF = Word({"word": "wolf"})


class Sanitisers(unittest.TestCase):
    def test_spans_are_utf8_bytes_whatever_stands_before_them(self):
        [finding], settled = look(WOLF, "é€😀 wolf", CONTEXT, False)
        self.assertEqual((finding.start, finding.end, settled), (10, 14, 14))

    def test_a_stream_is_redacted_as_its_whole_is_wherever_it_is_cut(self):
        text = "é a wolf, 😀wolfwolf and a wol"
        for cut in range(len(text) + 1):
            released = redact(Word, [text[:cut], text[cut:]], config={"word": "wolf"})
            self.assertEqual(released, "é a …, 😀…… and a wol", cut)

    def test_no_finding_is_cut_and_none_is_reported_before_its_text_is_settled(self):
        findings, settled = look(WOLF, "wolf and a wolf", CONTEXT, True)
        self.assertEqual((len(findings), settled), (1, 11))

    def test_without_settled_everything_is_held_back(self):
        class Whole(Sanitiser):
            name, version = "w", "0.1.0"

            def scan(self, text, context):
                return []

        self.assertEqual(look(Whole({}), "abc", CONTEXT, True), ([], 0))

    def test_a_finding_outside_of_the_text_is_an_error(self):
        class Wild(Word):
            def scan(self, text, context):
                return [Finding("wild", "low", *self.config)]

        for span in ((0, 4), (-1, 1), (2, 1), (None, 1)):
            with self.assertRaisesRegex(ValueError, "the finding `wild`"):
                look(Wild(span), "abc", CONTEXT, False)
        self.assertRaises(ValueError, Finding, "x", "bad", 0, 1)


if __name__ == "__main__":
    unittest.main()
