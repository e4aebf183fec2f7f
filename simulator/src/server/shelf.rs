//! Channels and chats whose messages were made lately: a list is read page by page, and made once.

use std::sync::{Arc, Mutex, PoisonError};

/// The last few values that were made, by number.
#[derive(Debug)]
pub(crate) struct Shelf<T>(Mutex<Vec<(usize, Arc<T>)>>);

/// How many channels, or chats, are kept.
const KEPT: usize = 24;

impl<T> Shelf<T> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// The value of `number`; `make` makes it when it isn't there.
    pub(crate) fn get(&self, number: usize, make: impl FnOnce() -> T) -> Arc<T> {
        if let Some(value) = self.taken(number) {
            return value;
        }
        let value = Arc::new(make());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push((number, Arc::clone(&value)));
        if kept.len() > KEPT {
            kept.remove(0);
        }
        value
    }

    /// The value of `number`, now the last that goes.
    fn taken(&self, number: usize) -> Option<Arc<T>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = kept.iter().position(|(other, _)| *other == number)?;
        let entry = kept.remove(index);
        let value = Arc::clone(&entry.1);
        kept.push(entry);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let shelf = Shelf::new();
        for number in 0..KEPT {
            shelf.get(number, || number);
        }
        shelf.get(0, || 1_000);
        shelf.get(KEPT, || KEPT);
        assert_eq!(*shelf.get(0, || 1_000), 0);
        assert_eq!(*shelf.get(1, || 1_000), 1_000);
    }
}
