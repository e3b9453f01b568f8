//! Days of the calendar: read, counted and written in one place.

use std::fmt;
use std::ops::{Add, Sub};

/// A day of the Gregorian calendar, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// The day that many days after 1970-01-01.
    #[must_use]
    pub const fn from_epoch(days: i64) -> Self {
        Self(days)
    }

    /// How many days after 1970-01-01 it is.
    #[must_use]
    pub const fn days_since_epoch(self) -> i64 {
        self.0
    }

    /// The day of an ISO date (`yyyy-mm-dd`, RFC 3339 section 5.6), with or without a time behind it. There is no
    /// 30 February.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.get(10..)?;
        let complete = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
        Self::of_date(text.get(..10)?).filter(|_| complete)
    }

    /// The day of a date written as `yyyy-mm-dd`, and nothing else.
    #[must_use]
    pub fn of_date(date: &str) -> Option<Self> {
        let bytes = date.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(n, b)| if matches!(n, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() });
        if !shaped {
            return None;
        }
        let (year, month, day): (i64, i64, i64) =
            (date[..4].parse().ok()?, date[5..7].parse().ok()?, date[8..].parse().ok()?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // Years that start in March put the leap day at their end.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let found = Self(365 * year + leaps + (153 * month + 2) / 5 + day - 719_469);
        (found.to_string() == date).then_some(found)
    }

    /// The day of an HTTP-date (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    #[must_use]
    pub fn of_http_date(text: &str) -> Option<Self> {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (_, rest) = text.split_once(", ")?;
        let mut parts = rest.split_whitespace();
        let day: u32 = parts.next()?.parse().ok()?;
        let month = parts.next()?;
        let month = MONTHS.iter().position(|m| *m == month)? + 1;
        let year: u32 = parts.next()?.parse().ok()?;
        let time = parts.next()?;
        (parts.next() == Some("GMT") && time.split(':').count() == 3).then_some(())?;
        Self::of_date(&format!("{year:04}-{month:02}-{day:02}"))
    }

    /// The day of seconds since 1970-01-01 behind `@` (RFC 9745, section 2.1; RFC 9651, section 3.3.7).
    #[must_use]
    pub fn of_seconds(text: &str) -> Option<Self> {
        text.strip_prefix('@')?.parse::<i64>().ok().map(|seconds| Self(seconds.div_euclid(86_400)))
    }
}

impl fmt::Display for Day {
    /// As `yyyy-mm-dd`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Years that start in March put the leap day at their end.
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Sub for Day {
    type Output = i64;

    /// The number of days from the other one to this one.
    fn sub(self, other: Self) -> i64 {
        self.0 - other.0
    }
}

impl Add<i64> for Day {
    type Output = Self;

    fn add(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        assert_eq!(Day::parse("1970-01-01"), Some(Day::from_epoch(0)));
        assert_eq!(Day::parse("2026-11-24").unwrap() - Day::parse("2026-01-01").unwrap(), 327);
        for date in ["1600-02-29", "2024-02-29", "2026-11-24", "0001-01-01", "9999-12-31"] {
            assert_eq!(Day::parse(date).unwrap().to_string(), date);
        }
        for wrong in [
            "2027-02-31",
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "2026-11-24x",
            "2027-02-033",
            "tomorrow",
            "",
        ] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Day::parse("2026-11-24T10:00:00Z"), Day::parse("2026-11-24"));
        assert_eq!(Day::of_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Day::parse("1994-11-06"));
        assert_eq!(Day::of_http_date("06 Nov 1994"), None);
        assert_eq!(Day::of_seconds("@1688169599"), Day::parse("2023-06-30"));
        assert_eq!((Day::parse("2026-12-31").unwrap() + 1).to_string(), "2027-01-01");
    }
}
