//! For tests: numbers by chance that are the same everywhere.

/// A generator (xorshift64*).
pub(super) struct Random(u64);

impl Random {
    /// One that begins with this number, which is not 0.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, below a bound.
    pub(super) fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below
    }
}
