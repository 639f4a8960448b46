// What a sanitiser is asked, and what it answers.
#pragma once

#include "event.hpp"

namespace portcullis {

/// How bad a finding is.
enum class Severity : pc_severity {
    info = PC_SEVERITY_INFO,
    low = PC_SEVERITY_LOW,
    medium = PC_SEVERITY_MEDIUM,
    high = PC_SEVERITY_HIGH,
    critical = PC_SEVERITY_CRITICAL,
};

/// Something that should not pass.
struct Finding {
    /// What it is, lower-case with dashes: prompt-injection, email.
    std::string kind;
    Severity severity;
    /// The bytes from `start` to before `end` of the text, both on character boundaries.
    std::size_t start;
    std::size_t end;
    /// What should stand there instead; nothing: the host's own mark.
    std::optional<std::string> replacement = {};

    void report() const {
        pc_finding_add({0, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), detail::kept(kind),
                        static_cast<pc_severity>(severity), detail::kept_if(replacement)});
    }
};

/// Of which event a text is, and where it stands in the payload.
struct Scan {
    explicit Scan(const pc_scan &raw)
        : event_id(detail::view(raw.context->event_id)), session(detail::view(raw.context->session)),
          phase(static_cast<Phase>(raw.context->phase)), target(detail::view(raw.context->target)),
          subject_id(detail::view(raw.context->subject_id)), pointer(detail::view(raw.pointer)) {}

    std::string_view event_id;
    std::string_view session;
    Phase phase;
    std::string_view target;
    std::string_view subject_id;
    std::string_view pointer;
};

} // namespace portcullis
