"""Amounts up to a limit may pass."""

from portcullis import Allow, Deny, Document, Event, Policy, Verdict


class Limit(Policy):
    name = "{{name}}"
    version = "0.1.0"
    config_schema = {
        "type": "object",
        "properties": {"limit": {"type": "number"}},
        "required": ["limit"],
        "additionalProperties": False,
    }

    def evaluate(self, event: Event, payload: Document) -> Verdict:
        # What is missing or no number is an error, and an error denies.
        amount = payload.number("/amount")
        limit = self.config["limit"]
        if amount > limit:
            return Deny("amount-over-limit", f"{amount} is over {limit}")
        return Allow()
