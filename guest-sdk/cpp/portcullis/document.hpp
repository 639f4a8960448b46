// The event's JSON, the config, failures and the log.
#pragma once

#include "strings.hpp"

namespace portcullis {

/// A part of an event (its payload, its context, the subject's claims), or the config.
///
/// The host has parsed it, and answers for single values: two fields of a large payload cost as much as two fields of a
/// small one. Values are named by JSON pointers (RFC 6901): "/items/0/sku"; "" is the whole.
class Document {
public:
    explicit Document(pc_part part) : part(part) {}

    /// The number at a pointer, exactly as it was written: a missing one, `null`, "50", 1e309 and more digits than a
    /// double holds are failures, and 0 is returned.
    double number(const std::string &pointer) const { return pc_number(part, pointer.c_str()); }
    /// The same; `otherwise` where nothing stands there. `null` is still a failure.
    double number_or(const std::string &pointer, double otherwise) const {
        return pc_number_or(part, pointer.c_str(), otherwise);
    }
    /// The string at a pointer, decoded. A missing one and anything else is a failure, and "" is returned.
    std::string text(const std::string &pointer) const {
        return std::string(detail::view(pc_text(part, pointer.c_str())));
    }
    /// The same; nothing where nothing stands there. `null` is still a failure.
    std::optional<std::string> optional_text(const std::string &pointer) const {
        return has(pointer) ? std::optional(text(pointer)) : std::nullopt;
    }
    bool boolean(const std::string &pointer) const { return pc_bool(part, pointer.c_str()); }
    bool boolean_or(const std::string &pointer, bool otherwise) const {
        return pc_bool_or(part, pointer.c_str(), otherwise);
    }
    /// Whether something stands at a pointer, be it `null`.
    bool has(const std::string &pointer) const { return pc_has(part, pointer.c_str()); }
    /// The JSON text at a pointer, as it stands there; nothing where there is no such value.
    std::optional<std::string> raw(std::string_view pointer) const {
        pc_string json;
        if (!pc_raw(part, {pointer.data(), pointer.size()}, &json)) return std::nullopt;
        return std::string(detail::view(json));
    }
    /// The whole as JSON text, and its length without copying it.
    std::string json() const { return std::string(detail::view(pc_json(part))); }
    std::uint64_t size() const { return pc_size(part); }

private:
    pc_part part;
};

/// Fails: the event is denied, and the operator reads the text.
inline void fail(std::string_view message) {
    pc_failure_add({{}, detail::kept(message)});
}

/// Fails because of the value at a pointer. While the plugin is configured each one is an error of the config.
inline void fail_at(std::string_view pointer, std::string_view message) {
    pc_failure_add({detail::kept(pointer), detail::kept(message)});
}

/// How important a line of the log is.
enum class Level { trace, debug, info, warn, error };

/// A line for the operator. Nothing that is logged reaches the model.
inline void log(Level level, std::string_view line) {
    pc_log_line(static_cast<pc_level>(level), {line.data(), line.size()});
}

} // namespace portcullis
