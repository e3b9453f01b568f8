//! Numbers, exact where they are whole.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use serde_json::Value;

use crate::tree::{Cursor, Shape};

/// A number, exact where it is whole: identifiers of 64 bits differ in digits that a double has not.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Exact {
    /// The double nearest to it. Of two numbers the larger one has no smaller double.
    pub near: f64,
    /// What is missing to the number.
    rest: i64,
}

/// Doubles hold each whole number up to here.
const HELD: f64 = 9_007_199_254_740_992.0;

impl Exact {
    /// A number of a document; none where there is none.
    pub fn read(at: Cursor<'_>) -> Option<Self> {
        match at.text().parse::<i128>() {
            Ok(whole) if at.shape() == Shape::Int => Some(Self::whole(whole)),
            _ => at.f64().map(Self::from),
        }
    }

    /// A number of a value.
    pub fn of(number: &serde_json::Number) -> Self {
        let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        whole.map_or_else(|| Self::from(number.as_f64().unwrap_or(f64::NAN)), Self::whole)
    }

    /// A number that is the same for equal ones.
    pub fn hash_with(self, seed: u64) -> u64 {
        // Nought has two signs.
        FxBuildHasher.hash_one((seed, (self.near + 0.0).to_bits(), self.rest))
    }

    fn whole(whole: i128) -> Self {
        let near = whole as f64;
        Self { near, rest: i64::try_from(whole.saturating_sub(near as i128)).unwrap_or(0) }
    }

    /// True where the next whole number may have the same double.
    pub fn is_large(self) -> bool {
        self.near.abs() >= HELD
    }

    /// A whole number with another one added; of a broken one only the double counts.
    pub fn plus(self, more: i8) -> Self {
        if self.is_large() && self.near.abs() < 1e30 {
            return Self::whole(self.near as i128 + i128::from(self.rest) + i128::from(more));
        }
        Self::from(self.near + f64::from(more))
    }

    /// As JSON.
    pub fn to_json(self) -> Value {
        if self.near.abs() < 1e30 && self.near.fract() == 0.0 {
            let whole = self.near as i128 + i128::from(self.rest);
            if let Ok(whole) = i64::try_from(whole) {
                return Value::from(whole);
            }
            if let Ok(whole) = u64::try_from(whole) {
                return Value::from(whole);
            }
        }
        serde_json::Number::from_f64(self.near).map_or(Value::Null, Value::Number)
    }
}

impl From<f64> for Exact {
    fn from(near: f64) -> Self {
        Self { near, rest: 0 }
    }
}

impl std::fmt::Display for Exact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.rest != 0 && self.near.abs() < 1e30 {
            return write!(f, "{}", self.near as i128 + i128::from(self.rest));
        }
        match self.near {
            0.0 => f.write_str("0"),
            n if n.fract() == 0.0 && n.abs() < HELD => write!(f, "{n:.0}"),
            n => write!(f, "{n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exact;

    fn of(text: &str) -> Exact {
        Exact::of(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn whole_numbers_are_told_apart_beyond_what_doubles_hold() {
        assert!(of("9007199254740992") < of("9007199254740993"));
        assert!(of("9223372036854775806") < of("9223372036854775807"));
        assert!(of("-9223372036854775808") < of("-9223372036854775807"));
        assert_eq!(of("9007199254740992"), of("9007199254740992.0"));
        assert_eq!(of("0"), of("-0.0"));
        assert_eq!(of("9223372036854775807").plus(-1), of("9223372036854775806"));
        assert_eq!(of("18446744073709551615").to_json(), serde_json::json!(u64::MAX));
        assert_eq!(of("9223372036854775807").to_string(), "9223372036854775807");
        assert_eq!(of("1.50").to_string(), "1.5");
        assert_eq!(of("1").hash_with(0), of("1.0").hash_with(0));
    }
}
