//! Conditions that have to hold together.

use std::collections::BTreeMap;

use crate::domain::Domain;

/// What a rule asks of one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Which value: its text, the same wherever the same value is meant.
    pub key: String,
    /// What it has to be.
    pub domain: Domain,
    /// Where that is written, from 1.
    pub line: u32,
}

/// Conditions that have to hold together.
#[derive(Debug, Clone, Default)]
pub struct Conjunction {
    keys: BTreeMap<String, (Domain, u32)>,
    clash: Option<Clash>,
}

/// A condition that can't hold together with those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Of which value.
    pub key: String,
    /// Where the condition is written.
    pub line: u32,
    /// Where those are that it can't hold together with; its own line where it never holds.
    pub with: u32,
}

impl Conjunction {
    /// These conditions together.
    pub fn of(conditions: impl IntoIterator<Item = Condition>) -> Self {
        let mut all = Self::default();
        conditions.into_iter().for_each(|condition| all.add(condition));
        all
    }

    fn add(&mut self, Condition { key, domain, line }: Condition) {
        let (before, with) = self.keys.get(&key).cloned().unwrap_or((Domain::any().or_absent(), line));
        let together = before.and(&domain);
        if self.clash.is_none() && together.is_empty() {
            self.clash = Some(Clash { key: key.clone(), line, with });
        }
        self.keys.insert(key, (together, line));
    }

    /// Why it can't hold; none where it may.
    #[must_use]
    pub fn clash(&self) -> Option<&Clash> {
        self.clash.as_ref()
    }

    /// Whether another holds wherever this does.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        let follows = |(key, (theirs, _)): (&String, &(Domain, u32))| {
            self.keys.get(key).is_some_and(|(own, _)| own.within(theirs)) || Domain::any().or_absent().within(theirs)
        };
        other.keys.iter().all(follows)
    }

    /// What is asked of a value; none where nothing is.
    #[must_use]
    pub fn domain(&self, key: &str) -> Option<&Domain> {
        self.keys.get(key).map(|(domain, _)| domain)
    }

    /// Whether it asks nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

impl Clash {
    /// What can't be, for people.
    ///
    /// ```
    /// # use portcullis_conditions::Clash;
    /// let clash = Clash { key: "args.amount".to_owned(), line: 3, with: 2 };
    /// assert_eq!(clash.why(), "`args.amount` can't be what lines 2 and 3 want");
    /// ```
    #[must_use]
    pub fn why(&self) -> String {
        let Self { key, line, with } = self;
        match with == line {
            true if key.is_empty() => "it is always false".to_owned(),
            true => format!("`{key}` can't be all that is wanted of it"),
            false => format!("`{key}` can't be what lines {with} and {line} want"),
        }
    }
}
