#include "portcullis/test.h"

static const pc_verdict *ask(const char *payload) {
    pc_event event = {};
    event.phase = PC_PHASE_TOOL_CALL;
    event.action = pc_str("refund");
    return pc_test_evaluate(&event, payload);
}

int main() {
    PC_CHECK(pc_test_configure(R"({"limit": -1})") == 1);
    PC_CHECK(pc_test_configure(R"({"limit": 100})") == 0);

    const pc_verdict *verdict = ask(R"({"amount": 100})");
    PC_CHECK(verdict && verdict->decision.tag == PC_DECISION_ALLOW);

    verdict = ask(R"({"amount": 100.01})");
    PC_CHECK(verdict && verdict->decision.tag == PC_DECISION_DENY);

    PC_CHECK(!ask(R"({"amount": "100"})"));
    return pc_test_result();
}
