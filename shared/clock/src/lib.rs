//! Time and randomness as arguments.
//!
//! Whatever waits, stamps or draws takes a [`Clock`] or a [`Random`], so that a test owns both and every
//! failing schedule can be run again from its seed. Nothing else in the workspace may ask the system for
//! the time (`clippy.toml` refuses it).

pub mod random;
pub mod time;

pub use random::Random;
pub use time::{Clock, SystemClock, TestClock};
