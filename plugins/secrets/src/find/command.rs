//! Passwords in command lines and in files of old formats.

use portcullis_guest::Severity;

use crate::find::assignment::Value;
use crate::found::Found;
use crate::placeholder;
use crate::text::Text;
use crate::value;

/// A command, three characters of it that stand in few words, and the option that takes a password.
pub(crate) const COMMANDS: &[(&str, &str, &str)] = &[
    ("mysql", "ysq", " -p"),
    ("mysqldump", "ysq", " -p"),
    ("mysqladmin", "ysq", " -p"),
    ("mariadb", "adb", " -p"),
    ("sshpass", "shp", " -p"),
    ("redis-cli", "s-c", " -a"),
    ("docker login", "r l", " -p"),
    ("podman login", "dma", " -p"),
    ("helm registry login", "elm", " -p"),
    ("az login", "az ", " -p"),
    ("ldapsearch", "lda", " -w"),
    ("ldapmodify", "lda", " -w"),
    ("rabbitmqadmin", "tmq", " -p"),
    ("mongo", "ngo", " -p"),
    ("mongosh", "ngo", " -p"),
    ("mongodump", "ngo", " -p"),
    ("sqlcmd", "qlc", " -P"),
    ("bcp", "bcp", " -P"),
    ("smbclient", "mbc", " -U"),
    ("unzip", "nzi", " -P"),
    ("snmpwalk", "nmp", " -A"),
    ("ipmitool", "pmi", " -P"),
    ("htpasswd", "htp", " -b"),
];

/// A command line is not looked at any further.
const LONGEST_LINE: usize = 160;

/// The password behind a command's option.
pub(crate) fn option(text: &Text, at: usize, command: &str, option: &str) -> Option<Found> {
    if !text.has(at, command.as_bytes())
        || text.before(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    {
        return None;
    }
    let from = at + command.len();
    text.at(from).filter(|byte| *byte == b' ')?;
    for place in from..from + LONGEST_LINE {
        if text.at(place)? == b'\n' {
            return None;
        }
        if text.has(place, option.as_bytes()) {
            let start = text.skip_blanks(place + option.len(), 2);
            return word(text, start, "command-password");
        }
    }
    None
}

/// `-u name:password`, `--user name:password`
pub(crate) fn user(text: &Text, at: usize) -> Option<Found> {
    let end = if text.has(at, b"-u ") {
        at + 3
    } else if text.has(at, b"--user ") || text.has(at, b"--user=") {
        at + 7
    } else {
        return None;
    };
    if text.before(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let start = text.skip_blanks(end, 4);
    let start = text.run(start, 1, |byte| matches!(byte, b'"' | b'\''));
    let colon = text.run(start, 80, |byte| byte.is_ascii_alphanumeric() || b"_.-@+%\\".contains(&byte));
    if text.at(colon) != Some(b':') {
        return None;
    }
    word(text, colon + 1, "basic-auth")
}

/// `machine host login name password value`
pub(crate) fn netrc(text: &Text, at: usize) -> Option<Found> {
    if !text.has(at, b"machine ") {
        return None;
    }
    let gap = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let mut place = at;
    for _ in 0..6 {
        let end = text.run(place, 128, |byte| byte.is_ascii_graphic());
        let next = text.run(end, 16, gap);
        if text.slice(place..end) == b"password" {
            return word(text, next, "netrc-password");
        }
        place = next;
    }
    None
}

/// `host:5432:database:user:password`; `at` is the `:54`.
pub(crate) fn pgpass(text: &Text, at: usize) -> Option<Found> {
    let port = text.run(at + 1, 5, |byte| byte.is_ascii_digit());
    let mut place = port;
    for _ in 0..2 {
        if text.at(place) != Some(b':') {
            return None;
        }
        place = text.run(place + 1, 64, |byte| byte.is_ascii_alphanumeric() || b"_-*.@".contains(&byte));
    }
    if port != at + 5 || text.at(place) != Some(b':') {
        return None;
    }
    word(text, place + 1, "pgpass-password")
}

/// One word of a command line that may be a password.
fn word(text: &Text, from: usize, id: &str) -> Option<Found> {
    let quote = text.at(from).filter(|byte| matches!(byte, b'"' | b'\''));
    let start = if quote.is_some() { from + 1 } else { from };
    let end = text.run(start, 128, |byte| {
        (byte.is_ascii_graphic() || !byte.is_ascii()) && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\')
    });
    let password = text.slice(start..end);
    let how = Value { range: start..end, quoted: quote.is_some(), prose: false };
    let telling =
        !password.starts_with(b"-") && !placeholder::is_placeholder(password) && value::is_password(password, &how);
    telling.then(|| Found::new(start..end, id, Severity::High))
}
