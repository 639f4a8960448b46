"""Policies, natively."""

import unittest

from portcullis import (
    Allow, ConfigErrors, Deny, Escalate, Json, Modify, PluginError, Policy, Remove, Set, Violation,
)
from portcullis.testing import decide, document, subject


def policy(answer, **members):
    """A policy that answers by a function."""
    members = {"name": "p", "version": "0.1.0", **members}
    return type("P", (Policy,), {"evaluate": lambda self, event, payload: answer(event, payload), **members})


class Documents(unittest.TestCase):
    def test_pointers_follow_rfc_6901_and_numbers_are_what_was_written(self):
        payload = document(Json('{"a": [10, {"b/c": 1.50, "d~e": "x"}], "": {"": 0}, "n": null, "0": "zero"}'))
        self.assertEqual(payload.number("/a/0"), 10)
        self.assertEqual(payload.raw("/a/1/b~1c"), "1.50")
        self.assertEqual(payload.string("/a/1/d~0e"), "x")
        self.assertEqual(payload.number("//"), 0)
        self.assertIsNone(payload.get("/n", "default"))
        self.assertTrue(payload.has("/n"))
        self.assertEqual(payload.raw(""), payload.json())
        for pointer in ("a", "/a/2", "/a/00", "/a/-", "/n/x", "/a/0/x", "/a/1/b~2c", "/A"):
            self.assertFalse(payload.has(pointer), pointer)

    def test_what_is_no_number_or_another_than_was_written_is_an_error(self):
        for text in ("null", "true", '"50"', "[50]", "{}", "1e309", "100.000000000000001", "1e-400", "4.9e-324"):
            with self.assertRaisesRegex(PluginError, "`/amount` is", msg=text):
                document(Json(f'{{"amount": {text}}}')).number("/amount")
        for text, number in (("1.0E+2", 100), ("-0", 0), ("-0.0e7", 0), ("0e99999999999999999999", 0), ("0.1", 0.1), ("9007199254740993", 2**53 + 1)):
            self.assertEqual(document(Json(f'{{"amount": {text}}}')).number("/amount"), number, text)
        with self.assertRaisesRegex(PluginError, "`/amount` is missing"):
            document({}).number("/amount")


class Verdicts(unittest.TestCase):
    def test_values_become_json_and_nothing_else(self):
        edits = Modify([Set("/a", None), Set("/b", [1, "x"]), Remove("/c"), Set("/d", Json("1.0"))]).edits
        self.assertEqual([edit.value_json for edit in edits], ["null", '[1,"x"]', None, "1.0"])
        violation = Violation("over", "/a", found=None)
        self.assertEqual((violation.found_json, violation.allowed_json), ("null", None))
        for value in (float("nan"), float("inf"), object(), {1, 2}):
            with self.assertRaises((TypeError, ValueError)):
                Set("/a", value)

    def test_what_is_wrong_is_told_where_it_is_made(self):
        for make in (
            lambda: Deny("c", None),
            lambda: Deny("c", "d", notes="one string"),
            lambda: Deny("c", "d", violations=["v"]),
            lambda: Modify([{"pointer": "/a"}]),
            lambda: Escalate("c", "d", approvers=[1]),
        ):
            self.assertRaises(TypeError, make)

    def test_half_a_surrogate_pair_becomes_a_replacement_character(self):
        self.assertEqual(Deny("c", "a\ud800b").detail, "a\ufffdb")

    def test_what_is_no_verdict_is_an_error(self):
        for answer in (None, True, "allow", Allow):
            with self.assertRaisesRegex(TypeError, "`evaluate` returned"):
                decide(policy(lambda *_: answer))


class Policies(unittest.TestCase):
    def test_a_config_is_read_once_and_what_is_wrong_with_it_has_a_place(self):
        class Limited(Policy):
            name, version = "limited", "0.1.0"

            def __init__(self, config):
                if config["limit"] < 0:
                    raise ConfigErrors({"/limit": "is negative"})
                self.limit = config["limit"]

            def evaluate(self, event, payload):
                return Allow(notes=[str(self.limit)])

        self.assertEqual(decide(Limited, config={"limit": 1}).notes, ["1"])
        for config, error in (({"limit": -1}, ("/limit", "is negative")), ({}, ("", "KeyError: 'limit' (in `__init__`, "))):
            with self.assertRaises(ConfigErrors) as raised:
                decide(Limited, config=config)
            [(pointer, message)] = raised.exception.errors
            self.assertEqual((pointer, message[: len(error[1])]), error)

    def test_an_event_has_what_the_host_knows_of_it(self):
        answer = lambda event, _: Allow([event.phase, *event.subject.roles, str(event.context.number("/depth")), str(event.time)])
        verdict = decide(policy(answer), subject=subject(roles=["r"]), context={"depth": 2}, time_ms=1500)
        self.assertEqual(verdict.notes, ["tool-call", "r", "2", "1970-01-01 00:00:01.500000+00:00"])

    def test_a_phase_that_was_not_declared_is_not_answered(self):
        with self.assertRaisesRegex(ValueError, "`p` does not understand the phase `tool-call`"):
            decide(policy(lambda *_: Allow(), phases=["tool-result"]), phase="tool-call")
        with self.assertRaises(ValueError):
            policy(lambda *_: Allow(), phases=["tool-calls"]).describe()


if __name__ == "__main__":
    unittest.main()
