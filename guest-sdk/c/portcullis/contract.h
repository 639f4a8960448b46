/* The contract's types, made from wit/ by `cargo xtask bindings`. Change them there.
 *
 * Strings are UTF-8 and have a length: a NUL is a character like others. */
#ifndef PORTCULLIS_CONTRACT_H
#define PORTCULLIS_CONTRACT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pc_string {
    const char *ptr;
    size_t len;
} pc_string;

typedef struct pc_string_option {
    bool some;
    pc_string value;
} pc_string_option;

/* The moment in an agent's life at which an event is decided. */
typedef uint8_t pc_phase;
enum {
    /* A request is about to be sent to a model. */
    PC_PHASE_MODEL_REQUEST,
    /* A model has answered, and nobody has seen the answer yet. */
    PC_PHASE_MODEL_RESPONSE,
    /* A tool is about to be offered to a model: name, description, schema. */
    PC_PHASE_TOOL_DEFINITION,
    /* A tool is about to run with these arguments. */
    PC_PHASE_TOOL_CALL,
    /* A tool has answered, and the model has not seen the answer yet. */
    PC_PHASE_TOOL_RESULT,
    /* An agent is about to start another agent. */
    PC_PHASE_AGENT_SPAWN,
    /* An agent is about to hand its work over to another agent. */
    PC_PHASE_AGENT_DELEGATE,
    /* An agent has made a plan and is about to follow it. */
    PC_PHASE_AGENT_PLAN,
    /* Something is about to be written to an agent's memory. */
    PC_PHASE_MEMORY_WRITE,
    /* Something was read from an agent's memory, and the model has not seen it yet. */
    PC_PHASE_MEMORY_READ,
};
#define PC_PHASE_NAMES {"model-request", "model-response", "tool-definition", "tool-call", "tool-result", "agent-spawn", "agent-delegate", "agent-plan", "memory-write", "memory-read"}

/* What kind of thing acts. */
typedef uint8_t pc_subject_kind;
enum {
    /* A person. */
    PC_SUBJECT_KIND_USER,
    /* A program that acts for itself. */
    PC_SUBJECT_KIND_SERVICE,
    /* A language-model agent. */
    PC_SUBJECT_KIND_AGENT,
};
#define PC_SUBJECT_KIND_NAMES {"user", "service", "agent"}

typedef struct pc_string_list {
    pc_string *ptr;
    size_t len;
} pc_string_list;

/* Who acts. The host has verified everything in here; nothing of it comes from the model. */
typedef struct pc_subject {
    /* Stable identity, unique for the host's operator. */
    pc_string id;
    /* What kind of thing it is. */
    pc_subject_kind kind;
    /* Roles that the subject holds, as the host's identity provider spells them. */
    pc_string_list roles;
    /* Scopes that were granted to this session. */
    pc_string_list scopes;
    /* Verified claims: a JSON object. `document.get(claims, …)` reads single ones without parsing. */
    pc_string claims;
    /* The chain that the subject acts through, outermost first: user, then app, then agents. */
    pc_string_list via;
} pc_subject;

/* One thing to be decided. Its payload is read through the interface `document`. */
typedef struct pc_event {
    /* Unique identity of the event. */
    pc_string id;
    /* The session that the event belongs to. */
    pc_string session;
    /* The moment in the agent's life. */
    pc_phase phase;
    /* Who acts. */
    pc_subject subject;
    /* The resource acted on, `tool:<app>/<operation>`. */
    pc_string target;
    /* The short business name that policies speak of; where nothing else was said, the tool's name. */
    pc_string action;
    /* What else the host knows about the event: a JSON object. Where another event led to this one, `cause` is its id:
     * that of the request for a response, of the response for a tool call, of the call for a result. */
    pc_string context;
    /* When the event happened, in milliseconds since 1970-01-01T00:00:00Z. The only clock that a plugin has. */
    uint64_t time_ms;
} pc_event;

/* One rule that the event breaks. */
typedef struct pc_violation {
    /* Stable, machine-readable, lower-case with dashes: `amount-over-limit`. */
    pc_string code;
    /* Where in the payload: a pointer. */
    pc_string pointer;
    /* What was there: JSON. None where the value is missing, or where it must not be repeated. */
    pc_string_option found;
    /* What would have been accepted: JSON. */
    pc_string_option allowed;
    /* The rule or document that says so, as the policy's author names it. */
    pc_string_option rule;
} pc_violation;

typedef struct pc_violation_list {
    pc_violation *ptr;
    size_t len;
} pc_violation_list;

/* Why the event must not happen. */
typedef struct pc_denial {
    /* Stable, machine-readable, lower-case with dashes. */
    pc_string code;
    /* For the operator: everything. */
    pc_string detail;
    /* For the model: the least that lets it go on. None: the host's own message. */
    pc_string_option message;
    /* Every rule that is broken, not only the first. */
    pc_violation_list violations;
} pc_denial;

/* One change of the payload. Edits apply in order, each to the result of the one before. */
typedef struct pc_edit {
    /* What changes: a pointer. A last token that an object does not have yet adds a member; `-` appends to a list. */
    pc_string pointer;
    /* The new value: JSON. None removes what is there. */
    pc_string_option value;
} pc_edit;

/* Why a human must approve first. */
typedef struct pc_escalation {
    /* Stable, machine-readable, lower-case with dashes. */
    pc_string code;
    /* For the operator and the approver: everything. */
    pc_string detail;
    /* For the model. None: the host's own message. */
    pc_string_option message;
    /* Who may approve, as `role:<name>`, `team:<name>` or `user:<id>`; empty: whoever the host lets. */
    pc_string_list approvers;
} pc_escalation;

typedef struct pc_edit_list {
    pc_edit *ptr;
    size_t len;
} pc_edit_list;

enum {
    /* The event may happen as it is. */
    PC_DECISION_ALLOW,
    /* The event must not happen. */
    PC_DECISION_DENY,
    /* The event may happen with these changes. The other policies, and this one, are asked about the result. */
    PC_DECISION_MODIFY,
    /* The event may happen once a human has approved it. */
    PC_DECISION_ESCALATE,
};

/* What a policy concludes. Across policies, deny beats escalate beats modify beats allow. */
typedef struct pc_decision {
    uint8_t tag;
    union {
        pc_denial deny;
        pc_edit_list modify;
        pc_escalation escalate;
    };
} pc_decision;

/* A policy's answer. */
typedef struct pc_verdict {
    /* What it concludes. */
    pc_decision decision;
    /* Remarks for the audit log: facts that were established, rules that nearly fired. */
    pc_string_list notes;
} pc_verdict;

/* How bad a finding is. */
typedef uint8_t pc_severity;
enum {
    /* Worth a note. */
    PC_SEVERITY_INFO,
    /* Probably harmless. */
    PC_SEVERITY_LOW,
    /* Should not pass unseen. */
    PC_SEVERITY_MEDIUM,
    /* Should not pass. */
    PC_SEVERITY_HIGH,
    /* Must not pass. */
    PC_SEVERITY_CRITICAL,
};
#define PC_SEVERITY_NAMES {"info", "low", "medium", "high", "critical"}

/* What a sanitiser is told of the event. */
typedef struct pc_scan_context {
    /* The event's identity. */
    pc_string event_id;
    /* The session that the event belongs to. */
    pc_string session;
    /* The moment in the agent's life. */
    pc_phase phase;
    /* The resource acted on. */
    pc_string target;
    /* The subject's identity. */
    pc_string subject_id;
} pc_scan_context;

/* One string of the payload, or one number of seven digits or more. JSON text within a string comes string by string. */
typedef struct pc_segment {
    /* Where it stands in the payload: a pointer, which goes on into JSON text within a string. */
    pc_string pointer;
    /* The string, decoded. */
    pc_string text;
} pc_segment;

/* One span of text that a sanitiser points at. */
typedef struct pc_finding {
    /* Index of the segment in the list that was given. */
    uint32_t segment;
    /* First byte of the span, counted in UTF-8 bytes of the segment's text; on a character boundary. */
    uint32_t start;
    /* First byte after the span; on a character boundary, not before `start`. */
    uint32_t end;
    /* What it is, lower-case with dashes: `prompt-injection`, `email`, `aws-access-key`. */
    pc_string kind;
    /* How bad it is. */
    pc_severity severity;
    /* What should stand there instead. None: the host's own mark. */
    pc_string_option replacement;
} pc_finding;

typedef struct pc_finding_list {
    pc_finding *ptr;
    size_t len;
} pc_finding_list;

typedef struct pc_uint32_list {
    uint32_t *ptr;
    size_t len;
} pc_uint32_list;

/* A sanitiser's answer. */
typedef struct pc_report {
    /* Everything found, in any order. Spans of one segment may overlap; the host joins them. */
    pc_finding_list findings;
    /* For each segment, the byte from where on text may still become part of a match when more text follows. Text
     * before it is final. The host holds the rest back and sends it again, in front of what comes next. Where no
     * more text follows, it is the segment's length. An empty list says that nothing is settled. */
    pc_uint32_list settled;
} pc_report;

typedef struct pc_phase_list {
    pc_phase *ptr;
    size_t len;
} pc_phase_list;

/* What a plugin says of itself. */
typedef struct pc_descriptor {
    /* Name, lower-case with dashes. */
    pc_string name;
    /* Semantic version. */
    pc_string version;
    /* The phases that it understands; empty: all. */
    pc_phase_list phases;
    /* JSON Schema (draft 2020-12) of its config; the empty string: anything goes. */
    pc_string config_schema;
} pc_descriptor;

/* One thing that is wrong with a config. */
typedef struct pc_config_error {
    /* Where in the config: a pointer. */
    pc_string pointer;
    /* What is wrong and what would be right, in one line. */
    pc_string message;
} pc_config_error;

typedef struct pc_config_error_list {
    pc_config_error *ptr;
    size_t len;
} pc_config_error_list;

typedef struct pc_segment_list {
    pc_segment *ptr;
    size_t len;
} pc_segment_list;

#ifdef __wasm__
static_assert(sizeof(pc_phase) == 1, "pc_phase");
static_assert(sizeof(pc_subject_kind) == 1, "pc_subject_kind");
static_assert(sizeof(pc_subject) == 44, "pc_subject");
static_assert(sizeof(pc_event) == 96, "pc_event");
static_assert(sizeof(pc_violation) == 52, "pc_violation");
static_assert(sizeof(pc_denial) == 36, "pc_denial");
static_assert(sizeof(pc_edit) == 20, "pc_edit");
static_assert(sizeof(pc_escalation) == 36, "pc_escalation");
static_assert(sizeof(pc_decision) == 40, "pc_decision");
static_assert(sizeof(pc_verdict) == 48, "pc_verdict");
static_assert(sizeof(pc_severity) == 1, "pc_severity");
static_assert(sizeof(pc_scan_context) == 36, "pc_scan_context");
static_assert(sizeof(pc_segment) == 16, "pc_segment");
static_assert(sizeof(pc_finding) == 36, "pc_finding");
static_assert(sizeof(pc_report) == 16, "pc_report");
static_assert(sizeof(pc_descriptor) == 32, "pc_descriptor");
static_assert(sizeof(pc_config_error) == 16, "pc_config_error");
#endif

#endif
