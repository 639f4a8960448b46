/* Portcullis plugins in C: a policy, a sanitiser, or both. guest-sdk/c/README.md shows how.
 *
 * An instance of a plugin answers one event and is thrown away, so nothing in here is ever freed.
 *
 * Whatever fails (a look-up that finds something else than it should, pc_fail) is remembered: the answer is then an
 * error, whatever the function returns, and an error denies the event. So look-ups need no checks after them. */
#ifndef PORTCULLIS_H
#define PORTCULLIS_H

#include "contract.h"
#include "json.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PC_PRINTF(text, first) __attribute__((format(printf, text, first)))

/* ---- Strings: UTF-8, with a length, since a NUL is a character like others. ---- */

/* A string of the contract from one of C. */
pc_string pc_str(const char *text);
/* A string that is written as by printf. */
pc_string pc_format(const char *format, ...) PC_PRINTF(1, 2);
/* The strings of a list as one, with something between them. */
pc_string pc_joined(pc_string_list list, const char *between);
/* For printf's "%.*s", which ends at a NUL. */
#define PC_ARG(string) (int)(string).len, (string).ptr
bool pc_equal(pc_string left, pc_string right);
/* Whether a string is this one of C. */
bool pc_is(pc_string string, const char *text);
/* Whether a list (roles, scopes, the chain `via`) has this string. */
bool pc_holds(pc_string_list list, const char *text);

/* The contract's names: "tool-call", "agent", "critical". */
const char *pc_phase_name(pc_phase phase);
const char *pc_subject_kind_name(pc_subject_kind kind);
const char *pc_severity_name(pc_severity severity);

/* ---- What the plugin is. ---- */

typedef struct pc_plugin {
    /* Lower-case with dashes. */
    const char *name;
    /* Semantic version. */
    const char *version;
    /* JSON Schema (draft 2020-12) of the config; NULL: anything goes. The host checks it before it calls `configure`. */
    const char *config_schema;
    /* Reads the config, once, before any event: pc_number(PC_CONFIG, "/limit"). NULL: there is nothing to read. What
     * is wrong is reported by pc_fail_at, all of it. */
    void (*configure)(void);
    /* The phases that it understands: PC_PHASES(PC_PHASE_TOOL_CALL). Without it: all. */
    pc_phase_list phases;
} pc_plugin;

#define PC_PHASES(...) { (pc_phase[]){__VA_ARGS__}, sizeof((pc_phase[]){__VA_ARGS__}) }

/* Says what the plugin is: PC_PLUGIN(.name = "refunds", .version = "0.1.0", .configure = configure) */
#define PC_PLUGIN(...) const pc_plugin pc_this_plugin = {__VA_ARGS__}

/* Exports a policy: `pc_verdict evaluate(const pc_event *event)`. */
#define PC_POLICY(evaluate) PC_EXPORT_POLICY(evaluate)

/* Exports a sanitiser: `void scan(pc_string text, const pc_scan *scan)` reports what it finds in one text by pc_find.
 * `size_t settled(pc_string text)` says how much of a text that goes on is settled: the byte from where on it may
 * still become part of a finding. NULL: nothing is, and the host waits for the end of the text. */
#define PC_SANITISER(scan, settled) PC_EXPORT_SANITISER(scan, settled)

/* ---- The event's JSON, and the config. The host has parsed it: two values of a large payload cost as much as two of
 * a small one. Values are named by RFC 6901 pointers: "/items/0/sku"; "" is the whole. ---- */

typedef uint8_t pc_part;
enum {
    /* What the verdict is about: arguments, a result, a request, a response. */
    PC_PAYLOAD,
    /* event->context */
    PC_CONTEXT,
    /* event->subject.claims */
    PC_CLAIMS,
    /* What the pack says under [plugin.config]. */
    PC_CONFIG,
};

/* The number at a pointer, exactly as it was written: a missing one, `null`, "50", 1e309 and more digits than a double
 * holds are failures, and 0 is returned. */
double pc_number(pc_part part, const char *pointer);
/* The same; `otherwise` where nothing stands there. `null` is still a failure. */
double pc_number_or(pc_part part, const char *pointer, double otherwise);
/* The text at a pointer, decoded. It also ends with a NUL. */
pc_string pc_text(pc_part part, const char *pointer);
pc_string pc_text_or(pc_part part, const char *pointer, const char *otherwise);
bool pc_bool(pc_part part, const char *pointer);
bool pc_bool_or(pc_part part, const char *pointer, bool otherwise);
/* Whether something stands at a pointer, be it `null`. */
bool pc_has(pc_part part, const char *pointer);
/* The JSON text at a pointer, as it stands there; false where there is nothing. */
bool pc_raw(pc_part part, pc_string pointer, pc_string *json);
/* The whole as JSON text, and its length without copying it. */
pc_string pc_json(pc_part part);
uint64_t pc_size(pc_part part);

/* ---- Failures: the event is denied, and the operator reads the text. ---- */

/* Fails. Returns what can be returned: `return pc_fail("no rule for %s", name);` */
pc_verdict pc_fail(const char *format, ...) PC_PRINTF(1, 2);
/* Fails because of the value at a pointer. In `configure` each one is an error of the config. */
void pc_fail_at(const char *pointer, const char *format, ...) PC_PRINTF(2, 3);
/* Any failure, with texts that may hold a NUL. The pointer may be empty. */
void pc_failure_add(pc_config_error failure);
/* Whether something has failed. */
bool pc_failed(void);

/* ---- Verdicts. Codes are stable and machine-readable, lower-case with dashes; the detail is for the operator. ---- */

pc_verdict pc_allow(void);
pc_verdict pc_deny(const char *code, const char *detail, ...) PC_PRINTF(2, 3);
pc_verdict pc_escalate(const char *code, const char *detail, ...) PC_PRINTF(2, 3);
/* The event may happen with changes: pc_set_… and pc_remove add them, in order. A last token that an object does not
 * have yet adds a member; "-" appends to a list. */
pc_verdict pc_modify(void);
void pc_set_number(pc_verdict *verdict, const char *pointer, double value);
void pc_set_text(pc_verdict *verdict, const char *pointer, pc_string value);
void pc_set_bool(pc_verdict *verdict, const char *pointer, bool value);
void pc_set_null(pc_verdict *verdict, const char *pointer);
void pc_set_json(pc_verdict *verdict, const char *pointer, pc_string json);
void pc_remove(pc_verdict *verdict, const char *pointer);
/* Any change, with a pointer that may hold a NUL. */
void pc_edit_add(pc_verdict *verdict, pc_edit edit);
/* What the model may be told of a denial or an escalation: the least that lets it go on. */
void pc_message(pc_verdict *verdict, const char *format, ...) PC_PRINTF(2, 3);
/* A broken rule, for a denial. Report all of them; what was found and what would be allowed is JSON. */
void pc_violation_add(pc_verdict *verdict, pc_violation violation);
/* Who may approve an escalation: "role:<name>", "team:<name>", "user:<id>". Nobody named: the host decides. */
void pc_approver(pc_verdict *verdict, const char *format, ...) PC_PRINTF(2, 3);
void pc_approver_add(pc_verdict *verdict, pc_string approver);
/* A remark for the audit log. */
void pc_note(pc_verdict *verdict, const char *format, ...) PC_PRINTF(2, 3);
void pc_note_add(pc_verdict *verdict, pc_string note);
/* An optional string that is there. */
pc_string_option pc_some(pc_string value);

/* ---- Sanitisers. ---- */

typedef struct pc_scan {
    const pc_scan_context *context;
    /* Where the text stands in the payload: a pointer. */
    pc_string pointer;
} pc_scan;

/* Something that should not pass, in the bytes from `start` to before `end` of the scanned text, both on character
 * boundaries. `replacement` is what should stand there instead; NULL: the host's own mark. */
void pc_find(const char *kind, pc_severity severity, size_t start, size_t end, const char *replacement);
/* Any finding, with texts that may hold a NUL. Its segment is the text that is being scanned. */
void pc_finding_add(pc_finding finding);

/* ---- Log: lines for the operator. ---- */

typedef enum pc_level { PC_TRACE, PC_DEBUG, PC_INFO, PC_WARN, PC_ERROR } pc_level;
void pc_log(pc_level level, const char *format, ...) PC_PRINTF(2, 3);
void pc_log_line(pc_level level, pc_string line);

/* Memory for what an answer points to. Without more memory the plugin ends, and the event is denied. */
void *pc_alloc(size_t size);

/* ---- What the macros above expand to. ---- */

/* result<verdict, string> */
typedef struct pc_evaluated {
    bool is_err;
    union {
        pc_verdict verdict;
        pc_string error;
    };
} pc_evaluated;

/* result<report, string> */
typedef struct pc_scanned {
    bool is_err;
    union {
        pc_report report;
        pc_string error;
    };
} pc_scanned;

typedef pc_verdict pc_evaluate(const pc_event *event);
typedef void pc_scan_text(pc_string text, const pc_scan *scan);
typedef size_t pc_settled(pc_string text);

extern const pc_plugin pc_this_plugin;
const pc_evaluated *pc_run_policy(pc_evaluate *evaluate, const pc_event *event);
const pc_scanned *pc_run_sanitiser(pc_scan_text *scan, pc_settled *settled, const pc_scan_context *context,
                                   pc_segment_list segments, bool more);

#ifdef __wasm__

#define PC_EXPORT(name) __attribute__((export_name(name)))

#define PC_EXPORT_POLICY(evaluate)                                                                        \
    PC_EXPORT("portcullis:plugin/policy@0.1.0#evaluate")                                                  \
    const pc_evaluated *pc_export_evaluate(const pc_event *event) {                                       \
        return pc_run_policy(evaluate, event);                                                            \
    }

/* The contract hands over a scan-context field by field. */
#define PC_EXPORT_SANITISER(scan, settled)                                                                \
    PC_EXPORT("portcullis:plugin/sanitiser@0.1.0#scan")                                                   \
    const pc_scanned *pc_export_scan(const char *id, size_t id_len, const char *session,                  \
                                     size_t session_len, int32_t phase, const char *target,               \
                                     size_t target_len, const char *subject, size_t subject_len,          \
                                     pc_segment *segments, size_t count, int32_t more) {                  \
        pc_scan_context context = {{id, id_len}, {session, session_len}, (pc_phase)phase,                 \
                                   {target, target_len}, {subject, subject_len}};                         \
        pc_segment_list list = {segments, count};                                                         \
        return pc_run_sanitiser(scan, settled, &context, list, more != 0);                                \
    }

#else

/* A native build has no host; tests find the plugin here. */
extern pc_evaluate *pc_native_evaluate;
extern pc_scan_text *pc_native_scan;
extern pc_settled *pc_native_settled;

#define PC_EXPORT_POLICY(evaluate)                                                                        \
    __attribute__((constructor)) static void pc_register_policy(void) { pc_native_evaluate = evaluate; }

#define PC_EXPORT_SANITISER(scan, settled)                                                                \
    __attribute__((constructor)) static void pc_register_sanitiser(void) {                                \
        pc_native_scan = scan;                                                                            \
        pc_native_settled = settled;                                                                      \
    }

#endif

#ifdef __cplusplus
}
#endif

#endif
