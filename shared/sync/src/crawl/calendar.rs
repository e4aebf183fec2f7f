//! A user's default calendar: single events and series masters.

use documents::{UserContext, calendar_event};

use crate::crawl::position::{ListPlace, PageEnd};
use crate::crawl::{Segment, Step, Stop};

/// The scope of all events.
const EVENTS: &str = "events";

/// A calendar's reading.
#[derive(Debug)]
pub(crate) struct Reading {
    user: UserContext,
    list: ListPlace,
}

impl Reading {
    pub(crate) fn new(user: UserContext, list: ListPlace) -> Self {
        Self { user, list }
    }

    pub(crate) fn into_place(self) -> ListPlace {
        self.list
    }

    /// One page. Events come in no order, so a pass that catches up asks for what changed by a filter.
    pub(crate) async fn step(&mut self, segment: &mut Segment<'_>) -> Result<Step, Stop> {
        if self.list.end != PageEnd::More {
            return Ok(Step::Done);
        }
        self.list.begin(segment.source_clock());
        let root = segment.graph.root();
        let first = match self.list.since {
            Some(since) => root.events_changed_since(&self.user.id, &format!("{since:.3}")),
            None => root.events(&self.user.id),
        };
        let listing = match &self.list.link {
            Some(link) => first.from_link(root, link)?,
            None => first,
        };
        let page = segment.graph.page(&listing).await?;
        let scope = EVENTS.to_owned();
        for event in page.items {
            match event {
                Ok(event) => match calendar_event::document(&self.user, &event) {
                    Some(document) => segment.upsert(&scope, document).await?,
                    // An earlier pass of this run may have met it before it was cancelled.
                    None if self.list.pass > 0 => {
                        segment
                            .batches
                            .delete(documents::id::calendar_event(&self.user.id, &event.id))
                            .await?;
                    }
                    None => {}
                },
                Err(item) => segment.unreadable(&scope, item),
            }
        }
        let end = self.list.after_page(page.next_link, false);
        if end != PageEnd::More {
            segment.end(&scope, end);
        }
        Ok(Step::More)
    }

    pub(crate) fn skip(&mut self, segment: &mut Segment<'_>, code: &str, reason: String) {
        segment.fail(&EVENTS.to_owned(), code, reason);
        self.list.end = PageEnd::Complete;
    }
}
