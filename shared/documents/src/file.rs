//! What the documents of files in channels and chats have in common.

use graph::resources::DriveItem;
use graph::resources::identity::IdentitySet;

use crate::document::Document;

/// Whether a document is made of `item`: files and packages (`OneNote` notebooks) that live.
pub(crate) fn is_file(item: &DriveItem) -> bool {
    (item.file.is_some() || item.package.is_some())
        && item.folder.is_none()
        && item.deleted.is_none()
}

impl Document {
    /// The fields of a file, but for where it is.
    pub(crate) fn of_file(mut self, drive: &str, item: &DriveItem) -> Self {
        let name = item.name.as_deref();
        let web_url = item.web_url.as_deref();
        let mime_type = item.file.as_ref().and_then(|file| file.mime_type.as_deref());
        self.content_tag.clone_from(&item.c_tag);
        self.dates(item.created_date_time, item.last_modified_date_time)
            .always_text("name", name)
            .always_text("title", name)
            .always_text("weburl", web_url)
            .always_text("url", web_url)
            .always("size_in_bytes", item.size.unwrap_or_default())
            .given_text("mime_type", mime_type)
            .given("extension", name.and_then(extension))
            .given_text("author", actor(item.created_by.as_ref()))
            .given_text("last_modified_by", actor(item.last_modified_by.as_ref()))
            .always("drive_id", drive)
            .always("item_id", item.id.as_str())
            .always("content_status", "off")
    }
}

/// `docx` of `Plan.DOCX`; none of a name that only begins or ends with a dot.
fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
}

fn actor(identities: Option<&IdentitySet>) -> Option<&str> {
    let identity = identities?.actor()?;
    identity.display_name.as_deref().or(identity.email.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_lower_case_and_has_no_dot() {
        for (name, expected) in [
            ("Plan.DOCX", Some("docx")),
            ("архив.tar.gz", Some("gz")),
            (".gitignore", None),
            ("README", None),
            ("why.", None),
        ] {
            assert_eq!(extension(name).as_deref(), expected, "{name}");
        }
    }
}
