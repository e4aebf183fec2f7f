//! Users' events.

use super::ask::{Ask, keep};
use super::page::context;
use super::problem::Problem;
use super::world::World;
use crate::moment::Moment;
use crate::tenant::calendars::Event;
use crate::tenant::people::Person;
use crate::wire::events::event;
use crate::wire::{Object, object};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

impl World {
    /// Graph: user-list-events; the pages are cut by `$skip`.
    pub(super) fn events(&self, ask: &Ask, user: &str) -> Result<Object, Problem> {
        let person = self.tenant.person_by_id(user).ok_or_else(|| Problem::not_found("user"))?;
        if !Person::has_calendar(person) {
            return Err(Problem::no_mailbox());
        }
        let (skip, top) = (ask.skip()?, ask.top(10, 1_000)?);
        let since = changed_since(ask)?;
        let events: Vec<Event> = self
            .tenant
            .events(person)
            .into_iter()
            .filter(|event| event.modified >= since)
            .collect();
        let value: Value =
            events.iter().skip(skip).take(top).map(|item| shown(ask, item)).collect();
        let mut page = object(json!({"@odata.context": context(ask), "value": value}));
        let next = skip.saturating_add(top);
        if next < events.len() {
            page.insert("@odata.nextLink".to_owned(), json!(next_link(ask, next)));
        }
        Ok(page)
    }
}

/// An event's id comes even when it isn't selected.
fn shown(ask: &Ask, item: &Event) -> Value {
    let object = event(item, ask.manners);
    Value::Object(match ask.selected() {
        Some(names) => keep(object, &[names.as_slice(), &["id"]].concat()),
        None => object,
    })
}

/// The moment of `lastModifiedDateTime ge …`, the only filter.
fn changed_since(ask: &Ask) -> Result<Moment, Problem> {
    let Some(filter) = ask.option("$filter") else {
        return Ok(Moment::FIRST);
    };
    let since = filter.strip_prefix("lastModifiedDateTime ge ").and_then(Moment::parse);
    since.ok_or_else(|| Problem::bad_request(format!("Invalid filter clause: {filter}.")))
}

fn next_link(ask: &Ask, skip: usize) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let kept = ask.query.iter().filter(|(name, _)| name != "$skip");
    let kept = kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let query: Vec<String> = kept.chain([format!("$skip={skip}")]).collect();
    format!("{}{}?{}", ask.origin, ask.path, query.join("&"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::caller::Caller;
    use crate::tenant::people::{Person, Plan};

    #[test]
    fn pages_are_cut_by_skip_and_the_preferences_change_ids_and_bodies() {
        let mut caller = Caller::of(1);
        let events = format!("{}/events", caller.user(Person::has_calendar));
        let (all, pages) = caller.list(&format!("{events}?$top=2&$select=subject"));
        assert_eq!(pages, all.len().div_ceil(2));
        assert!(all.iter().all(|event| event["id"].is_string() && event.get("start").is_none()));
        let plain = caller.get(&events)["value"][0].clone();
        assert_eq!(plain["body"]["contentType"], "html");
        caller.prefer = "IdType=\"ImmutableId\", outlook.body-content-type=\"text\"";
        let preferred = caller.get(&events)["value"][0].clone();
        assert_eq!(preferred["body"]["contentType"], "text");
        assert_ne!(preferred["id"], plain["id"]);
        assert_eq!(preferred["iCalUId"], plain["iCalUId"]);
    }

    #[test]
    fn a_plan_alone_makes_no_mailbox() {
        let caller = Caller::of(1);
        let user = caller.user(|person| person.exchange == Plan::Enabled && !person.mailbox);
        let expected = (404, "MailboxNotEnabledForRESTAPI".to_owned());
        assert_eq!(caller.error(&format!("{user}/events")), expected);
    }

    #[test]
    fn a_filter_holds_what_changed_since() {
        let caller = Caller::of(1);
        let events = format!("{}/events", caller.user(Person::has_calendar));
        let all = caller.list(&events).0;
        let changed = |event: &Value| event["lastModifiedDateTime"].as_str().unwrap().to_owned();
        let since = all.iter().map(changed).max().unwrap();
        let some = caller.list(&format!("{events}?$filter=lastModifiedDateTime ge {since}")).0;
        assert!(!some.is_empty() && some.len() < all.len());
        assert!(some.iter().all(|event| changed(event) == since));
    }
}
