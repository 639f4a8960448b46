/* JSON text, read by pointer and written. What comes from the host is well-formed; whatever is not, is not found. */
#ifndef PORTCULLIS_JSON_H
#define PORTCULLIS_JSON_H

#include "contract.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The JSON text of the value at an RFC 6901 pointer within a JSON text; false where there is no such value. */
bool pc_json_at(pc_string json, pc_string pointer, pc_string *value);

/* The text that a JSON string stands for; false where it is not a string. It ends with a NUL that is not counted. */
bool pc_json_to_text(pc_string json, pc_string *text);

/* The number that a JSON text is, if a double holds exactly that number; otherwise false, and why it can't be taken. */
bool pc_json_to_number(pc_string json, double *number, const char **why);

/* JSON text of a text. */
pc_string pc_json_of_text(pc_string text);

/* JSON text of a number; of length 0 where it has none (infinite, not a number). */
pc_string pc_json_of_number(double number);

/* What a JSON text is, for people: "a string", "`null`". */
const char *pc_json_kind(pc_string json);

#ifdef __cplusplus
}
#endif

#endif
