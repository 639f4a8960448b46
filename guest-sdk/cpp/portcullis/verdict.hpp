// What a policy answers.
#pragma once

#include "strings.hpp"

namespace portcullis {

/// One rule that an event breaks. What was found and what would be allowed is JSON; json() makes it of a value.
struct Violation {
    /// Stable, machine-readable, lower-case with dashes.
    std::string code;
    /// Where in the payload.
    std::string pointer;
    std::optional<std::string> found = {};
    std::optional<std::string> allowed = {};
    /// The rule or document that says so, as the policy's author names it.
    std::optional<std::string> rule = {};
};

/// JSON text of a value.
inline std::string json(double value) { return std::string(detail::view(pc_json_of_number(value))); }
inline std::string json(std::string_view value) {
    return std::string(detail::view(pc_json_of_text({value.data(), value.size()})));
}
inline std::string json(const char *value) { return json(std::string_view(value)); }
inline std::string json(bool value) { return value ? "true" : "false"; }
inline std::string json(std::nullptr_t) { return "null"; }

/// A policy's answer: a decision, and remarks for the audit log.
class Verdict {
public:
    /// What the model may be told of a denial or an escalation: the least that lets it go on.
    Verdict &message(std::string_view text) {
        pc_string_option message = pc_some(detail::kept(text));
        if (raw.decision.tag == PC_DECISION_DENY) raw.decision.deny.message = message;
        else if (raw.decision.tag == PC_DECISION_ESCALATE) raw.decision.escalate.message = message;
        else pc_fail("only a denial and an escalation have a message");
        return *this;
    }

    /// A broken rule, for a denial. Report all of them.
    Verdict &violation(const Violation &broken) {
        pc_violation_add(&raw, {detail::kept(broken.code), detail::kept(broken.pointer), detail::kept_if(broken.found),
                                detail::kept_if(broken.allowed), detail::kept_if(broken.rule)});
        return *this;
    }

    /// Who may approve an escalation: "role:<name>", "team:<name>", "user:<id>". Nobody named: the host decides.
    Verdict &approver(std::string_view who) {
        pc_approver_add(&raw, detail::kept(who));
        return *this;
    }

    /// Puts a value at a pointer, in a verdict of modify(). A last token that an object does not have yet adds a member;
    /// "-" appends to a list.
    template <typename T> Verdict &set(std::string_view pointer, const T &value) { return set_json(pointer, json(value)); }
    Verdict &set_json(std::string_view pointer, std::string_view json) {
        if (json.empty()) pc_fail("an edit's value is no JSON");
        pc_edit_add(&raw, {detail::kept(pointer), pc_some(detail::kept(json))});
        return *this;
    }

    /// Removes what is at a pointer, in a verdict of modify().
    Verdict &remove(std::string_view pointer) {
        pc_edit_add(&raw, {detail::kept(pointer), {}});
        return *this;
    }

    /// A remark for the audit log.
    Verdict &note(std::string_view text) {
        pc_note_add(&raw, detail::kept(text));
        return *this;
    }

    bool is_allow() const { return raw.decision.tag == PC_DECISION_ALLOW; }
    bool is_deny() const { return raw.decision.tag == PC_DECISION_DENY; }

    /// What goes to the host.
    pc_verdict raw = pc_allow();
};

/// The event may happen as it is.
inline Verdict allow() { return {}; }

/// The event must not happen. The code is stable and machine-readable, lower-case with dashes; the detail is for the
/// operator, and the model never sees it.
inline Verdict deny(std::string_view code, std::string_view detail) {
    Verdict verdict;
    verdict.raw.decision.tag = PC_DECISION_DENY;
    verdict.raw.decision.deny = {detail::kept(code), detail::kept(detail), {}, {}};
    return verdict;
}

/// The event may happen once a human has approved it. The detail is for the operator and the approver.
inline Verdict escalate(std::string_view code, std::string_view detail) {
    Verdict verdict;
    verdict.raw.decision.tag = PC_DECISION_ESCALATE;
    verdict.raw.decision.escalate = {detail::kept(code), detail::kept(detail), {}, {}};
    return verdict;
}

/// The event may happen with the changes that set() and remove() add. The other policies are asked about the result.
inline Verdict modify() {
    Verdict verdict;
    verdict.raw = pc_modify();
    return verdict;
}

} // namespace portcullis
