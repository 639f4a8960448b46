//! Generated from the contract: one module per part world, which the export macros combine. (Two worlds that both
//! export `lifecycle` cannot be generated in one crate: the names of the exported macros would clash.)

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

/// What every plugin may call.
pub mod host {
    wit_bindgen::generate!({
        world: "imports-part",
        path: "../../wit/0.1.0",
        generate_unused_types: true,
    });
}

/// What every plugin exports.
pub mod lifecycle {
    wit_bindgen::generate!({
        world: "lifecycle-part",
        path: "../../wit/0.1.0",
        pub_export_macro: true,
        export_macro_name: "export_lifecycle",
        with: { "portcullis:plugin/types@0.1.0": crate::wire::bindings::host::portcullis::plugin::types },
    });
}

/// What a policy exports.
pub mod policy {
    wit_bindgen::generate!({
        world: "policy-part",
        path: "../../wit/0.1.0",
        pub_export_macro: true,
        export_macro_name: "export_policy",
        with: { "portcullis:plugin/types@0.1.0": crate::wire::bindings::host::portcullis::plugin::types },
    });
}

/// What a sanitiser exports.
pub mod sanitiser {
    wit_bindgen::generate!({
        world: "sanitiser-part",
        path: "../../wit/0.1.0",
        pub_export_macro: true,
        export_macro_name: "export_sanitiser",
        with: { "portcullis:plugin/types@0.1.0": crate::wire::bindings::host::portcullis::plugin::types },
    });
}
