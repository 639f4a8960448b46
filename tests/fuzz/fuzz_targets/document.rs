//! See `portcullis_fuzz::document`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::document(data));
