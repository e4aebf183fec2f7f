//! The whole system, from a simulated tenant to what is stored of it.
//!
//! ```text
//! world.rs     a simulator, a store in a folder of its own, and the three roles over them
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

#[cfg(test)]
mod world;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod refusing;
#[cfg(test)]
mod truth;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod death;
#[cfg(test)]
mod doubt;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod monitor;
