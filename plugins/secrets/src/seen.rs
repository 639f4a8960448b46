//! A value behind a name, and what was found out about it: many keywords may stand in one name, and all have one value.

use std::cell::{Cell, OnceCell};

use crate::find::assignment::{Known, Value};
use crate::name;
use crate::placeholder;
use crate::random;
use crate::rules::Rule;
use crate::value;

/// A value.
#[derive(Debug)]
pub(crate) struct Seen<'t> {
    pub(crate) bytes: &'t [u8],
    pub(crate) how: Value,
    placeholder: OnceCell<bool>,
    token: OnceCell<bool>,
    password: OnceCell<bool>,
    random: OnceCell<bool>,
    regular: OnceCell<bool>,
    formats: OnceCell<Vec<usize>>,
    /// The name that was asked with last, and the number of the rule that wants it.
    named: Cell<Option<(&'t [u8], Option<usize>)>>,
}

impl<'t> Seen<'t> {
    pub(crate) fn new(bytes: &'t [u8], how: Value) -> Self {
        Self {
            bytes,
            how,
            placeholder: OnceCell::new(),
            token: OnceCell::new(),
            password: OnceCell::new(),
            random: OnceCell::new(),
            regular: OnceCell::new(),
            formats: OnceCell::new(),
            named: Cell::new(None),
        }
    }

    /// Whether it stands for a secret only.
    pub(crate) fn is_placeholder(&self) -> bool {
        *self.placeholder.get_or_init(|| placeholder::is_placeholder_if(self.bytes, || self.is_regular()))
    }

    /// Whether a machine made it up, and it is no shorter.
    pub(crate) fn is_token(&self, least: usize) -> bool {
        self.bytes.len() >= least && *self.token.get_or_init(|| value::is_token_if(self.bytes, 0, || self.is_random()))
    }

    /// Whether it may have been chosen as a password.
    pub(crate) fn is_password(&self) -> bool {
        *self.password.get_or_init(|| value::is_password_if(self.bytes, &self.how, || self.is_random()))
    }

    fn is_random(&self) -> bool {
        *self.random.get_or_init(|| random::is_random_if(self.bytes, || self.is_regular()))
    }

    fn is_regular(&self) -> bool {
        *self.regular.get_or_init(|| random::is_regular(self.bytes))
    }

    /// The rule that wants such a name, and whose format it has. All keywords of a name ask with the same one.
    pub(crate) fn format<'r>(&self, name: &'t [u8], known: &Known<'r>) -> Option<&'r Rule> {
        let fitting = self.formats.get_or_init(|| {
            if self.is_placeholder() || !value::may_be_token(self.bytes) {
                return Vec::new();
            }
            let fits = |rule: &Rule| rule.patterns.iter().any(|pattern| pattern.fits(self.bytes));
            let numbers = known.lengths.of(self.bytes.len()).iter().map(|number| usize::from(*number));
            numbers.filter(|number| known.rules.get(*number).is_some_and(fits)).collect()
        });
        // Few values fit, so few names are searched.
        if fitting.is_empty() {
            return None;
        }
        let number = match self.named.get() {
            Some((last, number)) if last == name => number,
            _ => {
                let lower = name::lower(name);
                let wants = |rule: &Rule| rule.near.iter().any(|word| name::contains(&lower, word));
                let number = fitting.iter().copied().find(|number| known.rules.get(*number).is_some_and(wants));
                self.named.set(Some((name, number)));
                number
            }
        };
        known.rules.get(number?)
    }
}

/// The value that was looked at last.
#[derive(Debug, Default)]
pub(crate) struct Memory<'t> {
    /// Where its name ends, and whether that is an option of a command.
    name: Option<(usize, bool)>,
    value: Option<Seen<'t>>,
    /// Whether the end of the text was seen on the way.
    reached_end: bool,
    /// Where the name begins for which all of the value was found.
    found: Option<usize>,
}

impl<'t> Memory<'t> {
    /// The value behind a name, which `read` reads if it is not that of the last name; and whether the end was seen.
    pub(crate) fn value(
        &mut self,
        name: (usize, bool),
        read: impl FnOnce() -> (Option<Seen<'t>>, bool),
    ) -> (Option<&Seen<'t>>, bool) {
        if self.name != Some(name) {
            (self.value, self.reached_end) = read();
            (self.name, self.found) = (Some(name), None);
        }
        (self.value.as_ref(), self.reached_end)
    }

    /// Notes that all of the value was found, for a name that begins there.
    pub(crate) fn found(&mut self, start: usize) {
        self.found = Some(start);
    }

    /// Whether that was so for the same name; and whether the end of the text was seen.
    pub(crate) fn is_found(&self, start: usize, name: (usize, bool)) -> Option<bool> {
        (self.name == Some(name) && self.found == Some(start)).then_some(self.reached_end)
    }
}
