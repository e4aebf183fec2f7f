//! The whole system, from a simulated tenant to what is stored of it.
//!
//! The store is in an SQLite file, or in a real engine, if `TEAMS_CONNECTOR_ENGINE` has its address.
//!
//! ```text
//! sqlite.rs    the store in a file
//! engine.rs    the store in a real engine
//! world.rs     a simulator, a store of its own, and the three roles over them
//! machine.rs   the same roles, driven by hand: one message at a time, in any order, lost or twice
//! refusing.rs  a store that never takes certain documents
//!
//! truth.rs     a full sync stores what the tenant has, and nothing else
//! plan.rs      what is read in which order, and what becomes of it when it can't be planned
//! death.rs     whatever dies in the middle, the next sync goes on from there
//! doubt.rs     what can't be read deletes nothing and is named
//! rules.rs     sync rules decide what gets into the index, and nothing else
//! monitor.rs   a job of which the store refuses too much ends, a few refusals are issues
//! ```
#![cfg(test)]

#[cfg(not(engine))]
mod sqlite;
#[cfg(not(engine))]
use sqlite as store;
#[cfg(engine)]
mod engine;
#[cfg(engine)]
use engine as store;
mod world;
mod machine;
mod refusing;
mod truth;
mod plan;
mod death;
mod doubt;
mod rules;
mod monitor;

/// Shows in the list of tests over what they ran: without an engine only.
#[cfg(not(engine))]
#[test]
#[ignore = "NOT RUN: all these suites over a store in a real engine; set TEAMS_CONNECTOR_ENGINE to its address"]
fn the_suites_hold_over_a_store_in_a_real_engine() {}
