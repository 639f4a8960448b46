//! The conformance kit's policy. What it does is said in tests/conformance/README.md.

const std = @import("std");
const portcullis = @import("portcullis/portcullis.zig");
const answers = @import("answers.zig");

comptime {
    portcullis.exportPlugin(@This(), .{
        .name = "conformance-policy",
        .version = "1.2.3",
        .config_schema =
        \\{"type": "object", "additionalProperties": false, "properties": {"label": {"type": "string"}, "errors": {"type": "array"}, "raise": {"type": "string"}}}
        ,
    });
}

pub const panic = portcullis.panic;

const Config = struct {
    label: []const u8 = "",
    errors: []const struct { pointer: []const u8, message: []const u8 } = &.{},
    raise: ?[]const u8 = null,
};

var label: []const u8 = "";
var events: u32 = 0;

pub fn configure(document: portcullis.Document) !void {
    const config = try document.decode(Config);
    if (config.raise) |message| @panic(message);
    var failed: ?anyerror = null;
    for (config.errors) |wrong| failed = portcullis.failAt(wrong.pointer, "{s}", .{wrong.message});
    if (failed) |err| return err;
    label = config.label;
}

const Command = enum { allow, deny, escalate, modify, many, event, look, label, count, log, @"error", raise, spin };

pub fn evaluate(event: *const portcullis.Event, payload: portcullis.Document) !portcullis.Verdict {
    if (!payload.has("/do")) return portcullis.allow();
    const name = try payload.text("/do");
    const command = std.meta.stringToEnum(Command, name) orelse return portcullis.fail("unknown command: {s}", .{name});
    var verdict = portcullis.allow();
    switch (command) {
        .allow => {},
        .deny => verdict = try answers.deny(payload),
        .escalate => verdict = try answers.escalate(payload),
        .modify => verdict = try answers.modify(payload),
        .many => verdict = try answers.many(payload),
        .event => verdict = answers.told(event),
        .look => verdict = try answers.looked(event, payload),
        .label => verdict.note("{s}", .{label}),
        .count => {
            events += 1;
            verdict.note("{d}", .{events});
        },
        .log => try answers.say(payload),
        .@"error" => return portcullis.fail("{s}", .{try payload.text("/message")}),
        .raise => @panic(try payload.text("/message")),
        .spin => while (true) std.mem.doNotOptimizeAway(events),
    }
    const notes = try payload.get([]const []const u8, "/notes") orelse &.{};
    for (notes) |note| verdict.note("{s}", .{note});
    return verdict;
}
