//! The conformance kit's sanitiser. What it does is said in tests/conformance/README.md.

const std = @import("std");
const portcullis = @import("portcullis/portcullis.zig");

comptime {
    portcullis.exportPlugin(@This(), .{
        .name = "conformance-sanitiser",
        .version = "1.2.3",
        .phases = &.{ .tool_result, .model_response, .memory_read },
    });
}

pub const panic = portcullis.panic;

const Wanted = struct {
    text: []const u8,
    kind: []const u8,
    severity: []const u8,
    replacement: ?[]const u8 = null,
};

const Config = struct { find: []const Wanted = &.{} };

const Kind = enum { context, @"error", raise, log };

var list: []const Wanted = &.{};

pub fn configure(document: portcullis.Document) !void {
    list = (try document.decode(Config)).find;
    var failed: ?anyerror = null;
    for (list, 0..) |wanted, index| {
        if (wanted.text.len == 0) failed = portcullis.failAt(print("/find/{d}/text", .{index}), "is empty", .{});
        if (std.meta.stringToEnum(portcullis.Severity, wanted.severity) == null) {
            failed = portcullis.failAt(print("/find/{d}/severity", .{index}), "is no severity", .{});
        }
    }
    if (failed) |err| return err;
}

pub fn scan(it: *portcullis.Scan) !void {
    for (list) |wanted| {
        const severity = std.meta.stringToEnum(portcullis.Severity, wanted.severity).?;
        var from: usize = 0;
        while (std.mem.indexOfPos(u8, it.text, from, wanted.text)) |start| {
            from = start + wanted.text.len;
            var replacement = wanted.replacement;
            if (std.meta.stringToEnum(Kind, wanted.kind)) |kind| switch (kind) {
                .context => replacement = told(it),
                .@"error" => return portcullis.fail("{s}", .{wanted.text}),
                .raise => @panic(wanted.text),
                .log => portcullis.log(.warn, "{s}", .{wanted.text}),
            };
            try it.find(wanted.kind, severity, start, from, replacement);
        }
    }
}

pub fn settled(text: []const u8) usize {
    var longest: usize = 1;
    for (list) |wanted| longest = @max(longest, std.unicode.utf8CountCodepoints(wanted.text) catch unreachable);
    var end = text.len;
    var held = longest - 1;
    while (held > 0 and end > 0) : (held -= 1) {
        end -= 1;
        while (text[end] & 0xc0 == 0x80) end -= 1;
    }
    return end;
}

fn told(it: *const portcullis.Scan) []const u8 {
    const context = it.context;
    const names = .{ context.event_id, context.session, context.phase.name(), context.target, context.subject_id, it.pointer };
    return print("{s}|{s}|{s}|{s}|{s}|{s}", names);
}

fn print(comptime text: []const u8, arguments: anytype) []const u8 {
    return std.fmt.allocPrint(portcullis.allocator, text, arguments) catch @panic("out of memory");
}
