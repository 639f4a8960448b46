//! See `portcullis_fuzz::edits`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::edits(data));
