//! Whole syncs into a real engine, whatever happens meanwhile.

mod whole;
mod dying;
mod failing;
mod rate;

use libtest_mimic::Trial;

use crate::table::test;
use failing::{LONG, SOME_SECONDS};

#[rustfmt::skip] // a scenario is a line
pub(crate) fn all() -> Vec<Trial> {
    vec![
        test("a small tenant is indexed whole and exactly", whole::small),
        test("a medium tenant is indexed whole and exactly", whole::medium).with_ignored_flag(true),
        test("a second full sync changes nothing", whole::again),
        test("SIGKILL in the middle: the next service ends the same job", dying::killed),
        test("SIGTERM in the middle: the next service ends the same job", dying::stopped),
        test("an engine that is away for some seconds loses nothing", || failing::engine_away(SOME_SECONDS)),
        test("an engine that is overloaded for some seconds loses nothing", || failing::engine_overloaded(SOME_SECONDS)),
        test("an index that is read-only for some seconds loses nothing", || failing::write_block(SOME_SECONDS)),
        test("an engine that is away for long loses nothing", || failing::engine_away(LONG)).with_ignored_flag(true),
        test("an engine that is overloaded for long loses nothing", || failing::engine_overloaded(LONG)).with_ignored_flag(true),
        test("an index that is read-only for long loses nothing", || failing::write_block(LONG)).with_ignored_flag(true),
        test("rate: a whole sync against plain _bulk", rate::against_plain_bulk).with_ignored_flag(true),
    ]
}
