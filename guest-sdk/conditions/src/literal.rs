use std::fmt;

/// A value that a rule writes down, as far as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number that a double holds exactly.
    Number(f64),
    /// A text.
    Text(String),
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`.
    Null,
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list, a set, an object, or whatever else a language has.
    Other,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Null, Self::Bool, Self::Number, Self::Text, Self::Other];
}

impl Literal {
    /// A number, where no other number has the same double.
    ///
    /// ```
    /// use portcullis_conditions::Literal;
    ///
    /// assert_eq!(Literal::integer(5), Some(Literal::Number(5.0)));
    /// assert_eq!(Literal::integer((1 << 53) + 1), None);
    /// ```
    #[must_use]
    pub fn integer(value: i64) -> Option<Self> {
        let exact = i32::try_from(value).map(f64::from).ok().or_else(|| value.to_string().parse().ok());
        (value.unsigned_abs() <= 1 << 53).then_some(()).and(exact).map(Self::Number)
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Number(_) => Kind::Number,
            Self::Text(_) => Kind::Text,
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "\"{}\"", text.escape_debug()),
        }
    }
}
