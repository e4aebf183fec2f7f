//! Whole syncs into a real engine, whatever happens meanwhile.

mod whole;
mod dying;
mod failing;

use libtest_mimic::Trial;

use crate::table::test;

#[rustfmt::skip] // a scenario is a line
pub(crate) fn all() -> Vec<Trial> {
    vec![
        test("a small tenant is indexed whole and exactly", whole::small),
        test("a medium tenant is indexed whole and exactly", whole::medium).with_ignored_flag(true),
        test("a second full sync changes nothing", whole::again),
        test("SIGKILL in the middle: the next service ends the same job", dying::killed),
        test("SIGTERM in the middle: the next service ends the same job", dying::stopped),
        test("an engine that is away for some seconds loses nothing", failing::engine_away),
        test("an engine that is overloaded for some seconds loses nothing", failing::engine_overloaded),
        test("an index that is read-only for some time loses nothing", failing::write_block),
    ]
}
