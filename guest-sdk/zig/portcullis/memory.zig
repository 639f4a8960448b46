const std = @import("std");
const builtin = @import("builtin");

var arena: std.heap.ArenaAllocator = .init(std.heap.page_allocator);

/// Memory that is never freed: an instance of a plugin answers one event and is thrown away.
pub const allocator: std.mem.Allocator = if (builtin.cpu.arch.isWasm()) std.heap.wasm_allocator else arena.allocator();

/// Without more memory the plugin ends, and the event is denied.
pub fn format(comptime text: []const u8, arguments: anytype) []const u8 {
    return std.fmt.allocPrint(allocator, text, arguments) catch @panic("out of memory");
}

/// A list with one element more. It has room for 1, 2, 4, 8, …: it is full when its length is one of them (or 0).
pub fn appended(comptime T: type, list: []const T, element: T) []const T {
    var room = @constCast(list);
    if (list.len == 0 or std.math.isPowerOfTwo(list.len)) {
        room = allocator.alloc(T, @max(1, list.len * 2)) catch @panic("out of memory");
        @memcpy(room[0..list.len], list);
    }
    room.len = list.len + 1;
    room[list.len] = element;
    return room;
}
