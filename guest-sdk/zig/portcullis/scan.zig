const std = @import("std");
const contract = @import("contract.zig");
const failure = @import("failure.zig");
const memory = @import("memory.zig");

/// One text that a sanitiser looks at.
pub const Scan = struct {
    text: []const u8,
    /// Where the text stands in the payload.
    pointer: []const u8,
    /// The event that it is of.
    context: *const contract.ScanContext,
    segment: u32,
    findings: []const contract.Finding = &.{},

    /// Something that should not pass, in the bytes from `start` to before `end` of the text, both on character
    /// boundaries. `replacement` is what should stand there instead; null: the host's own mark.
    pub fn find(scan: *Scan, kind: []const u8, severity: contract.Severity, start: usize, end: usize, replacement: ?[]const u8) failure.Error!void {
        // The host would refuse the whole report without saying which finding it was.
        if (end < start or !isBoundary(scan.text, start) or !isBoundary(scan.text, end)) {
            const text = "the finding `{s}` at bytes {d}..{d} is not a range of characters of the text of {d} bytes";
            return failure.fail(text, .{ kind, start, end, scan.text.len });
        }
        scan.findings = memory.appended(contract.Finding, scan.findings, .{
            .segment = scan.segment,
            .start = @intCast(start),
            .end = @intCast(end),
            .kind = kind,
            .severity = severity,
            .replacement = replacement,
        });
    }
};

fn isBoundary(text: []const u8, at: usize) bool {
    return at == text.len or (at < text.len and text[at] & 0xc0 != 0x80);
}

/// Scans the texts of one event, one by one. `more`: they go on.
pub fn all(comptime P: type, context: *const contract.ScanContext, segments: []const contract.Segment, more: bool) !contract.Report {
    var report: contract.Report = .{};
    for (segments, 0..) |segment, index| {
        var scan: Scan = .{ .text = segment.text, .pointer = segment.pointer, .context = context, .segment = @intCast(index) };
        try @as(anyerror!void, P.scan(&scan));
        var settled = segment.text.len;
        if (more) settled = settle(segment.text, if (@hasDecl(P, "settled")) P.settled(segment.text) else 0, scan.findings);
        for (scan.findings) |finding| {
            // What is held back comes again, and would be reported twice.
            if (more and finding.start >= settled) continue;
            report.findings = memory.appended(contract.Finding, report.findings, finding);
        }
        report.settled = memory.appended(u32, report.settled, @intCast(settled));
    }
    return report;
}

/// What the sanitiser calls settled, brought to a character boundary and before every finding that it would cut: the
/// part of a finding that was released could not be taken back.
fn settle(text: []const u8, wanted: usize, findings: []const contract.Finding) usize {
    var settled = @min(wanted, text.len);
    while (!isBoundary(text, settled)) settled -= 1;
    again: while (true) {
        for (findings) |finding| {
            if (finding.start < settled and settled < finding.end) {
                settled = finding.start;
                continue :again;
            }
        }
        return settled;
    }
}

test "what is settled cuts nothing" {
    // The arrow is at 2..5.
    const text = "ab→cd";
    const finding: contract.Finding = .{ .segment = 0, .start = 5, .end = 7, .kind = "x", .severity = .low, .replacement = null };
    try std.testing.expectEqual(2, settle(text, 4, &.{}));
    try std.testing.expectEqual(7, settle(text, 99, &.{finding}));
    try std.testing.expectEqual(5, settle(text, 6, &.{finding}));
}

test "a finding within a character is refused" {
    var scan: Scan = .{ .text = "ab→cd", .pointer = "", .context = &.{}, .segment = 0 };
    inline for (.{ .{ 3, 5 }, .{ 0, 8 }, .{ 2, 1 } }) |range| {
        try std.testing.expectError(error.Plugin, scan.find("x", .low, range[0], range[1], null));
    }
    try scan.find("x", .low, 2, 5, null);
}
