//! The contract's types. The fields stand in the contract's order: abi.zig takes their places in memory from it.

const Document = @import("document.zig").Document;

/// The moment in an agent's life at which an event is decided.
pub const Phase = enum(u8) {
    model_request,
    model_response,
    tool_definition,
    tool_call,
    tool_result,
    agent_spawn,
    agent_delegate,
    agent_plan,
    memory_write,
    memory_read,

    /// Its name in the contract: `tool-call`.
    pub fn name(phase: Phase) []const u8 {
        return switch (phase) {
            inline else => |tag| comptime dashed(@tagName(tag)),
        };
    }
};

fn dashed(comptime tag: []const u8) []const u8 {
    var text = tag[0..tag.len].*;
    for (&text) |*c| {
        if (c.* == '_') c.* = '-';
    }
    const name = text;
    return &name;
}

/// What kind of thing acts.
pub const SubjectKind = enum(u8) { user, service, agent };

/// Who acts. The host has verified everything in here; nothing of it comes from the model.
pub const Subject = struct {
    /// Stable identity, unique for the host's operator.
    id: []const u8 = "agent",
    kind: SubjectKind = .agent,
    /// Roles that the subject holds, as the host's identity provider spells them.
    roles: []const []const u8 = &.{},
    /// Scopes that were granted to this session.
    scopes: []const []const u8 = &.{},
    /// Verified claims: a JSON object. `claims()` reads single ones.
    claims_json: []const u8 = "{}",
    /// The chain that the subject acts through, outermost first: user, then app, then agents.
    via: []const []const u8 = &.{},

    pub fn claims(subject: *const Subject) Document {
        return .ofEvent(.claims, subject.claims_json);
    }

    pub fn hasRole(subject: *const Subject, role: []const u8) bool {
        return holds(subject.roles, role);
    }

    pub fn hasScope(subject: *const Subject, scope: []const u8) bool {
        return holds(subject.scopes, scope);
    }
};

/// One thing to be decided. Its payload is handed to `evaluate` beside it.
pub const Event = struct {
    id: []const u8 = "event",
    session: []const u8 = "session",
    phase: Phase,
    subject: Subject = .{},
    /// The resource acted on, `tool:<app>/<operation>`.
    target: []const u8 = "tool:app/tool",
    /// The short business name that policies speak of; where nothing else was said, the tool's name.
    action: []const u8 = "tool",
    /// What else the host knows about the event: a JSON object. `context()` reads single values.
    context_json: []const u8 = "{}",
    /// When the event happened, in milliseconds since 1970. The only clock that a plugin has.
    time_ms: u64 = 0,

    pub fn context(event: *const Event) Document {
        return .ofEvent(.context, event.context_json);
    }
};

/// One rule that an event breaks.
pub const Violation = struct {
    /// Stable, machine-readable, lower-case with dashes.
    code: []const u8,
    /// Where in the payload.
    pointer: []const u8,
    /// What was there: JSON. Null where the value is missing, or where it must not be repeated.
    found: ?[]const u8 = null,
    /// What would have been accepted: JSON.
    allowed: ?[]const u8 = null,
    /// The rule or document that says so, as the policy's author names it.
    rule: ?[]const u8 = null,
};

/// Why an event must not happen.
pub const Denial = struct {
    code: []const u8,
    /// For the operator: everything.
    detail: []const u8,
    /// For the model: the least that lets it go on. Null: the host's own message.
    message: ?[]const u8 = null,
    /// Every rule that is broken, not only the first.
    violations: []const Violation = &.{},
};

/// One change of the payload. Edits apply in order, each to the result of the one before.
pub const Edit = struct {
    /// What changes. A last token that an object does not have yet adds a member; `-` appends to a list.
    pointer: []const u8,
    /// The new value: JSON. Null removes what is there.
    value: ?[]const u8,
};

/// Why a human must approve first.
pub const Escalation = struct {
    code: []const u8,
    /// For the operator and the approver: everything.
    detail: []const u8,
    /// For the model. Null: the host's own message.
    message: ?[]const u8 = null,
    /// Who may approve, as `role:<name>`, `team:<name>` or `user:<id>`; none: whoever the host lets.
    approvers: []const []const u8 = &.{},
};

/// What a policy concludes.
pub const Decision = union(enum) {
    allow,
    deny: Denial,
    modify: []const Edit,
    escalate: Escalation,
};

/// How bad a finding is.
pub const Severity = enum(u8) { info, low, medium, high, critical };

/// What a sanitiser is told of the event.
pub const ScanContext = struct {
    event_id: []const u8 = "event",
    session: []const u8 = "session",
    phase: Phase = .model_response,
    target: []const u8 = "tool:app/tool",
    subject_id: []const u8 = "agent",
};

/// One text of an event, and where it stands in the payload.
pub const Segment = struct { pointer: []const u8, text: []const u8 };

/// One span of text that a sanitiser points at.
pub const Finding = struct {
    segment: u32,
    start: u32,
    end: u32,
    kind: []const u8,
    severity: Severity,
    replacement: ?[]const u8,
};

/// A sanitiser's answer.
pub const Report = struct { findings: []const Finding = &.{}, settled: []const u32 = &.{} };

/// What a plugin says of itself.
pub const Descriptor = struct {
    name: []const u8,
    version: []const u8,
    phases: []const Phase,
    config_schema: []const u8,
};

/// One thing that is wrong with a config.
pub const ConfigError = struct { pointer: []const u8, message: []const u8 };

/// The contract's `result`.
pub fn Result(comptime Ok: type, comptime Err: type) type {
    return union(enum) { ok: Ok, err: Err };
}

fn holds(list: []const []const u8, wanted: []const u8) bool {
    for (list) |one| {
        if (@import("std").mem.eql(u8, one, wanted)) return true;
    }
    return false;
}
