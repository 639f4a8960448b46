//! Generated from the contract: one module per part world, which the export macros combine. (Two worlds that both
//! export `lifecycle` cannot be generated in one crate: the names of the exported macros would clash.)

pub use self::author::export_author;
pub use self::author::exports::portcullis::plugin::author::Guest as Author;
pub use self::author::exports::portcullis::plugin::author::Tool;
use self::author::exports::portcullis::plugin::author::{Explanation, Remark};
use self::host::portcullis::plugin::types::{ConfigError, Report, Verdict};
pub use self::host::portcullis::plugin::types::{Descriptor, Event, ScanContext, Segment};
pub use self::lifecycle::export_lifecycle;
pub use self::lifecycle::exports::portcullis::plugin::lifecycle::Guest as Lifecycle;
pub use self::policy::export_policy;
pub use self::policy::exports::portcullis::plugin::policy::Guest as Policy;
pub use self::sanitiser::export_sanitiser;
pub use self::sanitiser::exports::portcullis::plugin::sanitiser::Guest as Sanitiser;

/// What `configure` answers.
pub type Configured = Result<(), Vec<ConfigError>>;
/// What `evaluate` answers.
pub type Evaluated = Result<Verdict, String>;
/// What `scan` answers.
pub type Scanned = Result<Report, String>;

/// What `lint` answers.
pub type Linted = Vec<Remark>;
/// What `explain` answers.
pub type Explained = Result<Explanation, String>;

/// What every plugin may call.
pub mod host {
    wit_bindgen::generate!({
        world: "imports-part",
        path: "../../wit/0.1.1",
        generate_unused_types: true,
    });
}

/// What every plugin exports.
pub mod lifecycle {
    wit_bindgen::generate!({
        world: "lifecycle-part",
        path: "../../wit/0.1.1",
        pub_export_macro: true,
        export_macro_name: "export_lifecycle",
        with: { "portcullis:plugin/types@0.1.1": crate::wire::bindings::host::portcullis::plugin::types },
    });
}

/// What a policy exports.
pub mod policy {
    wit_bindgen::generate!({
        world: "policy-part",
        path: "../../wit/0.1.1",
        pub_export_macro: true,
        export_macro_name: "export_policy",
        with: { "portcullis:plugin/types@0.1.1": crate::wire::bindings::host::portcullis::plugin::types },
    });
}

/// What a sanitiser exports.
pub mod sanitiser {
    wit_bindgen::generate!({
        world: "sanitiser-part",
        path: "../../wit/0.1.1",
        pub_export_macro: true,
        export_macro_name: "export_sanitiser",
        with: { "portcullis:plugin/types@0.1.1": crate::wire::bindings::host::portcullis::plugin::types },
    });
}

/// What a policy that explains itself exports.
pub mod author {
    wit_bindgen::generate!({
        world: "author-part",
        path: "../../wit/0.1.1",
        pub_export_macro: true,
        export_macro_name: "export_author",
        with: { "portcullis:plugin/types@0.1.1": crate::wire::bindings::host::portcullis::plugin::types },
    });
}
