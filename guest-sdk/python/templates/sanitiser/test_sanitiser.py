import unittest

from portcullis.testing import redact
from sanitiser import Words

CONFIG = {"words": ["swordfish"]}


class WordsTest(unittest.TestCase):
    def test_a_word_is_replaced_also_where_it_comes_in_pieces(self):
        self.assertEqual(redact(Words, "é swordfish!", config=CONFIG), "é [removed]!")
        self.assertEqual(redact(Words, ["é sword", "fish!"], config=CONFIG), "é [removed]!")
