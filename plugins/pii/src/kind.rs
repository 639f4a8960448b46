//! What is found, how it is called and how bad it is.

use portcullis_guest::Severity;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $severity:ident;)*) => {
        /// What a finding is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The name in findings and in configs, `pii/…`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => concat!("pii/", $name),)*
                }
            }

            pub(crate) fn severity(self) -> Severity {
                match self {
                    $(Self::$kind => Severity::$severity,)*
                }
            }
        }
    };
}

kinds! {
    /// An e-mail address.
    Email = "email", Medium;
    /// A telephone number.
    Phone = "phone", Medium;
    /// A payment card's number.
    Card = "payment-card", High;
    /// A payment card's security code.
    CardCode = "card-code", High;
    /// A payment card's expiry date.
    CardExpiry = "card-expiry", Medium;
    /// An IBAN.
    Iban = "iban", High;
    /// A BIC.
    Bic = "bic", Medium;
    /// A bank account's number.
    Account = "bank-account", High;
    /// An American bank's routing number.
    Routing = "routing-number", Medium;
    /// An American social security number.
    Ssn = "us-ssn", High;
    /// An American tax number, of a person or a company.
    UsTax = "us-tax-id", High;
    /// A national number that a check digit or a label tells, of any other country.
    NationalId = "national-id", High;
    /// An IP address.
    Ip = "ip-address", Medium;
    /// A MAC address.
    Mac = "mac-address", Medium;
    /// A passport's number.
    Passport = "passport", High;
    /// A driving licence's number.
    Licence = "driving-licence", High;
    /// A date of birth.
    Birth = "date-of-birth", Medium;
    /// A vehicle's identification number.
    Vin = "vin", Medium;
    /// A licence plate.
    Plate = "licence-plate", Medium;
    /// The address of a wallet.
    Wallet = "crypto-wallet", Medium;
}

impl Kind {
    /// The kind of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The word in marks and tokens: the name without `pii/`.
    pub(crate) fn word(self) -> &'static str {
        self.name().strip_prefix("pii/").unwrap_or_default()
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// It may be something else: a form that other numbers have, too.
    Low,
    /// Its form, or its form and what stands before it, is typical.
    Medium,
    /// It has a check digit, or a form that nothing else has.
    High,
}
