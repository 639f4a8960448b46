/* The conformance kit's policy. What it does is said in tests/conformance/README.md. */
#include "portcullis/portcullis.h"

#include <stdlib.h>

static pc_string label;
static unsigned events;

/* A member of an element of a list: /violations/0/code. */
static const char *at(const char *list, size_t index, const char *member) {
    return pc_format("%s/%zu%s", list, index, member).ptr;
}

static pc_string text(const char *list, size_t index, const char *member) {
    return pc_text(PC_PAYLOAD, at(list, index, member));
}

static pc_string_option maybe_text(const char *pointer) {
    return pc_has(PC_PAYLOAD, pointer) ? pc_some(pc_text(PC_PAYLOAD, pointer)) : (pc_string_option){0};
}

static pc_string_option maybe_json(const char *pointer) {
    pc_string json;
    return pc_raw(PC_PAYLOAD, pc_str(pointer), &json) ? pc_some(json) : (pc_string_option){0};
}

static void configure(void) {
    if (pc_has(PC_CONFIG, "/raise")) abort();
    for (size_t i = 0; pc_has(PC_CONFIG, at("/errors", i, "")); i++) {
        pc_string pointer = pc_text(PC_CONFIG, at("/errors", i, "/pointer"));
        pc_failure_add((pc_config_error){pointer, pc_text(PC_CONFIG, at("/errors", i, "/message"))});
    }
    label = pc_text_or(PC_CONFIG, "/label", "");
}

static pc_verdict deny(void) {
    pc_verdict verdict = pc_deny("", "%s", "");
    verdict.decision.deny.code = pc_text(PC_PAYLOAD, "/code");
    verdict.decision.deny.detail = pc_text(PC_PAYLOAD, "/detail");
    verdict.decision.deny.message = maybe_text("/message");
    for (size_t i = 0; pc_has(PC_PAYLOAD, at("/violations", i, "")); i++) {
        pc_violation violation = {text("/violations", i, "/code"), text("/violations", i, "/pointer"),
                                  maybe_json(at("/violations", i, "/found")), maybe_json(at("/violations", i, "/allowed")),
                                  maybe_text(at("/violations", i, "/rule"))};
        pc_violation_add(&verdict, violation);
    }
    return verdict;
}

static pc_verdict escalate(void) {
    pc_verdict verdict = pc_escalate("", "%s", "");
    verdict.decision.escalate.code = pc_text(PC_PAYLOAD, "/code");
    verdict.decision.escalate.detail = pc_text(PC_PAYLOAD, "/detail");
    verdict.decision.escalate.message = maybe_text("/message");
    for (size_t i = 0; pc_has(PC_PAYLOAD, at("/approvers", i, "")); i++) pc_approver_add(&verdict, text("/approvers", i, ""));
    return verdict;
}

static pc_verdict modify(void) {
    pc_verdict verdict = pc_modify();
    for (size_t i = 0; pc_has(PC_PAYLOAD, at("/edits", i, "")); i++) {
        pc_edit_add(&verdict, (pc_edit){text("/edits", i, "/pointer"), maybe_json(at("/edits", i, "/value"))});
    }
    return verdict;
}

static pc_verdict many(void) {
    pc_string of = pc_text(PC_PAYLOAD, "/of");
    unsigned count = (unsigned)pc_number(PC_PAYLOAD, "/count");
    pc_verdict verdict = pc_is(of, "edits")        ? pc_modify()
                         : pc_is(of, "violations") ? pc_deny("many", "%u", count)
                         : pc_is(of, "approvers")  ? pc_escalate("many", "%u", count)
                                                   : pc_allow();
    for (unsigned i = 0; i < count; i++) {
        if (pc_is(of, "edits")) pc_set_number(&verdict, pc_format("/n%u", i).ptr, i);
        if (pc_is(of, "notes")) pc_note(&verdict, "%u", i);
        if (pc_is(of, "approvers")) pc_approver(&verdict, "user:%u", i);
        if (pc_is(of, "violations")) {
            pc_violation violation = {pc_format("v%u", i), pc_format("/%u", i), pc_some(pc_format("%u", i)), {0},
                                      pc_some(pc_format("r%u", i))};
            pc_violation_add(&verdict, violation);
        }
    }
    if (pc_is(of, "edits")) pc_set_text(&verdict, "/do", pc_str("allow"));
    return verdict;
}

static void note(pc_verdict *verdict, const char *name, pc_string value) {
    pc_string parts[] = {pc_str(name), value};
    pc_note_add(verdict, pc_joined((pc_string_list){parts, 2}, "="));
}

static pc_verdict tell(const pc_event *event) {
    pc_verdict verdict = pc_allow();
    const pc_subject *subject = &event->subject;
    note(&verdict, "id", event->id);
    note(&verdict, "session", event->session);
    note(&verdict, "phase", pc_str(pc_phase_name(event->phase)));
    note(&verdict, "subject.id", subject->id);
    note(&verdict, "subject.kind", pc_str(pc_subject_kind_name(subject->kind)));
    note(&verdict, "subject.roles", pc_joined(subject->roles, ","));
    note(&verdict, "subject.scopes", pc_joined(subject->scopes, ","));
    note(&verdict, "subject.via", pc_joined(subject->via, ","));
    note(&verdict, "subject.claims", subject->claims);
    note(&verdict, "target", event->target);
    note(&verdict, "action", event->action);
    note(&verdict, "context", event->context);
    note(&verdict, "time", pc_format("%llu", (unsigned long long)event->time_ms));
    return verdict;
}

static size_t characters(pc_string json) {
    size_t count = 0;
    for (size_t i = 0; i < json.len; i++) count += ((unsigned char)json.ptr[i] & 0xc0) != 0x80;
    return count;
}

static pc_verdict look(void) {
    pc_verdict verdict = pc_allow();
    for (size_t i = 0; pc_has(PC_PAYLOAD, at("/look", i, "")); i++) {
        pc_string name = text("/look", i, "/part"), op = text("/look", i, "/op"), json = pc_str("none");
        pc_part part = pc_is(name, "payload") ? PC_PAYLOAD : pc_is(name, "context") ? PC_CONTEXT : PC_CLAIMS;
        if (pc_is(op, "get")) pc_raw(part, text("/look", i, "/pointer"), &json);
        if (pc_is(op, "json")) json = pc_json(part);
        if (pc_is(op, "size")) json = pc_format("%llu", (unsigned long long)pc_size(part));
        if (pc_is(op, "characters")) json = pc_format("%zu", characters(pc_json(part)));
        pc_note_add(&verdict, json);
    }
    return verdict;
}

static pc_verdict say(void) {
    static const char *const levels[] = {"trace", "debug", "info", "warn", "error"};
    for (size_t i = 0; pc_has(PC_PAYLOAD, at("/lines", i, "")); i++) {
        pc_level level = PC_TRACE;
        while (level < PC_ERROR && !pc_is(text("/lines", i, "/level"), levels[level])) level++;
        pc_log_line(level, text("/lines", i, "/message"));
    }
    return pc_allow();
}

static pc_verdict obey(pc_string command, const pc_event *event) {
    pc_verdict verdict = pc_allow();
    if (pc_is(command, "deny")) return deny();
    if (pc_is(command, "escalate")) return escalate();
    if (pc_is(command, "modify")) return modify();
    if (pc_is(command, "many")) return many();
    if (pc_is(command, "event")) return tell(event);
    if (pc_is(command, "look")) return look();
    if (pc_is(command, "log")) return say();
    if (pc_is(command, "raise")) abort();
    if (pc_is(command, "label")) pc_note_add(&verdict, label);
    else if (pc_is(command, "count")) pc_note(&verdict, "%u", ++events);
    else if (pc_is(command, "error")) pc_failure_add((pc_config_error){{0}, pc_text(PC_PAYLOAD, "/message")});
    else if (pc_is(command, "spin")) for (volatile int i = 0;; i = 0) {}
    else if (!pc_is(command, "allow")) pc_fail("unknown command: %.*s", PC_ARG(command));
    return verdict;
}

static pc_verdict evaluate(const pc_event *event) {
    if (!pc_has(PC_PAYLOAD, "/do")) return pc_allow();
    pc_verdict verdict = obey(pc_text(PC_PAYLOAD, "/do"), event);
    for (size_t i = 0; pc_has(PC_PAYLOAD, at("/notes", i, "")); i++) pc_note_add(&verdict, text("/notes", i, ""));
    return verdict;
}

PC_PLUGIN(.name = "conformance-policy", .version = "1.2.3", .configure = configure,
          .config_schema = "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {\"label\": {\"type\": "
                           "\"string\"}, \"errors\": {\"type\": \"array\"}, \"raise\": {\"type\": \"string\"}}}");
PC_POLICY(evaluate)
