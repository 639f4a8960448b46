//! See `portcullis_fuzz::descriptor`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::descriptor(data));
