//! The macros that make a plugin of a type. They export something under WebAssembly only: a native library cannot
//! export names such as `portcullis:plugin/policy@0.1.1#evaluate`, and `cargo test` would not link. Natively they
//! check.

/// Makes a type that implements [`Policy`](crate::Policy) the plugin. Once per crate, whose `crate-type` is
/// `["cdylib", "rlib"]`. `export_policy!(Mine, author)` also exports what the type says as an [`Author`](crate::Author).
#[macro_export]
macro_rules! export_policy {
    ($policy:ty) => {
        $crate::export_policy!(@ $policy,);
    };
    ($policy:ty, author) => {
        const _: () = $crate::__private::check_author::<$policy>();
        $crate::export_policy!(@ $policy, author);
    };
    (@ $policy:ty, $($more:ident)?) => {
        const _: () = $crate::__private::check_policy::<$policy>();
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Exports;
            static SLOT: $crate::__private::Slot<$crate::__private::PolicyOnly<$policy>> =
                $crate::__private::Slot::new();
    $crate::__export!(lifecycle $crate::__private::PolicyOnly<$policy>);
            $crate::__export!(policy);
            $($crate::__export!($more);)?
        };
    };
}

/// Makes a type that implements [`Sanitiser`](crate::Sanitiser) the plugin. Once per crate, whose `crate-type` is
/// `["cdylib", "rlib"]`.
#[macro_export]
macro_rules! export_sanitiser {
    ($sanitiser:ty) => {
        const _: () = $crate::__private::check_sanitiser::<$sanitiser>();
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Exports;
            static SLOT: $crate::__private::Slot<$crate::__private::SanitiserOnly<$sanitiser>> =
                $crate::__private::Slot::new();
    $crate::__export!(lifecycle $crate::__private::SanitiserOnly<$sanitiser>);
            $crate::__export!(sanitiser);
        };
    };
}

/// Makes a policy and a sanitiser one plugin. Both have the same `Config`, name and version; the plugin's phases are
/// those of both, and each half is only asked in its own.
///
/// ```
/// use portcullis_guest::prelude::*;
///
/// #[derive(Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Config {
///     word: String,
/// }
///
/// struct Names(Config);
/// struct Texts(Config);
///
/// impl Policy for Names {
///     type Config = Config;
///     const NAME: &str = "word";
///     const VERSION: &str = "0.1.0";
///     const PHASES: &[Phase] = &[Phase::ToolCall];
///
///     fn configure(config: Config) -> Result<Self, ConfigErrors> {
///         Ok(Self(config))
///     }
///
///     fn evaluate(&self, event: &Event, _payload: &Document) -> Result<Verdict, Error> {
///         let bad = event.action.contains(&self.0.word);
///         Ok(if bad { Verdict::deny("word", "the word is in the action's name") } else { Verdict::allow() })
///     }
/// }
///
/// impl Sanitiser for Texts {
///     type Config = Config;
///     const NAME: &str = "word";
///     const VERSION: &str = "0.1.0";
///     const PHASES: &[Phase] = &[Phase::ToolResult];
///
///     fn configure(config: Config) -> Result<Self, ConfigErrors> {
///         Ok(Self(config))
///     }
///
///     fn scan(&self, text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
///         let word = &self.0.word;
///         let finding = |at| Finding::new("word", Severity::Low, at..at + word.len());
///         Ok(text.match_indices(word).map(|(at, _)| finding(at)).collect())
///     }
/// }
///
/// export_plugin!(policy: Names, sanitiser: Texts);
/// ```
#[macro_export]
macro_rules! export_plugin {
    (policy: $policy:ty, sanitiser: $sanitiser:ty $(,)?) => {
        const _: () = $crate::__private::check_both::<$policy, $sanitiser>();
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Exports;
            static SLOT: $crate::__private::Slot<$crate::__private::Both<$policy, $sanitiser>> =
                $crate::__private::Slot::new();
    $crate::__export!(lifecycle $crate::__private::Both<$policy, $sanitiser>);
            $crate::__export!(policy);
            $crate::__export!(sanitiser);
        };
    };
}

/// One interface of the contract, for the `Exports` and the `SLOT` around it.
#[doc(hidden)]
#[macro_export]
macro_rules! __export {
    (lifecycle $plugin:ty) => {
        impl $crate::__private::bindings::Lifecycle for Exports {
            fn describe() -> $crate::__private::bindings::Descriptor {
                $crate::__private::describe::<$plugin>()
            }

            fn configure(config: ::std::string::String) -> $crate::__private::bindings::Configured {
                $crate::__private::configure(&SLOT, &config)
            }
        }
        $crate::__private::bindings::export_lifecycle!(Exports with_types_in $crate::__private::bindings::lifecycle);
    };
    (policy) => {
        impl $crate::__private::bindings::Policy for Exports {
            fn evaluate(event: $crate::__private::bindings::Event) -> $crate::__private::bindings::Evaluated {
                $crate::__private::evaluate(&SLOT, event)
            }
        }
        $crate::__private::bindings::export_policy!(Exports with_types_in $crate::__private::bindings::policy);
    };
    (author) => {
        impl $crate::__private::bindings::Author for Exports {
            fn lint(tools: ::std::vec::Vec<$crate::__private::bindings::Tool>) -> $crate::__private::bindings::Linted {
                $crate::__private::lint(&SLOT, tools)
            }

            fn explain(event: $crate::__private::bindings::Event) -> $crate::__private::bindings::Explained {
                $crate::__private::explain(&SLOT, event)
            }
        }
        $crate::__private::bindings::export_author!(Exports with_types_in $crate::__private::bindings::author);
    };
    (sanitiser) => {
        impl $crate::__private::bindings::Sanitiser for Exports {
            fn scan(
                context: $crate::__private::bindings::ScanContext,
                segments: ::std::vec::Vec<$crate::__private::bindings::Segment>,
                more: bool,
            ) -> $crate::__private::bindings::Scanned {
                $crate::__private::scan(&SLOT, context, &segments, more)
            }
        }
        $crate::__private::bindings::export_sanitiser!(Exports with_types_in $crate::__private::bindings::sanitiser);
    };
}
