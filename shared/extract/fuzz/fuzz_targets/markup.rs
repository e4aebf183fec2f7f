//! HTML, XML and RTF.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.html", "a.xml", "a.rtf"] {
        drop(extract::extract(bytes, name, &extract::Limits::default(), &|| false));
    }
});
