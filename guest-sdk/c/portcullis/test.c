/* What stands for the host in a native test. */
#ifndef __wasm__

#include "test.h"
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

pc_evaluate *pc_native_evaluate;
pc_scan_text *pc_native_scan;
pc_settled *pc_native_settled;

static pc_string documents[3];
static int checks, broken;

bool pc_host_get(pc_part part, pc_string pointer, pc_string *json) {
    return pc_json_at(documents[part], pointer, json);
}

pc_string pc_host_json(pc_part part) {
    return documents[part];
}

uint64_t pc_host_size(pc_part part) {
    return documents[part].len;
}

void pc_log_line(pc_level level, pc_string line) {
    static const char *const names[] = {"trace", "debug", "info", "warn", "error"};
    printf("%s: %.*s\n", names[level], PC_ARG(line));
}

size_t pc_test_configure(const char *config) {
    return pc_configure(pc_str(config))->len;
}

const char *pc_test_error(void) {
    return pc_failed() ? pc_failure().ptr : "";
}

const pc_verdict *pc_test_evaluate(const pc_event *event, const char *payload) {
    documents[PC_PAYLOAD] = pc_str(payload);
    documents[PC_CONTEXT] = event->context.len ? event->context : pc_str("{}");
    documents[PC_CLAIMS] = event->subject.claims.len ? event->subject.claims : pc_str("{}");
    pc_failures.len = 0;
    const pc_evaluated *answer = pc_run_policy(pc_native_evaluate, event);
    return answer->is_err ? NULL : &answer->verdict;
}

static char *joined(char *text, const char *more, size_t len) {
    size_t before = strlen(text);
    text = realloc(text, before + len + 1);
    if (!text) abort();
    memcpy(text + before, more, len);
    text[before + len] = 0;
    return text;
}

static int by_start(const void *left, const void *right) {
    const pc_finding *one = left, *other = right;
    return one->start < other->start ? -1 : one->start > other->start;
}

/* The first `settled` bytes with the findings replaced. Findings that overlap are one, with the first one's text. */
static char *replaced(char *output, const char *text, size_t settled, pc_finding_list findings) {
    size_t done = 0;
    if (findings.len) qsort(findings.ptr, findings.len, sizeof *findings.ptr, by_start);
    for (size_t at = 0; at < findings.len; at++) {
        pc_finding finding = findings.ptr[at];
        if (finding.start >= done) {
            pc_string mark = finding.replacement.some ? finding.replacement.value : pc_str("[redacted]");
            output = joined(output, text + done, finding.start - done);
            output = joined(output, mark.ptr, mark.len);
        }
        if (finding.end > done) done = finding.end;
    }
    return done < settled ? joined(output, text + done, settled - done) : output;
}

const char *pc_test_redact_chunks(const char *const *chunks, size_t count) {
    char *held = joined(calloc(1, 1), "", 0), *released = joined(calloc(1, 1), "", 0);
    pc_phase phase = pc_this_plugin.phases.len ? pc_this_plugin.phases.ptr[0] : PC_PHASE_MODEL_RESPONSE;
    pc_scan_context context = {pc_str("event"), pc_str("session"), phase, pc_str("tool:app/tool"), pc_str("agent")};
    pc_failures.len = 0;
    for (size_t at = 0; at < count; at++) {
        held = joined(held, chunks[at], strlen(chunks[at]));
        pc_segment segment = {.pointer = pc_str(""), .text = pc_str(held)};
        const pc_scanned *answer =
            pc_run_sanitiser(pc_native_scan, pc_native_settled, &context, (pc_segment_list){&segment, 1}, at + 1 < count);
        if (answer->is_err) return NULL;
        size_t settled = answer->report.settled.ptr[0];
        released = replaced(released, held, settled, answer->report.findings);
        held = joined(calloc(1, 1), held + settled, strlen(held + settled));
    }
    return released;
}

const char *pc_test_redact(const char *text) {
    return pc_test_redact_chunks(&text, 1);
}

void pc_test_check(bool holds, const char *condition, const char *file, int line) {
    checks++;
    if (holds) return;
    broken++;
    printf("%s:%d: does not hold: %s%s%s\n", file, line, condition, pc_failed() ? "\n  failed: " : "", pc_test_error());
}

int pc_test_result(void) {
    printf("%d of %d conditions hold\n", checks - broken, checks);
    return broken > 0;
}

#endif
