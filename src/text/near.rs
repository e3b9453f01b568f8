//! Near names: what a mistyped word most likely means.

use strsim::osa_distance;

use super::plain_name;

/// The candidate that `word` is most likely meant to be, if one is near enough.
///
/// Near means: the same but for case and separators, or within a third of its length by
/// Damerau-Levenshtein distance.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within(word, candidates, &mut { usize::MAX })
}

/// The same with a number of letters that may be compared: nothing where it does not last.
fn nearest_within<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, left: &mut usize) -> Option<&'a str> {
    let wanted = plain_name(word);
    let seen = Letters::of(word, char::is_alphanumeric);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == word {
            continue;
        }
        let other = Letters::of(candidate, char::is_alphanumeric);
        let limit = seen.count.max(other.count) / 3;
        if seen.are_further_than(&other, limit) {
            continue;
        }
        *left = left.checked_sub(other.count * seen.count).or_else(|| {
            *left = 0;
            None
        })?;
        let distance = osa_distance(&wanted, &plain_name(candidate));
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Looks near names up, up to an amount of work: where very many names are wrong, the last ones are shown without a guess
/// rather than at a cost that grows with the square.
#[derive(Debug)]
pub struct NearNames {
    /// Candidates that may still be looked at.
    candidates: usize,
    /// Letters that may still be compared with letters.
    letters: usize,
}

impl Default for NearNames {
    fn default() -> Self {
        Self { candidates: 200_000, letters: 2_000_000 }
    }
}

impl NearNames {
    /// [`nearest`], as long as the work lasts.
    pub fn find<'a>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.spend(candidates, |candidates, left| nearest_within(word, candidates, left))
    }

    /// True where no more names are looked up.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.candidates == 0 || self.letters == 0
    }

    fn spend<'a, C: IntoIterator<Item = &'a str>>(
        &mut self,
        candidates: C,
        look: impl FnOnce(std::iter::Inspect<C::IntoIter, Counter<'_, 'a>>, &mut usize) -> Option<&'a str>,
    ) -> Option<&'a str> {
        if self.is_spent() {
            return None;
        }
        let count = std::cell::Cell::new(0);
        let counter: Counter<'_, 'a> = Box::new(|_| count.set(count.get() + 1));
        let found = look(candidates.into_iter().inspect(counter), &mut self.letters);
        self.candidates = self.candidates.saturating_sub(count.get());
        found
    }
}

/// Counts candidates that are looked at.
type Counter<'c, 'a> = Box<dyn FnMut(&&'a str) + 'c>;

/// How many letters a word has and which: enough to see that two words are far apart, without comparing them.
pub(super) struct Letters {
    pub(super) count: usize,
    /// A bit for each letter, by the lowest bits of its number.
    mask: u64,
}

impl Letters {
    pub(super) fn of(word: &str, counts: impl Fn(char) -> bool) -> Self {
        if word.is_ascii() {
            let letters = word.bytes().filter(|b| counts(char::from(*b))).map(|b| b.to_ascii_lowercase());
            return letters
                .fold(Self { count: 0, mask: 0 }, |l, b| Self { count: l.count + 1, mask: l.mask | 1 << (b & 63) });
        }
        let letters = word.chars().filter(|c| counts(*c)).flat_map(char::to_lowercase);
        letters
            .fold(Self { count: 0, mask: 0 }, |l, c| Self { count: l.count + 1, mask: l.mask | 1 << (c as u32 & 63) })
    }

    /// True where words surely differ in more than `most` letters: one that is changed takes a letter away and brings
    /// another one.
    pub(super) fn are_further_than(&self, other: &Self, most: usize) -> bool {
        self.count.abs_diff(other.count) > most || (self.mask ^ other.mask).count_ones() as usize > 2 * most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let fields = ["parameters", "responses", "operationId"];
        assert_eq!(nearest("parmeters", fields), Some("parameters"));
        assert_eq!(nearest("operation_id", fields), Some("operationId"));
        assert_eq!(nearest("resposnes", fields), Some("responses"));
        assert_eq!(nearest("servers", fields), None);
        assert_eq!(nearest("x", fields), None);
    }
}
