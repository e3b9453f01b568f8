//! JSON types as sets.

/// JSON types as bits; a number is a whole or a broken one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(pub u8);

impl Types {
    pub const NULL: Types = Types(1);
    pub const BOOLEAN: Types = Types(2);
    pub const INTEGER: Types = Types(4);
    pub const FRACTION: Types = Types(8);
    pub const STRING: Types = Types(16);
    pub const ARRAY: Types = Types(32);
    pub const OBJECT: Types = Types(64);
    pub const ALL: Types = Types(127);
    pub const NUMBER: Types = Types(12);

    /// The types that a name of JSON Schema stands for; all for an unknown one.
    pub fn named(name: &str) -> Types {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            // 2.0's uploads.
            "string" | "file" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            // A type that does not exist says nothing.
            _ => Self::ALL,
        }
    }

    pub fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    pub fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    pub fn minus(self, other: Types) -> Types {
        Types(self.0 & !other.0)
    }

    pub fn has(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn meets(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Each type of the set.
    pub fn each(self) -> impl Iterator<Item = Types> {
        (0..7).map(|n| Types(1 << n)).filter(move |t| self.has(*t))
    }

    /// The types by their names: "string", "integer".
    pub fn names(self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (name, bits) in [
            ("string", Self::STRING),
            ("number", Self::NUMBER),
            ("boolean", Self::BOOLEAN),
            ("array", Self::ARRAY),
            ("object", Self::OBJECT),
            ("null", Self::NULL),
        ] {
            if self.has(bits) {
                names.push(name);
            }
        }
        if self.has(Self::INTEGER) && !self.has(Self::FRACTION) {
            names.push("integer");
        }
        names
    }
}
