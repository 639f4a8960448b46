/* The conformance kit's sanitiser. What it does is said in tests/conformance/README.md. */
#include "portcullis/portcullis.h"

#include <stdlib.h>

typedef struct wanted {
    pc_string text, kind;
    pc_severity severity;
    pc_string_option replacement;
} wanted;

static wanted *list;
static size_t count;

static bool severity_of(pc_string name, pc_severity *severity) {
    for (*severity = PC_SEVERITY_INFO; *severity <= PC_SEVERITY_CRITICAL; ++*severity) {
        if (pc_is(name, pc_severity_name(*severity))) return true;
    }
    return false;
}

static const char *at(size_t index, const char *member) {
    return pc_format("/find/%zu%s", index, member).ptr;
}

static void configure(void) {
    while (pc_has(PC_CONFIG, at(count, ""))) count++;
    list = pc_alloc(count * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        list[i] = (wanted){.text = pc_text(PC_CONFIG, at(i, "/text")), .kind = pc_text(PC_CONFIG, at(i, "/kind"))};
        if (pc_has(PC_CONFIG, at(i, "/replacement"))) list[i].replacement = pc_some(pc_text(PC_CONFIG, at(i, "/replacement")));
        if (list[i].text.len == 0) pc_fail_at(at(i, "/text"), "is empty");
        if (!severity_of(pc_text(PC_CONFIG, at(i, "/severity")), &list[i].severity)) {
            pc_fail_at(at(i, "/severity"), "is no severity");
        }
    }
}

static pc_string_option told(const pc_scan *scan) {
    const pc_scan_context *context = scan->context;
    pc_string parts[] = {context->event_id, context->session,    pc_str(pc_phase_name(context->phase)),
                         context->target,   context->subject_id, scan->pointer};
    return pc_some(pc_joined((pc_string_list){parts, 6}, "|"));
}

static void found(const wanted *it, size_t start, const pc_scan *scan) {
    pc_finding finding = {0, (uint32_t)start, (uint32_t)(start + it->text.len), it->kind, it->severity, it->replacement};
    if (pc_is(it->kind, "context")) finding.replacement = told(scan);
    if (pc_is(it->kind, "error")) pc_failure_add((pc_config_error){{0}, it->text});
    if (pc_is(it->kind, "raise")) abort();
    if (pc_is(it->kind, "log")) pc_log_line(PC_WARN, it->text);
    pc_finding_add(finding);
}

static void scan(pc_string text, const pc_scan *context) {
    for (size_t i = 0; i < count; i++) {
        pc_string word = list[i].text;
        for (size_t start = 0; start + word.len <= text.len;) {
            if (memcmp(text.ptr + start, word.ptr, word.len) == 0) {
                found(&list[i], start, context);
                start += word.len;
            } else {
                start++;
            }
        }
    }
}

static bool begins_character(char byte) {
    return ((unsigned char)byte & 0xc0) != 0x80;
}

static size_t characters(pc_string text) {
    size_t number = 0;
    for (size_t i = 0; i < text.len; i++) number += begins_character(text.ptr[i]);
    return number;
}

static size_t settled(pc_string text) {
    size_t longest = 1;
    for (size_t i = 0; i < count; i++) {
        size_t length = characters(list[i].text);
        if (length > longest) longest = length;
    }
    size_t end = text.len;
    for (size_t held = longest - 1; held > 0 && end > 0; held--) {
        do end--;
        while (!begins_character(text.ptr[end]));
    }
    return end;
}

PC_PLUGIN(.name = "conformance-sanitiser", .version = "1.2.3", .configure = configure,
          .phases = PC_PHASES(PC_PHASE_TOOL_RESULT, PC_PHASE_MODEL_RESPONSE, PC_PHASE_MEMORY_READ));
PC_SANITISER(scan, settled)
