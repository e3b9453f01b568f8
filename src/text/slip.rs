//! Slips of the pen: what a mistyped name surely means.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use strsim::osa_distance;

use super::near::Letters;

/// The only candidate for which a word is most likely a slip of the pen: a letter too many, too few, wrong or swapped;
/// two of them in long words. Near names that are further apart may well mean something else, and so do names with
/// other numbers; where two candidates are as near, nobody knows which is meant.
#[must_use]
pub fn slip<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let digits = |s: &'_ str| s.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let number = digits(word);
    let wanted = lower(word);
    let seen = Letters::of(word, |_| true);
    let mut best: Option<(usize, &str, bool)> = None;
    for candidate in candidates {
        let other = Letters::of(candidate, |_| true);
        let most = if seen.count.min(other.count) < 6 { 1 } else { MOST };
        if candidate == word || seen.are_further_than(&other, most) || digits(candidate) != number {
            continue;
        }
        let distance = osa_distance(&wanted, &lower(candidate));
        if distance <= most {
            best = match best {
                Some((nearer, name, alone)) if nearer <= distance => Some((nearer, name, alone && nearer < distance)),
                _ => Some((distance, candidate, true)),
            };
        }
    }
    best.filter(|(.., alone)| *alone).map(|(_, name, _)| name)
}

/// The most letters that a slip changes.
const MOST: usize = 2;

/// Words that are compared with each name, before the names are put in order.
const FEW: usize = 8;

/// The longest names, in letters, that slips are looked for among many.
const LONGEST: usize = 64;

fn lower(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// Looks slips of many words up among the same names. Two words that differ in two letters are the same without two
/// letters of each (their digits are the same): names are found by what is left of them, so that a word costs the same
/// among few names and among many.
#[derive(Debug)]
pub struct Slips {
    names: Vec<String>,
    /// The words after which the names are put in order.
    few: usize,
    asked: usize,
    /// The numbers of names by the hash of what is left of them.
    left: FxHashMap<u64, Vec<u32>>,
}

impl Slips {
    /// Slips of these names.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        // Putting a name in order takes as many steps as it has pairs of letters: that must pay.
        let letters: usize = names.iter().map(|name| name.len().min(LONGEST)).sum();
        let each = letters / names.len().max(1);
        Self { names, few: FEW.max(each * each / 2), asked: 0, left: FxHashMap::default() }
    }

    /// [`slip`] among the names. Among many words, long ones are not looked for.
    pub fn find(&mut self, word: &str) -> Option<&str> {
        self.asked += 1;
        if self.asked <= self.few || self.names.len() <= FEW {
            return slip(word, self.names.iter().map(String::as_str));
        }
        if self.left.is_empty() {
            for (number, name) in self.names.iter().enumerate() {
                each_rest(name, |rest| {
                    let numbers = self.left.entry(rest).or_default();
                    if numbers.last() != Some(&(number as u32)) {
                        numbers.push(number as u32);
                    }
                });
            }
        }
        let mut near: Vec<u32> = Vec::new();
        each_rest(word, |rest| near.extend(self.left.get(&rest).into_iter().flatten()));
        near.sort_unstable();
        near.dedup();
        slip(word, near.into_iter().filter_map(|n| self.names.get(n as usize)).map(String::as_str))
    }
}

/// The hashes of a word and of what is left of it without one letter, and without two. Digits stay.
fn each_rest(word: &str, mut tell: impl FnMut(u64)) {
    let letters: Vec<char> = lower(word).chars().collect();
    if letters.len() > LONGEST {
        return;
    }
    let hash = |without: [usize; MOST]| {
        let mut hasher = FxHasher::default();
        letters.iter().enumerate().filter(|(n, _)| !without.contains(n)).for_each(|(_, c)| c.hash(&mut hasher));
        hasher.finish()
    };
    // A place beyond the end takes no letter away.
    let none = letters.len();
    let places: Vec<usize> = (0..none).filter(|n| !letters[*n].is_ascii_digit()).collect();
    tell(hash([none, none]));
    for (n, first) in places.iter().enumerate() {
        tell(hash([*first, none]));
        places[n + 1..].iter().for_each(|second| tell(hash([*first, *second])));
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
            ("tag12x", ["tag1", "x"]),
        ] {
            assert_eq!(slip(word, others), None, "{word}");
        }
    }

    #[test]
    fn many_words_are_told_the_same_as_few() {
        let names: Vec<String> =
            (0..60).map(|n| format!("{}:{}", "orders-of-customer-x".split_at(n % 20).0, n)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).chain(["Users", "schema", "été:lire"]).collect();
        let mut slips = Slips::of(names.iter().copied());
        for name in names.iter().chain(&["usres", "scheme", "ete:lire", "schemas", "order:5", "odres-of-c:10", "", "a"])
        {
            for word in
                [(*name).to_owned(), format!("{name}x"), name.chars().skip(1).collect(), name.replace("rs", "sr")]
            {
                assert_eq!(slips.find(&word), slip(&word, names.iter().copied()), "{word}");
            }
        }
    }
}
