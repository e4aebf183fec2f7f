//! From the protocol's JSON to rules that can judge, or to all that is wrong with them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::condition::Condition;
use super::operator::Operator;
use super::pattern::PATTERNS_BYTES_MAX;
use super::validation::{Defect, Fault};
use super::{Policy, Rule};

/// Id of the rule that stands in every set and decides nothing: without a match a document is included anyway.
const DEFAULT_ID: &str = "DEFAULT";

/// A rule that has all its fields, but whose pattern, if it is one, nobody has looked at.
struct Shaped<'a> {
    id: &'a str,
    policy: Policy,
    field: &'a str,
    operator: Operator,
    value: &'a str,
    order: f64,
}

/// The rules of a filter by ascending `order` (of equals the earlier first), without the default rule.
pub(super) fn rules(filter: &Value) -> Result<Vec<Rule>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut shaped = Vec::new();
    for (index, rule) in listed(filter)?.iter().enumerate() {
        match shape(rule, index) {
            Ok(rule) => shaped.push(rule),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(repeats(&shaped));
    shaped.retain(|rule| rule.id != DEFAULT_ID);
    shaped.sort_by(|one, other| one.order.total_cmp(&other.order));
    let rules = compile(&shaped, &mut faults);
    if faults.is_empty() { Ok(rules) } else { Err(faults) }
}

/// The list `rules` of a filter or of a list of one filter; empty where there is no filter or it has no rules.
fn listed(filter: &Value) -> Result<&[Value], Vec<Fault>> {
    let filter = match filter.as_array().map(Vec::as_slice) {
        Some([]) => &Value::Null,
        Some([filter]) => filter,
        Some(_) | None => filter,
    };
    match (filter, filter.get("rules")) {
        (_, Some(Value::Array(rules))) => Ok(rules),
        (Value::Null, None) | (Value::Object(_), None | Some(Value::Null)) => Ok(&[]),
        (_, _) => Err(vec![Fault::new(&[], &[Defect::Filter])]),
    }
}

/// A rule with all its fields, or one fault with everything that is missing.
fn shape(rule: &Value, index: usize) -> Result<Shaped<'_>, Fault> {
    let text = |name| rule.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text("id");
    let policy = text("policy").and_then(Policy::named);
    let operator = text("rule").and_then(Operator::named);
    let order = rule.get("order").and_then(Value::as_f64);
    if let (Some(id), Some(policy), Some(field), Some(operator), Some(value), Some(order)) =
        (id, policy, text("field"), operator, text("value"), order)
    {
        return Ok(Shaped { id, policy, field, operator, value, order });
    }
    let missing = [
        id.is_none().then_some(Defect::Id(index + 1)),
        policy.is_none().then_some(Defect::Policy),
        text("field").is_none().then_some(Defect::Text("field")),
        operator.is_none().then_some(Defect::Operator),
        text("value").is_none().then_some(Defect::Text("value")),
        order.is_none().then_some(Defect::Order),
    ];
    let defects: Vec<_> = missing.into_iter().flatten().collect();
    Err(Fault::new(id.as_slice(), &defects))
}

/// A fault for each rule that asks what another asks: only the first of them could ever decide.
fn repeats(rules: &[Shaped<'_>]) -> Vec<Fault> {
    let mut alike: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for rule in rules {
        alike.entry((rule.field, rule.operator, rule.value)).or_default().push(rule.id);
    }
    let each_and_next = |ids: Vec<&str>| {
        let next = ids.iter().cycle().skip(1);
        let repeat =
            |(id, next): (&&str, &&str)| Fault::new(&[id], &[Defect::Repeats((*next).to_owned())]);
        ids.iter().zip(next).map(repeat).collect::<Vec<_>>()
    };
    alike.into_values().filter(|ids| ids.len() > 1).flat_map(each_and_next).collect()
}

/// The rules with their conditions; what is refused goes into `faults`.
fn compile(shaped: &[Shaped<'_>], faults: &mut Vec<Fault>) -> Vec<Rule> {
    let mut room = PATTERNS_BYTES_MAX;
    let mut rules = Vec::new();
    for rule in shaped {
        match condition(rule, &mut room) {
            Ok(condition) => {
                let field = rule.field.to_owned();
                rules.push(Rule { policy: rule.policy, field, condition });
            }
            Err(defect) => faults.push(Fault::new(&[rule.id], &[defect])),
        }
    }
    rules
}

/// The condition of a rule, whose pattern takes its bytes out of `room`.
fn condition(rule: &Shaped<'_>, room: &mut usize) -> Result<Condition, Defect> {
    if rule.operator == Operator::Regex && [".*", "(.*)"].contains(&rule.value) {
        return Err(Defect::CatchAll(rule.value.to_owned()));
    }
    let condition = Condition::new(rule.operator, rule.value)?;
    *room = room.checked_sub(condition.pattern_bytes()).ok_or(Defect::PatternsTooLarge)?;
    Ok(condition)
}
