//! OpenDocument and EPUB.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.odt", "a.epub"] {
        drop(extract::extract(bytes, name, &extract::Limits::default(), &|| false));
    }
});
