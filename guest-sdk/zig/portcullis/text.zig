//! Values of a JSON text by pointer, as the host finds them.

const std = @import("std");
const memory = @import("memory.zig");

/// The JSON text at an RFC 6901 pointer; null where there is no such value.
pub fn at(json: []const u8, pointer: []const u8) ?[]const u8 {
    var value = std.mem.trim(u8, json, " \t\r\n");
    if (pointer.len == 0) return value;
    if (pointer[0] != '/') return null;
    var tokens = std.mem.splitScalar(u8, pointer[1..], '/');
    while (tokens.next()) |token| value = step(value, unescaped(token) orelse return null) orelse return null;
    return value;
}

/// `~1` is a slash, `~0` a tilde, and no other tilde is allowed.
fn unescaped(token: []const u8) ?[]const u8 {
    const plain = memory.allocator.alloc(u8, token.len) catch @panic("out of memory");
    var len: usize = 0;
    var index: usize = 0;
    while (index < token.len) : (index += 1) {
        plain[len] = token[index];
        if (token[index] == '~') {
            index += 1;
            if (index == token.len) return null;
            plain[len] = switch (token[index]) {
                '0' => '~',
                '1' => '/',
                else => return null,
            };
        }
        len += 1;
    }
    return plain[0..len];
}

/// The member or the element that a token names.
fn step(json: []const u8, token: []const u8) ?[]const u8 {
    var scanner: std.json.Scanner = .initCompleteInput(memory.allocator, json);
    switch (scanner.next() catch return null) {
        .object_begin => while (true) {
            const key = switch (scanner.nextAlloc(memory.allocator, .alloc_if_needed) catch return null) {
                .string, .allocated_string => |key| key,
                else => return null,
            };
            const value = next(&scanner, json) orelse return null;
            if (std.mem.eql(u8, key, token)) return value;
        },
        .array_begin => {
            // `01` and `+1` are not indices, though they parse.
            if (token.len > 1 and token[0] == '0') return null;
            for (token) |digit| if (!std.ascii.isDigit(digit)) return null;
            var left = std.fmt.parseInt(usize, token, 10) catch return null;
            while (true) : (left -= 1) {
                if ((scanner.peekNextTokenType() catch return null) == .array_end) return null;
                const value = next(&scanner, json) orelse return null;
                if (left == 0) return value;
            }
        },
        else => return null,
    }
}

/// The next value's text.
fn next(scanner: *std.json.Scanner, json: []const u8) ?[]const u8 {
    _ = scanner.peekNextTokenType() catch return null;
    const start = scanner.cursor;
    scanner.skipValue() catch return null;
    return json[start..scanner.cursor];
}

test "pointers follow RFC 6901" {
    const json =
        \\ {"a": [10, {"b/c": 1.50 , "d~e": "x"}], "": {"": 0}, "n": null, "0": "zero", "\u00e9": [1,2]}
    ;
    const found = .{
        .{ "/a/0", "10" },        .{ "/a/1/b~1c", "1.50" }, .{ "/a/1/d~0e", "\"x\"" },
        .{ "//", "0" },           .{ "/0", "\"zero\"" },    .{ "/n", "null" },
        .{ "/é/1", "2" },
        .{ "/a/1/b~1c", "1.50" },
    };
    inline for (found) |case| try std.testing.expectEqualStrings(case[1], at(json, case[0]).?);
    const missing = .{ "a", "/a/2", "/a/00", "/a/+1", "/a/-", "/a/-1", "/n/x", "/a/0/x", "/a/1/b~2c", "/a/1/b~", "/A" };
    inline for (missing) |pointer| try std.testing.expectEqual(null, at(json, pointer));
}
