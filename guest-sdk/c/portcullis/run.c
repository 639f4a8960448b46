/* Runs what the plugin's author wrote. */
#include "internal.h"

const pc_evaluated *pc_run_policy(pc_evaluate *evaluate, const pc_event *event) {
    static pc_evaluated answer;
    pc_check_phase(event->phase);
    pc_verdict verdict = evaluate(event);
    answer.is_err = pc_failed();
    if (answer.is_err) answer.error = pc_failure();
    else answer.verdict = verdict;
    return &answer;
}

/* Where pc_find puts what it is told. */
static struct {
    pc_report *report;
    size_t segment;
    pc_string text;
} scanning;

static bool is_boundary(pc_string text, size_t at) {
    return at == text.len || (at < text.len && ((unsigned char)text.ptr[at] & 0xc0) != 0x80);
}

void pc_finding_add(pc_finding finding) {
    /* The host would refuse the whole report without saying which finding it was. */
    if (finding.end < finding.start || !is_boundary(scanning.text, finding.start) ||
        !is_boundary(scanning.text, finding.end)) {
        pc_fail("the finding `%.*s` at bytes %u..%u is not a range of characters of the text of %zu bytes",
                PC_ARG(finding.kind), (unsigned)finding.start, (unsigned)finding.end, scanning.text.len);
        return;
    }
    finding.segment = (uint32_t)scanning.segment;
    *PC_PUSH(scanning.report->findings) = finding;
}

void pc_find(const char *kind, pc_severity severity, size_t start, size_t end, const char *replacement) {
    pc_finding_add((pc_finding){
        .start = (uint32_t)start,
        .end = (uint32_t)end,
        .kind = pc_str(kind),
        .severity = severity,
        .replacement = replacement ? pc_some(pc_str(replacement)) : (pc_string_option){0},
    });
}

/* What the sanitiser calls settled, brought to a character boundary and before every finding that it would cut: the
 * part of a finding that was released could not be taken back. */
static size_t settle(pc_string text, size_t wanted, const pc_finding *findings, size_t count) {
    size_t settled = wanted < text.len ? wanted : text.len;
    while (!is_boundary(text, settled)) settled--;
    for (size_t at = 0; at < count; at++) {
        if (findings[at].start < settled && settled < findings[at].end) {
            settled = findings[at].start;
            at = (size_t)-1; /* from the beginning: it may cut another one now */
        }
    }
    return settled;
}

/* One text: its findings go to the end of the report. Gives how much of it is settled. */
static size_t scan_one(pc_scan_text *scan, pc_settled *settled, const pc_scan *context, bool more) {
    pc_report *report = scanning.report;
    pc_string text = scanning.text;
    size_t before = report->findings.len;
    scan(text, context);
    if (!more) return text.len;
    size_t wanted = settled ? settled(text) : 0;
    size_t end = settle(text, wanted, report->findings.ptr + before, report->findings.len - before);
    /* What is held back comes again, and would be reported twice. */
    size_t kept = before;
    for (size_t at = before; at < report->findings.len; at++) {
        if (report->findings.ptr[at].start < end) report->findings.ptr[kept++] = report->findings.ptr[at];
    }
    report->findings.len = kept;
    return end;
}

const pc_scanned *pc_run_sanitiser(pc_scan_text *scan, pc_settled *settled, const pc_scan_context *context,
                                   pc_segment_list segments, bool more) {
    static pc_scanned answer;
    pc_report report = {0};
    pc_check_phase(context->phase);
    for (size_t at = 0; at < segments.len && !pc_failed(); at++) {
        pc_scan where = {context, segments.ptr[at].pointer};
        scanning.report = &report;
        scanning.segment = at;
        scanning.text = segments.ptr[at].text;
        size_t end = scan_one(scan, settled, &where, more);
        *PC_PUSH(report.settled) = (uint32_t)end;
    }
    answer.is_err = pc_failed();
    if (answer.is_err) answer.error = pc_failure();
    else answer.report = report;
    return &answer;
}

const pc_config_error_list *pc_configure(pc_string config) {
    pc_config = config;
    pc_failures.len = 0;
    if (pc_this_plugin.configure) pc_this_plugin.configure();
    return &pc_failures;
}
