//! Drive items.

use serde_json::{Value, json};

use super::{Object, object};
use crate::tenant::Tenant;
use crate::tenant::drives::{Drive, Item, ItemKind};

/// The item at `index` of a drive. Graph: driveItem.
pub(crate) fn drive_item(drive: &Drive, index: usize, tenant: &Tenant) -> Option<Object> {
    let item = drive.items.get(index)?;
    let mut object = object(json!({
        "id": item.id,
        "name": item.name,
        "size": item.size,
        "webUrl": drive.web_url(item),
        "createdDateTime": item.created.graph(),
        "lastModifiedDateTime": item.modified.graph(),
        "eTag": format!("\"{{{}}},2\"", item.guid),
        "createdBy": person(item.author, tenant),
        "lastModifiedBy": person(item.editor, tenant),
        "parentReference": parent(drive, item),
        "fileSystemInfo": {
            "createdDateTime": item.created.graph(),
            "lastModifiedDateTime": item.modified.graph(),
        },
    }));
    let children = || drive.items.iter().filter(|item| item.parent == Some(index)).count();
    let facets = match item.kind {
        ItemKind::Root => vec![("root", json!({})), ("folder", json!({"childCount": children()}))],
        ItemKind::Folder => vec![("folder", json!({"childCount": children()}))],
        ItemKind::Package => vec![("package", json!({"type": "oneNote"})), ("cTag", c_tag(item))],
        ItemKind::File { media_type } => {
            let hashes = json!({"quickXorHash": format!("{}=", item.id.chars().take(27).collect::<String>())});
            vec![("file", json!({"mimeType": media_type, "hashes": hashes})), ("cTag", c_tag(item))]
        }
    };
    object.extend(facets.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Some(object)
}

fn c_tag(item: &Item) -> Value {
    json!(format!("\"c:{{{}}},3\"", item.guid))
}

fn person(number: usize, tenant: &Tenant) -> Value {
    let person = tenant.person(number);
    json!({"user": {
        "email": person.and_then(|person| person.mail.as_deref()),
        "id": person.map(|person| &person.id),
        "displayName": person.map(|person| &person.name),
    }})
}

fn parent(drive: &Drive, item: &Item) -> Value {
    let parent = item.parent.and_then(|parent| drive.items.get(parent));
    let mut reference = json!({"driveId": drive.id, "driveType": drive.of.kind()});
    if let (Some(parent), Some(reference)) = (parent, reference.as_object_mut()) {
        reference.insert("id".to_owned(), json!(parent.id));
        reference.insert("name".to_owned(), json!(parent.name));
        reference
            .insert("path".to_owned(), json!(format!("/drives/{}/root:{}", drive.id, parent.path)));
    }
    reference
}
