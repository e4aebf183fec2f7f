//! Plain text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.txt"] {
        drop(extract::extract(bytes, name, &extract::Limits::default(), &|| false));
    }
});
