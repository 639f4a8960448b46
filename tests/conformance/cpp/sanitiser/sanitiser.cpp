// The conformance kit's sanitiser. What it does is said in tests/conformance/README.md.
#include "portcullis/portcullis.hpp"

#include <cstdlib>

using namespace portcullis;
using std::string, std::to_string;

struct Wanted {
    string text, kind;
    Severity severity;
    std::optional<string> replacement;
};

static std::optional<Severity> severity(const string &name) {
    const std::vector<string> names = {"info", "low", "medium", "high", "critical"};
    auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Severity>(found - names.begin());
}

static bool begins_character(char byte) {
    return (byte & 0xc0) != 0x80;
}

static string told(const Scan &scan) {
    string text;
    for (std::string_view part : {scan.event_id, scan.session, name(scan.phase), scan.target, scan.subject_id}) {
        text.append(part).append("|");
    }
    return text.append(scan.pointer);
}

struct Conformance final : Sanitiser {
    std::vector<Wanted> list;

    void configure(const Document &config) override {
        for (size_t i = 0;; i++) {
            string at = "/find/" + to_string(i);
            if (!config.has(at)) return;
            auto level = severity(config.text(at + "/severity"));
            list.push_back({config.text(at + "/text"), config.text(at + "/kind"), level.value_or(Severity::info),
                            config.optional_text(at + "/replacement")});
            if (list.back().text.empty()) fail_at(at + "/text", "is empty");
            if (!level) fail_at(at + "/severity", "is no severity");
        }
    }

    std::vector<Finding> scan(std::string_view text, const Scan &scan) override {
        std::vector<Finding> findings;
        for (const Wanted &wanted : list) {
            size_t length = wanted.text.size();
            for (size_t at = text.find(wanted.text); at != text.npos; at = text.find(wanted.text, at + length)) {
                Finding finding = {wanted.kind, wanted.severity, at, at + length, wanted.replacement};
                if (wanted.kind == "context") finding.replacement = told(scan);
                if (wanted.kind == "error") fail(wanted.text);
                if (wanted.kind == "raise") std::abort();
                if (wanted.kind == "log") log(Level::warn, wanted.text);
                findings.push_back(finding);
            }
        }
        return findings;
    }

    size_t settled(std::string_view text) override {
        std::ptrdiff_t longest = 1;
        for (const Wanted &wanted : list) {
            longest = std::max(longest, std::ranges::count_if(wanted.text, begins_character));
        }
        size_t end = text.size();
        for (auto held = longest - 1; held > 0 && end > 0; held--) {
            do end--;
            while (!begins_character(text[end]));
        }
        return end;
    }
};

PORTCULLIS_PLUGIN(Conformance, .name = "conformance-sanitiser", .version = "1.2.3",
                  .phases = {Phase::tool_result, Phase::model_response, Phase::memory_read})
PORTCULLIS_SANITISER(Conformance)
