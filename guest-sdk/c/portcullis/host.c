/* The contract's functions, as WebAssembly imports and exports them. */
#ifdef __wasm__

#include "internal.h"

#include <stdlib.h>

#define IMPORT(interface, function) \
    __attribute__((import_module("portcullis:plugin/" interface "@0.1.0"), import_name(function)))

IMPORT("document", "get") void pc_import_get(int32_t part, const char *pointer, size_t len, pc_string_option *value);
IMPORT("document", "json") void pc_import_json(int32_t part, pc_string *json);
IMPORT("document", "size") int64_t pc_import_size(int32_t part);
IMPORT("log", "log") void pc_import_log(int32_t level, const char *message, size_t len);

bool pc_host_get(pc_part part, pc_string pointer, pc_string *json) {
    pc_string_option value;
    pc_import_get(part, pointer.ptr, pointer.len, &value);
    if (value.some) *json = value.value;
    return value.some;
}

pc_string pc_host_json(pc_part part) {
    pc_string json;
    pc_import_json(part, &json);
    return json;
}

uint64_t pc_host_size(pc_part part) {
    return (uint64_t)pc_import_size(part);
}

void pc_log_line(pc_level level, pc_string line) {
    pc_import_log(level, line.ptr, line.len);
}

/* Where the host puts what it hands over. */
PC_EXPORT("cabi_realloc") void *pc_export_realloc(void *old, size_t old_size, size_t align, size_t size) {
    (void)old_size;
    if (size == 0) return (void *)align;
    void *memory = realloc(old, size);
    if (!memory) abort();
    return memory;
}

PC_EXPORT("portcullis:plugin/lifecycle@0.1.0#describe") const pc_descriptor *pc_export_describe(void) {
    static pc_descriptor descriptor;
    const char *schema = pc_this_plugin.config_schema;
    descriptor = (pc_descriptor){
        pc_str(pc_this_plugin.name),
        pc_str(pc_this_plugin.version),
        pc_this_plugin.phases,
        pc_str(schema ? schema : ""),
    };
    return &descriptor;
}

/* result<_, list<config-error>> */
typedef struct pc_configured {
    bool is_err;
    pc_config_error_list errors;
} pc_configured;

PC_EXPORT("portcullis:plugin/lifecycle@0.1.0#configure")
const pc_configured *pc_export_configure(const char *config, size_t len) {
    static pc_configured answer;
    answer.errors = *pc_configure((pc_string){config, len});
    answer.is_err = answer.errors.len > 0;
    return &answer;
}

#endif
