// The conformance kit's policy. What it does is said in tests/conformance/README.md.
#include "portcullis/portcullis.hpp"

#include <cstdlib>

using namespace portcullis;
using std::string, std::to_string;

// The elements of a list, as pointers.
static std::vector<string> elements(const Document &document, const string &list) {
    std::vector<string> pointers;
    for (size_t i = 0;; i++) {
        string pointer = list + "/" + to_string(i);
        if (!document.has(pointer)) return pointers;
        pointers.push_back(pointer);
    }
}

static Verdict denied(const Document &payload) {
    Verdict verdict = deny(payload.text("/code"), payload.text("/detail"));
    if (auto message = payload.optional_text("/message")) verdict.message(*message);
    for (const string &at : elements(payload, "/violations")) {
        verdict.violation({payload.text(at + "/code"), payload.text(at + "/pointer"), payload.raw(at + "/found"),
                           payload.raw(at + "/allowed"), payload.optional_text(at + "/rule")});
    }
    return verdict;
}

static Verdict escalated(const Document &payload) {
    Verdict verdict = escalate(payload.text("/code"), payload.text("/detail"));
    if (auto message = payload.optional_text("/message")) verdict.message(*message);
    for (const string &at : elements(payload, "/approvers")) verdict.approver(payload.text(at));
    return verdict;
}

static Verdict modified(const Document &payload) {
    Verdict verdict = modify();
    for (const string &at : elements(payload, "/edits")) {
        string pointer = payload.text(at + "/pointer");
        auto value = payload.raw(at + "/value");
        value ? verdict.set_json(pointer, *value) : verdict.remove(pointer);
    }
    return verdict;
}

static Verdict many(const string &of, int count) {
    Verdict verdict = of == "edits"        ? modify()
                      : of == "violations" ? deny("many", to_string(count))
                      : of == "approvers"  ? escalate("many", to_string(count))
                                           : allow();
    for (int i = 0; i < count; i++) {
        string number = to_string(i);
        if (of == "edits") verdict.set("/n" + number, double(i));
        if (of == "violations") verdict.violation({"v" + number, "/" + number, number, {}, "r" + number});
        if (of == "approvers") verdict.approver("user:" + number);
        if (of == "notes") verdict.note(number);
    }
    return of == "edits" ? verdict.set("/do", "allow") : verdict;
}

static string joined(const std::vector<std::string_view> &list) {
    string text;
    for (size_t i = 0; i < list.size(); i++) text.append(i ? "," : "").append(list[i]);
    return text;
}

static Verdict told(const Event &event) {
    const Subject &subject = event.subject;
    Verdict verdict;
    auto note = [&verdict](const char *name, std::string_view value) { verdict.note(string(name).append(value)); };
    note("id=", event.id);
    note("session=", event.session);
    note("phase=", name(event.phase));
    note("subject.id=", subject.id);
    note("subject.kind=", name(subject.kind));
    note("subject.roles=", joined(subject.roles));
    note("subject.scopes=", joined(subject.scopes));
    note("subject.via=", joined(subject.via));
    note("subject.claims=", subject.claims.json());
    note("target=", event.target);
    note("action=", event.action);
    note("context=", event.context.json());
    note("time=", to_string(event.time_ms));
    return verdict;
}

static string looked(const Document &part, const string &op, const Document &payload, const string &at) {
    if (op == "get") return part.raw(payload.text(at + "/pointer")).value_or("none");
    if (op == "json") return part.json();
    if (op == "size") return to_string(part.size());
    string json = part.json();
    return to_string(std::ranges::count_if(json, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

static Verdict look(const Event &event, const Document &payload) {
    Verdict verdict;
    for (const string &at : elements(payload, "/look")) {
        string part = payload.text(at + "/part"), op = payload.text(at + "/op");
        const Document &document =
            part == "payload" ? payload : part == "context" ? event.context : event.subject.claims;
        verdict.note(looked(document, op, payload, at));
    }
    return verdict;
}

static Verdict said(const Document &payload) {
    const std::vector<string> levels = {"trace", "debug", "info", "warn", "error"};
    for (const string &at : elements(payload, "/lines")) {
        auto level = std::ranges::find(levels, payload.text(at + "/level")) - levels.begin();
        log(static_cast<Level>(level), payload.text(at + "/message"));
    }
    return allow();
}

struct Conformance final : Policy {
    string label;
    int events = 0;

    void configure(const Document &config) override {
        if (config.has("/raise")) std::abort();
        for (const string &at : elements(config, "/errors")) fail_at(config.text(at + "/pointer"), config.text(at + "/message"));
        label = config.optional_text("/label").value_or("");
    }

    Verdict obey(const string &command, const Event &event, const Document &payload) {
        if (command == "allow") return allow();
        if (command == "deny") return denied(payload);
        if (command == "escalate") return escalated(payload);
        if (command == "modify") return modified(payload);
        if (command == "many") return many(payload.text("/of"), int(payload.number("/count")));
        if (command == "event") return told(event);
        if (command == "look") return look(event, payload);
        if (command == "label") return allow().note(label);
        if (command == "count") return allow().note(to_string(++events));
        if (command == "log") return said(payload);
        if (command == "raise") std::abort();
        if (command == "spin") for (volatile int i = 0;; i = 0) {}
        fail(command == "error" ? payload.text("/message") : "unknown command: " + command);
        return {};
    }

    Verdict evaluate(const Event &event, const Document &payload) override {
        if (!payload.has("/do")) return allow();
        Verdict verdict = obey(payload.text("/do"), event, payload);
        for (const string &at : elements(payload, "/notes")) verdict.note(payload.text(at));
        return verdict;
    }
};

PORTCULLIS_PLUGIN(Conformance, .name = "conformance-policy", .version = "1.2.3",
                  .config_schema = R"({"type": "object", "additionalProperties": false, "properties": {"label": {"type": "string"}, "errors": {"type": "array"}, "raise": {"type": "string"}}})")
PORTCULLIS_POLICY(Conformance)
