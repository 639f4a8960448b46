//! IP and MAC addresses.

use std::net::Ipv6Addr;

use super::Scene;
use crate::kind::{Certainty, Kind};
use crate::number::{Number, is_clean_after};
use crate::text::Text;
use crate::words::Words;

/// The most that an address of hexadecimal groups has.
const LONGEST: usize = 48;

/// The most colons that stand in an address, its port included, and one behind it.
const MOST_COLONS: usize = 9;

/// The IPv6 or MAC address around the word at `start..end`, or what looks like one and is none: its end, and the span
/// and the kind where it is one.
pub(crate) fn hexadecimal(
    text: Text<'_>,
    start: usize,
    end: usize,
    floor: usize,
) -> Option<(usize, Option<(usize, Kind)>)> {
    let (left, right) = (text.before(start).0, text.byte(end));
    let separator = match (left, right) {
        (_, sign @ (b':' | b'-')) => sign,
        (sign @ (b':' | b'-'), _) => sign,
        (_, b'.') if end - start == 4 => return cisco(text, start),
        _ => return None,
    };
    if end - start > 4 || (separator == b'-' && end - start != 2) {
        return None;
    }
    let part = |byte: u8| byte.is_ascii_hexdigit() || byte == separator || (separator == b':' && byte == b'.');
    // A value behind a colon, as in JSON: a group alone.
    if left == separator && !part(right) && !part(text.byte(start.wrapping_sub(2))) {
        return None;
    }
    let before = (floor..start).rev().take(LONGEST).take_while(|at| part(text.byte(*at))).count();
    // No address is so long, and each digit of such a row asks.
    if before == LONGEST {
        return None;
    }
    let first = start - before;
    let (mut last, mut signs) = (end, 0);
    while last < end + LONGEST && part(text.byte(last)) {
        signs += usize::from(text.byte(last) == b':');
        // None has so many behind one group, and each group of such a row asks.
        if signs > MOST_COLONS {
            return None;
        }
        last += 1;
    }
    let body = text.0.get(first..last)?;
    let body = body.trim_end_matches(['.', '-']);
    let body = if body.ends_with("::") { body } else { body.trim_end_matches(':') };
    let trimmed = if body.starts_with("::") { body } else { body.trim_start_matches([':', '.', '-']) };
    let (start, end) = (first + body.len() - trimmed.len(), first + body.len());
    let outside = text.before(start).0;
    if end <= start || outside.is_ascii_alphanumeric() || outside == b'_' || !is_end(text, end) {
        return None;
    }
    let groups = trimmed.split(char::from(separator));
    if groups.clone().count() == 6 && groups.clone().all(|group| group.len() == 2 && !group.contains('.')) {
        let zero = trimmed.bytes().all(|byte| matches!(byte, b'0' | b'F' | b'f' | b':' | b'-'));
        return Some((end, (!zero).then_some((start, Kind::Mac))));
    }
    let colons = trimmed.matches(':').count();
    if separator == b':'
        && (colons >= 7 || (colons >= 2 && trimmed.contains("::")))
        && trimmed.bytes().any(|byte| byte.is_ascii_digit())
    {
        // A port may stand behind it.
        let portless = trimmed.rsplit_once(':').map_or(trimmed, |(address, _)| address);
        let trimmed = if colons == 8 && trimmed.parse::<Ipv6Addr>().is_err() { portless } else { trimmed };
        let end = start + trimmed.len();
        let address: Option<Ipv6Addr> = trimmed.parse().ok();
        // `::` alone, and paths of code such as `a1::b2`, are no address of anybody.
        let plain = trimmed.len() > 6 || trimmed.starts_with("::");
        return address.filter(|_| plain).map(|_| (end, Some((start, Kind::Ip))));
    }
    None
}

fn is_end(text: Text<'_>, end: usize) -> bool {
    is_clean_after(text, end) || matches!(text.byte(end), b'%' | b'/')
}

/// `aabb.ccdd.eeff`
fn cisco(text: Text<'_>, start: usize) -> Option<(usize, Option<(usize, Kind)>)> {
    let body = text.bytes().get(start..start + 14)?;
    let hexadecimal =
        body.split(|byte| *byte == b'.').all(|group| group.len() == 4 && group.iter().all(u8::is_ascii_hexdigit));
    let letters = body.iter().any(u8::is_ascii_alphabetic) && body.iter().any(u8::is_ascii_digit);
    let clean = crate::number::is_clean_before(text, start) && is_clean_after(text, start + 14);
    (hexadecimal && letters && clean).then_some((start + 14, Some((start, Kind::Mac))))
}

/// The end of a UUID that begins at `start`.
pub(crate) fn uuid(text: Text<'_>, start: usize) -> Option<usize> {
    let body = text.bytes().get(start..start + 36).filter(|body| body.get(8) == Some(&b'-'))?;
    let fits = body.iter().enumerate().all(|(index, byte)| match index {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    fits.then_some(start + 36)
}

/// The group behind the IPv4 address that begins at group `from`.
pub(crate) fn dotted(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, Certainty)> {
    let groups = number.groups().get(from..from + 4)?;
    let octet = |group: usize| {
        let digits = number.digits(group, group + 1);
        (digits.len() == 1 || digits.first() != Some(&0)) && digits.len() <= 3 && crate::check::value(digits) <= 255
    };
    let to = from + 4;
    if groups.iter().skip(1).any(|group| group.separator != b'.')
        || !(from..to).all(octet)
        || number.digits(from, to) == [0; 4]
        // A mask is no address.
        || number.digits(from, from + 1) == [2, 5, 5]
    {
        return None;
    }
    let (outer, _) = number.text.before(number.start);
    let clean_before = if from > 0 {
        number.group(from).separator != b'.'
    } else {
        // An address may stand behind `//` and `@`, and a range has two with a dash.
        number.plus.is_none() && (matches!(outer, b'/' | b'@' | b'-' | b':') || number.is_clean_before(0))
    };
    let clean_after = if to < number.groups().len() {
        number.group(to).separator != b'.'
    } else {
        let end = number.group(to - 1).end;
        let is_range = number.text.byte(end) == b'-' && !number.text.byte(end + 1).is_ascii_alphabetic();
        is_range || matches!(number.text.byte(end), b':' | b'/') || is_clean_after(number.text, end)
    };
    if !clean_before || !clean_after || outer.eq_ignore_ascii_case(&b'v') {
        return None;
    }
    let context = scene.context();
    let version = context.last & Words::VERSION != 0 && !context.is_near(Words::IP);
    (!version).then_some((to, Certainty::High))
}

/// Whether an address is the machine's own.
pub(crate) fn is_loopback(address: &str) -> bool {
    address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether an address is nobody's: private, of the machine itself, or for examples.
pub(crate) fn is_reserved(address: &str) -> bool {
    use std::net::IpAddr;
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_documentation()
                || address.is_unspecified()
                || address.is_broadcast()
                || address.is_multicast()
        }
        Ok(IpAddr::V6(address)) => {
            let head = address.segments();
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_multicast()
                || matches!(head, [0x2001, 0xdb8, ..])
        }
        Err(_) => false,
    }
}
