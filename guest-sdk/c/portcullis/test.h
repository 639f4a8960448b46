/* Tests of a plugin without WebAssembly: a program that is compiled together with the plugin.
 *
 *     int main(void) {
 *         PC_CHECK(pc_test_configure("{\"limit\": 100}") == 0);
 *         const pc_verdict *verdict = pc_test_evaluate(&(pc_event){.phase = PC_PHASE_TOOL_CALL}, "{\"amount\": 101}");
 *         PC_CHECK(verdict && verdict->decision.tag == PC_DECISION_DENY);
 *         return pc_test_result();
 *     }
 */
#ifndef PORTCULLIS_TEST_H
#define PORTCULLIS_TEST_H

#include "portcullis.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Configures the plugin; gives how much is wrong with the config. pc_test_error says the first of it. */
size_t pc_test_configure(const char *config);
/* The policy's verdict on an event with this payload; NULL: it failed, and pc_test_error says why. The event's context
 * and the subject's claims are JSON texts; without them they are "{}". */
const pc_verdict *pc_test_evaluate(const pc_event *event, const char *payload);
/* A text with what the sanitiser finds replaced, by "[redacted]" where it proposes nothing; NULL: it failed. */
const char *pc_test_redact(const char *text);
/* The same for a text that comes in `count` chunks, as the host does it: what is not settled waits for the next. */
const char *pc_test_redact_chunks(const char *const *chunks, size_t count);
/* Why the last of these calls failed. */
const char *pc_test_error(void);

/* Says where a condition doesn't hold. */
#define PC_CHECK(condition) pc_test_check((condition), #condition, __FILE__, __LINE__)
void pc_test_check(bool holds, const char *condition, const char *file, int line);
/* What `main` returns: 0 where every condition held. */
int pc_test_result(void);

#ifdef __cplusplus
}
#endif

#endif
