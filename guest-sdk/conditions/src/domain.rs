//! The values that satisfy a condition.

use std::collections::BTreeSet;

use crate::literal::{Kind, Literal};

/// The values that satisfy a condition, and whether no value at all does too.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    /// Nothing but these; none: anything.
    allowed: Option<Vec<Literal>>,
    excluded: Vec<Literal>,
    low: Option<Bound>,
    high: Option<Bound>,
    kinds: BTreeSet<Kind>,
    /// A condition such as Rego's `not x == 1` also holds where there is no `x`.
    absent: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Bound {
    value: f64,
    /// Whether the value itself is out.
    open: bool,
}

impl Domain {
    /// Any value.
    #[must_use]
    pub fn any() -> Self {
        let kinds = Kind::ALL.into();
        Self { allowed: None, excluded: Vec::new(), low: None, high: None, kinds, absent: false }
    }

    /// No value.
    #[must_use]
    pub fn none() -> Self {
        Self { kinds: BTreeSet::new(), ..Self::any() }
    }

    /// One of these.
    pub fn one_of(literals: impl IntoIterator<Item = Literal>) -> Self {
        Self { allowed: Some(literals.into_iter().collect()), ..Self::any() }
    }

    /// Anything but these.
    pub fn none_of(literals: impl IntoIterator<Item = Literal>) -> Self {
        Self { excluded: literals.into_iter().collect(), ..Self::any() }
    }

    /// A number above another, or what the language sorts above all numbers.
    #[must_use]
    pub fn above(value: f64, open: bool) -> Self {
        let kinds = [Kind::Number, Kind::Text, Kind::Other].into();
        Self { low: Some(Bound { value, open }), kinds, ..Self::any() }
    }

    /// A number below another, or what the language sorts below all numbers.
    #[must_use]
    pub fn below(value: f64, open: bool) -> Self {
        let kinds = [Kind::Number, Kind::Null, Kind::Bool].into();
        Self { high: Some(Bound { value, open }), kinds, ..Self::any() }
    }

    /// A value of one of these kinds.
    pub fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self { kinds: kinds.into_iter().collect(), ..Self::any() }
    }

    /// The same, or no value.
    #[must_use]
    pub fn or_absent(self) -> Self {
        Self { absent: true, ..self }
    }

    /// What satisfies both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let allowed = match (&self.allowed, &other.allowed) {
            (Some(one), Some(two)) => Some(one.iter().filter(|literal| two.contains(literal)).cloned().collect()),
            (one, two) => one.as_ref().or(two.as_ref()).cloned(),
        };
        let tighter = |one: Option<Bound>, two: Option<Bound>, is: fn(Bound, Bound) -> bool| match (one, two) {
            (Some(one), Some(two)) => Some(if is(one, two) { one } else { two }),
            (one, two) => one.or(two),
        };
        Self {
            allowed,
            excluded: self.excluded.iter().chain(&other.excluded).cloned().collect(),
            low: tighter(self.low, other.low, |one, two| one.value > two.value || (one.value >= two.value && one.open)),
            high: tighter(self.high, other.high, |one, two| {
                one.value < two.value || (one.value <= two.value && one.open)
            }),
            kinds: self.kinds.intersection(&other.kinds).copied().collect(),
            absent: self.absent && other.absent,
        }
    }

    /// Whether nothing satisfies it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        if self.absent {
            return false;
        }
        match self.candidates() {
            Some(candidates) => !candidates.iter().any(|literal| self.admits(literal)),
            None => self.kinds.is_empty() || (self.only(&[Kind::Number]) && self.crosses()),
        }
    }

    /// Whether a value satisfies it.
    #[must_use]
    pub fn admits(&self, literal: &Literal) -> bool {
        let within = |value: f64| {
            let low = self.low.is_none_or(|low| value > low.value || (value >= low.value && !low.open));
            let high = self.high.is_none_or(|high| value < high.value || (value <= high.value && !high.open));
            low && high
        };
        self.kinds.contains(&literal.kind())
            && self.allowed.as_ref().is_none_or(|allowed| allowed.contains(literal))
            && !self.excluded.contains(literal)
            && !matches!(literal, Literal::Number(value) if !within(*value))
    }

    /// Whether all that satisfies it satisfies another.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        if self.absent && !other.absent {
            return false;
        }
        if let Some(candidates) = self.candidates() {
            return candidates.iter().filter(|literal| self.admits(literal)).all(|literal| other.admits(literal));
        }
        let reaches = |own: Option<Bound>, theirs: Option<Bound>, is: fn(f64, f64) -> bool| match (own, theirs) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(theirs)) => {
                is(own.value, theirs.value)
                    || (own.value.total_cmp(&theirs.value).is_eq() && (own.open || !theirs.open))
            }
        };
        other.allowed.is_none()
            && self.kinds.is_subset(&other.kinds)
            && reaches(self.low, other.low, |own, theirs| own > theirs)
            && reaches(self.high, other.high, |own, theirs| own < theirs)
            && !other.excluded.iter().any(|literal| self.admits(literal))
    }

    /// The only values that can satisfy it, where they can be counted.
    #[must_use]
    pub fn candidates(&self) -> Option<Vec<Literal>> {
        if let Some(allowed) = &self.allowed {
            return Some(allowed.clone());
        }
        let point = self.low.zip(self.high).filter(|(low, high)| low.value.total_cmp(&high.value).is_eq());
        if let Some((low, _)) = point {
            return Some(vec![Literal::Number(low.value)]);
        }
        self.only(&[Kind::Null, Kind::Bool])
            .then(|| vec![Literal::Null, Literal::Bool(false), Literal::Bool(true)])
            .filter(|_| !self.kinds.is_empty())
    }

    /// The texts that can satisfy it, where it is one of some texts.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<String>> {
        let candidates = self.candidates()?.into_iter().filter(|literal| self.admits(literal));
        candidates.map(|literal| if let Literal::Text(text) = literal { Some(text) } else { None }).collect()
    }

    fn only(&self, kinds: &[Kind]) -> bool {
        self.kinds.iter().all(|kind| kinds.contains(kind))
    }

    fn crosses(&self) -> bool {
        self.low.zip(self.high).is_some_and(|(low, high)| low.value > high.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    #[test]
    fn what_nothing_satisfies_is_found() {
        let one = |name| Domain::one_of([text(name)]);
        let (above, below) = (|value| Domain::above(value, true), |value| Domain::below(value, true));
        for (left, right) in [
            (one("a"), one("b")),
            (one("a"), Domain::none_of([text("a")])),
            (above(10.0), below(5.0)),
            (above(10.0), below(10.0)),
            (above(10.0), Domain::below(10.0, false)),
            (above(10.0), Domain::one_of([Literal::Number(3.0)])),
            (Domain::of([Kind::Text]), below(100.0)),
            (Domain::of([Kind::Bool]), Domain::none_of([Literal::Bool(true), Literal::Bool(false)])),
            (Domain::above(5.0, false).and(&Domain::below(5.0, false)), Domain::none_of([Literal::Number(5.0)])),
            (Domain::any(), Domain::none()),
        ] {
            assert!(left.and(&right).is_empty(), "{left:?} {right:?}");
            assert!(!left.is_empty() || right == Domain::none(), "{left:?}");
        }
    }

    #[test]
    fn what_something_satisfies_is_not_called_empty() {
        let one = |name| Domain::one_of([text(name)]);
        for (left, right) in [
            (Domain::one_of([text("a"), text("b")]), one("b")),
            (Domain::above(10.0, false), Domain::below(10.0, false)),
            (Domain::above(5.0, true), Domain::below(6.0, true)),
            // Where a language sorts all values, a text is above every number.
            (one("a"), Domain::above(10.0, true)),
            (one("a").or_absent(), one("b").or_absent()),
            (Domain::of([Kind::Null, Kind::Bool]), Domain::none_of([Literal::Bool(false)])),
        ] {
            assert!(!left.and(&right).is_empty(), "{left:?} {right:?}");
        }
    }

    #[test]
    fn what_follows_is_found_and_what_does_not_is_not() {
        let among = |names: &[&str]| Domain::one_of(names.iter().map(|name| text(name)));
        let ten = Domain::above(10.0, true);
        for (narrow, wide, both) in [
            (among(&["a"]), among(&["a", "b"]), false),
            (among(&["a"]), Domain::none_of([text("b")]), false),
            (Domain::above(20.0, false), ten.clone(), false),
            (ten.clone(), Domain::above(10.0, false), false),
            (ten.clone(), ten.clone(), true),
            (Domain::one_of([Literal::Number(11.0)]), ten.clone(), false),
            (ten.and(&Domain::of([Kind::Number])), ten.clone(), false),
            (ten.clone(), Domain::none_of([Literal::Number(3.0)]), false),
            (among(&["a"]), among(&["a"]).or_absent(), false),
        ] {
            assert!(narrow.within(&wide), "{narrow:?} {wide:?}");
            assert_eq!(wide.within(&narrow), both, "{wide:?} {narrow:?}");
        }
    }
}
