const std = @import("std");
const builtin = @import("builtin");
const failure = @import("failure.zig");
const host = @import("host.zig");
const memory = @import("memory.zig");
const number_of = @import("number.zig");
const text_of = @import("text.zig");

const Error = failure.Error;

/// A part of an event (its payload, its context, the subject's claims), or a config.
///
/// The host has parsed it, and answers for single values: two fields of a large payload cost as much as two fields of a
/// small one. Values are named by JSON pointers (RFC 6901): `/messages/0/content`; the empty one is the whole.
pub const Document = union(enum) {
    /// The host answers.
    part: host.Part,
    /// JSON text: a config, and everything in a test.
    source: []const u8,

    /// A document from JSON text, for tests.
    pub fn of(source: []const u8) Document {
        return .{ .source = source };
    }

    /// Within a host a part of the event, in a test the text that stands for it.
    pub fn ofEvent(part: host.Part, source: []const u8) Document {
        return if (builtin.cpu.arch.isWasm()) .{ .part = part } else .{ .source = source };
    }

    /// The number at a pointer, exactly. An error where there is none, where it is `null`, a string or anything else, and
    /// where an `f64` does not hold the number that was written: `1e309`, `9007199254740993`.
    pub fn number(document: Document, pointer: []const u8) Error!f64 {
        return try document.optionalNumber(pointer) orelse failure.failAt(pointer, "is missing", .{});
    }

    /// Like `number`, but null where nothing stands at the pointer. A JSON `null` is still an error.
    pub fn optionalNumber(document: Document, pointer: []const u8) Error!?f64 {
        const json_text = document.raw(pointer) orelse return null;
        return switch (number_of.exact(json_text)) {
            .ok => |value| value,
            .err => |why| failure.failAt(pointer, "is {s}", .{why}),
        };
    }

    /// The string at a pointer; an error where there is none, and where it is anything else.
    pub fn text(document: Document, pointer: []const u8) Error![]const u8 {
        const json_text = document.raw(pointer) orelse return failure.failAt(pointer, "is missing", .{});
        if (json_text[0] != '"') return failure.failAt(pointer, "is {s}, not a string", .{number_of.kind(json_text)});
        return document.require([]const u8, pointer);
    }

    /// The value at a pointer, read by std.json; null where there is no such value. For amounts take `number`: std.json
    /// rounds, and takes strings for numbers.
    pub fn get(document: Document, comptime T: type, pointer: []const u8) Error!?T {
        const json_text = document.raw(pointer) orelse return null;
        return try parse(T, pointer, json_text, true);
    }

    /// The same; an error where there is no such value.
    pub fn require(document: Document, comptime T: type, pointer: []const u8) Error!T {
        return try document.get(T, pointer) orelse failure.failAt(pointer, "is missing", .{});
    }

    /// The whole. Members that `T` has no field for are errors: a misspelt key of a config would be a limit that
    /// silently does not hold.
    pub fn decode(document: Document, comptime T: type) Error!T {
        return parse(T, "", document.json(), false);
    }

    /// Whether something stands at a pointer, be it `null`.
    pub fn has(document: Document, pointer: []const u8) bool {
        return document.raw(pointer) != null;
    }

    /// The JSON text at a pointer, as it stands there; null where there is no such value.
    pub fn raw(document: Document, pointer: []const u8) ?[]const u8 {
        return switch (document) {
            .part => |part| host.get(part, pointer),
            .source => |source| text_of.at(source, pointer),
        };
    }

    /// The whole as JSON text. Parsing it in the plugin costs as much as everything else together; ask for single values
    /// where you can.
    pub fn json(document: Document) []const u8 {
        return switch (document) {
            .part => |part| host.json(part),
            .source => |source| source,
        };
    }

    /// The length of `json` in bytes, without copying it.
    pub fn size(document: Document) u64 {
        return switch (document) {
            .part => |part| host.size(part),
            .source => |source| source.len,
        };
    }
};

fn parse(comptime T: type, pointer: []const u8, json_text: []const u8, lenient: bool) Error!T {
    const options: std.json.ParseOptions = .{ .ignore_unknown_fields = lenient };
    return std.json.parseFromSliceLeaky(T, memory.allocator, json_text, options) catch |err|
        failure.failAt(pointer, "is not what it should be: {s}", .{@errorName(err)});
}

test "errors say where and what" {
    const document: Document = .of(
        \\{"amount": "50", "nothing": null, "text": "a\u00e9\ud83d\ude00\u0000"}
    );
    try std.testing.expectError(error.Plugin, document.number("/none"));
    try std.testing.expectEqualStrings("`/none` is missing", failure.words(error.Plugin));
    try std.testing.expectError(error.Plugin, document.number("/amount"));
    try std.testing.expectEqualStrings("`/amount` is a string, not a number", failure.words(error.Plugin));
    try std.testing.expectError(error.Plugin, document.optionalNumber("/nothing"));
    try std.testing.expectError(error.Plugin, document.text("/nothing"));
    try std.testing.expectEqualStrings("`/nothing` is `null`, not a string", failure.words(error.Plugin));
    try std.testing.expectEqual(null, try document.optionalNumber("/none"));
    try std.testing.expectEqualStrings("aé😀\x00", try document.text("/text"));
    try std.testing.expectError(error.Plugin, document.decode(struct { amount: []const u8 }));
}
