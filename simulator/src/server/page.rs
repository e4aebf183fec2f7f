//! Pages of lists.

use serde_json::{Value, json};

use super::ask::Ask;
use super::links::{Links, Place};
use super::problem::Problem;
use crate::wire::{Object, object};

/// How a list is cut into pages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paging {
    /// Items a page.
    pub(crate) size: usize,
    /// The option that a nextLink carries.
    pub(crate) next: &'static str,
    /// The option that the last page's deltaLink carries, for a delta.
    pub(crate) delta: Option<&'static str>,
    /// Whether a page says how many items it has: Teams' do.
    pub(crate) counted: bool,
}

impl Paging {
    /// The pages of an ordinary list.
    pub(crate) fn of(size: usize) -> Self {
        Self { size, next: "$skiptoken", delta: None, counted: false }
    }

    /// The pages of a list of Teams.
    pub(crate) fn of_teams(size: usize) -> Self {
        Self { counted: true, ..Self::of(size) }
    }
}

impl Links {
    /// The page of `items` that `ask` stands at.
    ///
    /// # Errors
    /// 400 when the page is asked for by a link that isn't ours.
    pub(crate) fn page<T>(
        &self,
        ask: &Ask,
        items: &[T],
        paging: Paging,
        to_object: impl Fn(&T) -> Object,
    ) -> Result<Object, Problem> {
        let start = match self.standing(ask, paging)? {
            Place::Item(start) => start,
            Place::Changes => items.len(), // nothing has changed
        };
        let end = start.saturating_add(paging.size).min(items.len());
        let value: Vec<Value> = items
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(|item| Value::Object(to_object(item)))
            .collect();
        let mut page = object(json!({"@odata.context": context(ask)}));
        if paging.counted {
            page.insert("@odata.count".to_owned(), json!(value.len()));
        }
        if end < items.len() {
            page.insert(
                "@odata.nextLink".to_owned(),
                json!(self.link(ask, paging.next, Place::Item(end))),
            );
        } else if let Some(option) = paging.delta {
            page.insert(
                "@odata.deltaLink".to_owned(),
                json!(self.link(ask, option, Place::Changes)),
            );
        }
        page.insert("value".to_owned(), Value::Array(value));
        Ok(page)
    }

    fn standing(&self, ask: &Ask, paging: Paging) -> Result<Place, Problem> {
        let latest = paging.delta.is_some_and(|option| ask.option(option) == Some("latest"));
        if latest {
            return Ok(Place::Changes);
        }
        if let Some(place) =
            paging.delta.map(|option| self.place(ask, option)).transpose()?.flatten()
        {
            return Ok(place);
        }
        Ok(self.place(ask, paging.next)?.unwrap_or(Place::Item(0)))
    }
}

/// The address of what an answer is made of.
pub(crate) fn context(ask: &Ask) -> String {
    let path = ask.path.strip_prefix("/v1.0/").unwrap_or_default();
    format!("https://graph.microsoft.com/v1.0/$metadata#{path}")
}
