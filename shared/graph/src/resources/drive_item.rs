//! Files and folders.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::date::Date;
use crate::download::DownloadUrl;
use crate::resources::identity::IdentitySet;

/// A `driveItem`. Graph: driveItem, driveitem-delta.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DriveItem {
    /// Unique inside its drive.
    pub id: String,
    /// File or folder name.
    #[serde(default)]
    pub name: Option<String>,
    /// Bytes.
    #[serde(default)]
    pub size: Option<i64>,
    /// Where it can be opened.
    #[serde(default)]
    pub web_url: Option<String>,
    /// When it was made.
    #[serde(default)]
    pub created_date_time: Date,
    /// When it was changed.
    #[serde(default)]
    pub last_modified_date_time: Date,
    /// Who made it.
    #[serde(default)]
    pub created_by: Option<IdentitySet>,
    /// Who changed it last.
    #[serde(default)]
    pub last_modified_by: Option<IdentitySet>,
    /// The folder that it is in; without `path` in delta answers (Graph: driveitem-delta).
    #[serde(default)]
    pub parent_reference: Option<ItemReference>,
    /// Changes with the content only; absent on folders.
    #[serde(default)]
    pub c_tag: Option<String>,
    /// Where its content can be read for some minutes. Graph: driveItem, `@microsoft.graph.downloadUrl`.
    #[serde(default, rename = "@microsoft.graph.downloadUrl")]
    pub download_url: Option<DownloadUrl>,
    /// It is a file.
    #[serde(default)]
    pub file: Option<FileFacet>,
    /// It is a folder.
    #[serde(default)]
    pub folder: Option<IgnoredAny>,
    /// It is a package (a notebook): neither file nor folder.
    #[serde(default)]
    pub package: Option<IgnoredAny>,
    /// It is the drive's root.
    #[serde(default)]
    pub root: Option<IgnoredAny>,
    /// It was deleted.
    #[serde(default)]
    pub deleted: Option<IgnoredAny>,
}

impl DriveItem {
    /// The drive that it is in, if it says so.
    pub fn drive_id(&self) -> Option<&str> {
        self.parent_reference.as_ref()?.drive_id.as_deref()
    }

    /// The folder that it is in, if it says so.
    pub fn parent_id(&self) -> Option<&str> {
        self.parent_reference.as_ref()?.id.as_deref()
    }
}

/// An `itemReference`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemReference {
    /// The drive.
    #[serde(default)]
    pub drive_id: Option<String>,
    /// The folder.
    #[serde(default)]
    pub id: Option<String>,
}

/// The `file` facet.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileFacet {
    /// MIME type.
    #[serde(default)]
    pub mime_type: Option<String>,
}
