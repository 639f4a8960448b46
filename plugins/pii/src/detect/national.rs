//! National numbers that are digits only.

use super::Scene;
use crate::check::national::{SHORTEST_BARE, of_length};
use crate::check::value;
use crate::kind::Certainty::{self, High, Medium};
use crate::kind::Kind;
use crate::number::Number;
use crate::words::Words;

/// The group behind the national number that begins at group `from`, and what it is.
pub(crate) fn find(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, Kind, Certainty)> {
    if (from == 0 && number.plus.is_some()) || !number.is_clean_before(from) {
        return None;
    }
    american(scene, number, from).or_else(|| checked(scene, number, from)).or_else(|| labelled(scene, number, from))
}

fn american(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, Kind, Certainty)> {
    let grouped = number.has_lengths(from, &[3, 2, 4]) && number.is_clean_after(from + 3);
    let separator = number.separator(from, from + 3);
    if grouped && matches!(separator, Some(b'-' | b' ' | b'.' | b'~')) {
        let digits = number.digits(from, from + 3);
        let sure = if separator == Some(b'-') { High } else { Medium };
        let kind = security_number(digits)?;
        let said = scene.context().has(Words::SSN | Words::TAX);
        return (said || (separator != Some(b'.') && !scene.context().is_other())).then_some((from + 3, kind, sure));
    }
    if number.has_lengths(from, &[2, 7]) && number.is_clean_after(from + 2) && number.group(from + 1).separator == b'-'
    {
        return scene.context().has(Words::TAX).then_some((from + 2, Kind::UsTax, Medium));
    }
    if number.group(from).len == 9 && number.is_clean_after(from + 1) && scene.context().has(Words::SSN) {
        return security_number(number.digits(from, from + 1)).map(|kind| (from + 1, kind, Medium));
    }
    None
}

/// An SSN or an ITIN, by which numbers are given out.
fn security_number(digits: &[u8]) -> Option<Kind> {
    let part = |from: usize, to: usize| value(digits.get(from..to).unwrap_or_default());
    let (area, group, serial) = (part(0, 3), part(3, 5), part(5, 9));
    match area {
        0 | 666 => None,
        900..=999 => matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99).then_some(Kind::UsTax),
        _ => (group > 0 && serial > 0).then_some(Kind::Ssn),
    }
}

fn checked(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, Kind, Certainty)> {
    let bare = number.group(from).len;
    let best = of_length(bare).filter_map(|national| {
        let grouped = national.groups.len() > 1
            && number.has_lengths(from, national.groups)
            && number.is_clean_after(from + national.groups.len());
        let to = from + if grouped { national.groups.len() } else { 1 };
        let is_bare =
            bare >= SHORTEST_BARE && bare == national.groups.iter().sum::<usize>() && number.is_clean_after(to);
        if !grouped && !is_bare || !(national.check)(number.digits(from, to)) {
            return None;
        }
        let typical = grouped
            && number
                .groups()
                .get(from + 1..to)
                .is_some_and(|groups| groups.iter().any(|group| group.separator == national.separator));
        let said = scene.context().has(national.labels)
            || (national.labels & Words::ID != 0 && scene.context().is_id_number());
        let enough = if typical { national.grouped } else { is_bare && national.bare };
        let other = scene.context().is_other() && !typical;
        (said || (enough && !other)).then_some((to, Kind::NationalId, if said || typical { High } else { Medium }))
    });
    best.max_by_key(|(to, _, certainty)| (*to, *certainty))
}

/// A label right before it says what no check digit does.
fn labelled(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, Kind, Certainty)> {
    if from > 0 {
        return None;
    }
    let to = (1..=number.groups().len())
        .rev()
        .find(|to| (8..=15).contains(&number.digits(0, *to).len()) && number.is_clean_after(*to))?;
    let context = scene.context();
    let said = (context.is_near(Words::ID | Words::SSN | Words::HEALTH)
        && context.last & (Words::PHONE | Words::OTHER) == 0)
        || context.is_id_number();
    let tight = (1..to).all(|group| matches!(number.group(group).separator, b'-' | b'.' | b' ' | b'/'));
    let american = number.digits(0, to).len() == 9 && context.last & Words::SSN != 0 && context.last & Words::ID == 0;
    (said && tight && !american).then_some((to, Kind::NationalId, Medium))
}
