//! Randomness that can be replayed.

use std::sync::Mutex;
use std::time::Duration;

/// A source of random numbers, shared by reference; the same seed draws the same numbers.
#[derive(Debug)]
pub struct Random(Mutex<fastrand::Rng>);

impl Random {
    /// Seeded by the system: no two processes draw alike.
    pub fn from_system() -> Self {
        Self(Mutex::new(fastrand::Rng::new()))
    }

    /// Draws the same numbers for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    /// A 128-bit id in lower-case hex, 32 characters.
    pub fn id(&self) -> String {
        format!("{:032x}", self.draw(|rng| rng.u128(..)))
    }

    /// A version-4 UUID, as `client-request-id` wants it.
    pub fn uuid(&self) -> String {
        let bits = self.draw(|rng| rng.u128(..));
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        let part = |range| hex.get(range).unwrap_or_default();
        format!("{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
    }

    /// A duration between half of `full` and `full`: jitter that keeps clients from marching in step.
    pub fn jitter(&self, full: Duration) -> Duration {
        full.mul_f64(self.draw(|rng| 0.5 + rng.f64() / 2.0))
    }

    fn draw<T>(&self, with: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_draw_equal_ids() {
        assert_eq!(Random::seeded(7).id(), Random::seeded(7).id());
        assert_ne!(Random::seeded(7).id(), Random::seeded(8).id());
    }

    #[test]
    fn a_uuid_has_version_four_and_the_rfc_variant() {
        let uuid = Random::seeded(1).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(uuid.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&uuid.as_bytes()[19]));
    }
}
