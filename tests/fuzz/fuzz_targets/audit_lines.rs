//! See `portcullis_fuzz::audit_lines`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::audit_lines(data));
