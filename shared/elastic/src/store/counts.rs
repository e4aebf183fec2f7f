//! How many documents of which type the content index holds, for people to look at.

use std::collections::BTreeMap;

use elasticsearch::http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sync::port::store::StoreError;

use super::ElasticStore;
use crate::client::Request;
use crate::failure::Failure;

const COUNTING: &str = "counting documents by type";

/// Where an object type is found: in an index that the connector made, and in one whose mapping came from the documents
/// themselves, by which texts are mapped as text with a keyword below.
const FIELDS: [&str; 2] = ["object_type", "object_type.keyword"];

/// More types than the connector writes: those of others are counted, too.
const TYPES_MAX: u64 = 100;

/// The documents of the content index, whoever wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentCounts {
    /// All of them.
    pub total: u64,
    /// Those with an object type, by it; empty if the index is mapped so that it can't be told.
    pub by_type: BTreeMap<String, u64>,
}

/// The answer of `_field_caps`. Elastic: field capabilities, by field and the types that it is mapped as.
#[derive(Debug, Deserialize)]
struct Capabilities {
    fields: BTreeMap<String, BTreeMap<String, Capability>>,
}

#[derive(Debug, Deserialize)]
struct Capability {
    aggregatable: bool,
}

/// The answer of `_search`.
#[derive(Debug, Deserialize)]
struct Answer {
    hits: Hits,
    #[serde(default)]
    aggregations: Option<Aggregations>,
}

#[derive(Debug, Deserialize)]
struct Hits {
    total: Total,
}

#[derive(Debug, Deserialize)]
struct Total {
    value: u64,
}

#[derive(Debug, Deserialize)]
struct Aggregations {
    types: Types,
}

#[derive(Debug, Deserialize)]
struct Types {
    buckets: Vec<Bucket>,
}

#[derive(Debug, Deserialize)]
struct Bucket {
    key: String,
    doc_count: u64,
}

impl ElasticStore {
    /// Counts the documents of the content index; none if there is no such index. What was written since the last
    /// refresh may be missing.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn counts_by_type(&self) -> Result<Option<DocumentCounts>, StoreError> {
        match self.count_by_type().await {
            Ok(counts) => Ok(Some(counts)),
            Err(failure) if failure.is_of_missing_index() => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn count_by_type(&self) -> Result<DocumentCounts, Failure> {
        let index = &self.options.index;
        let asked = Request::bare(COUNTING, Method::Get, format!("/{index}/_field_caps"))
            .with("fields", FIELDS.join(","))
            .with("include_unmapped", "true");
        let capabilities: Capabilities = self.client.ask(&asked).await?;
        let mut body = json!({"size": 0, "track_total_hits": true});
        if let (Some(field), Value::Object(body)) = (capabilities.field(), &mut body) {
            let types = json!({"terms": {"field": field, "size": TYPES_MAX}});
            body.insert("aggs".to_owned(), Map::from_iter([("types".to_owned(), types)]).into());
        }
        let asked = Request::json(COUNTING, Method::Post, format!("/{index}/_search"), &body)
            .with("allow_partial_search_results", "false");
        let answer: Answer = self.client.ask(&asked).await?;
        let types = answer.aggregations.map(|aggregations| aggregations.types.buckets);
        let by_type = types.unwrap_or_default().into_iter();
        Ok(DocumentCounts {
            total: answer.hits.total.value,
            by_type: by_type.map(|bucket| (bucket.key, bucket.doc_count)).collect(),
        })
    }
}

impl Capabilities {
    /// The field that every index behind the name has as a keyword.
    fn field(&self) -> Option<&'static str> {
        FIELDS.into_iter().find(|field| {
            let Some(mapped) = self.fields.get(*field) else {
                return false;
            };
            mapped.iter().all(|(kind, mapped)| kind == "keyword" && mapped.aggregatable)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(fields: &Value) -> Option<&'static str> {
        serde_json::from_value::<Capabilities>(json!({"fields": fields})).unwrap().field()
    }

    #[test]
    fn types_are_counted_where_every_index_can_count_them() {
        let (text, keyword) = (json!({"aggregatable": false}), json!({"aggregatable": true}));
        let [plain, below] = FIELDS;
        assert_eq!(chosen(&json!({plain: {"keyword": keyword}})), Some(plain));
        assert_eq!(
            chosen(&json!({plain: {"text": text}, below: {"keyword": keyword}})),
            Some(below)
        );
        let mixed = json!({"text": text, "keyword": keyword});
        assert_eq!(chosen(&json!({plain: mixed, below: {"keyword": keyword}})), Some(below));
        let partly = json!({"unmapped": text, "keyword": keyword});
        assert_eq!(chosen(&json!({plain: mixed, below: partly})), None);
        assert_eq!(chosen(&json!({plain: {"long": keyword}})), None);
        assert_eq!(chosen(&json!({})), None);
    }
}
