//! Word, Excel, PowerPoint and Visio, in packages and in compound files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.docx", "a.xls"] {
        drop(extract::extract(bytes, name, &extract::Limits::default(), &|| false));
    }
});
