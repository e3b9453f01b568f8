//! What a list can be filtered by.

use std::collections::BTreeMap;

/// The controls of a filter, which the script reads. Without a script, all is shown.
pub struct Filters {
    /// The list that it is for.
    pub list: &'static str,
    /// What its names begin with in a link.
    pub prefix: &'static str,
    /// The name of the boxes.
    pub check_name: &'static str,
    /// Boxes: what is not ticked is not shown.
    pub checks: Vec<Choice>,
    /// Lists of which one value can be chosen.
    pub selects: Vec<Select>,
    /// True where what is filtered stands in groups that fold.
    pub folds: bool,
}

/// A list of which one value can be chosen.
pub struct Select {
    /// The field of the items.
    pub name: &'static str,
    /// What is shown where nothing is chosen.
    pub label: &'static str,
    /// The values.
    pub choices: Vec<Choice>,
}

/// A value, and how many items have it.
pub struct Choice {
    /// As the items have it.
    pub value: String,
    /// As it is shown.
    pub text: String,
    /// How many items have it.
    pub count: usize,
}

impl Select {
    /// The values that items have, empty ones left out; several of one item are a line each.
    pub fn of<'v>(name: &'static str, label: &'static str, values: impl Iterator<Item = &'v str>) -> Self {
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        let each = values.flat_map(|value| value.split('\n')).filter(|value| !value.is_empty());
        each.for_each(|value| *counted.entry(value).or_default() += 1);
        let choice = |(value, count): (&str, usize)| Choice { value: value.to_owned(), text: value.to_owned(), count };
        Self { name, label, choices: counted.into_iter().map(choice).collect() }
    }
}
