//! HTTP messages, signed as RFC 9421 says, with the digest of RFC 9530.
//!
//! One profile, so that nobody can leave out of a signature what matters: the label is `portcullis`; a request's signature
//! covers `@method`, `@path`, `@query` and `content-digest`, an answer's `@status`, the request's signature, the record's
//! header where there is one, and `content-digest` where the answer is not a stream.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis_audit::{Evidence, EvidenceForm};
use sfv::{BareItem, Dictionary, FieldType, InnerList, Item, List, ListEntry, Parser, key_ref, string_ref};
use sha2::{Digest, Sha256};

use super::{KeyError, PublicKey, SigningKey, nonce, statement::evidence};

const LABEL: &str = "portcullis";
const ALGORITHM: &str = "ed25519";
const ASKS: &str = "portcullis-request";
const ANSWERS: &str = "portcullis-answer";
const SIGNATURE: HeaderName = HeaderName::from_static("signature");
const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");
const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");
/// Longer headers are not looked at, in bytes.
const MOST: usize = 4096;

/// What of a request is signed.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path, as it is sent.
    pub path: &'a str,
    /// The query, without its question mark.
    pub query: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// What of an answer is signed.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The record's identity, as `x-portcullis-record` has it.
    pub record: Option<&'a str>,
    /// The body; none where it is a stream, whose digest nobody knows when it begins.
    pub body: Option<&'a [u8]>,
}

/// What is sent with a signed message, and what is kept of it.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The headers to be added.
    pub headers: HeaderMap,
    /// What was signed, for the audit log.
    pub evidence: Evidence,
}

/// A message whose signature is good. Whether it was said before is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who signed.
    pub key: PublicKey,
    /// Said once.
    pub nonce: String,
    /// When it was signed, in seconds since 1970-01-01T00:00:00Z.
    pub created: u64,
    /// What was signed, for the audit log.
    pub evidence: Evidence,
}

impl Request<'_> {
    /// Signs it, at this time in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// The system has no randomness.
    ///
    /// # Example
    /// ```
    /// use portcullis_identity::signing::{Request, SigningKey};
    ///
    /// let key = SigningKey::generate()?;
    /// let request = Request { method: "POST", path: "/v1/chat/completions", query: None, body: b"{}" };
    /// let signed = request.sign(&key, 1_767_225_600)?;
    /// assert_eq!(request.verify(&signed.headers, &[key.public()])?.created, 1_767_225_600);
    ///
    /// let other = Request { body: b"[]", ..request };
    /// assert!(other.verify(&signed.headers, &[key.public()]).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign(&self, key: &SigningKey, now: u64) -> Result<Signed, KeyError> {
        let digest = digest(self.body);
        let signed = sign(&self.components(&digest), ASKS, key, now)?;
        Ok(with_digest(signed, Some(&digest)))
    }

    /// Whether one of these keys signed it.
    ///
    /// # Errors
    /// It is not signed, not in this profile, by another key, or not as it is.
    pub fn verify(&self, headers: &HeaderMap, trusted: &[PublicKey]) -> Result<Verified, MessageError> {
        let digest = checked_digest(headers, self.body)?;
        verify(headers, &self.components(&digest), ASKS, trusted)
    }

    fn components(&self, digest: &str) -> Vec<Component> {
        vec![
            Component::new("@method", self.method),
            Component::new("@path", self.path),
            Component::new("@query", format!("?{}", self.query.unwrap_or_default())),
            Component::new("content-digest", digest),
        ]
    }
}

impl Answer<'_> {
    /// Signs it, as the answer to a request with these headers.
    ///
    /// # Errors
    /// The request was not signed, or the system has no randomness.
    pub fn sign(&self, request: &HeaderMap, key: &SigningKey, now: u64) -> Result<Signed, MessageError> {
        let digest = self.body.map(digest);
        let components = self.components(request, digest.as_deref())?;
        let signed = sign(&components, ANSWERS, key, now).map_err(|_| MessageError::Random)?;
        Ok(with_digest(signed, digest.as_deref()))
    }

    /// Whether one of these keys signed it as the answer to a request with these headers.
    ///
    /// # Errors
    /// It is not signed, not in this profile, by another key, or not as it is; or it answers something else.
    pub fn verify(
        &self,
        headers: &HeaderMap,
        request: &HeaderMap,
        trusted: &[PublicKey],
    ) -> Result<Verified, MessageError> {
        let digest = self.body.map(|body| checked_digest(headers, body)).transpose()?;
        verify(headers, &self.components(request, digest.as_deref())?, ANSWERS, trusted)
    }

    fn components(&self, request: &HeaderMap, digest: Option<&str>) -> Result<Vec<Component>, MessageError> {
        let (_, asked) = shown(request)?;
        let asked = ListEntry::Item(Item::new(BareItem::ByteSequence(asked)));
        let mut components = vec![Component::new("@status", self.status.to_string())];
        components.extend(self.record.map(|record| Component::new("x-portcullis-record", record)));
        let mut signature = Component::new("signature", text(asked));
        signature.item.params.insert(key_ref("req").to_owned(), true.into());
        signature.item.params.insert(key_ref("key").to_owned(), string_ref(LABEL).to_owned().into());
        components.push(signature);
        components.extend(digest.map(|digest| Component::new("content-digest", digest)));
        Ok(components)
    }
}

/// A part of a message that is signed: its name, perhaps with parameters, and its value.
struct Component {
    item: Item,
    value: String,
}

impl Component {
    fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { item: Item::new(string_ref(name).to_owned()), value: value.into() }
    }
}

fn sign(components: &[Component], tag: &'static str, key: &SigningKey, now: u64) -> Result<Signed, KeyError> {
    let mut input = InnerList::new(components.iter().map(|component| component.item.clone()).collect());
    let string = |text: &str| sfv::String::from_string(text.to_owned()).map(BareItem::String);
    // Keys, nonces and our own words are printable ASCII.
    let texts = [("nonce", nonce()?), ("keyid", key.public().to_string()), ("tag", tag.to_owned())];
    let created = sfv::Integer::try_from(now).unwrap_or(sfv::Integer::MAX);
    input.params.insert(key_ref("created").to_owned(), created.into());
    input.params.insert(key_ref("alg").to_owned(), string_ref(ALGORITHM).to_owned().into());
    for (name, value) in texts {
        if let (Ok(name), Ok(value)) = (sfv::Key::from_string(name.to_owned()), string(&value)) {
            input.params.insert(name, value);
        }
    }
    let evidence = evidence(EvidenceForm::HttpMessage, base(components, &input), key);
    let signature = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&evidence.signature).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for (name, entry) in [
        (SIGNATURE_INPUT, ListEntry::InnerList(input)),
        (SIGNATURE, ListEntry::Item(Item::new(BareItem::ByteSequence(signature)))),
    ] {
        if let Ok(value) = HeaderValue::from_str(&format!("{LABEL}={}", text(entry))) {
            headers.insert(name, value);
        }
    }
    Ok(Signed { headers, evidence })
}

fn verify(
    headers: &HeaderMap,
    components: &[Component],
    tag: &'static str,
    trusted: &[PublicKey],
) -> Result<Verified, MessageError> {
    let (input, signature) = shown(headers)?;
    // Exactly these, in this order: what else could be said of a message has no place to be said in.
    if !input.items.iter().eq(components.iter().map(|component| &component.item)) {
        return Err(MessageError::Profile);
    }
    let string = |name: &str| match input.params.get(name) {
        Some(BareItem::String(text)) => Ok(text.as_str()),
        _ => Err(MessageError::Profile),
    };
    let created = match input.params.get("created") {
        Some(BareItem::Integer(created)) => u64::try_from(*created).map_err(|_| MessageError::Profile)?,
        _ => return Err(MessageError::Profile),
    };
    let (key, nonce) = (string("keyid")?, string("nonce")?.to_owned());
    if string("alg")? != ALGORITHM || string("tag")? != tag || input.params.len() != 5 {
        return Err(MessageError::Profile);
    }
    let key: PublicKey = key.parse().map_err(|_| MessageError::Unknown)?;
    if !trusted.contains(&key) {
        return Err(MessageError::Unknown);
    }
    let base = base(components, &input);
    if !key.verifies(base.as_bytes(), &signature) {
        return Err(MessageError::Signature);
    }
    let signature = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(signature);
    let evidence = Evidence { form: EvidenceForm::HttpMessage, key: key.to_string(), signature, text: base };
    Ok(Verified { key, nonce, created, evidence })
}

/// The signature base (RFC 9421, 2.5).
fn base(components: &[Component], input: &InnerList) -> String {
    let mut base = String::new();
    for Component { item, value } in components {
        base.push_str(&format!("{}: {value}\n", text(ListEntry::Item(item.clone()))));
    }
    base + &format!("\"@signature-params\": {}", text(ListEntry::InnerList(input.clone())))
}

/// A member as text.
fn text(entry: ListEntry) -> String {
    let list: List = vec![entry];
    list.serialize().unwrap_or_default()
}

/// The signature in a message's headers, and what it says that it is of.
fn shown(headers: &HeaderMap) -> Result<(InnerList, Vec<u8>), MessageError> {
    let member = |name: HeaderName| {
        let value = single(headers, &name)?;
        let members: Dictionary = Parser::new(value).parse().map_err(|_| MessageError::Malformed)?;
        members.into_iter().find(|(label, _)| label.as_str() == LABEL).map(|(_, entry)| entry).ok_or(MessageError::None)
    };
    match (member(SIGNATURE_INPUT)?, member(SIGNATURE)?) {
        (ListEntry::InnerList(input), ListEntry::Item(Item { bare_item: BareItem::ByteSequence(bytes), .. })) => {
            Ok((input, bytes))
        }
        _ => Err(MessageError::Malformed),
    }
}

fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<&'h str, MessageError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(MessageError::None)?;
    if values.next().is_some() || value.len() > MOST {
        return Err(MessageError::Malformed);
    }
    value.to_str().map_err(|_| MessageError::Malformed)
}

fn digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)))
}

/// The digest that a message states, which is that of its body.
fn checked_digest(headers: &HeaderMap, body: &[u8]) -> Result<String, MessageError> {
    let digest = digest(body);
    if single(headers, &CONTENT_DIGEST)? == digest { Ok(digest) } else { Err(MessageError::Digest) }
}

fn with_digest(mut signed: Signed, digest: Option<&str>) -> Signed {
    if let Some(value) = digest.and_then(|digest| HeaderValue::from_str(digest).ok()) {
        signed.headers.insert(CONTENT_DIGEST, value);
    }
    signed
}

/// Why a message's signature is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// It has none.
    #[error("the message is not signed")]
    None,
    /// Its headers are not what RFC 9421 says.
    #[error("the message's signature is malformed")]
    Malformed,
    /// It is of other parts of the message, or says something else of itself.
    #[error("the message's signature is not of what it has to be of")]
    Profile,
    /// The body is another one.
    #[error("the message's body is not the one that was signed")]
    Digest,
    /// Nobody knows the key.
    #[error("the message is signed by a key that is not known")]
    Unknown,
    /// It is not good.
    #[error("the message's signature is not good")]
    Signature,
    /// There is no randomness.
    #[error("the system has no randomness to sign with")]
    Random,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_767_225_600;
    const REQUEST: Request<'static> = Request { method: "POST", path: "/v1/embeddings", query: None, body: b"{}" };

    #[test]
    fn a_request_holds_as_it_was_signed_and_no_other() {
        let key = SigningKey::generate().unwrap();
        let signed = REQUEST.sign(&key, NOW).unwrap();
        let verified = REQUEST.verify(&signed.headers, &[key.public()]).unwrap();
        assert_eq!((verified.key, verified.created), (key.public(), NOW));
        assert_eq!(verified.evidence, signed.evidence);
        for (other, error) in [
            (Request { method: "PUT", ..REQUEST }, MessageError::Signature),
            (Request { path: "/v1/completions", ..REQUEST }, MessageError::Signature),
            (Request { query: Some("a=1"), ..REQUEST }, MessageError::Signature),
            (Request { body: b"{} ", ..REQUEST }, MessageError::Digest),
        ] {
            assert_eq!(other.verify(&signed.headers, &[key.public()]), Err(error), "{other:?}");
        }
        let stranger = SigningKey::generate().unwrap().public();
        assert_eq!(REQUEST.verify(&signed.headers, &[stranger]), Err(MessageError::Unknown));
    }

    #[test]
    fn a_signature_that_covers_less_or_says_something_else_is_refused() {
        let key = SigningKey::generate().unwrap();
        let signed = REQUEST.sign(&key, NOW).unwrap();
        let input = signed.headers[SIGNATURE_INPUT].to_str().unwrap().to_owned();
        for (changed, error) in [
            (input.replace(" \"content-digest\"", ""), MessageError::Profile),
            (input.replace("\"@path\" \"@query\"", "\"@query\" \"@path\""), MessageError::Profile),
            (input.replace("ed25519\"", "hmac-sha256\""), MessageError::Profile),
            (input.replace(ASKS, ANSWERS), MessageError::Profile),
            (input.replace(&NOW.to_string(), &(NOW + 1).to_string()), MessageError::Signature),
            (input.replace("created=", "created=-"), MessageError::Profile),
            (format!("{input};expires=1"), MessageError::Profile),
            (input.replace("portcullis=", "other="), MessageError::None),
            (input.replace('(', ""), MessageError::Malformed),
        ] {
            let mut headers = signed.headers.clone();
            headers.insert(SIGNATURE_INPUT, HeaderValue::from_str(&changed).unwrap());
            assert_eq!(REQUEST.verify(&headers, &[key.public()]), Err(error), "{changed}");
        }
        let mut twice = signed.headers.clone();
        twice.append(SIGNATURE, signed.headers[SIGNATURE].clone());
        assert_eq!(REQUEST.verify(&twice, &[key.public()]), Err(MessageError::Malformed));
        assert_eq!(REQUEST.verify(&HeaderMap::new(), &[key.public()]), Err(MessageError::None));
    }

    #[test]
    fn an_answer_belongs_to_its_request() {
        let (app, gateway) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let (asked, other) = (REQUEST.sign(&app, NOW).unwrap(), REQUEST.sign(&app, NOW).unwrap());
        let answer = Answer { status: 200, record: Some("r1"), body: Some(b"hello") };
        let signed = answer.sign(&asked.headers, &gateway, NOW).unwrap();
        let keys = [gateway.public()];
        assert!(answer.verify(&signed.headers, &asked.headers, &keys).is_ok());
        let verify = |answer: Answer<'_>, request: &HeaderMap| answer.verify(&signed.headers, request, &keys).err();
        assert_eq!(verify(answer, &other.headers), Some(MessageError::Signature));
        assert_eq!(verify(Answer { status: 403, ..answer }, &asked.headers), Some(MessageError::Signature));
        assert_eq!(verify(Answer { record: Some("r2"), ..answer }, &asked.headers), Some(MessageError::Signature));
        assert_eq!(verify(Answer { body: Some(b"hell"), ..answer }, &asked.headers), Some(MessageError::Digest));
        assert_eq!(verify(Answer { body: None, ..answer }, &asked.headers), Some(MessageError::Profile));
        assert_eq!(verify(Answer { record: None, ..answer }, &asked.headers), Some(MessageError::Profile));
    }

    #[test]
    fn the_signature_base_is_that_of_the_rfc() {
        let key = SigningKey::generate().unwrap();
        let text = REQUEST.sign(&key, NOW).unwrap().evidence.text;
        let lines: Vec<&str> = text.split('\n').collect();
        assert_eq!(lines[..3], ["\"@method\": POST", "\"@path\": /v1/embeddings", "\"@query\": ?"]);
        assert_eq!(lines[3], format!("\"content-digest\": {}", digest(b"{}")));
        let params = "\"@signature-params\": (\"@method\" \"@path\" \"@query\" \"content-digest\");created=1767225600;\
                      alg=\"ed25519\";nonce=\"";
        assert!(lines[4].starts_with(params), "{}", lines[4]);
        assert_eq!(lines.len(), 5);
    }
}
