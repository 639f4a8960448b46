//! Names of things that are secret.

use crate::text::Text;
use crate::vocabulary::{Vocabulary, meaning};

/// What a name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Made up by a person, perhaps.
    Password,
    Secret,
    Token,
    Key,
    /// A name and a password, or those in base64.
    Credentials,
}

/// A word that makes a name secret.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keyword {
    /// In lower case.
    pub(crate) text: &'static str,
    /// Three characters of it, or bytes, that stand in few other words.
    pub(crate) rare: &'static str,
    pub(crate) kind: Kind,
    /// It may stand at the end of a longer word: `dbpassword`.
    joins: bool,
}

const fn keyword(text: &'static str, rare: &'static str, kind: Kind, joins: bool) -> Keyword {
    Keyword { text, rare, kind, joins }
}

/// All of them. Those of two words stand for names in prose.
pub(crate) const KEYWORDS: &[Keyword] = &[
    keyword("password", "ssw", Kind::Password, true),
    keyword("passwd", "ssw", Kind::Password, true),
    keyword("passphrase", "ssp", Kind::Password, true),
    keyword("passcode", "ssc", Kind::Password, true),
    keyword("passwort", "ssw", Kind::Password, true),
    keyword("kennwort", "nnw", Kind::Password, true),
    keyword("contrase", "ras", Kind::Password, false),
    keyword("contraseña", "ras", Kind::Password, false),
    keyword("passe", "pas", Kind::Password, false),
    keyword("senha", "enh", Kind::Password, true),
    keyword("wachtwoord", "htw", Kind::Password, true),
    keyword("hasło", "asł", Kind::Password, false),
    keyword("şifre", "şi", Kind::Password, false),
    keyword("пароль", "па", Kind::Password, false),
    keyword("Пароль", "Па", Kind::Password, false),
    keyword("密码", "密", Kind::Password, false),
    keyword("密碼", "密", Kind::Password, false),
    keyword("パスワード", "パ", Kind::Password, false),
    keyword("비밀번호", "비", Kind::Password, false),
    keyword("pwd", "pwd", Kind::Password, true),
    keyword("pass", "pas", Kind::Password, false),
    keyword("psk", "psk", Kind::Password, false),
    keyword("pw:", "pw:", Kind::Password, false),
    keyword("pw=", "pw=", Kind::Password, false),
    keyword("secret", "ecr", Kind::Secret, true),
    keyword("credential", "ede", Kind::Credentials, false),
    keyword("creds", "eds", Kind::Credentials, false),
    keyword("token", "tok", Kind::Token, true),
    keyword("auth", "aut", Kind::Credentials, false),
    keyword("key", "key", Kind::Key, true),
    keyword("api key", "i k", Kind::Key, false),
    keyword("access key", "s k", Kind::Key, false),
    keyword("account key", "t k", Kind::Key, false),
    keyword("encryption key", "n k", Kind::Key, false),
    keyword("signing key", "g k", Kind::Key, false),
    keyword("private key", "e k", Kind::Key, false),
    keyword("master key", "r k", Kind::Key, false),
    keyword("license key", "e k", Kind::Key, false),
];

/// What makes a `key` a secret one, as the word before it or as its beginning.
#[rustfmt::skip]
pub(crate) const KEYS: &[&str] = &[
    "access", "account", "admin", "aes", "api", "app", "application", "auth", "authentication", "client", "consumer",
    "cookie", "crypt", "crypto", "data", "decrypt", "decryption", "deploy", "ecdsa", "enc", "encrypt", "encryption",
    "function", "hmac", "host", "ingest", "ingestion", "instrumentation", "integration", "jwt", "licence", "license",
    "live", "master", "org", "pre", "preshared", "priv", "private", "project", "push", "read", "rest", "root", "s3",
    "sas", "sdk", "secret", "security", "server", "service", "session", "shared", "sign", "signature", "signing",
    "storage", "subscription", "symmetric", "token", "user", "wallet", "web", "webhook", "write", "x",
];

/// Services whose bare `key` is secret: `STRIPE_KEY`.
#[rustfmt::skip]
pub(crate) const SERVICES: &[&str] = &[
    "airtable", "alchemy", "algolia", "amplitude", "anthropic", "aws", "azure", "binance", "bitfinex", "brevo",
    "bugsnag", "claude", "cloudflare", "cohere", "coinbase", "cosmos", "cosmosdb", "datadog", "dd", "deepl",
    "deepseek", "discord", "elastic", "fastly", "firebase", "gcp", "gemini", "github", "gitlab", "google", "grafana",
    "groq", "heroku", "honeycomb", "hubspot", "huggingface", "infura", "intercom", "kraken", "linear", "mailchimp",
    "mailgun", "mandrill", "mapbox", "maps", "meili", "meilisearch", "minio", "mistral", "mixpanel", "newrelic",
    "notion", "openai", "openrouter", "openweather", "opsgenie", "pagerduty", "paypal", "pinecone", "plaid",
    "postmark", "pusher", "razorpay", "relic", "replicate", "rollbar", "segment", "sendgrid", "sentry", "serpapi",
    "shopify", "slack", "snyk", "sparkpost", "square", "storageaccount", "stripe", "supabase", "telegram", "twilio",
    "typesense", "vercel", "vonage", "vt", "wandb", "weather",
];

/// Words in a name before the keyword that make it harmless.
#[rustfmt::skip]
pub(crate) const BEFORE: &[&str] = &[
    "arrow", "bearer_format", "bos", "cache", "cancel", "cancellation", "column", "completion", "composite",
    "confirm", "continuation", "count", "csrf", "cursor", "dedup", "dedupe", "delta", "device", "encrypted", "enter",
    "eos", "expired", "foreign", "forgot", "forgotten", "has", "hash", "hashed", "hide", "hot", "i18n", "idempotency",
    "img", "index", "input", "invalid", "is", "label", "last", "lookup", "mask", "masked", "max", "min", "missing",
    "n", "next", "no", "num", "number", "object", "old_hash", "output", "pad", "page", "pagination", "partition",
    "primary", "prompt", "pub", "public", "publishable", "redacted", "registry", "require", "requires", "reset",
    "routing", "row", "sealed", "sep", "shard", "sharding", "shortcut", "show", "sort", "special", "stop", "sync",
    "toggle", "total", "translation", "unique", "unk", "unknown", "use", "used", "uses", "validate", "verify", "with",
    "without", "xsrf",
];

/// Words in a name after the keyword that make it harmless.
#[rustfmt::skip]
pub(crate) const AFTER: &[&str] = &[
    "address", "age", "alg", "algo", "algorithm", "alias", "arn", "at", "attempts", "attr", "attribute",
    "authentication", "backend", "binding", "bindings", "board", "bucket", "budget", "button", "bytes", "cache",
    "chain", "chars", "check", "checker", "checksum", "class", "class_name", "code_challenge", "column", "config",
    "configuration", "confirm", "count", "counter", "created", "date", "description", "digest", "dir", "directory",
    "down", "duration", "email", "enabled", "encoder", "encoding", "encrypted", "endpoint", "entropy", "env", "error", "event",
    "exists", "expiration", "expired", "expires", "expiry", "field", "file", "filename", "fingerprint", "folder",
    "form", "format", "frame", "frames", "func", "function", "generator", "grant", "group", "handler", "hash",
    "hashed", "hasher", "hashes", "header", "help", "hint", "icon", "id", "identifier", "ids", "in", "index", "info",
    "input", "is", "issued", "issuer", "iv", "kind", "label", "last", "len", "length", "lifetime", "limit", "link",
    "list", "loader", "location", "management", "manager", "manager_class", "map", "match", "max", "message",
    "method", "min", "mode", "model", "name", "names", "namespace", "new_hash", "pair_name", "param", "parameter",
    "params", "parser", "path", "pattern", "placeholder", "points", "policies", "policy", "policy_id", "position",
    "prefix", "press", "prompt", "property", "provider", "ref", "reference", "refs", "regex", "regexp", "required",
    "requirements", "reset", "rotation", "rule", "rules", "salt", "scope", "scopes", "selector", "sha", "sha256",
    "size", "source", "state", "status", "store", "stream", "strength", "suffix", "table", "target", "template",
    "test", "thumbprint", "timeout", "title", "tree", "ttl", "type", "types", "up", "updated", "uri", "url", "usage",
    "used", "user", "username", "validation", "validator", "validity", "vault", "version", "warning", "window",
    "word", "words",
];

/// Those that say nothing in a sentence: `the password of the test user is`.
#[rustfmt::skip]
pub(crate) const IN_SENTENCES: &[&str] = &[
    "at", "backend", "email", "event", "group", "in", "info", "is", "list", "management", "model", "namespace", "provider", "store", "table",
    "template", "test", "up", "user", "username", "vault", "with",
];

/// What a name says in which a keyword stands; none where it is harmless. `at` is where the keyword stands.
pub(crate) fn judge(name: &[u8], at: usize, keyword: &Keyword, vocabulary: &Vocabulary) -> Option<Kind> {
    let end = at + keyword.text.len();
    let before = name.get(..at)?;
    let own = name.get(at..end.min(name.len()))?;
    let after = name.get(end..).unwrap_or_default();
    let joined = joins(before, own);
    // `tokenizer`, `keyboard`, `passwordless`, and whatever is more than one.
    let (rest, after) = after.split_at(after.iter().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(after.len()));
    let upper = own.iter().all(u8::is_ascii_uppercase);
    let (rest, after) = if upper && rest.is_empty() {
        after.split_at(after.iter().position(|byte| !byte.is_ascii_uppercase()).unwrap_or(after.len()))
    } else {
        (rest, after)
    };
    let rest = lower(rest);
    if !rest.is_empty() && !endings(keyword.text).contains(&rest.as_str()) {
        return None;
    }
    let mut kind = keyword.kind;
    let (mut said, mut last_said) = (0, 0);
    vocabulary.each(before, |meaning| {
        said |= meaning;
        last_said = meaning;
    });
    let mut said_after = 0;
    vocabulary.each(after, |meaning| said_after |= meaning);
    if said & meaning::BEFORE != 0 || said_after & meaning::AFTER != 0 {
        return None;
    }
    let last = || words(before).last().unwrap_or_default();
    if keyword.text == "key" {
        let secret_key = last_said & meaning::KEY != 0 || said & meaning::SERVICE != 0;
        let last = last();
        let ends = |key: &&str| key.len() > 2 && ends_with(last, key);
        if !(secret_key || joined && KEYS.iter().any(ends)) {
            return None;
        }
        if last.eq_ignore_ascii_case(b"secret") {
            kind = Kind::Secret;
        }
    } else if joined && !keyword.joins {
        return None;
    }
    let goes_on = |word: &[u8]| word.eq_ignore_ascii_case(b"token") || word.eq_ignore_ascii_case(b"key");
    if keyword.text == "auth" && !(last().is_empty() || words(after).any(goes_on)) {
        return None;
    }
    Some(kind)
}

/// Whether a keyword may be a word of its own, by what follows it: `pass` in `password` is none. Of what it decides, this
/// is the part that needs no more than the next bytes.
pub(crate) fn may_end(text: &Text, end: usize, keyword: &Keyword) -> bool {
    let goes_on = |at: usize| text.at(at).is_some_and(|byte| byte.is_ascii_lowercase());
    !goes_on(end)
        || endings(keyword.text).iter().any(|word| text.has(end, word.as_bytes()) && !goes_on(end + word.len()))
}

/// What may follow a keyword in its word.
fn endings(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "credential" => &["s"],
        "secret" => &["key", "value", "text", "string", "plain", "token", "accesskey"],
        "password" | "token" | "passwd" | "pwd" => &["key", "value", "text", "string", "plain"],
        "auth" => &["token", "key"],
        _ => &[],
    }
}

/// Whether a keyword stands at the end of a longer word.
fn joins(before: &[u8], own: &[u8]) -> bool {
    let (Some(last), Some(first)) = (before.last(), own.first()) else { return false };
    last.is_ascii_alphabetic()
        && !(last.is_ascii_lowercase() && first.is_ascii_uppercase())
        && !(last.is_ascii_uppercase() && first.is_ascii_uppercase() && own.get(1).is_some_and(u8::is_ascii_lowercase))
}

/// The words of a name.
fn words(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parts = name.split(|byte| !byte.is_ascii_alphanumeric());
    parts.flat_map(|part| part.chunk_by(|one, next| !(one.is_ascii_lowercase() && next.is_ascii_uppercase())))
}

fn ends_with(word: &[u8], end: &str) -> bool {
    let from = word.len().checked_sub(end.len());
    from.and_then(|from| word.get(from..)).is_some_and(|found| found.eq_ignore_ascii_case(end.as_bytes()))
}

pub(crate) fn lower(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

/// Whether a word stands in a name, both in lower case. Compared byte by byte: to make a search ready would take longer than
/// a name is long.
pub(crate) fn contains(name: &str, word: &str) -> bool {
    place(name, word).is_some()
}

/// Where a word last stands in a name.
pub(crate) fn place(name: &str, word: &str) -> Option<usize> {
    let (first, word) = (word.as_bytes().first(), word.as_bytes());
    name.as_bytes().windows(word.len().max(1)).rposition(|found| found.first() == first && found == word)
}

/// Whether any of these words makes what follows in a sentence harmless: `the token limit is`.
pub(crate) fn is_harmless(sentence: &[u8], vocabulary: &Vocabulary) -> bool {
    let said = meaning::AFTER | meaning::IN_SENTENCE;
    words(sentence).any(|word| vocabulary.meaning(word) & said == meaning::AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_falls_into_its_words() {
        let words: Vec<_> = words(b"dbAccess_KEY-v2").collect();
        assert_eq!(words, [&b"db"[..], b"Access", b"KEY", b"v2"]);
    }
}
