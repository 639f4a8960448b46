//! See `portcullis_fuzz::event`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portcullis_fuzz::event(data));
