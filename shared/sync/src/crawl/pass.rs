//! Newest-first lists: one pass over everything, then short ones that catch up with what changed meanwhile (R8).

use graph::Date;
use jiff::Timestamp;

use crate::crawl::position::{ListPlace, PageEnd};

/// Passes after the first; a list that still changes faster than it is read isn't swept.
pub(crate) const CATCH_UPS_MAX: u32 = 3;

/// Whether something last changed strictly before a pass goes back (R5); a date that can't be read says nothing.
pub(crate) fn is_older(changed: Date, since: Option<Timestamp>) -> bool {
    matches!((changed.get(), since), (Some(changed), Some(since)) if changed < since)
}

impl ListPlace {
    /// Called before the first page of each pass: what changes from now on is the next pass's business.
    pub(crate) fn begin(&mut self, source_clock: Timestamp) {
        if self.link.is_none() && self.began.is_none() {
            self.began = Some(source_clock);
        }
    }

    /// Moves on after a page. `reached_older`: something on it is older than this pass goes back.
    ///
    /// A pass that fitted into one page met everything at one moment, so nothing can have moved past it.
    pub(crate) fn after_page(&mut self, next_link: Option<String>, reached_older: bool) -> PageEnd {
        self.pages += 1;
        match next_link {
            Some(link) if !reached_older => self.link = Some(link),
            Some(_) | None if self.pages == 1 => self.end = PageEnd::Complete,
            Some(_) | None if self.pass >= CATCH_UPS_MAX => self.end = PageEnd::Busy,
            Some(_) | None => {
                *self = Self { pass: self.pass + 1, since: self.began, ..Self::default() }
            }
        }
        self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn link() -> String {
        "next".to_owned()
    }

    #[test]
    fn r8_a_list_of_several_pages_is_caught_up_with_until_a_pass_fits_into_one() {
        let mut list = ListPlace::default();
        list.begin(at(100));
        assert_eq!(list.after_page(Some(link()), false), PageEnd::More);
        list.begin(at(150));
        assert_eq!(list.after_page(None, false), PageEnd::More, "two pages: it may have moved");
        assert_eq!(
            (list.pass, list.since),
            (1, Some(at(100))),
            "back to where the first pass began"
        );
        list.begin(at(200));
        assert_eq!(
            list.after_page(Some(link()), true),
            PageEnd::Complete,
            "all that changed since is on one page"
        );
    }

    #[test]
    fn a_list_of_one_page_needs_no_second_look() {
        assert_eq!(ListPlace::default().after_page(None, false), PageEnd::Complete);
    }

    #[test]
    fn r8_a_list_that_changes_faster_than_it_is_read_is_busy() {
        let mut list = ListPlace::default();
        let mut passes = 0;
        loop {
            list.begin(at(passes));
            assert_eq!(list.after_page(Some(link()), false), PageEnd::More);
            match list.after_page(None, false) {
                PageEnd::More => passes += 1,
                PageEnd::Busy => break,
                PageEnd::Complete => panic!("no pass fitted into a page"),
            }
        }
        assert_eq!(passes, i64::from(CATCH_UPS_MAX));
    }

    #[test]
    fn r5_what_changed_at_the_very_moment_is_read_again() {
        let since = Some(at(100));
        assert!(!is_older(at(100).into(), since));
        assert!(is_older(at(99).into(), since));
        assert!(!is_older(Date::default(), since), "a date that can't be read says nothing");
        assert!(!is_older(at(0).into(), None));
    }
}
