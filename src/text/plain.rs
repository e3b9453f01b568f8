//! Names without case and separators.

/// A name without case and separators: `clientsecret` for `Client-Secret`.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    name.chars().filter(|c| c.is_alphanumeric()).for_each(|c| push_lower(&mut plain, c));
    plain
}

/// Adds a character in lower case.
pub fn push_lower(text: &mut String, c: char) {
    if c.is_ascii() {
        text.push(c.to_ascii_lowercase());
    } else {
        text.extend(c.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_do_not_count() {
        assert_eq!(plain_name("Client-Secret_ID 2"), "clientsecretid2");
        assert_eq!(plain_name("ÄÖ.ü"), "äöü");
    }
}
