"""The conformance kit's policy. What it does is said in `tests/conformance/README.md`."""

import logging
from typing import Any

from portcullis import (
    MISSING,
    Allow,
    ConfigErrors,
    Deny,
    Document,
    Escalate,
    Event,
    Json,
    Modify,
    PluginError,
    Policy,
    Remove,
    Set,
    Verdict,
    Violation,
)

LEVELS = {"trace": 5, "debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
count = 0


class Conformance(Policy):
    name = "conformance-policy"
    version = "1.2.3"
    config_schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"label": {"type": "string"}, "errors": {"type": "array"}, "raise": {"type": "string"}},
    }

    def __init__(self, config: dict[str, Any]) -> None:
        if "raise" in config:
            raise RuntimeError(config["raise"])
        if config.get("errors"):
            raise ConfigErrors([(error["pointer"], error["message"]) for error in config["errors"]])
        self.label = config.get("label", "")

    def evaluate(self, event: Event, payload: Document) -> Verdict:
        command = payload.get("/do")
        if command is None:
            return Allow()
        notes = payload.get("/notes", [])
        match command:
            case "allow":
                return Allow(notes)
            case "deny":
                return deny(payload, notes)
            case "escalate":
                told = [payload.get(f"/{name}") for name in ("code", "detail", "message")]
                return Escalate(*told, payload.get("/approvers", []), notes)
            case "modify":
                edits = payload.require("/edits")
                return Modify([edit(payload, index, item["pointer"]) for index, item in enumerate(edits)], notes)
            case "many":
                return many(payload.require("/of"), payload.require("/count"), notes)
            case "event":
                return Allow([*tell(event), *notes])
            case "look":
                parts = {"payload": payload, "context": event.context, "claims": event.subject.claims}
                looks = payload.require("/look")
                return Allow([*(look(parts[item["part"]], item) for item in looks), *notes])
            case "label":
                return Allow([self.label, *notes])
            case "count":
                global count
                count += 1
                return Allow([str(count), *notes])
            case "log":
                for line in payload.require("/lines"):
                    logging.log(LEVELS[line["level"]], "%s", line["message"])
                return Allow(notes)
            case "error":
                raise PluginError(payload.string("/message"))
            case "raise":
                raise RuntimeError(payload.string("/message"))
            case "spin":
                while True:
                    pass
        raise PluginError(f"unknown command: {command}")


def value(payload: Document, pointer: str) -> Any:
    """A value that goes on as it is written."""
    text = payload.raw(pointer)
    return MISSING if text is None else Json(text)


def deny(payload: Document, notes: list[str]) -> Deny:
    violations = [
        Violation(
            item["code"],
            item["pointer"],
            found=value(payload, f"/violations/{index}/found"),
            allowed=value(payload, f"/violations/{index}/allowed"),
            rule=item.get("rule"),
        )
        for index, item in enumerate(payload.get("/violations", []))
    ]
    return Deny(payload.get("/code"), payload.get("/detail"), payload.get("/message"), violations, notes)


def edit(payload: Document, index: int, pointer: str) -> Set | Remove:
    given = value(payload, f"/edits/{index}/value")
    return Remove(pointer) if given is MISSING else Set(pointer, given)


def many(of: str, count: int, notes: list[str]) -> Verdict:
    match of:
        case "edits":
            return Modify([*(Set(f"/n{i}", i) for i in range(count)), Set("/do", "allow")], notes)
        case "violations":
            broken = (Violation(f"v{i}", f"/{i}", found=i, rule=f"r{i}") for i in range(count))
            return Deny("many", str(count), violations=broken, notes=notes)
        case "notes":
            return Allow([*map(str, range(count)), *notes])
        case "approvers":
            return Escalate("many", str(count), approvers=(f"user:{i}" for i in range(count)), notes=notes)
    raise PluginError(f"unknown: {of}")


def tell(event: Event) -> list[str]:
    subject = event.subject
    told = {
        "id": event.id,
        "session": event.session,
        "phase": event.phase,
        "subject.id": subject.id,
        "subject.kind": subject.kind,
        "subject.roles": ",".join(subject.roles),
        "subject.scopes": ",".join(subject.scopes),
        "subject.via": ",".join(subject.via),
        "subject.claims": subject.claims.json(),
        "target": event.target,
        "action": event.action,
        "context": event.context.json(),
        "time": event.time_ms,
    }
    return [f"{name}={value}" for name, value in told.items()]


def look(document: Document, item: dict[str, str]) -> str:
    match item["op"]:
        case "get":
            text = document.raw(item["pointer"])
            return "none" if text is None else text
        case "json":
            return document.json()
        case "size":
            return str(document.size())
        case "characters":
            return str(len(document.json()))
    raise PluginError(f"unknown: {item['op']}")
