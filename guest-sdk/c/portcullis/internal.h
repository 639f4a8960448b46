/* What the files of this SDK share, and plugins don't see. */
#ifndef PORTCULLIS_INTERNAL_H
#define PORTCULLIS_INTERNAL_H

#include "portcullis.h"

/* A string of its own with these bytes, and a NUL after them. */
pc_string pc_copy(const char *bytes, size_t len);
pc_string pc_format_list(const char *format, va_list arguments);

/* A list with room for one element more, which is zeroed: `PC_PUSH(report.findings)->kind = …`. */
#define PC_PUSH(list)                                                                                              \
    ((list).ptr = pc_grown((list).ptr, (list).len, sizeof *(list).ptr), &(list).ptr[(list).len++])
void *pc_grown(void *list, size_t count, size_t size);

/* What has failed so far, and the config that `configure` reads. */
extern pc_config_error_list pc_failures;
extern pc_string pc_config;
/* The first failure in one line. */
pc_string pc_failure(void);
/* An error where the plugin does not say that it understands the phase. */
void pc_check_phase(pc_phase phase);

/* The host, or what stands for it in a native test. */
bool pc_host_get(pc_part part, pc_string pointer, pc_string *json);
pc_string pc_host_json(pc_part part);
uint64_t pc_host_size(pc_part part);
/* What the plugin exports besides: natively, tests call it. */
const pc_config_error_list *pc_configure(pc_string config);

#endif
