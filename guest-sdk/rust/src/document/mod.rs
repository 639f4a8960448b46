//! The JSON of an event, read by pointer.

#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod number;

use serde::de::DeserializeOwned;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::host::Part;
use crate::{Error, config};

/// A part of an event: its payload, its context or the subject's claims.
///
/// The host has parsed it, and answers for single values: reading two fields of a large payload costs as much as
/// reading two fields of a small one. Values are named by JSON pointers (RFC 6901): `/messages/0/content`.
///
/// In a native build it is made from a value:
///
/// ```
/// use portcullis_guest::{Document, json};
///
/// let payload: Document = json!({ "amount": 50, "items": [{ "sku": "a-1" }] }).into();
/// assert_eq!(payload.number("/amount")?, 50.0);
/// assert_eq!(payload.get::<String>("/items/0/sku")?.as_deref(), Some("a-1"));
/// assert_eq!(payload.get::<String>("/items/1/sku")?, None);
/// # Ok::<(), portcullis_guest::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Document(Source);

#[derive(Debug, Clone)]
enum Source {
    /// The host answers.
    #[cfg(target_arch = "wasm32")]
    Host(Part),
    /// A native build has no host.
    #[cfg(not(target_arch = "wasm32"))]
    Native(native::Native),
}

impl Document {
    /// The value at a pointer; `None` where there is no such value.
    ///
    /// What is there but does not read as a `T` is an error, `null` included: it is never taken for a missing value.
    /// Numbers are rounded to what `T` can hold; see [`number`](Self::number) for amounts.
    ///
    /// ```
    /// # use portcullis_guest::{Document, json};
    /// let payload: Document = json!({ "to": ["a@x.org"], "cc": null, "limit": "5" }).into();
    /// assert_eq!(payload.get::<Vec<String>>("/to")?, Some(vec!["a@x.org".to_owned()]));
    /// assert_eq!(payload.get::<Vec<String>>("/bcc")?, None);
    /// assert!(payload.get::<Vec<String>>("/cc").is_err());
    /// assert!(payload.get::<u32>("/limit").is_err());
    /// # Ok::<(), portcullis_guest::Error>(())
    /// ```
    pub fn get<T: DeserializeOwned>(&self, pointer: &str) -> Result<Option<T>, Error> {
        self.raw(pointer).map(|text| from_json(pointer, &text)).transpose()
    }

    /// The value at a pointer; an error where there is none.
    pub fn require<T: DeserializeOwned>(&self, pointer: &str) -> Result<T, Error> {
        self.get(pointer)?.ok_or_else(|| missing(pointer))
    }

    /// The number at a pointer, exactly. An error where there is none, where it is `null`, a string or anything else,
    /// and where the number that was written is not the number that would be compared: `1e309` is not infinite, and
    /// `9007199254740993` is not `9007199254740992`.
    ///
    /// ```
    /// # use portcullis_guest::{Document, json};
    /// let payload: Document = json!({ "amount": 12.5, "text": "12.5", "nothing": null }).into();
    /// assert_eq!(payload.number("/amount")?, 12.5);
    /// for pointer in ["/text", "/nothing", "/missing"] {
    ///     assert!(payload.number(pointer).is_err());
    /// }
    /// # Ok::<(), portcullis_guest::Error>(())
    /// ```
    pub fn number(&self, pointer: &str) -> Result<f64, Error> {
        self.optional_number(pointer)?.ok_or_else(|| missing(pointer))
    }

    /// Like [`number`](Self::number), but `None` where nothing stands at the pointer. `null` is still an error.
    pub fn optional_number(&self, pointer: &str) -> Result<Option<f64>, Error> {
        let Some(text) = self.raw(pointer) else { return Ok(None) };
        number::exact(&text).map(Some).map_err(|reason| Error::new(format!("`{pointer}` {reason}")))
    }

    /// The JSON text of the value at a pointer, as it stands there; `None` where there is no such value.
    ///
    /// ```
    /// # use portcullis_guest::Document;
    /// let payload = Document::parse(r#"{ "amount": 1.50 }"#)?;
    /// assert_eq!(payload.raw("/amount").as_deref(), Some("1.50"));
    /// # Ok::<(), portcullis_guest::Error>(())
    /// ```
    pub fn raw(&self, pointer: &str) -> Option<String> {
        match &self.0 {
            #[cfg(target_arch = "wasm32")]
            Source::Host(part) => part.get(pointer),
            #[cfg(not(target_arch = "wasm32"))]
            Source::Native(native) => native.get(pointer),
        }
    }

    /// Whether something stands at a pointer, be it `null`.
    pub fn has(&self, pointer: &str) -> bool {
        self.raw(pointer).is_some()
    }

    /// The whole document as JSON text. Parsing it in the plugin costs as much as everything else together; ask for
    /// single values where you can.
    pub fn json(&self) -> String {
        match &self.0 {
            #[cfg(target_arch = "wasm32")]
            Source::Host(part) => part.json(),
            #[cfg(not(target_arch = "wasm32"))]
            Source::Native(native) => native.json().to_owned(),
        }
    }

    /// The whole document as JSON text, for engines that read all of it. An error where it has a number that would become
    /// another one on the way: one that is neither an integer of 64 bits nor what a double is exactly.
    ///
    /// ```
    /// # use portcullis_guest::Document;
    /// assert_eq!(Document::parse("[9007199254740993]")?.exact_json()?, "[9007199254740993]");
    /// assert!(Document::parse("[1e309]")?.exact_json().is_err());
    /// # Ok::<(), portcullis_guest::Error>(())
    /// ```
    pub fn exact_json(&self) -> Result<String, Error> {
        let json = self.json();
        match number::all_kept(&json) {
            Ok(()) => Ok(json),
            Err(reason) => Err(Error::new(format!("the document {reason}"))),
        }
    }

    /// The length of [`json`](Self::json) in bytes, without copying it.
    pub fn size(&self) -> u64 {
        match &self.0 {
            #[cfg(target_arch = "wasm32")]
            Source::Host(part) => part.size(),
            #[cfg(not(target_arch = "wasm32"))]
            Source::Native(native) => native.json().len() as u64,
        }
    }
}

fn from_json<T: DeserializeOwned>(pointer: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        Error::new(format!("`{pointer}` is not what it should be: {}", config::without_position(&error)))
    })
}

fn missing(pointer: &str) -> Error {
    Error::new(format!("`{pointer}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        Document::parse(r#"{"amount": "50", "nothing": null, "count": 1.0, "price": 100.00000000000001}"#).unwrap()
    }

    fn failure<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn errors_name_the_pointer_and_what_is_wrong() {
        let document = document();
        assert_eq!(failure(document.number("/amount")), "`/amount` is a string, not a number");
        assert_eq!(failure(document.number("/none")), "`/none` is missing");
        assert_eq!(failure(document.require::<String>("/none")), "`/none` is missing");
        let expected = "`/amount` is not what it should be: invalid type: string \"50\", expected f64";
        assert_eq!(failure(document.get::<f64>("/amount")), expected);
    }

    #[test]
    fn null_is_neither_missing_nor_a_value() {
        let document = document();
        assert!(document.has("/nothing"));
        assert!(document.get::<String>("/nothing").is_err());
        assert!(document.optional_number("/nothing").is_err());
        assert_eq!(document.optional_number("/none"), Ok(None));
        assert_eq!(document.get::<Option<String>>("/nothing"), Ok(Some(None)));
    }

    #[test]
    fn counts_are_whole_and_floats_are_not_rounded_on_the_way() {
        let document = document();
        assert!(document.get::<u32>("/count").is_err());
        assert_eq!(document.get::<f64>("/price"), Ok(Some(100.000_000_000_000_01)));
    }
}
