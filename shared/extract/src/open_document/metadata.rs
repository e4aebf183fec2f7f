//! What `meta.xml` says of the document.

use crate::date::rfc3339;
use crate::output::{Metadata, Stop};
use crate::xml_events::{XmlEvent, each_event};

/// Adds what the part says.
pub(super) fn read(bytes: &[u8], metadata: &mut Metadata) -> Result<(), Stop> {
    let mut text = String::new();
    let mut changed_by = None;
    each_event(bytes, |event| {
        match event {
            XmlEvent::Start(_) => text.clear(),
            XmlEvent::Text(more) => text.push_str(more),
            XmlEvent::End(name) => {
                match name {
                    "dc:title" => metadata.title = Metadata::said(&text),
                    "meta:initial-creator" => metadata.author = Metadata::said(&text),
                    "dc:creator" => changed_by = Metadata::said(&text),
                    "meta:creation-date" => metadata.created = rfc3339(&text),
                    "dc:date" => metadata.modified = rfc3339(&text),
                    "dc:language" => metadata.language = Metadata::said(&text),
                    _ => {}
                }
                text.clear();
            }
        }
        Ok(())
    })?;
    // Who changed it last is the only one it names.
    metadata.author = metadata.author.take().or(changed_by);
    Ok(())
}
