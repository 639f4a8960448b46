//! Where values lie in memory when they pass the border: the component model's canonical ABI, worked out from the types.

const std = @import("std");

/// Reads a value that the host has put somewhere.
pub fn load(comptime T: type, at: usize) T {
    switch (@typeInfo(T)) {
        .int => return @as(*align(1) const T, @ptrFromInt(at)).*,
        .@"enum" => return @fromBackingInt(@intCast(load(u8, at))),
        .pointer => |pointer| return loadList(pointer.child, load(u32, at), load(u32, at + 4)),
        .optional => |optional| {
            if (load(u8, at) == 0) return null;
            return load(optional.child, at + alignment(optional.child));
        },
        .@"struct" => |info| {
            var value: T = undefined;
            comptime var offset = 0;
            inline for (info.field_names, info.field_types) |name, Field| {
                offset = comptime forward(offset, alignment(Field));
                @field(value, name) = load(Field, at + offset);
                offset += comptime size(Field);
            }
            return value;
        },
        else => @compileError("the host hands over no " ++ @typeName(T)),
    }
}

fn loadList(comptime T: type, at: usize, len: usize) []const T {
    // Bytes lie as they are.
    if (T == u8) return if (len == 0) "" else @as([*]const u8, @ptrFromInt(at))[0..len];
    const list = @import("memory.zig").allocator.alloc(T, len) catch @panic("out of memory");
    for (list, 0..) |*element, index| element.* = load(T, at + index * size(T));
    return list;
}

/// Puts a value where the host reads it.
pub fn store(comptime T: type, at: usize, value: T) void {
    switch (@typeInfo(T)) {
        .void => {},
        .int => @as(*align(1) T, @ptrFromInt(at)).* = value,
        .@"enum" => store(u8, at, @backingInt(value)),
        .pointer => |pointer| {
            const list = if (pointer.child == u8) @intFromPtr(value.ptr) else storeList(pointer.child, value);
            store(u32, at, @intCast(list));
            store(u32, at + 4, @intCast(value.len));
        },
        .optional => |optional| {
            store(u8, at, @intFromBool(value != null));
            if (value) |some| store(optional.child, at + alignment(optional.child), some);
        },
        .@"struct" => |info| {
            comptime var offset = 0;
            inline for (info.field_names, info.field_types) |name, Field| {
                offset = comptime forward(offset, alignment(Field));
                store(Field, at + offset, @field(value, name));
                offset += comptime size(Field);
            }
        },
        .@"union" => switch (value) {
            inline else => |payload, tag| {
                store(u8, at, @backingInt(tag));
                store(@TypeOf(payload), at + comptime payloadAlignment(T), payload);
            },
        },
        else => @compileError("the contract has no " ++ @typeName(T)),
    }
}

fn storeList(comptime T: type, list: []const T) usize {
    const at = @intFromPtr(reserve(list.len * size(T)).ptr);
    for (list, 0..) |element, index| store(T, at + index * size(T), element);
    return at;
}

/// Memory that suits everything that the contract has.
pub fn reserve(len: usize) []align(8) u8 {
    return @import("memory.zig").allocator.alignedAlloc(u8, .@"8", @max(1, len)) catch @panic("out of memory");
}

/// Where a value was put.
pub fn placed(comptime T: type, value: T) usize {
    const at = @intFromPtr(reserve(size(T)).ptr);
    store(T, at, value);
    return at;
}

/// The room that a value takes.
pub fn size(comptime T: type) usize {
    return switch (@typeInfo(T)) {
        .void => 0,
        .int => @sizeOf(T),
        .@"enum" => 1,
        .pointer => 8,
        .optional => |optional| forward(alignment(optional.child) + size(optional.child), alignment(T)),
        .@"struct" => |info| {
            var end: usize = 0;
            inline for (info.field_types) |Field| end = forward(end, alignment(Field)) + size(Field);
            return forward(end, alignment(T));
        },
        .@"union" => |info| {
            var largest: usize = 0;
            inline for (info.field_types) |Case| largest = @max(largest, size(Case));
            return forward(payloadAlignment(T) + largest, alignment(T));
        },
        else => @compileError("the contract has no " ++ @typeName(T)),
    };
}

fn alignment(comptime T: type) usize {
    return switch (@typeInfo(T)) {
        .void, .@"enum" => 1,
        .int => @sizeOf(T),
        .pointer => 4,
        .optional => |optional| alignment(optional.child),
        .@"struct" => |info| most(info.field_types),
        .@"union" => payloadAlignment(T),
        else => @compileError("the contract has no " ++ @typeName(T)),
    };
}

fn payloadAlignment(comptime T: type) usize {
    return most(@typeInfo(T).@"union".field_types);
}

fn most(comptime types: []const type) usize {
    var largest: usize = 1;
    inline for (types) |T| largest = @max(largest, alignment(T));
    return largest;
}

fn forward(at: usize, comptime step: usize) usize {
    return (at + step - 1) / step * step;
}

test "types take the room that the canonical ABI gives them" {
    const contract = @import("contract.zig");
    try std.testing.expectEqual(96, comptime size(contract.Event));
    try std.testing.expectEqual(44, comptime size(contract.Subject));
    try std.testing.expectEqual(52, comptime size(contract.Violation));
    try std.testing.expectEqual(20, comptime size(contract.Edit));
    try std.testing.expectEqual(36, comptime size(contract.Denial));
    try std.testing.expectEqual(40, comptime size(contract.Decision));
    try std.testing.expectEqual(36, comptime size(contract.Finding));
    try std.testing.expectEqual(32, comptime size(contract.Descriptor));
    try std.testing.expectEqual(16, comptime size(contract.ConfigError));
}
