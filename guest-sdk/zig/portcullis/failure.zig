//! What went wrong, in words: Zig's errors carry none.

const contract = @import("contract.zig");
const memory = @import("memory.zig");

/// A plugin that could not decide.
pub const Error = error{Plugin};

var failures: []const contract.ConfigError = &.{};

/// Fails: `return portcullis.fail("no rule for {s}", .{name});`
pub fn fail(comptime text: []const u8, arguments: anytype) Error {
    return failAt("", text, arguments);
}

/// Fails because of the value at a pointer. In `configure` each call is an error of the config: report all of them.
pub fn failAt(pointer: []const u8, comptime text: []const u8, arguments: anytype) Error {
    failures = memory.appended(contract.ConfigError, failures, .{
        .pointer = memory.format("{s}", .{pointer}),
        .message = memory.format(text, arguments),
    });
    return error.Plugin;
}

/// The words of an error that a plugin's function returned, in one line. An earlier failure may have been caught.
pub fn words(err: anyerror) []const u8 {
    if (err != error.Plugin or failures.len == 0) return @errorName(err);
    const last = failures[failures.len - 1];
    if (last.pointer.len == 0) return last.message;
    return memory.format("`{s}` {s}", .{ last.pointer, last.message });
}

/// Everything that `configure` found.
pub fn all(err: anyerror) []const contract.ConfigError {
    if (err != error.Plugin or failures.len == 0) {
        return memory.appended(contract.ConfigError, failures, .{ .pointer = "", .message = @errorName(err) });
    }
    return failures;
}

/// Forgets them, before the next test.
pub fn clear() void {
    failures = &.{};
}
