//! What Elastic's two Teams connectors get wrong in a document, and that ours doesn't.
//!
//! "Old" is the connector up to 9.5, "new" the one of the 9.6 preview, "both" are both.

#[cfg(test)]
mod containers;
#[cfg(test)]
mod events;
#[cfg(test)]
mod given;
#[cfg(test)]
mod messages;
