//! What the machine needs from outside, each with a contract suite that every adapter passes.

pub mod queue;
pub mod store;
