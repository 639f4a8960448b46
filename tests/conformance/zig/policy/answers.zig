//! What the commands answer.

const std = @import("std");
const portcullis = @import("portcullis/portcullis.zig");

const Document = portcullis.Document;
const Verdict = portcullis.Verdict;

fn print(comptime format: []const u8, arguments: anytype) []const u8 {
    return std.fmt.allocPrint(portcullis.allocator, format, arguments) catch @panic("out of memory");
}

/// A member of an element of a list; null behind the list's end.
fn element(payload: Document, comptime list: []const u8, index: usize) ?[]const u8 {
    const at = print("{s}/{d}", .{ list, index });
    return if (payload.has(at)) at else null;
}

fn text(payload: Document, at: []const u8, comptime member: []const u8) ![]const u8 {
    return payload.text(print("{s}{s}", .{ at, member }));
}

fn raw(payload: Document, at: []const u8, comptime member: []const u8) ?[]const u8 {
    return payload.raw(print("{s}{s}", .{ at, member }));
}

pub fn deny(payload: Document) !Verdict {
    var verdict = portcullis.deny(try payload.text("/code"), "{s}", .{try payload.text("/detail")});
    verdict.decision.deny.message = try payload.get([]const u8, "/message");
    var index: usize = 0;
    while (element(payload, "/violations", index)) |at| : (index += 1) verdict.violation(.{
        .code = try text(payload, at, "/code"),
        .pointer = try text(payload, at, "/pointer"),
        .found = raw(payload, at, "/found"),
        .allowed = raw(payload, at, "/allowed"),
        .rule = try payload.get([]const u8, print("{s}/rule", .{at})),
    });
    return verdict;
}

pub fn escalate(payload: Document) !Verdict {
    const Escalation = struct {
        code: []const u8,
        detail: []const u8,
        message: ?[]const u8 = null,
        approvers: []const []const u8 = &.{},
    };
    const it = try payload.require(Escalation, "");
    var verdict = portcullis.escalate(it.code, "{s}", .{it.detail});
    verdict.decision.escalate.message = it.message;
    verdict.decision.escalate.approvers = it.approvers;
    return verdict;
}

pub fn modify(payload: Document) !Verdict {
    var verdict = portcullis.modify();
    var index: usize = 0;
    while (element(payload, "/edits", index)) |at| : (index += 1) {
        verdict.edit(.{ .pointer = try text(payload, at, "/pointer"), .value = raw(payload, at, "/value") });
    }
    return verdict;
}

pub fn many(payload: Document) !Verdict {
    const Of = enum { edits, violations, notes, approvers };
    const count = try payload.require(usize, "/count");
    const of = try payload.require(Of, "/of");
    var verdict = switch (of) {
        .edits => portcullis.modify(),
        .violations => portcullis.deny("many", "{d}", .{count}),
        .notes => portcullis.allow(),
        .approvers => portcullis.escalate("many", "{d}", .{count}),
    };
    for (0..count) |i| switch (of) {
        .edits => verdict.set(print("/n{d}", .{i}), i),
        .violations => verdict.violation(.{
            .code = print("v{d}", .{i}),
            .pointer = print("/{d}", .{i}),
            .found = portcullis.json(i),
            .rule = print("r{d}", .{i}),
        }),
        .notes => verdict.note("{d}", .{i}),
        .approvers => verdict.approver("user:{d}", .{i}),
    };
    if (of == .edits) verdict.set("/do", "allow");
    return verdict;
}

fn joined(list: []const []const u8) []const u8 {
    return std.mem.join(portcullis.allocator, ",", list) catch @panic("out of memory");
}

pub fn told(event: *const portcullis.Event) Verdict {
    const subject = &event.subject;
    var verdict = portcullis.allow();
    verdict.note("id={s}", .{event.id});
    verdict.note("session={s}", .{event.session});
    verdict.note("phase={s}", .{event.phase.name()});
    verdict.note("subject.id={s}", .{subject.id});
    verdict.note("subject.kind={s}", .{@tagName(subject.kind)});
    verdict.note("subject.roles={s}", .{joined(subject.roles)});
    verdict.note("subject.scopes={s}", .{joined(subject.scopes)});
    verdict.note("subject.via={s}", .{joined(subject.via)});
    verdict.note("subject.claims={s}", .{subject.claims().json()});
    verdict.note("target={s}", .{event.target});
    verdict.note("action={s}", .{event.action});
    verdict.note("context={s}", .{event.context().json()});
    verdict.note("time={d}", .{event.time_ms});
    return verdict;
}

const Look = struct {
    part: enum { payload, context, claims },
    op: enum { get, json, size, characters },
    pointer: []const u8 = "",
};

pub fn looked(event: *const portcullis.Event, payload: Document) !Verdict {
    var verdict = portcullis.allow();
    for (try payload.require([]const Look, "/look")) |look| {
        const part = switch (look.part) {
            .payload => payload,
            .context => event.context(),
            .claims => event.subject.claims(),
        };
        switch (look.op) {
            .get => verdict.note("{s}", .{part.raw(look.pointer) orelse "none"}),
            .json => verdict.note("{s}", .{part.json()}),
            .size => verdict.note("{d}", .{part.size()}),
            .characters => verdict.note("{d}", .{try std.unicode.utf8CountCodepoints(part.json())}),
        }
    }
    return verdict;
}

pub fn say(payload: Document) !void {
    const Level = enum { trace, debug, info, warn, @"error" };
    const Line = struct { level: Level, message: []const u8 };
    for (try payload.require([]const Line, "/lines")) |line| {
        portcullis.log(@fromBackingInt(@intCast(@backingInt(line.level))), "{s}", .{line.message});
    }
}
