/* Tests of the SDK itself, natively: cc guest-sdk/c/tests/sdk_test.c guest-sdk/c/portcullis/[a-z]*.c -lm */
#include "../portcullis/test.h"

static pc_string wanted;
static size_t settled_at, found_from, found_to;

static void configure(void) {
    wanted = pc_text(PC_CONFIG, "/wanted");
    pc_number(PC_CONFIG, "/number");
}

static pc_verdict evaluate(const pc_event *event) {
    if (pc_is(event->action, "sum")) {
        double sum = pc_number(PC_PAYLOAD, "/a") + pc_number_or(PC_PAYLOAD, "/b", 10) + pc_number_or(PC_CONTEXT, "/c", 0);
        return pc_deny("sum", "%g", sum);
    }
    pc_verdict verdict = pc_modify();
    pc_set_number(&verdict, "/number", 12.5);
    pc_set_text(&verdict, "/text", pc_text(PC_PAYLOAD, "/text"));
    pc_set_bool(&verdict, "/bool", pc_bool(PC_PAYLOAD, "/bool"));
    pc_set_null(&verdict, "/null");
    pc_remove(&verdict, "/gone");
    if (pc_is(event->action, "mixed")) pc_approver(&verdict, "role:x");
    return verdict;
}

static void scan(pc_string text, const pc_scan *scan) {
    (void)text, (void)scan;
    pc_find("x", PC_SEVERITY_LOW, found_from, found_to, "*");
}

static size_t settled(pc_string text) {
    (void)text;
    return settled_at;
}

PC_PLUGIN(.name = "test", .version = "0.1.0", .configure = configure, .phases = PC_PHASES(PC_PHASE_TOOL_CALL));
PC_POLICY(evaluate)
PC_SANITISER(scan, settled)

static const pc_verdict *ask(const char *action, const char *payload) {
    pc_event event = {.phase = PC_PHASE_TOOL_CALL, .action = pc_str(action), .context = pc_str("{\"c\": 0.5}")};
    return pc_test_evaluate(&event, payload);
}

static bool at(const char *json, const char *pointer, const char *expected) {
    pc_string value;
    bool found = pc_json_at(pc_str(json), pc_str(pointer), &value);
    return expected ? found && pc_is(value, expected) : !found;
}

static void pointers_follow_rfc_6901(void) {
    const char *json = " {\"a\": [10, {\"b/c\": 1.50 , \"d~e\": \"x]\\\"\"}], \"\": {\"\": 0}, \"n\": null, \"0\": \"zero\", \"\\u00e9\": [1,2]}";
    PC_CHECK(at(json, "/a/0", "10"));
    PC_CHECK(at(json, "/a/1/b~1c", "1.50"));
    PC_CHECK(at(json, "/a/1/d~0e", "\"x]\\\"\""));
    PC_CHECK(at(json, "//", "0"));
    PC_CHECK(at(json, "/0", "\"zero\""));
    PC_CHECK(at(json, "/n", "null"));
    PC_CHECK(at(json, "/é/1", "2"));
    const char *missing[] = {"a", "/a/2", "/a/00", "/a/+1", "/a/-", "/a/-1", "/n/x", "/a/0/x", "/a/1/b~2c", "/a/1/b~", "/A"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) PC_CHECK(at(json, missing[i], NULL));
    const char *broken[] = {"", "{", "{\"a\"", "{\"a\":", "[1", "\"", "{\"a\":}", "{,}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) PC_CHECK(at(broken[i], "/a", NULL));
}

static void texts_are_decoded_and_encoded(void) {
    pc_string text;
    PC_CHECK(pc_json_to_text(pc_str("\"a\\u00e9\\ud83d\\ude00\\n\\/\\u0000z\""), &text));
    PC_CHECK(pc_equal(text, (pc_string){"aé😀\n/\0z", 11}));
    PC_CHECK(pc_is(pc_json_of_text(text), "\"aé😀\\u000a/\\u0000z\""));
    PC_CHECK(pc_is(pc_json_of_text(pc_str("\"\\")), "\"\\\"\\\\\""));
    const char *broken[] = {"\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\u12\"", "\"\\x\"", "1", "\""};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) PC_CHECK(!pc_json_to_text(pc_str(broken[i]), &text));
}

static bool is_number(const char *json, double expected) {
    double number;
    const char *why;
    return pc_json_to_number(pc_str(json), &number, &why) && number == expected;
}

static void numbers_are_exact(void) {
    double number;
    const char *why;
    PC_CHECK(is_number("0", 0) && is_number("100.000", 100) && is_number("1.0E+2", 100) && is_number("0.001e5", 100));
    PC_CHECK(is_number("-12.50", -12.5) && is_number("100.00000000000001", 100.00000000000001));
    PC_CHECK(is_number("9007199254740992", 9007199254740992.0) && is_number("5e-324", 5e-324));
    PC_CHECK(is_number("0e999999999999999999999", 0));
    PC_CHECK(pc_json_to_number(pc_str("-0"), &number, &why) && 1 / number > 0);
    const char *refused[] = {"1e309", "1e99999999999999999999999", "9007199254740993", "100.000000000000001",
                             "0.1000000000000000055511151231257827", "1e-400", "4.9e-324", "1e-99999999999999999999999",
                             "null", "true", "\"50\"", "[50]", "", "-", "--1"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        PC_CHECK(!pc_json_to_number(pc_str(refused[i]), &number, &why));
    }
    PC_CHECK(pc_is(pc_json_of_number(12.5), "12.5") && pc_is(pc_json_of_number(-3), "-3"));
    PC_CHECK(pc_is(pc_json_of_number(0.1), "0.1") && pc_is(pc_json_of_number(1e300), "1e+300"));
    PC_CHECK(pc_json_of_number(1 / 0.0).len == 0);
}

static void what_fails_is_an_error(void) {
    PC_CHECK(pc_test_configure("{}") == 2 && strcmp(pc_test_error(), "`/wanted` is missing") == 0);
    PC_CHECK(pc_test_configure("{\"wanted\": 1, \"number\": \"1\"}") == 2);
    PC_CHECK(pc_test_configure("{\"wanted\": \"x\", \"number\": 1}") == 0 && pc_is(wanted, "x"));

    const pc_verdict *verdict = ask("sum", "{\"a\": 1}");
    PC_CHECK(verdict && pc_is(verdict->decision.deny.detail, "11.5"));
    PC_CHECK(!ask("sum", "{\"a\": \"1\"}") && strcmp(pc_test_error(), "`/a` is a string, not a number") == 0);
    PC_CHECK(!ask("sum", "{\"a\": 1, \"b\": null}") && strcmp(pc_test_error(), "`/b` is `null`, not a number") == 0);
    PC_CHECK(!ask("sum", "{}") && strcmp(pc_test_error(), "`/a` is missing") == 0);

    verdict = ask("modify", "{\"text\": \"é\", \"bool\": true}");
    PC_CHECK(verdict && verdict->decision.modify.len == 5);
    PC_CHECK(verdict && pc_is(verdict->decision.modify.ptr[0].value.value, "12.5"));
    PC_CHECK(verdict && !verdict->decision.modify.ptr[4].value.some);
    PC_CHECK(!ask("mixed", "{\"text\": \"é\", \"bool\": true}"));

    pc_event other = {.phase = PC_PHASE_TOOL_RESULT};
    PC_CHECK(!pc_test_evaluate(&other, "{}"));
    PC_CHECK(strcmp(pc_test_error(), "`test` does not understand the phase `tool-result`") == 0);
}

static bool redacts(size_t from, size_t to, size_t wants, const char *expected) {
    /* The arrow is at 2..5. The second chunk is empty: what is held comes again as it was. */
    const char *chunks[] = {"ab→cd", ""};
    found_from = from, found_to = to, settled_at = wants;
    const char *text = pc_test_redact_chunks(chunks, wants == 99 ? 1 : 2);
    return expected ? text && strcmp(text, expected) == 0 : !text;
}

static void spans_are_of_characters(void) {
    PC_CHECK(redacts(2, 5, 99, "ab*cd"));
    PC_CHECK(redacts(3, 5, 99, NULL) && redacts(0, 8, 99, NULL) && redacts(2, 1, 99, NULL));
    /* Settled within the finding: it is all held back, and found again. */
    PC_CHECK(redacts(0, 7, 4, "*"));
}

int main(void) {
    pointers_follow_rfc_6901();
    texts_are_decoded_and_encoded();
    numbers_are_exact();
    what_fails_is_an_error();
    spans_are_of_characters();
    return pc_test_result();
}
