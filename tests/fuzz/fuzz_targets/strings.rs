//! See `portcullis_fuzz::strings`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::strings(data));
