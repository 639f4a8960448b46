//! A document that the host answers for.

use super::{Document, Source};
use crate::wire::bindings::host::portcullis::plugin::document as import;

/// Which document of the current event.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Payload,
    Context,
    Claims,
}

impl Part {
    pub(super) fn get(self, pointer: &str) -> Option<String> {
        import::get(self.wire(), pointer)
    }

    pub(super) fn json(self) -> String {
        import::json(self.wire())
    }

    pub(super) fn size(self) -> u64 {
        import::size(self.wire())
    }

    fn wire(self) -> import::Part {
        match self {
            Part::Payload => import::Part::Payload,
            Part::Context => import::Part::Context,
            Part::Claims => import::Part::Claims,
        }
    }
}

impl From<Part> for Document {
    fn from(part: Part) -> Self {
        Self(Source::Host(part))
    }
}
