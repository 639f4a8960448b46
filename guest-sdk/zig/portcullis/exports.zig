//! The contract's functions that a plugin exports.

const std = @import("std");
const builtin = @import("builtin");
const abi = @import("abi.zig");
const contract = @import("contract.zig");
const failure = @import("failure.zig");
const memory = @import("memory.zig");
const scans = @import("scan.zig");
const Document = @import("document.zig").Document;
const Verdict = @import("verdict.zig").Verdict;

/// What a plugin says of itself.
pub const Plugin = struct {
    /// Lower-case with dashes.
    name: []const u8,
    /// Semantic version.
    version: []const u8,
    /// The phases that it understands; none: all.
    phases: []const contract.Phase = &.{},
    /// JSON Schema (draft 2020-12) of the config, which the host checks; empty: anything goes.
    config_schema: []const u8 = "",
};

/// Makes a plugin of a file. All of these are optional but one of the last two:
///
///     pub fn configure(config: Document) !void
///     pub fn settled(text: []const u8) usize
///     pub fn evaluate(event: *const Event, payload: Document) !Verdict
///     pub fn scan(scan: *Scan) !void
pub fn exportPlugin(comptime P: type, comptime plugin: Plugin) void {
    if (!@hasDecl(P, "evaluate") and !@hasDecl(P, "scan")) @compileError("a plugin has `pub fn evaluate` or `pub fn scan`");
    if (!builtin.cpu.arch.isWasm()) return;
    const exported = Exports(P, plugin);
    @export(&realloc, .{ .name = "cabi_realloc" });
    @export(&exported.describe, .{ .name = "portcullis:plugin/lifecycle@0.1.0#describe" });
    @export(&exported.configure, .{ .name = "portcullis:plugin/lifecycle@0.1.0#configure" });
    if (@hasDecl(P, "evaluate")) @export(&exported.evaluate, .{ .name = "portcullis:plugin/policy@0.1.0#evaluate" });
    if (@hasDecl(P, "scan")) @export(&exported.scan, .{ .name = "portcullis:plugin/sanitiser@0.1.0#scan" });
}

/// Where the host puts what it hands over. It never asks for more room for something that it has put there.
fn realloc(_: usize, _: usize, _: usize, len: usize) callconv(.c) usize {
    return @intFromPtr(abi.reserve(len).ptr);
}

fn Exports(comptime P: type, comptime plugin: Plugin) type {
    return struct {
        fn describe() callconv(.c) usize {
            return abi.placed(contract.Descriptor, .{
                .name = plugin.name,
                .version = plugin.version,
                .phases = plugin.phases,
                .config_schema = plugin.config_schema,
            });
        }

        fn configure(config: [*]const u8, len: usize) callconv(.c) usize {
            const Answer = contract.Result(void, []const contract.ConfigError);
            if (@hasDecl(P, "configure")) {
                const answer: anyerror!void = P.configure(Document.of(config[0..len]));
                answer catch |err| return abi.placed(Answer, .{ .err = failure.all(err) });
            }
            return abi.placed(Answer, .ok);
        }

        fn evaluate(at: usize) callconv(.c) usize {
            const Answer = contract.Result(Verdict, []const u8);
            const verdict = decided(at) catch |err| return abi.placed(Answer, .{ .err = failure.words(err) });
            return abi.placed(Answer, .{ .ok = verdict });
        }

        fn decided(at: usize) anyerror!Verdict {
            const event = abi.load(contract.Event, at);
            try checkPhase(event.phase);
            return P.evaluate(&event, Document{ .part = .payload });
        }

        // The contract hands over a scan-context field by field.
        fn scan(
            id: [*]const u8,
            id_len: usize,
            session: [*]const u8,
            session_len: usize,
            phase: u32,
            target: [*]const u8,
            target_len: usize,
            subject: [*]const u8,
            subject_len: usize,
            segments: usize,
            count: usize,
            more: u32,
        ) callconv(.c) usize {
            const Answer = contract.Result(contract.Report, []const u8);
            const context: contract.ScanContext = .{
                .event_id = id[0..id_len],
                .session = session[0..session_len],
                .phase = @fromBackingInt(@intCast(phase)),
                .target = target[0..target_len],
                .subject_id = subject[0..subject_len],
            };
            const report = found(&context, segments, count, more != 0) catch |err|
                return abi.placed(Answer, .{ .err = failure.words(err) });
            return abi.placed(Answer, .{ .ok = report });
        }

        fn found(context: *const contract.ScanContext, at: usize, count: usize, more: bool) anyerror!contract.Report {
            try checkPhase(context.phase);
            const size = comptime abi.size(contract.Segment);
            const segments = try memory.allocator.alloc(contract.Segment, count);
            for (segments, 0..) |*segment, index| segment.* = abi.load(contract.Segment, at + index * size);
            return scans.all(P, context, segments, more);
        }

        // The host never asks in a phase that was not declared; if it did, an answer would mean nothing.
        fn checkPhase(phase: contract.Phase) failure.Error!void {
            if (plugin.phases.len == 0) return;
            for (plugin.phases) |known| if (known == phase) return;
            return failure.fail("`{s}` does not understand the phase `{s}`", .{ plugin.name, phase.name() });
        }
    };
}
