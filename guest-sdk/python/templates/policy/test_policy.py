import unittest

from policy import Limit
from portcullis import Allow, Deny, PluginError
from portcullis.testing import decide


class LimitTest(unittest.TestCase):
    def test_an_amount_over_the_limit_is_denied(self):
        self.assertEqual(decide(Limit, {"amount": 100}, config={"limit": 100}), Allow())
        self.assertEqual(
            decide(Limit, {"amount": 101}, config={"limit": 100}),
            Deny("amount-over-limit", "101 is over 100"),
        )

    def test_what_is_no_number_is_an_error(self):
        with self.assertRaisesRegex(PluginError, "`/amount` is a string, not a number"):
            decide(Limit, {"amount": "100"}, config={"limit": 100})
