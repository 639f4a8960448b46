#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

void *pc_alloc(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (!memory) abort();
    return memory;
}

void *pc_grown(void *list, size_t count, size_t size) {
    /* Room for 1, 2, 4, 8, …: it is full when the count is a power of two (or 0). */
    if ((count & (count - 1)) == 0) {
        list = realloc(list, (count ? count * 2 : 1) * size);
        if (!list) abort();
    }
    memset((char *)list + count * size, 0, size);
    return list;
}

pc_string pc_copy(const char *bytes, size_t len) {
    char *copy = pc_alloc(len + 1);
    memcpy(copy, bytes, len);
    copy[len] = 0;
    return (pc_string){copy, len};
}

pc_string pc_str(const char *text) {
    return (pc_string){text, strlen(text)};
}

pc_string pc_format_list(const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0) return pc_str(format);
    char *text = pc_alloc((size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, arguments);
    return (pc_string){text, (size_t)len};
}

pc_string pc_format(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    pc_string text = pc_format_list(format, arguments);
    va_end(arguments);
    return text;
}

pc_string pc_joined(pc_string_list list, const char *between) {
    size_t gap = strlen(between), len = 0, at = 0;
    for (size_t i = 0; i < list.len; i++) len += list.ptr[i].len + gap;
    char *text = pc_alloc(len + 1);
    for (size_t i = 0; i < list.len; i++) {
        if (i > 0) {
            memcpy(text + at, between, gap);
            at += gap;
        }
        if (list.ptr[i].len > 0) memcpy(text + at, list.ptr[i].ptr, list.ptr[i].len);
        at += list.ptr[i].len;
    }
    text[at] = 0;
    return (pc_string){text, at};
}

bool pc_equal(pc_string left, pc_string right) {
    return left.len == right.len && (left.len == 0 || memcmp(left.ptr, right.ptr, left.len) == 0);
}

bool pc_is(pc_string string, const char *text) {
    return pc_equal(string, pc_str(text));
}

bool pc_holds(pc_string_list list, const char *text) {
    for (size_t at = 0; at < list.len; at++) {
        if (pc_is(list.ptr[at], text)) return true;
    }
    return false;
}

pc_string_option pc_some(pc_string value) {
    return (pc_string_option){true, value};
}

static const char *name(const char *const names[], size_t count, size_t at) {
    return at < count ? names[at] : "unknown";
}
#define NAME(names, at) name(names, sizeof(names) / sizeof *(names), at)

const char *pc_phase_name(pc_phase phase) {
    static const char *const names[] = PC_PHASE_NAMES;
    return NAME(names, phase);
}

const char *pc_subject_kind_name(pc_subject_kind kind) {
    static const char *const names[] = PC_SUBJECT_KIND_NAMES;
    return NAME(names, kind);
}

const char *pc_severity_name(pc_severity severity) {
    static const char *const names[] = PC_SEVERITY_NAMES;
    return NAME(names, severity);
}

void pc_log(pc_level level, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    pc_log_line(level, pc_format_list(format, arguments));
    va_end(arguments);
}
