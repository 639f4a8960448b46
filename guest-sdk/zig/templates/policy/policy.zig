//! Amounts up to a limit may pass.

const std = @import("std");
const portcullis = @import("portcullis/portcullis.zig");

comptime {
    portcullis.exportPlugin(@This(), .{ .name = "{{name}}", .version = "0.1.0" });
}

/// A panic is logged before it denies the event.
pub const panic = portcullis.panic;

var limit: f64 = 0;

/// Reads what `[plugin.config]` in pack.toml says.
pub fn configure(config: portcullis.Document) !void {
    limit = try config.number("/limit");
    if (limit < 0) return portcullis.failAt("/limit", "is negative: write 0 or more", .{});
}

/// Answers one event.
pub fn evaluate(_: *const portcullis.Event, payload: portcullis.Document) !portcullis.Verdict {
    // What is missing or no number is an error, and an error denies.
    const amount = try payload.number("/amount");
    if (amount > limit) return portcullis.deny("amount-over-limit", "{d} is over {d}", .{ amount, limit });
    return portcullis.allow();
}

fn ask(payload: []const u8) !portcullis.Verdict {
    try configure(.of("{\"limit\": 100}"));
    return evaluate(&.{ .phase = .tool_call, .action = "refund" }, .of(payload));
}

test "an amount over the limit is denied" {
    try std.testing.expect((try ask("{\"amount\": 100}")).decision == .allow);
    try std.testing.expect((try ask("{\"amount\": 100.01}")).decision == .deny);
}

test "an amount that is no number is an error" {
    try std.testing.expectError(error.Plugin, ask("{\"amount\": \"100\"}"));
}
