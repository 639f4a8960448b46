#include "internal.h"

pc_config_error_list pc_failures;

void pc_failure_add(pc_config_error failure) {
    *PC_PUSH(pc_failures) = failure;
}

/* An empty pointer means that no value is to blame. */
static void add(const char *pointer, const char *format, va_list arguments) {
    pc_failure_add((pc_config_error){pc_copy(pointer, strlen(pointer)), pc_format_list(format, arguments)});
}

pc_verdict pc_fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add("", format, arguments);
    va_end(arguments);
    return pc_allow();
}

void pc_fail_at(const char *pointer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(pointer, format, arguments);
    va_end(arguments);
}

bool pc_failed(void) {
    return pc_failures.len > 0;
}

pc_string pc_failure(void) {
    pc_config_error first = pc_failures.ptr[0];
    if (first.pointer.len == 0) return first.message;
    pc_string parts[] = {pc_str("`"), first.pointer, pc_str("` "), first.message};
    return pc_joined((pc_string_list){parts, 4}, "");
}

void pc_check_phase(pc_phase phase) {
    pc_phase_list phases = pc_this_plugin.phases;
    /* The host never asks in a phase that was not declared; if it did, an answer would mean nothing. */
    if (phases.len && !memchr(phases.ptr, phase, phases.len)) {
        pc_fail("`%s` does not understand the phase `%s`", pc_this_plugin.name, pc_phase_name(phase));
    }
}
