// Words that nobody should read are taken out.
#include "portcullis/portcullis.hpp"

struct Words final : portcullis::Sanitiser {
    std::vector<std::string> words;

    // Reads what [plugin.config] in pack.toml says.
    void configure(const portcullis::Document &config) override {
        words.clear();
        for (;;) {
            std::string pointer = "/words/" + std::to_string(words.size());
            if (!config.has(pointer)) return;
            words.push_back(config.text(pointer));
            if (words.back().empty()) portcullis::fail_at(pointer, "is empty");
        }
    }

    std::vector<portcullis::Finding> scan(std::string_view text, const portcullis::Scan &) override {
        std::vector<portcullis::Finding> findings;
        for (const std::string &word : words) {
            // Spans are bytes of the UTF-8 text.
            for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + word.size())) {
                findings.push_back({"word", portcullis::Severity::high, at, at + word.size(), "[removed]"});
            }
        }
        return findings;
    }

    // In a text that goes on only the last bytes may still become a word.
    size_t settled(std::string_view text) override {
        size_t longest = 1;
        for (const std::string &word : words) longest = std::max(longest, word.size());
        return text.size() < longest ? 0 : text.size() - longest + 1;
    }
};

PORTCULLIS_PLUGIN(Words, .name = "{{name}}", .version = "0.1.0")
PORTCULLIS_SANITISER(Words)
