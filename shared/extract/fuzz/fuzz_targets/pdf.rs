//! PDF.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.pdf"] {
        drop(extract::extract(bytes, name, &extract::Limits::default(), &|| false));
    }
});
