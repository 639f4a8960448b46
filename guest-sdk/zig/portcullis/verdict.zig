const std = @import("std");
const contract = @import("contract.zig");
const memory = @import("memory.zig");

/// A policy's answer: a decision, and remarks for the audit log.
pub const Verdict = struct {
    decision: contract.Decision,
    notes: []const []const u8 = &.{},

    /// What the model may be told of a denial or an escalation: the least that lets it go on.
    pub fn message(verdict: *Verdict, comptime text: []const u8, arguments: anytype) void {
        switch (verdict.decision) {
            .deny => |*denial| denial.message = memory.format(text, arguments),
            .escalate => |*escalation| escalation.message = memory.format(text, arguments),
            .allow, .modify => @panic("only a denial and an escalation have a message"),
        }
    }

    /// Adds a broken rule to a denial. Report all of them, not only the first.
    pub fn violation(verdict: *Verdict, broken: contract.Violation) void {
        const denial = &verdict.decision.deny;
        denial.violations = memory.appended(contract.Violation, denial.violations, broken);
    }

    /// Adds somebody who may approve an escalation: `role:<name>`, `team:<name>` or `user:<id>`.
    pub fn approver(verdict: *Verdict, comptime text: []const u8, arguments: anytype) void {
        const escalation = &verdict.decision.escalate;
        escalation.approvers = memory.appended([]const u8, escalation.approvers, memory.format(text, arguments));
    }

    /// Puts a value at a pointer, in a verdict of `modify`.
    pub fn set(verdict: *Verdict, pointer: []const u8, value: anytype) void {
        verdict.edit(.{ .pointer = pointer, .value = json(value) });
    }

    /// Removes what is at a pointer, in a verdict of `modify`.
    pub fn remove(verdict: *Verdict, pointer: []const u8) void {
        verdict.edit(.{ .pointer = pointer, .value = null });
    }

    /// Adds any change, in a verdict of `modify`.
    pub fn edit(verdict: *Verdict, change: contract.Edit) void {
        verdict.decision.modify = memory.appended(contract.Edit, verdict.decision.modify, change);
    }

    /// Adds a remark for the audit log.
    pub fn note(verdict: *Verdict, comptime text: []const u8, arguments: anytype) void {
        verdict.notes = memory.appended([]const u8, verdict.notes, memory.format(text, arguments));
    }
};

/// The event may happen as it is.
pub fn allow() Verdict {
    return .{ .decision = .allow };
}

/// The event must not happen. The code is stable and machine-readable, lower-case with dashes; the detail is for the
/// operator, and the model never sees it.
pub fn deny(code: []const u8, comptime detail: []const u8, arguments: anytype) Verdict {
    return .{ .decision = .{ .deny = .{ .code = code, .detail = memory.format(detail, arguments) } } };
}

/// The event may happen with the changes that `set` and `remove` add. The other policies are asked about the result.
pub fn modify() Verdict {
    return .{ .decision = .{ .modify = &.{} } };
}

/// The event may happen once a human has approved it. The detail is for the operator and the approver.
pub fn escalate(code: []const u8, comptime detail: []const u8, arguments: anytype) Verdict {
    return .{ .decision = .{ .escalate = .{ .code = code, .detail = memory.format(detail, arguments) } } };
}

/// JSON text of a value, for what a violation found or would allow.
pub fn json(value: anytype) []const u8 {
    return std.json.Stringify.valueAlloc(memory.allocator, value, .{}) catch @panic("out of memory");
}

test "a verdict is built step by step" {
    var denied = deny("code", "{d} is over {d}", .{ 101, 100 });
    denied.message("less", .{});
    denied.violation(.{ .code = "over", .pointer = "/amount", .found = json(101) });
    denied.note("noted {s}", .{"it"});
    try std.testing.expectEqualStrings("101 is over 100", denied.decision.deny.detail);
    try std.testing.expectEqualStrings("101", denied.decision.deny.violations[0].found.?);
    try std.testing.expectEqualStrings("noted it", denied.notes[0]);

    var modified = modify();
    for (0..9) |_| modified.set("/list/-", .{ .a = "b\"\n", .c = @as(?u8, null) });
    modified.remove("/x");
    try std.testing.expectEqual(10, modified.decision.modify.len);
    try std.testing.expectEqualStrings("{\"a\":\"b\\\"\\n\",\"c\":null}", modified.decision.modify[8].value.?);
    try std.testing.expectEqual(null, modified.decision.modify[9].value);
}
