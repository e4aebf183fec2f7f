//! One configuration field: its properties, its value by type, and whether it is wanted at all.

use serde_json::{Map, Value};

use super::validation::violations;
use crate::record;

/// The fields of a record, with the schema behind them.
pub(super) struct Fields<'a> {
    pub(super) recorded: &'a Map<String, Value>,
    pub(super) schema: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The value of a field of the schema, by its type; null if it is hidden. The errors are all that is wrong.
    pub(super) fn checked(&self, name: &'a str) -> Result<Value, Vec<String>> {
        let field = self.field(name);
        if !self.is_shown(&field).map_err(|fault| vec![fault])? {
            return Ok(Value::Null);
        }
        let value = field.value().map_err(|wanted| vec![field.fault(wanted)])?;
        if is_empty(&value) {
            return if field.is_required() { Err(vec![self.empty(name)]) } else { Ok(value) };
        }
        let validations = field.property("validations").and_then(Value::as_array);
        let violations = violations(validations.map_or(&[], Vec::as_slice), &value);
        if violations.is_empty() {
            return Ok(value);
        }
        Err(violations.iter().map(|violation| field.fault(violation)).collect())
    }

    /// What is wrong with a field, by its label.
    pub(super) fn fault(&self, name: &'a str, what: &str) -> String {
        self.field(name).fault(what)
    }

    /// The error of a field that must not be empty.
    pub(super) fn empty(&self, name: &'a str) -> String {
        self.fault(name, "cannot be empty")
    }

    /// Whether all fields on which this one depends have the values that it wants. Kibana hides it otherwise.
    fn is_shown(&self, field: &Field<'a>) -> Result<bool, String> {
        let dependencies = field.property("depends_on").and_then(Value::as_array);
        for dependency in dependencies.into_iter().flatten().filter_map(Value::as_object) {
            let Some(name) = record::text(dependency, &["field"]) else { continue };
            if !self.recorded.contains_key(name) && !self.schema.contains_key(name) {
                return Err(field.fault(&format!("depends on `{name}`, which is no field")));
            }
            let other = self.field(name);
            let wanted = other.typed(dependency.get("value"));
            if !other.value().is_ok_and(|value| wanted == Ok(value)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn field(&self, name: &'a str) -> Field<'a> {
        let of = |fields| record::object(fields, &[name]);
        Field { name, recorded: of(self.recorded), schema: of(self.schema) }
    }
}

/// One field's properties.
struct Field<'a> {
    name: &'a str,
    recorded: &'a Map<String, Value>,
    schema: &'a Map<String, Value>,
}

impl<'a> Field<'a> {
    fn property(&self, name: &str) -> Option<&'a Value> {
        let recorded = self.recorded.get(name).filter(|value| !value.is_null());
        recorded.or_else(|| self.schema.get(name))
    }

    fn is_required(&self) -> bool {
        self.property("required").and_then(Value::as_bool).unwrap_or(true)
    }

    fn fault(&self, what: &str) -> String {
        let label = [self.recorded, self.schema]
            .into_iter()
            .find_map(|properties| record::text(properties, &["label"]))
            .map_or_else(|| self.name.to_uppercase(), str::to_owned);
        format!("‘{label}’ {what}.")
    }

    /// The value that counts, or what it must be. An optional field without a value has its default.
    fn value(&self) -> Result<Value, &'static str> {
        let value = self.typed(self.recorded.get("value").or_else(|| self.schema.get("value")))?;
        if self.is_required() || !is_empty(&value) {
            return Ok(value);
        }
        self.typed(self.property("default_value"))
    }

    fn typed(&self, value: Option<&Value>) -> Result<Value, &'static str> {
        let value = value.unwrap_or(&Value::Null);
        match self.property("type").and_then(Value::as_str) {
            Some("int") => whole_number(value),
            Some("bool") => boolean(value),
            Some("list") => list(value),
            Some(_) | None => text(value),
        }
    }
}

fn text(value: &Value) -> Result<Value, &'static str> {
    match value {
        Value::Null => Ok("".into()),
        Value::String(text) => Ok(text.as_str().into()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string().into()),
        Value::Array(_) | Value::Object(_) => Err("must be a text"),
    }
}

fn whole_number(value: &Value) -> Result<Value, &'static str> {
    let number = match value {
        Value::Null => return Ok(Value::Null),
        Value::String(text) if text.is_empty() => return Ok(Value::Null),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.as_i64(),
    };
    number.map(Value::from).ok_or("must be a whole number")
}

fn boolean(value: &Value) -> Result<Value, &'static str> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::String(text) if text.is_empty() => Ok(Value::Null),
        Value::Bool(flag) => Ok((*flag).into()),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true.into()),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false.into()),
        Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err("must be true or false")
        }
    }
}

/// A list; Kibana stores one as a text with commas.
fn list(value: &Value) -> Result<Value, &'static str> {
    match value {
        Value::Null => Ok(Value::Array(Vec::new())),
        Value::String(text) => {
            Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect())
        }
        Value::Array(_) => Ok(value.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Err("must be a list"),
    }
}

/// Whether a typed value says nothing; 0 and false say something.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(|item| item.is_null() || item == ""),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}
