//! A search document and the few ways in which a field gets into it.

use graph::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::object_type::ObjectType;

/// One document of the content index. Equal Graph content gives an equal document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The `_id`: at most [`crate::id::BYTES_MAX`] bytes.
    pub id: String,
    /// What it is.
    pub object_type: ObjectType,
    /// All its fields, `id`, `type` and `object_type` among them.
    pub fields: Map<String, Value>,
    /// Ids of the messages that carry it, sorted; filled for files of chats only.
    pub parents: Vec<String>,
    /// Graph's `cTag` of a file: it changes with the content only.
    pub content_tag: Option<String>,
    /// Whether its text or one of its lists went over a limit and lost its end: worth an issue.
    pub cut: bool,
}

impl Document {
    pub(crate) fn new(id: String, object_type: ObjectType) -> Self {
        let document = Self {
            id,
            object_type,
            fields: Map::new(),
            parents: Vec::new(),
            content_tag: None,
            cut: false,
        };
        let id = document.id.clone();
        document
            .always("id", id)
            .always("type", object_type.elastic_type())
            .always("object_type", object_type.name())
    }

    /// A field that stands in every document of its type.
    pub(crate) fn always(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// A text that stands in every document of its type, empty where Graph has none.
    pub(crate) fn always_text(self, name: &str, text: Option<&str>) -> Self {
        self.always(name, text.unwrap_or_default())
    }

    /// A field of our own: only when there is a value.
    pub(crate) fn given(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.always(name, value),
            None => self,
        }
    }

    /// A text of our own: only when it isn't empty.
    pub(crate) fn given_text(self, name: &str, text: Option<&str>) -> Self {
        self.given(name, text.filter(|text| !text.is_empty()))
    }

    /// A list of our own: only when it isn't empty.
    pub(crate) fn given_list(self, name: &str, list: Vec<Value>) -> Self {
        self.given(name, Some(list).filter(|list| !list.is_empty()))
    }

    /// A date, RFC 3339 in UTC with milliseconds; left out when Graph has none that can be read.
    pub(crate) fn date(self, name: &str, date: Date) -> Self {
        self.given(name, date.get().map(|moment| format!("{moment:.3}")))
    }

    /// When the object was made and when it was last changed.
    pub(crate) fn dates(self, created: Date, modified: Date) -> Self {
        self.date("creation_time", created).date("_timestamp", modified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_milliseconds_whatever_graph_sent() {
        for (graph, expected) in [
            ("2025-06-23T13:20:00Z", Some("2025-06-23T13:20:00.000Z")),
            ("2017-10-07T04:59:12.9698856Z", Some("2017-10-07T04:59:12.969Z")),
            ("2025-06-23T15:20:00.1+02:00", Some("2025-06-23T13:20:00.100Z")),
            ("0001-01-01T00:00:00Z", None),
        ] {
            let document = Document::new("x".to_owned(), ObjectType::Teams);
            let document = document.date("creation_time", Date::parse(graph));
            assert_eq!(document.fields.get("creation_time").and_then(Value::as_str), expected);
        }
    }
}
