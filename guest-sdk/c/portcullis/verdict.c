#include "internal.h"

#define FORMATTED(into, format)                    \
    do {                                           \
        va_list arguments;                         \
        va_start(arguments, format);               \
        into = pc_format_list(format, arguments);  \
        va_end(arguments);                         \
    } while (0)

pc_verdict pc_allow(void) {
    pc_verdict verdict = {0};
    verdict.decision.tag = PC_DECISION_ALLOW;
    return verdict;
}

pc_verdict pc_deny(const char *code, const char *detail, ...) {
    pc_verdict verdict = {0};
    verdict.decision.tag = PC_DECISION_DENY;
    verdict.decision.deny.code = pc_str(code);
    FORMATTED(verdict.decision.deny.detail, detail);
    return verdict;
}

pc_verdict pc_escalate(const char *code, const char *detail, ...) {
    pc_verdict verdict = {0};
    verdict.decision.tag = PC_DECISION_ESCALATE;
    verdict.decision.escalate.code = pc_str(code);
    FORMATTED(verdict.decision.escalate.detail, detail);
    return verdict;
}

pc_verdict pc_modify(void) {
    pc_verdict verdict = {0};
    verdict.decision.tag = PC_DECISION_MODIFY;
    return verdict;
}

/* A call that doesn't fit the verdict is a mistake in the plugin, so its answer means nothing. */
static bool must_be(const pc_verdict *verdict, uint8_t tag, const char *what) {
    if (verdict->decision.tag != tag) pc_fail("%s", what);
    return verdict->decision.tag == tag;
}

void pc_edit_add(pc_verdict *verdict, pc_edit edit) {
    if (must_be(verdict, PC_DECISION_MODIFY, "only pc_modify() takes edits")) *PC_PUSH(verdict->decision.modify) = edit;
}

void pc_set_json(pc_verdict *verdict, const char *pointer, pc_string json) {
    pc_edit_add(verdict, (pc_edit){pc_str(pointer), pc_some(json)});
}

void pc_set_number(pc_verdict *verdict, const char *pointer, double value) {
    pc_string json = pc_json_of_number(value);
    if (json.len == 0) pc_fail_at(pointer, "can't become a number that JSON doesn't have");
    pc_set_json(verdict, pointer, json);
}

void pc_set_text(pc_verdict *verdict, const char *pointer, pc_string value) {
    pc_set_json(verdict, pointer, pc_json_of_text(value));
}

void pc_set_bool(pc_verdict *verdict, const char *pointer, bool value) {
    pc_set_json(verdict, pointer, pc_str(value ? "true" : "false"));
}

void pc_set_null(pc_verdict *verdict, const char *pointer) {
    pc_set_json(verdict, pointer, pc_str("null"));
}

void pc_remove(pc_verdict *verdict, const char *pointer) {
    pc_edit_add(verdict, (pc_edit){pc_str(pointer), {0}});
}

void pc_message(pc_verdict *verdict, const char *format, ...) {
    pc_string message;
    FORMATTED(message, format);
    if (verdict->decision.tag == PC_DECISION_DENY) {
        verdict->decision.deny.message = pc_some(message);
    } else if (must_be(verdict, PC_DECISION_ESCALATE, "only pc_deny() and pc_escalate() take a message")) {
        verdict->decision.escalate.message = pc_some(message);
    }
}

void pc_violation_add(pc_verdict *verdict, pc_violation violation) {
    if (must_be(verdict, PC_DECISION_DENY, "only pc_deny() takes violations")) {
        *PC_PUSH(verdict->decision.deny.violations) = violation;
    }
}

void pc_approver_add(pc_verdict *verdict, pc_string approver) {
    if (must_be(verdict, PC_DECISION_ESCALATE, "only pc_escalate() takes approvers")) {
        *PC_PUSH(verdict->decision.escalate.approvers) = approver;
    }
}

void pc_approver(pc_verdict *verdict, const char *format, ...) {
    pc_string approver;
    FORMATTED(approver, format);
    pc_approver_add(verdict, approver);
}

void pc_note_add(pc_verdict *verdict, pc_string note) {
    *PC_PUSH(verdict->notes) = note;
}

void pc_note(pc_verdict *verdict, const char *format, ...) {
    pc_string note;
    FORMATTED(note, format);
    pc_note_add(verdict, note);
}
