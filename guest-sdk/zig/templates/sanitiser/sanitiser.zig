//! Words that nobody should read are taken out.

const std = @import("std");
const portcullis = @import("portcullis/portcullis.zig");

comptime {
    portcullis.exportPlugin(@This(), .{ .name = "{{name}}", .version = "0.1.0" });
}

/// A panic is logged before it denies the event.
pub const panic = portcullis.panic;

var words: []const []const u8 = &.{};

/// Reads what `[plugin.config]` in pack.toml says.
pub fn configure(config: portcullis.Document) !void {
    words = (try config.decode(struct { words: []const []const u8 })).words;
    for (words) |word| {
        if (word.len == 0) return portcullis.failAt("/words", "has an empty word", .{});
    }
}

/// Finds the words in one text. Spans are bytes of the UTF-8 text.
pub fn scan(it: *portcullis.Scan) !void {
    for (words) |word| {
        var from: usize = 0;
        while (std.mem.indexOfPos(u8, it.text, from, word)) |start| {
            from = start + word.len;
            try it.find("word", .high, start, from, "[removed]");
        }
    }
}

/// In a text that goes on only the last bytes may still become a word.
pub fn settled(text: []const u8) usize {
    var longest: usize = 1;
    for (words) |word| longest = @max(longest, word.len);
    return (text.len + 1) -| longest;
}

test "a word is replaced" {
    try configure(.of("{\"words\": [\"swordfish\"]}"));
    try std.testing.expectEqualStrings("é [removed]!", try portcullis.testing.redact(@This(), "é swordfish!"));
    // As the host does it with a stream.
    const chunks = [_][]const u8{ "a swor", "dfish, a", "n eel" };
    try std.testing.expectEqualStrings("a [removed], an eel", try portcullis.testing.redactChunks(@This(), &chunks));
}

test "an empty word is refused" {
    try std.testing.expectError(error.Plugin, configure(.of("{\"words\": [\"\"]}")));
}
