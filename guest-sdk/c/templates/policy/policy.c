/* Amounts up to a limit may pass. */
#include "portcullis/portcullis.h"

static double limit;

/* Reads what [plugin.config] in pack.toml says. */
static void configure(void) {
    limit = pc_number(PC_CONFIG, "/limit");
    if (limit < 0) pc_fail_at("/limit", "is negative: write 0 or more");
}

static pc_verdict evaluate(const pc_event *event) {
    (void)event;
    /* What is missing or no number fails, and what fails is denied. */
    double amount = pc_number(PC_PAYLOAD, "/amount");
    if (amount > limit) return pc_deny("amount-over-limit", "%g is over %g", amount, limit);
    return pc_allow();
}

PC_PLUGIN(.name = "{{name}}", .version = "0.1.0", .configure = configure);
PC_POLICY(evaluate)
