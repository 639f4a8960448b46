// Amounts up to a limit may pass.
#include "portcullis/portcullis.hpp"

struct Limit final : portcullis::Policy {
    double limit = 0;

    // Reads what [plugin.config] in pack.toml says.
    void configure(const portcullis::Document &config) override {
        limit = config.number("/limit");
        if (limit < 0) portcullis::fail_at("/limit", "is negative: write 0 or more");
    }

    portcullis::Verdict evaluate(const portcullis::Event &, const portcullis::Document &payload) override {
        // What is missing or no number fails, and what fails is denied.
        double amount = payload.number("/amount");
        if (amount <= limit) return portcullis::allow();
        return portcullis::deny("amount-over-limit", portcullis::json(amount) + " is over " + portcullis::json(limit));
    }
};

PORTCULLIS_PLUGIN(Limit, .name = "{{name}}", .version = "0.1.0")
PORTCULLIS_POLICY(Limit)
