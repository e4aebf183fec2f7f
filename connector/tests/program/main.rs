//! The program as people use it: the real binary, its exit status and what it prints.
//!
//! ```text
//! given.rs        a simulated tenant, a config file, and the binary run on it
//!
//! demo.rs         the demo, and what it leaves behind
//! sync.rs         a sync stores the truth, and prints what it cost
//! interrupted.rs  killed or stopped in the middle, the next sync goes on
//! failing.rs      exit statuses, and what is said with them
//! extracting.rs   the text of a file
//! cluster.rs      connectors in a cluster with security, played by a stand-in
//! ```

#[cfg(test)]
mod given;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod interrupted;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod extracting;
#[cfg(test)]
mod cluster;
