// Portcullis plugins in C++20: a policy, a sanitiser, or both, over the SDK for C. guest-sdk/cpp/README.md shows how.
//
// There are no exceptions in a plugin. Whatever fails (a look-up that finds something else than it should, fail()) is
// remembered: the answer is then an error, whatever the function returns, and an error denies the event. So look-ups need
// no checks after them. What would throw in other programs ends the plugin, and that denies the event, too.
//
// An instance of a plugin answers one event and is thrown away: nothing that it keeps is seen by another.
#pragma once

#include "document.hpp"
#include "event.hpp"
#include "sanitiser.hpp"
#include "verdict.hpp"

namespace portcullis {

/// What a plugin says of itself.
struct Plugin {
    /// Lower-case with dashes.
    const char *name;
    /// Semantic version.
    const char *version;
    /// The phases that it understands; none: all.
    std::initializer_list<Phase> phases = {};
    /// JSON Schema (draft 2020-12) of the config, which the host checks; null: anything goes.
    const char *config_schema = nullptr;
};

/// Something that reads its config, once, before any event: what is slow belongs there. What is wrong is reported by
/// fail_at, all of it.
struct Configurable {
    virtual void configure(const Document &config) { (void)config; }

protected:
    ~Configurable() = default;
};

/// Decides whether events may happen.
struct Policy : virtual Configurable {
    virtual Verdict evaluate(const Event &event, const Document &payload) = 0;

protected:
    ~Policy() = default;
};

/// Finds what should not pass in text.
struct Sanitiser : virtual Configurable {
    /// Finds what should not pass in one text.
    virtual std::vector<Finding> scan(std::string_view text, const Scan &scan) = 0;

    /// How much of a text that goes on is settled: the byte from where on it may still become part of a finding. What
    /// comes before it is released; the rest comes again, in front of what follows, and without what came before it.
    virtual std::size_t settled(std::string_view text) {
        (void)text;
        return 0;
    }

protected:
    ~Sanitiser() = default;
};

namespace detail {

/// The one plugin of this program.
template <typename P> P &instance() {
    static P plugin;
    return plugin;
}

template <typename P> pc_plugin described(const Plugin &plugin) {
    auto *phases = static_cast<pc_phase *>(pc_alloc(plugin.phases.size()));
    std::size_t count = 0;
    for (Phase phase : plugin.phases) phases[count++] = static_cast<pc_phase>(phase);
    auto configure = [] { instance<P>().configure(Document(PC_CONFIG)); };
    return {plugin.name, plugin.version, plugin.config_schema, configure, {phases, count}};
}

template <typename P> pc_verdict evaluate(const pc_event *event) {
    return instance<P>().evaluate(Event(*event), Document(PC_PAYLOAD)).raw;
}

template <typename P> void scan(pc_string text, const pc_scan *scan) {
    for (const Finding &finding : instance<P>().scan(view(text), Scan(*scan))) finding.report();
}

template <typename P> std::size_t settled(pc_string text) {
    return instance<P>().settled(view(text));
}

} // namespace detail

} // namespace portcullis

/// Says what the plugin is: PORTCULLIS_PLUGIN(Refunds, .name = "refunds", .version = "0.1.0")
#define PORTCULLIS_PLUGIN(Type, ...)                                                                                \
    extern "C" const pc_plugin pc_this_plugin = portcullis::detail::described<Type>(portcullis::Plugin{__VA_ARGS__});

/// Exports it as a policy.
#define PORTCULLIS_POLICY(Type) extern "C" { PC_EXPORT_POLICY(portcullis::detail::evaluate<Type>) }

/// Exports it as a sanitiser.
#define PORTCULLIS_SANITISER(Type)                                                                                  \
    extern "C" { PC_EXPORT_SANITISER(portcullis::detail::scan<Type>, portcullis::detail::settled<Type>) }
