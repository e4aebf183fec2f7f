//! What `META-INF/encryption.xml` says: which parts nobody reads without a key.

use percent_encoding::percent_decode_str;

use crate::output::Stop;
use crate::refusal::Refusal;
use crate::xml_events::{XmlEvent, each_event};

/// Refuses a book with an encrypted chapter. Fonts are encrypted often, and with them every part that isn't read.
///
/// EPUB 3.3, 4.2.6.3.2: each encrypted part is named by the `URI` of a `CipherReference`, from the package's root.
pub(super) fn refuse_encrypted(encryption: &[u8], chapters: &[String]) -> Result<(), Stop> {
    each_event(encryption, |event| {
        if let XmlEvent::Start(element) = event
            && element.local_name() == "CipherReference"
            && let Some(uri) = element.attribute("URI")
        {
            let part = percent_decode_str(&uri).decode_utf8_lossy();
            if chapters.iter().any(|chapter| *chapter == part) {
                return Err(Refusal::Encrypted.into());
            }
        }
        Ok(())
    })
}
