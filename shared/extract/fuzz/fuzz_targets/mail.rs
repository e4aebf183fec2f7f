//! Mails, as they are sent and as Outlook keeps them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.eml", "a.msg"] {
        drop(extract::extract(bytes, name, &extract::Limits::default(), &|| false));
    }
});
