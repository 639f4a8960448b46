//! See `portcullis_fuzz::pack`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::pack(data));
