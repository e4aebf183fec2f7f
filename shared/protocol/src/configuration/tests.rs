use secrecy::ExposeSecret;
use serde_json::json;

use super::*;

/// The schema, with these values.
fn filled(values: &[(&str, Value)]) -> Map<String, Value> {
    let mut configuration = Value::from(schema());
    let given = [
        ("tenant_id", json!("tenant")),
        ("client_id", json!("client")),
        ("secret_value", json!("hush")),
    ];
    for (name, value) in given.iter().chain(values) {
        configuration[*name]["value"] = value.clone();
    }
    serde_json::from_value(configuration).unwrap()
}

/// The same, with a property of one field.
fn with_property(
    values: &[(&str, Value)],
    field: &str,
    property: &str,
    value: Value,
) -> Map<String, Value> {
    let mut configuration = filled(values);
    configuration[field][property] = value;
    configuration
}

fn error(configuration: &Map<String, Value>) -> String {
    values(configuration).unwrap_err().to_string()
}

#[test]
fn a_secret_is_enough_to_sign_in_and_the_rest_has_defaults() {
    let found = values(&filled(&[])).unwrap();
    assert_eq!((found.tenant_id.as_str(), found.client_id.as_str()), ("tenant", "client"));
    let AuthMethod::Secret { secret_value } = &found.auth_method else { panic!("{found:?}") };
    assert_eq!(secret_value.expose_secret(), "hush");
    assert_eq!(found.username, None);
    assert!(found.password.is_none());
    assert!(found.fetch_attachment_content);
    assert!(!found.use_text_extraction_service && !found.use_document_level_security);
}

#[test]
fn a_certificate_replaces_the_secret() {
    let configuration = filled(&[
        ("auth_method", json!("certificate")),
        ("secret_value", json!("")),
        ("certificate", json!("CERT")),
        ("private_key", json!("KEY")),
        ("username", json!("ann")),
        ("password", json!("swordfish")),
    ]);
    let found = values(&configuration).unwrap();
    let AuthMethod::Certificate { certificate, private_key } = &found.auth_method else {
        panic!("{found:?}")
    };
    assert_eq!((certificate.expose_secret(), private_key.expose_secret()), ("CERT", "KEY"));
    assert_eq!(found.username.as_deref(), Some("ann"));
    let shown = format!("{found:?}");
    assert!(!["CERT", "KEY", "swordfish"].iter().any(|secret| shown.contains(secret)), "{shown}");
}

#[test]
fn empty_required_fields_are_named_by_their_labels_in_order() {
    let configuration = filled(&[("tenant_id", json!("")), ("client_id", json!(null))]);
    let expected =
        "Field validation errors: ‘Tenant ID’ cannot be empty.; ‘Client ID’ cannot be empty.";
    assert_eq!(error(&configuration), expected);
}

#[test]
fn only_the_chosen_methods_secrets_are_wanted() {
    assert!(values(&filled(&[("certificate", json!(""))])).is_ok());
    let expected = "Field validation errors: ‘Content of certificate file’ cannot be empty.; \
                    ‘Content of private key file’ cannot be empty.";
    assert_eq!(error(&filled(&[("auth_method", json!("certificate"))])), expected);
    assert!(
        error(&filled(&[("auth_method", json!("magic"))]))
            .contains("‘Authentication Method’ must be")
    );
}

#[test]
fn what_nothing_works_without_is_wanted_even_if_the_record_says_otherwise() {
    for field in ["tenant_id", "secret_value", "auth_method"] {
        let configuration = with_property(&[(field, json!(""))], field, "required", json!(false));
        assert!(error(&configuration).contains("cannot be empty"), "{field}");
    }
}

#[test]
fn an_optional_field_without_a_value_has_its_default() {
    let default =
        |value| with_property(&[("username", value)], "username", "default_value", json!("ann"));
    for empty in [json!(""), json!(null)] {
        assert_eq!(values(&default(empty)).unwrap().username.as_deref(), Some("ann"));
    }
    assert_eq!(values(&default(json!("bob"))).unwrap().username.as_deref(), Some("bob"));
}

#[test]
fn a_required_field_ignores_its_default() {
    let configuration =
        with_property(&[("tenant_id", json!(""))], "tenant_id", "default_value", json!("x"));
    assert!(error(&configuration).contains("‘Tenant ID’ cannot be empty"));
}

#[test]
fn fields_that_are_not_ours_block_nothing() {
    let mut configuration = filled(&[]);
    configuration
        .insert("region".to_owned(), json!({ "label": "Region", "required": true, "value": "" }));
    configuration.insert("odd".to_owned(), json!([1]));
    assert!(values(&configuration).is_ok());
}

#[test]
fn a_snapshot_of_another_version_is_completed_from_the_schema() {
    let old = json!({
        "tenant_id": { "value": "tenant" }, "client_id": { "value": "client", "label": "" },
        "secret_value": { "value": "hush", "label": null, "required": null },
    });
    let mut old: Map<_, _> = serde_json::from_value(old).unwrap();
    assert!(values(&old).unwrap().fetch_attachment_content);
    old["client_id"]["value"] = json!("");
    assert!(error(&old).contains("‘Client ID’"));
    assert!(error(&Map::new()).contains("‘Secret value’ cannot be empty"));
}

#[test]
fn a_field_that_depends_on_nothing_known_is_an_error() {
    let dependency = json!([{ "field": "nowhere", "value": 1 }]);
    let configuration = with_property(&[], "username", "depends_on", dependency);
    assert!(error(&configuration).contains("‘Username’ depends on `nowhere`"));
}

#[test]
fn a_field_whose_dependency_is_not_met_is_not_checked() {
    for (value, shown) in [(json!("yes"), true), (json!("no"), false), (json!(""), false)] {
        let mut configuration = filled(&[]);
        configuration["username"]["required"] = json!(true);
        configuration["username"]["depends_on"] = json!([{ "field": "other", "value": "yes" }]);
        configuration.insert("other".to_owned(), json!({ "value": value }));
        assert_eq!(values(&configuration).is_err(), shown, "{value}");
    }
}

#[test]
fn values_are_read_by_their_type() {
    let flag = |value| values(&filled(&[("fetch_attachment_content", value)]));
    let table = [
        (json!(true), true),
        (json!(false), false),
        (json!("False"), false),
        (json!("true"), true),
    ];
    for (value, expected) in table {
        assert_eq!(flag(value).unwrap().fetch_attachment_content, expected);
    }
    for (value, wanted) in [("yes", "must be true or false"), ("", "cannot be empty")] {
        let found = flag(json!(value)).unwrap_err().to_string();
        assert!(found.contains(wanted), "{found}");
    }
    assert_eq!(values(&filled(&[("tenant_id", json!(17))])).unwrap().tenant_id, "17");
    assert!(error(&filled(&[("tenant_id", json!({}))])).contains("must be a text"));
}

#[test]
fn every_kind_of_validation_passes_and_fails() {
    // type of the field, type of the validation, constraint, values that pass, values that fail
    let table = json!([
        ["int", "less_than", 10, [9, "-3", 0], [10, "11"]],
        ["int", "greater_than", "10", [11], [10, "x", 1.5]],
        ["str", "greater_than", 10, ["11"], ["many"]],
        ["list", "list_type", "int", ["1, 2,", [1, 2]], ["1,b", [1.5]]],
        ["list", "list_type", "str", ["a,1", ["a"]], [["a", 1], 5]],
        ["str", "list_type", "str", [], ["a"]],
        ["str", "included_in", ["a", "b"], ["a"], ["c", "A"]],
        ["int", "included_in", [1, 2], [1, "2"], [3]],
        ["list", "included_in", ["a", 2], ["a,2", "2"], ["a,c"]],
        ["str", "regex", "a+|b", ["aa", "b"], ["ab", "a\n"]],
        ["str", "regex", "(", [], ["("]],
        ["str", "not_yet_known", 1, ["a"], []],
    ]);
    for row in table.as_array().unwrap() {
        let check = |value: &Value| {
            let mut configuration = filled(&[("fetch_attachment_content", value.clone())]);
            let validation = json!([{ "type": row[1], "constraint": row[2] }]);
            configuration["fetch_attachment_content"]["type"] = row[0].clone();
            configuration["fetch_attachment_content"]["validations"] = validation;
            values(&configuration)
        };
        for value in row[3].as_array().unwrap() {
            assert!(check(value).is_ok(), "{row} {value}");
        }
        for value in row[4].as_array().unwrap() {
            let error = check(value).unwrap_err().to_string();
            assert!(error.contains("‘Fetch attachment content’ must"), "{row} {value}: {error}");
        }
    }
}

#[test]
fn an_empty_optional_value_is_not_validated() {
    let validation = json!([{ "type": "regex", "constraint": "a+" }]);
    assert!(values(&with_property(&[], "username", "validations", validation)).is_ok());
}

#[test]
fn no_error_holds_a_value() {
    let regex = json!([{ "type": "regex", "constraint": "[0-9]+" }]);
    let configuration = with_property(
        &[("secret_value", json!("swordfish"))],
        "secret_value",
        "validations",
        regex,
    );
    assert!(!error(&configuration).contains("swordfish"));
    let odd = filled(&[("secret_value", json!(["swordfish"])), ("auth_method", json!("secret"))]);
    assert!(!error(&odd).contains("swordfish"));
}
