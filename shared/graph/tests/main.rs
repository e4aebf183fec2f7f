//! The client as its callers see it, against a server in this process that answers byte by byte as told,
//! and against samples of Graph's own answers.

#[cfg(test)]
mod stand_in;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod retry;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod download;
#[cfg(test)]
mod samples;
