use portcullis_audit::Digest;
use serde::{Deserialize, Serialize};

/// A prompt in the order of its session's prompts: whoever has the prompts can show, by the last link alone, that these and
/// no others were asked, in this order.
///
/// The digest is that of the field's JSON text as it was sent; the link is the SHA-256 of the previous link's 32 bytes, or
/// of 32 zeros, and the digest's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromptLink {
    /// Digest of the field.
    pub digest: Digest,
    /// Which field of the request: `messages`, `prompt` or `input`.
    pub field: String,
    /// What the next prompt is chained to.
    pub link: Digest,
    /// The link that this one is chained to; none for the session's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Digest>,
}

/// The prompts of one session, one after the other.
///
/// # Example
/// ```
/// use portcullis_identity::signing::PromptChain;
///
/// let mut chain = PromptChain::default();
/// let first = chain.extend("messages", br#"[{"role":"user","content":"hello"}]"#);
/// let second = chain.extend("messages", br#"[{"role":"user","content":"and now?"}]"#);
/// assert_eq!(second.previous, Some(first.link));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct PromptChain {
    last: Option<Digest>,
}

impl PromptChain {
    /// The next prompt: a field of a request, and its JSON text.
    pub fn extend(&mut self, field: &str, text: &[u8]) -> PromptLink {
        let (previous, digest) = (self.last, Digest::of(text));
        let before = previous.map_or([0; 32], |previous| *previous.as_bytes());
        let link = Digest::of(&[before, *digest.as_bytes()].concat());
        self.last = Some(link);
        PromptLink { digest, field: field.to_owned(), link, previous }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_link_depends_on_every_prompt_and_their_order() {
        let last = |prompts: &[&str]| {
            let mut chain = PromptChain::default();
            prompts.iter().map(|prompt| chain.extend("messages", prompt.as_bytes()).link).last()
        };
        let asked = last(&["a", "b", "c"]);
        assert_eq!(asked, last(&["a", "b", "c"]));
        for other in [&["b", "a", "c"][..], &["a", "c"], &["a", "b", "d"], &["a", "bc"]] {
            assert_ne!(asked, last(other), "{other:?}");
        }
    }
}
