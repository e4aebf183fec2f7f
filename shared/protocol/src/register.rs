//! What is to be written into a connector record before anything else: its schema and features.

use serde_json::{Map, Value};

use crate::connector::{Connector, ConnectorStatus};
use crate::record::fields;
use crate::schema;

/// What preparing a connector record takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Preparation {
    /// The record is as it should be.
    Nothing,
    /// To be merged into the record in one update that fails if the record has changed meanwhile: the user may be
    /// saving values.
    Patch(Map<String, Value>),
    /// The record is another source's: nothing is registered, and nothing may be synced.
    Mismatch {
        /// For the record's `error`.
        text: String,
    },
}

/// What a record that this service handles as `service_type` lacks (Elastic: connectors protocol, registration).
///
/// An empty configuration gets the whole schema and the status `needs_configuration`. In any other, missing fields
/// are added and every property but `value` and `validations` follows the schema; other fields and the status stay.
pub fn preparation(connector: &Connector, service_type: &str) -> Preparation {
    if let Some(recorded) = connector.service_type().filter(|recorded| *recorded != service_type) {
        let text = format!(
            "the connector is of the service type {recorded}, but the configuration file lists it as \
             {service_type}; correct one of the two"
        );
        return Preparation::Mismatch { text };
    }
    let mut patch = registration(connector.configuration());
    if connector.service_type().is_none() {
        patch.insert("service_type".to_owned(), service_type.into());
    }
    let features = schema::features();
    if !connector.source().get("features").is_some_and(|found| holds(found, &features)) {
        patch.insert("features".to_owned(), features);
    }
    if patch.is_empty() { Preparation::Nothing } else { Preparation::Patch(patch) }
}

/// The part of the patch that concerns the configuration.
fn registration(configuration: &Map<String, Value>) -> Map<String, Value> {
    if configuration.is_empty() {
        return fields([
            ("configuration", schema::schema().into()),
            ("status", serde_json::json!(ConnectorStatus::NeedsConfiguration)),
            ("error", Value::Null),
        ]);
    }
    let differing: Map<_, _> = schema::schema()
        .into_iter()
        .filter_map(|(name, wanted)| {
            let differing = correction(configuration.get(&name), wanted)?;
            Some((name, differing))
        })
        .collect();
    if differing.is_empty() {
        return Map::new();
    }
    fields([("configuration", differing.into())])
}

/// Properties that stay as they are found: what the user filled in, and further limits that somebody set for it.
const KEPT: [&str; 2] = ["value", "validations"];

/// The properties by which a field differs from the `wanted` one.
fn correction(found: Option<&Value>, wanted: Value) -> Option<Value> {
    let Some(found) = found.and_then(Value::as_object) else { return Some(wanted) };
    let Value::Object(mut differing) = wanted else { return None };
    differing.retain(|property, wanted| match found.get(property) {
        Some(found) => !KEPT.contains(&property.as_str()) && found != wanted,
        None => true,
    });
    (!differing.is_empty()).then_some(differing.into())
}

/// Whether merging `wanted` into `found` would change nothing. More than that is allowed: a merge removes nothing,
/// so that a comparison for equality would find a difference in every pass.
fn holds(found: &Value, wanted: &Value) -> bool {
    match wanted.as_object() {
        Some(wanted) => wanted
            .iter()
            .all(|(name, wanted)| found.get(name).is_some_and(|found| holds(found, wanted))),
        None => found == wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::{SERVICE_TYPE, features, schema};

    /// The connector's record after registration, with one user's values.
    fn registered() -> Value {
        let mut configuration = Value::from(schema());
        configuration["tenant_id"]["value"] = json!("tenant");
        json!({
            "service_type": SERVICE_TYPE, "status": "connected", "features": features(),
            "configuration": configuration,
        })
    }

    fn prepared(source: Value) -> Preparation {
        let source = serde_json::from_value(source).unwrap();
        preparation(&Connector::new("teams-1", source), SERVICE_TYPE)
    }

    fn patch(source: Value) -> Value {
        match prepared(source) {
            Preparation::Patch(patch) => patch.into(),
            other @ (Preparation::Nothing | Preparation::Mismatch { .. }) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_limit_that_somebody_set_for_a_value_stays() {
        let mut record = registered();
        record["configuration"]["tenant_id"]["validations"] =
            json!([{ "type": "regex", "constraint": "[0-9a-f-]+" }]);
        assert_eq!(prepared(record), Preparation::Nothing);
    }

    #[test]
    fn an_empty_configuration_gets_everything_in_one_patch() {
        let expected = json!({
            "configuration": schema(), "status": "needs_configuration", "error": null,
            "service_type": SERVICE_TYPE, "features": features(),
        });
        for configuration in [json!({}), json!(null), json!("none"), json!([])] {
            let record = json!({ "status": "created", "configuration": configuration });
            assert_eq!(patch(record), expected, "{configuration}");
        }
    }

    #[test]
    fn a_record_that_is_as_it_should_be_is_left_alone() {
        assert_eq!(prepared(registered()), Preparation::Nothing);
    }

    #[test]
    fn another_service_type_is_not_overwritten_and_both_are_named() {
        let mut record = registered();
        record["service_type"] = json!("sharepoint_online");
        record["configuration"] = json!({});
        let Preparation::Mismatch { text } = prepared(record) else { panic!("no mismatch") };
        assert!(text.contains("sharepoint_online") && text.contains(SERVICE_TYPE), "{text}");
    }

    #[test]
    fn a_missing_service_type_is_filled() {
        for missing in [json!(null), json!("")] {
            let mut record = registered();
            record["service_type"] = missing;
            assert_eq!(patch(record), json!({ "service_type": SERVICE_TYPE }));
        }
    }

    #[test]
    fn features_are_written_when_they_differ_and_further_ones_do_not_matter() {
        for wrong in
            [json!(null), json!({}), json!({ "sync_rules": { "basic": { "enabled": false } } })]
        {
            let mut record = registered();
            record["features"] = wrong;
            assert_eq!(patch(record), json!({ "features": features() }));
        }
        let mut record = registered();
        record["features"]["native_connector_api_keys"] = json!({ "enabled": false });
        assert_eq!(prepared(record), Preparation::Nothing);
    }

    #[test]
    fn a_missing_field_is_added_and_nothing_else_is_touched() {
        for gone in [None, Some(json!(null)), Some(json!("text"))] {
            let mut record = registered();
            record["configuration"].as_object_mut().unwrap().remove("client_id");
            if let Some(gone) = gone {
                record["configuration"]["client_id"] = gone;
            }
            let expected = json!({ "configuration": { "client_id": schema()["client_id"] } });
            assert_eq!(patch(record), expected);
        }
    }

    #[test]
    fn missing_properties_are_filled_and_other_fields_stay() {
        let mut record = registered();
        record["configuration"]["tenant_id"] = json!({ "type": "str", "value": "tenant" });
        record["configuration"]["foo"] = json!({ "value": "bar" });
        let mut expected = schema()["tenant_id"].clone();
        expected.as_object_mut().unwrap().retain(|name, _| name != "type" && name != "value");
        assert_eq!(patch(record), json!({ "configuration": { "tenant_id": expected } }));
    }

    #[test]
    fn a_changed_label_or_display_arrives_without_the_value() {
        let mut record = registered();
        record["configuration"]["tenant_id"]["label"] = json!("Directory");
        record["configuration"]["tenant_id"]["display"] = json!("text");
        let expected = json!({ "tenant_id": { "label": "Tenant ID", "display": "textbox" } });
        assert_eq!(patch(record), json!({ "configuration": expected }));
    }

    #[test]
    fn a_field_without_a_value_gets_the_schemas() {
        let mut record = registered();
        record["configuration"]["auth_method"].as_object_mut().unwrap().remove("value");
        let expected = json!({ "auth_method": { "value": "secret" } });
        assert_eq!(patch(record), json!({ "configuration": expected }));
    }
}
