//! See `portcullis_fuzz::answers`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::answers(data));
