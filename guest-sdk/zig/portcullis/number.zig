//! Numbers that policies compare: what is compared must be what was written.

const std = @import("std");
const memory = @import("memory.zig");
const Result = @import("contract.zig").Result;

/// The number that a JSON text is, if an `f64` holds exactly that number (`-0` becomes `0`); otherwise what it is instead.
pub fn exact(text: []const u8) Result(f64, []const u8) {
    if (text.len == 0 or !(text[0] == '-' or std.ascii.isDigit(text[0]))) {
        return .{ .err = memory.format("{s}, not a number", .{kind(text)}) };
    }
    if (std.mem.indexOfNone(u8, text, "0123456789+-.eE") != null) return refused(text, "not a number");
    const number = std.fmt.parseFloat(f64, text) catch return refused(text, "not a number");
    if (std.math.isInf(number)) return refused(text, "too large for a number");
    if (!isShort(text)) {
        const kept = memory.format("{e}", .{number});
        if (!Decimal.equal(.read(text), .read(kept))) return refused(text, "more digits than a number can keep");
    }
    return .{ .ok = if (number == 0) 0 else number };
}

/// Nobody would read a long one to its end.
fn refused(text: []const u8, why: []const u8) Result(f64, []const u8) {
    const dots = if (text.len > 40) "…" else "";
    return .{ .err = memory.format("`{s}{s}`, {s}", .{ text[0..@min(40, text.len)], dots, why }) };
}

/// Every amount of money that people write: fifteen digits fit into any `f64`.
fn isShort(text: []const u8) bool {
    return text.len <= 15 and std.mem.indexOfAny(u8, text, "eE") == null;
}

/// What a JSON text is, for people. Strings are not repeated: they may be long, and secret.
pub fn kind(text: []const u8) []const u8 {
    if (text.len == 0) return "nothing";
    return switch (text[0]) {
        '"' => "a string",
        '{' => "an object",
        '[' => "a list",
        'n' => "`null`",
        't', 'f' => "a boolean",
        else => "a number",
    };
}

/// A decimal number without its sign and without leading and trailing zeros, so that equal numbers are equal values.
const Decimal = struct {
    digits: []const u8,
    /// The power of ten of the last digit.
    exponent: i64,

    fn read(text: []const u8) Decimal {
        const end = std.mem.indexOfAny(u8, text, "eE") orelse text.len;
        // Beyond any `f64`, and far from overflow.
        const far = 1_000_000_000;
        var exponent: i64 = 0;
        if (end < text.len) {
            const written = text[end + 1 ..];
            const limit: i64 = if (written[0] == '-') -far else far;
            exponent = std.math.clamp(std.fmt.parseInt(i64, written, 10) catch limit, -far, far);
        }
        const digits = memory.allocator.alloc(u8, end) catch @panic("out of memory");
        var len: usize = 0;
        var fraction = false;
        for (text[0..end]) |c| {
            if (c == '.') fraction = true;
            if (!std.ascii.isDigit(c)) continue;
            if (fraction) exponent -= 1;
            if (len == 0 and c == '0') continue;
            digits[len] = c;
            len += 1;
        }
        while (len > 0 and digits[len - 1] == '0') {
            len -= 1;
            exponent += 1;
        }
        return .{ .digits = digits[0..len], .exponent = if (len == 0) 0 else exponent };
    }

    fn equal(one: Decimal, other: Decimal) bool {
        return one.exponent == other.exponent and std.mem.eql(u8, one.digits, other.digits);
    }
};

test "a number is read however it is written" {
    const cases = .{
        .{ "0", 0 },           .{ "100.000", 100 },                         .{ "1.0E+2", 100 },
        .{ "0.001e5", 100 },   .{ "-12.50", -12.5 },                        .{ "100.00000000000001", 100.00000000000001 },
        .{ "5e-324", 5e-324 }, .{ "9007199254740992", 9007199254740992.0 }, .{ "0e999999999999999999999", 0 },
        .{ "1e308", 1e308 },
    };
    inline for (cases) |case| try std.testing.expectEqual(@as(f64, case[1]), exact(case[0]).ok);
    try std.testing.expect(!std.math.signbit(exact("-0").ok));
}

test "a number that would become another is refused, and what is no number" {
    const cases = .{
        "1e309",                                "1e99999999999999999999999", "9007199254740993", "100.000000000000001",
        "0.1000000000000000055511151231257827", "1e-400",                    "4.9e-324",         "1e-99999999999999999999999",
        "null",                                 "true",                      "\"50\"",           "[50]",
        "NaN",                                  "",                          "-",                "--1",
        "-inf",
    };
    inline for (cases) |text| try std.testing.expect(exact(text) == .err);
}
