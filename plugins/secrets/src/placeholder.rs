//! What stands for a secret and is none.

use crate::name::contains;
use crate::random;

/// Words that only stand in what is not meant to work.
#[rustfmt::skip]
const TELLING: &[&str] = &[
    "example", "placeholder", "changeme", "change_me", "change-me", "change_this", "changethis",
    "change-this", "replace", "insert", "dummy", "sample", "redacted", "masked", "hidden", "removed", "fixme",
    "not-a-real", "notreal", "not_real", "notasecret", "undefined", "foobar", "xxxx", "****", "....", "----", "____",
    "[secret", "some-secret", "<secret", "…", "•••", "to-be-", "secret-here", "key-here",
    "token-here", "key_here", "token_here", "secret_here", "goes-here", "goes_here", "lorem", "ipsum", "deadbeef",
    "cafebabe", "keyboard cat",
];

/// The same of words that are so short that chance makes them: they stand at an end of a word.
const TELLING_APART: &[&str] = &["your", "fake", "mock", "todo"];

/// What remains of a weak example when its digits and marks are dropped.
#[rustfmt::skip]
const WEAK: &[&str] = &[
    "", "a", "abc", "abcd", "abcde", "abcdef", "access", "apikey", "asdf", "auth", "bar", "baz", "bearer", "bool",
    "boolean", "default", "demo", "dev", "disabled", "dontcare", "empty", "enabled", "example", "false", "foo",
    "here", "key", "local", "localhost", "mykey", "mypass", "mypassword", "mypwd", "mysecret", "mysecretkey",
    "mytoken", "newpassword", "nil", "no", "none", "null", "object", "oldpassword", "optional", "pass", "passphrase",
    "password", "passwd", "pw", "pwd", "qwerty", "required", "root", "secret", "secretkey", "secrettoken", "sha",
    "str", "string", "supersecret", "temp", "test", "tester", "testing", "testkey", "testpass", "testpassword",
    "testsecret", "testtoken", "text", "tmp", "token", "topsecret", "true", "tbd", "unknown", "unset", "user",
    "username", "userpassword", "value", "verysecret", "wrong", "wrongpassword", "x", "xx", "xxx", "xyz", "yes",
    "secretpassword", "anypassword", "somepassword", "somesecret", "sometoken", "invalid", "invalidtoken",
    "invalidpassword", "bad", "badpassword", "validtoken", "validpassword", "testuser",
    "accesstoken", "refreshtoken",
];

/// What a value begins with that refers to a secret, or that locked one away.
#[rustfmt::skip]
const REFERENCES: &[&str] = &[
    "enc[", "enc(", "vault:", "$ansible_vault", "!vault", "{cipher}", "arn:", "ssm:", "op://", "ref+", "sops:",
    "keyvault", "@microsoft.keyvault", "secretsmanager", "projects/", "file:", "env:", "env.", "$env",
     "data:", "sha1:", "sha256:", "sha384:", "sha512:", "sha1-", "sha256-",
    "sha384-", "sha512-", "sha256$", "sha1$", "md5:", "md5$", "$1$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$",
    "$7$", "$y$", "$apr1$", "$argon2", "$pbkdf2", "$scrypt", "pbkdf2", "bcrypt", "scrypt:", "argon2", "{ssha", "{sha",
    "{md5", "{smd5", "{crypt", "scram-sha-", "-----begin", "http://", "https://", "ssh-rsa", "ssh-ed25519",
    "ecdsa-sha2", "urn:", "process.env", "os.environ", "os.getenv", "system.getenv", "import.meta", "env[", "config.",
    "config[", "configuration[", "self.", "this.", "settings.", "var.", "local.", "data.", "module.", "secrets.",
    "params.", "request.", "req.", "options.", "opts.", "args.", "props.", "state.", "ctx.", "context.",
    "credentials.", "cred.", "kms:", "awskms", "gcpkms", "agevault", "secret://", "vault://", "doppler://",
    "infisical://",
];

/// Whether a token is no real one: an example, a sequence, or words in the place of chance.
pub(crate) fn is_made_up(token: &[u8], plain: bool) -> bool {
    let lower = lower(token);
    if tells(&lower) {
        return true;
    }
    // What follows the last separator is the part that was drawn by lot.
    let long = |byte: &u8| !byte.is_ascii_alphanumeric();
    let body = token.split(long).max_by_key(|part| part.len()).unwrap_or_default();
    if plain {
        return false;
    }
    random::is_regular(body) || body.len() >= 12 && random::percent(token) < 25 && !digits(token)
}

/// Whether a value that stands where a secret would stands for one only.
pub(crate) fn is_placeholder(value: &[u8]) -> bool {
    is_placeholder_if(value, || random::is_regular(value))
}

/// The same where it is known whether it is regular.
pub(crate) fn is_placeholder_if(value: &[u8], is_regular: impl FnOnce() -> bool) -> bool {
    let lower = lower(value);
    let letters: String = lower.chars().filter(char::is_ascii_lowercase).collect();
    // Most values have no marks in them.
    let plain = value.iter().all(u8::is_ascii_alphanumeric);
    let pairs = [("${", '}'), ("{{", '}'), ("#{", '}'), ("$(", ')'), ("%(", ')'), ("<%", '>'), ("\\(", ')')];
    let marks = ["%s", "%d", "%v", "::", "]]", "=>", "->"];
    let marked = || {
        pairs.iter().any(|(open, close)| closes(&lower, open, *close))
            || marks.iter().any(|mark| contains(&lower, mark)) && random::percent(value) < 45
            || contains(&lower, "***")
            || contains(&lower, "...")
            || contains(&lower, "://")
            || lower.starts_with('<') && lower.contains('>')
            || lower.starts_with('[') && lower.contains(']')
    };
    let first = lower.as_bytes().first();
    tells(&lower)
        || !plain && marked()
        || REFERENCES.iter().any(|start| start.as_bytes().first() == first && lower.starts_with(start))
        || is_weak(&letters) && !strange(value)
        || is_regular()
        || is_variable(value)
        || is_path(value)
        || is_call(value)
}

/// Whether the letters of a value are a weak example. Nearly all are told by how many there are, or by the first one.
fn is_weak(letters: &str) -> bool {
    let first = letters.as_bytes().first();
    WEAK.iter().any(|word| word.len() == letters.len() && word.as_bytes().first() == first && *word == letters)
}

/// For each first byte of a word the second ones, as bits; the high bits are left out.
#[expect(clippy::indexing_slicing, reason = "seven bits are an index of 128, and this runs while it compiles")]
const fn beginnings(mut bits: [[u64; 2]; 128], mut words: &[&str]) -> [[u64; 2]; 128] {
    while let [word, rest @ ..] = words {
        if let [first, second, ..] = word.as_bytes() {
            bits[(*first & 0x7f) as usize][(*second >> 6 & 1) as usize] |= 1 << (*second & 0x3f);
        }
        words = rest;
    }
    bits
}

/// Whether one of the words that tell stands in a value. Each place is looked at once: an attacker chooses how many values
/// there are, and to make a search for each word ready would take longer than a value is long.
fn tells(lower: &str) -> bool {
    static BEGINNINGS: [[u64; 2]; 128] = beginnings(beginnings([[0; 2]; 128], TELLING), TELLING_APART);
    let bytes = lower.as_bytes();
    let is_end = |byte: Option<&u8>| !byte.is_some_and(u8::is_ascii_alphanumeric);
    let may_begin = |pair: &[u8; 2]| {
        let [first, second] = *pair;
        BEGINNINGS.get(usize::from(first & 0x7f)).is_some_and(|[low, high]| {
            let half = if second & 64 == 0 { low } else { high };
            half >> (second & 63) & 1 == 1
        })
    };
    bytes.array_windows().enumerate().filter(|(_, pair)| may_begin(pair)).any(|(at, _)| {
        let (before, rest) = bytes.split_at(at);
        let begins = |word: &&&str| word.as_bytes().first() == rest.first() && rest.starts_with(word.as_bytes());
        TELLING.iter().any(|word| begins(&word))
            || TELLING_APART.iter().filter(begins).any(|word| is_end(before.last()) || is_end(rest.get(word.len())))
    })
}

/// Whether something opens in a value, and closes behind it.
fn closes(lower: &str, open: &str, close: char) -> bool {
    let at = lower.as_bytes().windows(open.len()).position(|found| found == open.as_bytes());
    at.and_then(|at| lower.get(at + open.len()..)).is_some_and(|rest| rest.contains(close))
}

/// Whether it has more digits and marks than people put behind a weak word.
fn strange(value: &[u8]) -> bool {
    let others: Vec<u8> = value.iter().copied().filter(|byte| !byte.is_ascii_alphabetic()).collect();
    others.len() > 3 && !random::is_regular(&others)
}

/// `$NAME`, `%NAME%`, `@name@`, `:name`.
fn is_variable(value: &[u8]) -> bool {
    let name = |rest: &[u8]| {
        !rest.is_empty()
            && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b':'))
            && (rest.iter().all(|byte| !byte.is_ascii_digit()) || rest.contains(&b'_'))
            && !random::is_random(rest)
    };
    match value {
        [b'$' | b':' | b'!' | b'*', rest @ ..] => name(rest),
        [b'%', rest @ .., b'%'] | [b'@', rest @ .., b'@'] => name(rest),
        [b'%', letter] => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

/// A path of a file: it begins like one, or its parts are words.
fn is_path(value: &[u8]) -> bool {
    let starts = |start: &[u8]| value.starts_with(start);
    if starts(b"./") || starts(b"../") || starts(b"~/") || value.get(1..3) == Some(b":\\") {
        return true;
    }
    let slashes = value.iter().filter(|byte| **byte == b'/').count();
    (starts(b"/") && slashes > 1 || slashes > 0) && random::percent(value) < 30 && !value.ends_with(b"=")
}

/// A call, an index, or the member of something: code, and not a value.
fn is_call(value: &[u8]) -> bool {
    let opens = value.iter().position(|byte| matches!(byte, b'(' | b'['));
    let is_name = |name: &[u8]| {
        name.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'>'))
    };
    if let Some((name, _)) = opens.and_then(|at| value.split_at_checked(at)) {
        return is_name(name) && (random::percent(name) < 45 || name.contains(&b'.'));
    }
    // `user.password`, `Settings.Default.Key`
    is_name(value)
        && value.contains(&b'.')
        && value.split(|byte| *byte == b'.').all(|part| {
            part.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') && random::percent(part) < 40
        })
}

fn digits(value: &[u8]) -> bool {
    value.iter().all(u8::is_ascii_digit)
}

fn lower(value: &[u8]) -> String {
    String::from_utf8_lossy(value).to_ascii_lowercase()
}
