//! Names and their cases.

use super::{and_more, shown};
use crate::finding::message;
use crate::model::Api;
use crate::rule::Context;
use crate::tree::{Cursor, words};

/// The case of a name; nothing for one word in lower case, which is in all of them.
fn case_of(name: &str) -> Option<&'static str> {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    let upper = letters.clone().filter(|c| c.is_uppercase()).count();
    let has = |c| name.contains(c);
    match () {
        () if has('-') && has('_') => Some("mixed"),
        () if has('-') => Some(if upper == 0 { "kebab" } else { "mixed" }),
        () if has('_') => Some(if upper == 0 { "snake" } else { "mixed" }),
        () if upper == 0 => None,
        () if upper == letters.count() => None,
        () if name.starts_with(char::is_uppercase) => Some("pascal"),
        () => Some("camel"),
    }
}

/// Reports names that are not in the wanted case; where none is wanted, not in that of most.
pub fn outliers(cx: &mut Context<'_>, all: &[(&str, Cursor<'_>)], wanted: &str, what: &str, one: &str) {
    let cases: Vec<(&str, Cursor<'_>, &'static str)> =
        all.iter().filter_map(|(name, at)| Some((*name, *at, case_of(name)?))).collect();
    let usual = if wanted.is_empty() {
        let counted =
            ["kebab", "snake", "camel", "pascal"].map(|c| (cases.iter().filter(|(.., own)| *own == c).count(), c));
        let Some((count, case)) = counted.into_iter().max_by_key(|(n, _)| *n) else { return };
        // Where there is no clear majority there is no convention to be held against.
        if count * 3 < cases.len() * 2 || count < 2 {
            return;
        }
        case
    } else {
        wanted
    };
    let others: Vec<_> = cases.iter().filter(|(.., own)| *own != usual).collect();
    let (few, more) = shown(&others);
    for (name, at, own) in few {
        let why =
            if wanted.is_empty() { message!("most are {} case", usual) } else { message!("expected {} case", usual) };
        cx.key(*at, message!("{} `{}` is {} case; {}{}", what, name, own, why, and_more(more, one)))
            .label(message!("not {} case", usual))
            .help("rename it in the next major version");
    }
}

/// The tags that a document declares, each with the place of its name.
pub fn declared_tags<'a>(api: &Api<'a>) -> Vec<(String, Cursor<'a>)> {
    let tags = api.root.get(words::TAGS).into_iter().flat_map(Cursor::items);
    tags.filter_map(|t| t.get(words::NAME)).map(|n| (n.text().into_owned(), n)).collect()
}
