//! Tests of a plugin without WebAssembly, by `zig test`.

const std = @import("std");
const contract = @import("contract.zig");
const failure = @import("failure.zig");
const memory = @import("memory.zig");
const scans = @import("scan.zig");

/// The words of an error that the plugin returned.
pub const words = failure.words;

/// A text with what a sanitiser finds replaced, by `[redacted]` where it proposes nothing.
pub fn redact(comptime P: type, text: []const u8) ![]const u8 {
    return redactChunks(P, &.{text});
}

/// The same for a text that comes in chunks, as the host does it: what is not settled waits for the next one.
pub fn redactChunks(comptime P: type, chunks: []const []const u8) ![]const u8 {
    var held: []const u8 = "";
    var released: []const u8 = "";
    for (chunks, 0..) |chunk, index| {
        held = memory.format("{s}{s}", .{ held, chunk });
        const segments = [_]contract.Segment{.{ .pointer = "", .text = held }};
        const report = try scans.all(P, &.{}, &segments, index + 1 < chunks.len);
        const settled = report.settled[0];
        released = try replaced(released, held, settled, report.findings);
        held = held[settled..];
    }
    return released;
}

/// The first `settled` bytes with the findings replaced. Findings that overlap are one, with the first one's text.
fn replaced(before: []const u8, text: []const u8, settled: usize, findings: []const contract.Finding) ![]const u8 {
    const sorted = try memory.allocator.dupe(contract.Finding, findings);
    std.mem.sort(contract.Finding, sorted, {}, byStart);
    var output = before;
    var done: usize = 0;
    for (sorted) |finding| {
        if (finding.start >= done) {
            output = memory.format("{s}{s}{s}", .{ output, text[done..finding.start], finding.replacement orelse "[redacted]" });
        }
        done = @max(done, finding.end);
    }
    return if (done < settled) memory.format("{s}{s}", .{ output, text[done..settled] }) else output;
}

fn byStart(_: void, one: contract.Finding, other: contract.Finding) bool {
    return one.start < other.start;
}
