//! The host's functions.

const std = @import("std");
const builtin = @import("builtin");
const abi = @import("abi.zig");
const memory = @import("memory.zig");

/// Which document of the current event.
pub const Part = enum(u32) { payload, context, claims };

/// How important a line of the log is.
pub const Level = enum(u32) { trace, debug, info, warn, err };

const document = struct {
    extern "portcullis:plugin/document@0.1.0" fn get(part: Part, pointer: [*]const u8, len: usize, option: [*]u8) void;
    extern "portcullis:plugin/document@0.1.0" fn json(part: Part, text: [*]u8) void;
    extern "portcullis:plugin/document@0.1.0" fn size(part: Part) u64;
};

const lines = struct {
    extern "portcullis:plugin/log@0.1.0" fn log(level: Level, message: [*]const u8, len: usize) void;
};

pub fn get(part: Part, pointer: []const u8) ?[]const u8 {
    if (!builtin.cpu.arch.isWasm()) unreachable;
    var option: [12]u8 align(4) = undefined;
    document.get(part, pointer.ptr, pointer.len, &option);
    return abi.load(?[]const u8, @intFromPtr(&option));
}

pub fn json(part: Part) []const u8 {
    if (!builtin.cpu.arch.isWasm()) unreachable;
    var text: [8]u8 align(4) = undefined;
    document.json(part, &text);
    return abi.load([]const u8, @intFromPtr(&text));
}

pub fn size(part: Part) u64 {
    if (!builtin.cpu.arch.isWasm()) unreachable;
    return document.size(part);
}

pub fn log(level: Level, comptime text: []const u8, arguments: anytype) void {
    write(level, memory.format(text, arguments));
}

fn write(level: Level, line: []const u8) void {
    // A test has no host, and its log goes nowhere but to people.
    if (!builtin.cpu.arch.isWasm()) return std.debug.print("{s}\n", .{line});
    lines.log(level, line.ptr, line.len);
}

/// A panic traps, and the host only sees that. The message goes to the log first.
pub const panic = if (builtin.cpu.arch.isWasm()) std.debug.FullPanic(logged) else std.debug.FullPanic(std.debug.defaultPanic);

fn logged(message: []const u8, _: ?usize) noreturn {
    write(.err, message);
    @trap();
}
