#include "internal.h"

pc_string pc_config = {"{}", 2};

bool pc_raw(pc_part part, pc_string pointer, pc_string *json) {
    return part == PC_CONFIG ? pc_json_at(pc_config, pointer, json) : pc_host_get(part, pointer, json);
}

pc_string pc_json(pc_part part) {
    return part == PC_CONFIG ? pc_config : pc_host_json(part);
}

uint64_t pc_size(pc_part part) {
    return part == PC_CONFIG ? pc_config.len : pc_host_size(part);
}

bool pc_has(pc_part part, const char *pointer) {
    pc_string json;
    return pc_raw(part, pc_str(pointer), &json);
}

/* The JSON text at a pointer. A missing one is a failure, unless there is something `otherwise`. */
static bool find(pc_part part, const char *pointer, bool otherwise, pc_string *json) {
    bool found = pc_raw(part, pc_str(pointer), json);
    if (!found && !otherwise) pc_fail_at(pointer, "is missing");
    return found;
}

static void wrong_kind(const char *pointer, pc_string json, const char *wanted) {
    pc_fail_at(pointer, "is %s, not %s", pc_json_kind(json), wanted);
}

static double number(pc_part part, const char *pointer, const double *otherwise) {
    pc_string json;
    double value;
    const char *why;
    if (!find(part, pointer, otherwise, &json)) return otherwise ? *otherwise : 0;
    if (pc_json_to_number(json, &value, &why)) return value;
    if (strcmp(pc_json_kind(json), "a number") != 0) {
        wrong_kind(pointer, json, "a number");
    } else {
        /* Nobody would read a long one to its end. */
        pc_fail_at(pointer, "is `%.*s%s`, %s", json.len > 40 ? 40 : (int)json.len, json.ptr, json.len > 40 ? "…" : "", why);
    }
    return 0;
}

double pc_number(pc_part part, const char *pointer) {
    return number(part, pointer, NULL);
}

double pc_number_or(pc_part part, const char *pointer, double otherwise) {
    return number(part, pointer, &otherwise);
}

static pc_string text(pc_part part, const char *pointer, const char *otherwise) {
    pc_string json, value;
    if (!find(part, pointer, otherwise, &json)) return pc_str(otherwise ? otherwise : "");
    if (pc_json_to_text(json, &value)) return value;
    wrong_kind(pointer, json, "a string");
    return pc_str("");
}

pc_string pc_text(pc_part part, const char *pointer) {
    return text(part, pointer, NULL);
}

pc_string pc_text_or(pc_part part, const char *pointer, const char *otherwise) {
    return text(part, pointer, otherwise);
}

static bool boolean(pc_part part, const char *pointer, const bool *otherwise) {
    pc_string json;
    if (!find(part, pointer, otherwise, &json)) return otherwise ? *otherwise : false;
    if (pc_is(json, "true")) return true;
    if (!pc_is(json, "false")) wrong_kind(pointer, json, "a boolean");
    return false;
}

bool pc_bool(pc_part part, const char *pointer) {
    return boolean(part, pointer, NULL);
}

bool pc_bool_or(pc_part part, const char *pointer, bool otherwise) {
    return boolean(part, pointer, &otherwise);
}
