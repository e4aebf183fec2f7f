//! Numbers drawn from a seed: the same on every machine, whatever is drawn before or beside them.
//!
//! Each object has a generator of its own, seeded by the tenant's seed, the object's kind and its number. So an
//! object can be made alone, and a new kind of object changes none of the others.

/// A generator: `SplitMix64`, whose numbers no library's next version can change.
#[derive(Debug, Clone)]
pub(crate) struct Draw(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draw {
    /// The generator of object `numbers` of `kind`.
    pub(crate) fn of(seed: u64, kind: &str, numbers: &[usize]) -> Self {
        let mut state = mixed(seed ^ GOLDEN);
        for byte in kind.bytes() {
            state = mixed(state ^ u64::from(byte));
        }
        for number in numbers {
            state = mixed(state ^ wide(*number).wrapping_add(GOLDEN));
        }
        Self(state)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mixed(self.0)
    }

    /// From 0 to `bound` - 1; 0 when `bound` is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// An index into a list of `length`.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        narrow(self.below(wide(length)))
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// As [`Draw::between`], for counts.
    pub(crate) fn count(&mut self, low: usize, high: usize) -> usize {
        low + self.index(high.saturating_sub(low) + 1)
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `list`; nothing when it is empty.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.index(list.len()))
    }

    pub(crate) fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).copied().unwrap_or_default()
    }

    /// A version-4 UUID.
    pub(crate) fn guid(&mut self) -> String {
        let high = (self.next() & !0xf000) | 0x4000;
        let low = (self.next() & !(0x3 << 62)) | (0x2 << 62);
        let (a, b, c) = (high >> 32, (high >> 16) & 0xffff, high & 0xffff);
        format!("{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff)
    }

    /// `length` characters of `alphabet`, which is ASCII.
    pub(crate) fn letters(&mut self, length: usize, alphabet: &[u8]) -> String {
        (0..length).filter_map(|_| self.pick(alphabet).copied().map(char::from)).collect()
    }

    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.letters(length, b"0123456789abcdef")
    }
}

fn mixed(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// A count as a 64-bit number.
pub(crate) fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// A 64-bit number as a count.
pub(crate) fn narrow(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_drawn_alike_whatever_was_drawn_before() {
        let mut other = Draw::of(7, "chat", &[1]);
        other.next();
        assert_eq!(Draw::of(7, "chat", &[2]).next(), Draw::of(7, "chat", &[2]).next());
        assert_ne!(Draw::of(7, "chat", &[2]).next(), Draw::of(7, "chat", &[3]).next());
        assert_ne!(Draw::of(7, "chat", &[2]).next(), Draw::of(8, "chat", &[2]).next());
        assert_ne!(Draw::of(7, "chat", &[2]).next(), Draw::of(7, "user", &[2]).next());
    }

    #[test]
    fn the_numbers_are_pinned_so_that_no_tenant_changes_unseen() {
        assert_eq!(Draw::of(1, "user", &[0]).guid().len(), 36);
        assert_eq!(mixed(1), 0x5692_161d_100b_05e5);
    }

    #[test]
    fn a_guid_has_version_four_and_the_rfc_variant() {
        for number in 0..100 {
            let guid = Draw::of(3, "guid", &[number]).guid();
            assert_eq!(guid.len(), 36);
            assert_eq!(guid.as_bytes()[14], b'4', "{guid}");
            assert!(b"89ab".contains(&guid.as_bytes()[19]), "{guid}");
        }
    }

    #[test]
    fn a_range_holds_both_its_ends() {
        let mut draw = Draw::of(1, "range", &[]);
        let drawn: Vec<u64> = (0..1000).map(|_| draw.between(3, 5)).collect();
        assert!([3, 4, 5].iter().all(|number| drawn.contains(number)));
        assert!(drawn.iter().all(|number| (3..=5).contains(number)));
    }
}
