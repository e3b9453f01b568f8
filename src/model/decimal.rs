//! Numbers as they are written: exact, however many digits they have.

use std::cmp::Ordering;

/// A number of JSON: `mantissa * 10^exponent`.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
    exponent: i32,
}

impl Decimal {
    /// Reads a number as JSON and YAML write it (RFC 8259 section 6, with a sign and dots at the ends as in YAML); nothing
    /// for what is no decimal number or has more digits than are kept.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, power) = match digits.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, power.parse::<i32>().ok().filter(|p| p.abs() < 10_000)?),
            None => (digits, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut mantissa: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            let digit = digit.is_ascii_digit().then(|| i128::from(digit - b'0'))?;
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        }
        let mut exponent = power.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        // The fewest digits, so that numbers of very different sizes can be brought to one exponent.
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        if mantissa == 0 {
            exponent = 0;
        }
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, exponent })
    }

    /// Which of two numbers is greater; nothing where that takes more digits than are kept.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.mantissa.signum() != other.mantissa.signum() {
            return Some(self.mantissa.signum().cmp(&other.mantissa.signum()));
        }
        match self.aligned(other) {
            Some((a, b)) => Some(a.cmp(&b)),
            // The one with the higher first digit is further from zero.
            None => {
                let first =
                    |d: Self| Some(i64::from(d.exponent) + i64::from(d.mantissa.unsigned_abs().checked_ilog10()?));
                let (a, b) = (first(self)?, first(other)?);
                (a != b).then(|| if self.mantissa < 0 { b.cmp(&a) } else { a.cmp(&b) })
            }
        }
    }

    /// True where the number is a whole multiple of another one; nothing where that takes more digits than are kept.
    #[must_use]
    pub fn is_multiple_of(self, step: Self) -> Option<bool> {
        if step.mantissa == 0 {
            return None;
        }
        if self.mantissa == 0 {
            return Some(true);
        }
        if let Some((a, b)) = self.aligned(step) {
            return Some(a % b == 0);
        }
        // Many noughts: their remainder is found digit by digit.
        let noughts = self.exponent.checked_sub(step.exponent).filter(|n| *n > 0)?;
        let step = step.mantissa.unsigned_abs();
        let mut rest = self.mantissa.unsigned_abs() % step;
        for _ in 0..noughts {
            rest = rest.checked_mul(10)? % step;
        }
        Some(rest == 0)
    }

    /// The mantissas of both with the same exponent.
    fn aligned(self, other: Self) -> Option<(i128, i128)> {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |d: Self| {
            let by = u32::try_from(d.exponent - exponent).ok().filter(|by| *by <= 38)?;
            d.mantissa.checked_mul(10_i128.checked_pow(by)?)
        };
        Some((scaled(self)?, scaled(other)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_compared_to_the_last_digit() {
        assert_eq!(n("9007199254740993").compare(n("9007199254740992")), Some(Ordering::Greater));
        assert_eq!(n("1.10").compare(n("1.1")), Some(Ordering::Equal));
        assert_eq!(n("1e400").compare(n("1e399")), Some(Ordering::Greater));
        assert_eq!(n("-1e400").compare(n("1e-400")), Some(Ordering::Less));
        assert_eq!(n("-2e400").compare(n("-1")), Some(Ordering::Less));
        assert_eq!(n("0.0").compare(n("-0")), Some(Ordering::Equal));
        assert_eq!(
            n("123456789012345678901234567890").compare(n("123456789012345678901234567891")),
            Some(Ordering::Less)
        );
    }

    #[test]
    fn multiples_are_exact() {
        assert_eq!(n("0.3").is_multiple_of(n("0.1")), Some(true));
        assert_eq!(n("19.99").is_multiple_of(n("0.01")), Some(true));
        assert_eq!(n("9007199254740993").is_multiple_of(n("2")), Some(false));
        assert_eq!(n("1e300").is_multiple_of(n("10")), Some(true));
        assert_eq!(n("1e300").is_multiple_of(n("7")), Some(false));
        assert_eq!(n("0.0001").is_multiple_of(n("0.01")), Some(false));
        assert_eq!(n("0").is_multiple_of(n("3")), Some(true));
        assert_eq!(n("5").is_multiple_of(n("0")), None);
    }

    #[test]
    fn what_is_no_decimal_is_none() {
        for text in ["", ".", "-", "0x1F", "1_000", "abc", ".inf", "1e", "1e99999999999"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
