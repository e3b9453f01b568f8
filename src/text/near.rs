//! Near names: what a mistyped word most likely means.

use strsim::osa_distance;

/// The candidate that `word` is most likely meant to be, if one is near enough.
///
/// Near means: the same but for case and separators, or within a third of its length by
/// Damerau-Levenshtein distance.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = plain(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == word {
            continue;
        }
        let other = plain(candidate);
        let lengths = [&wanted, &other].map(|s| s.chars().count());
        let limit = lengths[0].max(lengths[1]) / 3;
        if lengths[0].abs_diff(lengths[1]) > limit {
            continue;
        }
        let distance = osa_distance(&wanted, &other);
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The only candidate for which a word is most likely a slip of the pen: a letter too many, too few, wrong or swapped;
/// two of them in long words. Near names that are further apart may well mean something else, and so may names with
/// other numbers; where two candidates are as near, nobody knows which is meant.
#[must_use]
pub fn slip<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |s: &str| s.chars().flat_map(char::to_lowercase).collect::<String>();
    let worded = |s: &str| s.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let wanted = letters(word);
    let mut best: Option<(usize, &str, bool)> = None;
    for candidate in candidates {
        let other = letters(candidate);
        let lengths = [&wanted, &other].map(|s| s.chars().count());
        let most = if lengths[0].min(lengths[1]) < 6 { 1 } else { 2 };
        if candidate == word || lengths[0].abs_diff(lengths[1]) > most || worded(word) == worded(candidate) {
            continue;
        }
        let distance = osa_distance(&wanted, &other);
        if distance <= most {
            best = match best {
                Some((nearer, name, alone)) if nearer <= distance => Some((nearer, name, alone && nearer < distance)),
                _ => Some((distance, candidate, true)),
            };
        }
    }
    best.filter(|(.., alone)| *alone).map(|(_, name, _)| name)
}

/// Looks near names up, up to a number of comparisons: where very many names are wrong, the last
/// ones are shown without a guess rather than at a cost that grows with the square.
#[derive(Debug)]
pub struct NearNames {
    left: usize,
}

impl Default for NearNames {
    fn default() -> Self {
        Self { left: 200_000 }
    }
}

impl NearNames {
    /// [`nearest`], as long as the comparisons last.
    pub fn find<'a>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.left == 0 {
            return None;
        }
        let mut count = 0;
        let found = nearest(word, candidates.into_iter().inspect(|_| count += 1));
        self.left = self.left.saturating_sub(count);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_words() {
        for (word, meant) in [("orders:raed", "orders:read"), ("schema", "schemas"), ("ordrs", "Orders")] {
            assert_eq!(slip(word, ["users", meant, "admin"]), Some(meant));
        }
        for (word, others) in [
            ("read:pets", ["write:pets", "x"]),
            ("User groups", ["Team groups", "x"]),
            ("get", ["put", "x"]),
            ("User3", ["User1", "User2"]),
            ("mLength", ["maxLength", "minLength"]),
        ] {
            assert_eq!(slip(word, others), None, "{word}");
        }
    }

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
