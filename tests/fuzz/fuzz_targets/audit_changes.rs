//! See `portcullis_fuzz::audit_changes`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::audit_changes(data));
