//! Portcullis plugins in Zig: a policy, a sanitiser, or both. guest-sdk/zig/README.md shows how.
//!
//! An instance of a plugin answers one event and is thrown away, so nothing is freed: take memory from `allocator`.

const contract = @import("contract.zig");
const failure = @import("failure.zig");
const host = @import("host.zig");
const verdicts = @import("verdict.zig");

pub const Phase = contract.Phase;
pub const SubjectKind = contract.SubjectKind;
pub const Subject = contract.Subject;
pub const Event = contract.Event;
pub const Severity = contract.Severity;
pub const ScanContext = contract.ScanContext;
pub const Violation = contract.Violation;
pub const Denial = contract.Denial;
pub const Edit = contract.Edit;
pub const Escalation = contract.Escalation;
pub const Decision = contract.Decision;
pub const Verdict = verdicts.Verdict;
pub const Document = @import("document.zig").Document;
pub const Scan = @import("scan.zig").Scan;
pub const Plugin = @import("exports.zig").Plugin;

/// Memory that is never freed.
pub const allocator = @import("memory.zig").allocator;

/// The event may happen as it is.
pub const allow = verdicts.allow;
/// The event must not happen.
pub const deny = verdicts.deny;
/// The event may happen with changes.
pub const modify = verdicts.modify;
/// The event may happen once a human has approved it.
pub const escalate = verdicts.escalate;
/// JSON text of a value.
pub const json = verdicts.json;

/// What a plugin's functions return where they fail. The event is denied; the operator reads what `fail` was told.
pub const Error = failure.Error;
pub const fail = failure.fail;
pub const failAt = failure.failAt;

/// A line for the operator. Nothing that is logged reaches the model.
pub const log = host.log;
pub const Level = host.Level;

/// Makes a plugin of a file: a policy where it has `evaluate`, a sanitiser where it has `scan`.
pub const exportPlugin = @import("exports.zig").exportPlugin;

/// A panic is logged before it traps. The plugin's root file has `pub const panic = portcullis.panic;`.
pub const panic = host.panic;

/// For tests, which run without WebAssembly.
pub const testing = @import("testing.zig");

test {
    _ = @import("abi.zig");
    _ = @import("number.zig");
    _ = @import("text.zig");
    _ = @import("scan.zig");
    _ = @import("document.zig");
    _ = @import("verdict.zig");
}
