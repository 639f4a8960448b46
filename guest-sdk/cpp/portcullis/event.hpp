// What a policy is asked about.
#pragma once

#include "document.hpp"

#include <algorithm>

namespace portcullis {

/// The moment in an agent's life at which an event is decided.
enum class Phase : pc_phase {
    model_request = PC_PHASE_MODEL_REQUEST,
    model_response = PC_PHASE_MODEL_RESPONSE,
    tool_definition = PC_PHASE_TOOL_DEFINITION,
    tool_call = PC_PHASE_TOOL_CALL,
    tool_result = PC_PHASE_TOOL_RESULT,
    agent_spawn = PC_PHASE_AGENT_SPAWN,
    agent_delegate = PC_PHASE_AGENT_DELEGATE,
    agent_plan = PC_PHASE_AGENT_PLAN,
    memory_write = PC_PHASE_MEMORY_WRITE,
    memory_read = PC_PHASE_MEMORY_READ,
};

/// What kind of thing acts.
enum class SubjectKind : pc_subject_kind {
    user = PC_SUBJECT_KIND_USER,
    service = PC_SUBJECT_KIND_SERVICE,
    agent = PC_SUBJECT_KIND_AGENT,
};

/// The phase's name in the contract: "tool-call".
inline std::string_view name(Phase phase) { return pc_phase_name(static_cast<pc_phase>(phase)); }

/// The kind's name in the contract: "agent".
inline std::string_view name(SubjectKind kind) { return pc_subject_kind_name(static_cast<pc_subject_kind>(kind)); }

/// Who acts. The host has verified everything in here; nothing of it comes from the model.
struct Subject {
    explicit Subject(const pc_subject &raw)
        : id(detail::view(raw.id)), kind(static_cast<SubjectKind>(raw.kind)), roles(detail::views(raw.roles)),
          scopes(detail::views(raw.scopes)), via(detail::views(raw.via)) {}

    /// Stable identity, unique for the host's operator.
    std::string_view id;
    SubjectKind kind;
    /// Roles that the subject holds, as the host's identity provider spells them.
    std::vector<std::string_view> roles;
    /// Scopes that were granted to this session.
    std::vector<std::string_view> scopes;
    /// Verified claims.
    Document claims{PC_CLAIMS};
    /// The chain that the subject acts through, outermost first: user, then app, then agents.
    std::vector<std::string_view> via;

    bool has_role(std::string_view role) const { return std::ranges::find(roles, role) != roles.end(); }
    bool has_scope(std::string_view scope) const { return std::ranges::find(scopes, scope) != scopes.end(); }
};

/// One thing to be decided. Its payload is handed to `evaluate` beside it.
struct Event {
    explicit Event(const pc_event &raw)
        : id(detail::view(raw.id)), session(detail::view(raw.session)), phase(static_cast<Phase>(raw.phase)),
          subject(raw.subject), target(detail::view(raw.target)), action(detail::view(raw.action)),
          time_ms(raw.time_ms) {}

    std::string_view id;
    std::string_view session;
    Phase phase;
    Subject subject;
    /// The resource acted on, tool:<app>/<operation>.
    std::string_view target;
    /// The short business name that policies speak of; where nothing else was said, the tool's name.
    std::string_view action;
    /// What else the host knows about the event.
    Document context{PC_CONTEXT};
    /// When the event happened, in milliseconds since 1970. The only clock that a plugin has.
    std::uint64_t time_ms;
};

} // namespace portcullis
