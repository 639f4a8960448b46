//! The table of formats.

use portcullis_guest::Severity;

use crate::checksum::Checksum;
use crate::pattern::Pattern;
use crate::sanitiser::OwnRule;

/// All formats, one a line.
const TABLE: &str = include_str!("rules.txt");

/// One format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// What the kind ends with: `github-token`.
    pub(crate) id: String,
    pub(crate) severity: Severity,
    /// One of them must match.
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) checksum: Option<Checksum>,
    /// A word that must stand in the name that the value is assigned to. Empty: the format speaks for itself.
    pub(crate) near: Vec<String>,
    /// The value may read like words.
    pub(crate) plain: bool,
}

impl Rule {
    /// A rule of the pack's own. An error names the key that is wrong.
    pub(crate) fn own(own: &OwnRule) -> Result<Self, (&'static str, String)> {
        let dashed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if own.id.is_empty() || own.id.len() > 64 || !own.id.bytes().all(dashed) {
            return Err(("id", format!("`{}` is not up to 64 lower-case letters, digits and dashes", own.id)));
        }
        let near: Vec<String> = own.near.iter().map(|word| word.to_ascii_lowercase()).collect();
        let read = if near.is_empty() { Pattern::read } else { Pattern::read_value };
        Ok(Self {
            id: own.id.clone(),
            severity: severity(&own.severity).map_err(|problem| ("severity", problem))?,
            patterns: read(&own.pattern).map_err(|problem| ("pattern", problem))?,
            checksum: None,
            near,
            plain: true,
        })
    }
}

/// The rules of the table.
pub(crate) fn stock() -> Result<Vec<Rule>, String> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| read(line).map_err(|problem| format!("the rule `{line}`: {problem}"))).collect()
}

fn read(line: &str) -> Result<Rule, String> {
    let mut columns = line.split_whitespace();
    let mut column = |name: &str| columns.next().ok_or(format!("the {name} is missing"));
    let id = column("id")?.to_owned();
    let severity = severity(column("severity")?)?;
    let pattern = column("pattern")?;
    let mut rule = Rule { id, severity, patterns: Vec::new(), checksum: None, near: Vec::new(), plain: false };
    for option in columns {
        match option.split_once('=') {
            Some(("check", name)) => rule.checksum = Some(Checksum::named(name).ok_or("there is no such checksum")?),
            Some(("near", words)) => rule.near = words.split('|').map(str::to_owned).collect(),
            None if option == "plain" => rule.plain = true,
            _ => return Err(format!("there is no option `{option}`")),
        }
    }
    rule.patterns = if rule.near.is_empty() { Pattern::read(pattern)? } else { Pattern::read_value(pattern)? };
    Ok(rule)
}

/// The severity of this name.
pub(crate) fn severity(name: &str) -> Result<Severity, String> {
    Ok(match name {
        "critical" => Severity::Critical,
        "high" => Severity::High,
        "medium" => Severity::Medium,
        "low" => Severity::Low,
        "info" => Severity::Info,
        _ => return Err(format!("`{name}` is no severity")),
    })
}
