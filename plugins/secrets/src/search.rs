//! One pass over a text.

use crate::find::assignment::Known;
use crate::find::{assignment, aws_pair, command, format, header, jwt, key_block, url};
use crate::found::Found;
use crate::lengths::Lengths;
use crate::name::{self, KEYWORDS, Keyword};
use crate::prefilter::Prefilter;
use crate::rules::Rule;
use crate::seen::{Memory, Seen};
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// What is looked for, made once.
#[derive(Debug)]
pub(crate) struct Search {
    rules: Vec<Rule>,
    targets: Vec<Target>,
    prefilter: Prefilter,
    vocabulary: Vocabulary,
    lengths: Lengths,
}

/// What a triple of characters stands for.
#[derive(Debug, Clone)]
enum Target {
    /// The rule, and which of its patterns.
    Format(usize, usize),
    /// The keyword, and where in it the triple stands.
    Name(Keyword, usize),
    Jwt,
    AwsPair,
    Url,
    Pem,
    Putty,
    Basic,
    Bearer,
    Authorization,
    User,
    /// The command, its option, and where in it the triple stands.
    Option(&'static str, &'static str, usize),
    Netrc,
    Pgpass,
}

/// What a pass answers.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) found: Vec<Found>,
    /// From where on more text may change what is found.
    pub(crate) settled: usize,
}

impl Search {
    pub(crate) fn new(rules: Vec<Rule>) -> Self {
        let mut index = Index::default();
        for (number, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.near.is_empty()) {
            for (choice, pattern) in rule.patterns.iter().enumerate() {
                index.add(Target::Format(number, choice), pattern.triples());
            }
        }
        for keyword in KEYWORDS {
            let offset = keyword.text.find(keyword.rare).unwrap_or(0);
            index.add(Target::Name(*keyword, offset), cases(keyword.rare));
        }
        index.add(Target::Jwt, jwt::STARTS.iter().copied());
        index.add(Target::AwsPair, [*b"AKI", *b"ASI"]);
        index.add(Target::Url, [*b"://"]);
        index.add(Target::Pem, [*b"BEG"]);
        index.add(Target::Putty, [*b"e-L"]);
        index.add(Target::Basic, cases("sic"));
        index.add(Target::Bearer, cases("rer"));
        index.add(Target::Authorization, cases("riz"));
        index.add(Target::User, [*b"-u ", *b"--u"]);
        for (name, rare, option) in command::COMMANDS {
            index.add(
                Target::Option(name, option, name.find(rare).unwrap_or(0)),
                rare.as_bytes().first_chunk().copied(),
            );
        }
        index.add(Target::Netrc, [*b"mac"]);
        index.add(Target::Pgpass, [*b":54"]);
        Self {
            lengths: Lengths::new(&rules),
            rules,
            prefilter: Prefilter::new(index.triples),
            targets: index.targets,
            vocabulary: Vocabulary::new(),
        }
    }

    /// Finds all secrets of a text that may go on.
    pub(crate) fn run(&self, text: &str) -> Outcome {
        let text = Text::new(text);
        let mut found = Vec::new();
        let mut settled = text.len();
        let mut memory = Memory::default();
        self.prefilter.search(text.bytes(), |place, targets| {
            if targets.is_empty() {
                return;
            }
            let floor = text.enter(place);
            for (_, target) in targets {
                let target = self.targets.get(usize::from(*target));
                let Some(target) = target.filter(|target| self.may_be(&text, place, target)) else { continue };
                if let Some(hit) = self.try_at(&text, place, target, &mut memory) {
                    found.push(Found { floor, ..hit });
                }
            }
            if text.reached_end() {
                settled = settled.min(floor);
            }
        });
        // The first two characters of a triple may be there.
        settled = settled.min(text.enter(text.len().saturating_sub(2)));
        // What is found again must be found from where it begins.
        while let Some(cut) = found.iter().find(|found| found.floor < settled && settled < found.range.end) {
            settled = cut.floor;
        }
        Outcome { found: without_overlaps(found), settled }
    }

    /// Whether a target is worth a try: a token that others share their beginning with often goes on in another way.
    fn may_be(&self, text: &Text, place: usize, target: &Target) -> bool {
        let Target::Format(number, choice) = target else { return true };
        let pattern = self.rules.get(*number).and_then(|rule| rule.patterns.get(*choice));
        pattern.is_some_and(|pattern| pattern.goes_on(text, place))
    }

    fn try_at<'t>(&self, text: &Text<'t>, place: usize, target: &Target, memory: &mut Memory<'t>) -> Option<Found> {
        let back = |offset: usize| place.checked_sub(offset).filter(|at| text.sees(*at));
        match target {
            Target::Format(number, choice) => {
                let rule = self.rules.get(*number)?;
                format::find(text, place, rule.patterns.get(*choice)?, rule)
            }
            Target::Name(keyword, offset) => assignment::find(text, back(*offset)?, keyword, &self.known(), memory),
            Target::Jwt => jwt::find(text, place),
            Target::AwsPair => aws_pair::find(text, place),
            Target::Url => url::find(text, place),
            Target::Pem => key_block::pem(text, place),
            Target::Putty => key_block::putty(text, back("Privat".len())?),
            Target::Basic => header::basic(text, back("ba".len())?),
            Target::Bearer => header::bearer(text, back("bea".len())?),
            Target::Authorization => header::authorization(text, back("autho".len())?),
            Target::User => command::user(text, place),
            Target::Option(name, option, offset) => command::option(text, back(*offset)?, name, option),
            Target::Netrc => command::netrc(text, place),
            Target::Pgpass => command::pgpass(text, place),
        }
    }

    fn known(&self) -> Known<'_> {
        Known { rules: &self.rules, vocabulary: &self.vocabulary, lengths: &self.lengths }
    }

    /// A whole text that is the value of a member with this name.
    pub(crate) fn member(&self, name: &str, text: &str) -> Option<Found> {
        let how = assignment::Value { range: 0..text.len(), quoted: true, prose: false };
        let lower = name::lower(name.as_bytes());
        let judged = |keyword: &Keyword| {
            name::judge(name.as_bytes(), name::place(&lower, keyword.text)?, keyword, &self.vocabulary)
        };
        let kind = KEYWORDS.iter().find_map(judged)?;
        assignment::judge(name.as_bytes(), kind, &Seen::new(text.as_bytes(), how), &self.known())
    }
}

/// The triples and what they stand for, while they are gathered.
#[derive(Default)]
struct Index {
    targets: Vec<Target>,
    triples: Vec<([u8; 3], u16)>,
}

impl Index {
    fn add(&mut self, target: Target, triples: impl IntoIterator<Item = [u8; 3]>) {
        let Ok(number) = u16::try_from(self.targets.len()) else { return };
        self.targets.push(target);
        self.triples.extend(triples.into_iter().map(|triple| (triple, number)));
    }
}

/// Three characters in the ways in which they are written: `key`, `KEY`, `Key`, and `i k`, `I K`, `I k`, `i K`.
fn cases(triple: &str) -> Vec<[u8; 3]> {
    let Some([one, two, three]) = triple.as_bytes().first_chunk().copied() else { return Vec::new() };
    let upper = |byte: u8| byte.to_ascii_uppercase();
    let mut cases = vec![[one, two, three], [upper(one), upper(two), upper(three)], [upper(one), two, three]];
    if two == b' ' {
        cases.push([one, two, upper(three)]);
    }
    // Not every character has two cases.
    cases.dedup();
    cases
}

/// Of findings that overlap the surest, of equally sure ones the first and longest.
fn without_overlaps(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (!found.sure, found.range.start, std::cmp::Reverse(found.range.end), found.severity));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    let unsure = found.iter().position(|found| !found.sure).unwrap_or(found.len());
    let guesses = found.split_off(unsure);
    for list in [found, guesses] {
        let mut end = 0;
        let sure = kept.len();
        let mut next = 0;
        for found in list {
            // Both lists ascend.
            while kept
                .get(..sure)
                .and_then(|kept| kept.get(next))
                .is_some_and(|kept| kept.range.end <= found.range.start)
            {
                next += 1;
            }
            let covered =
                kept.get(..sure).and_then(|kept| kept.get(next)).is_some_and(|kept| kept.range.start < found.range.end);
            if found.range.start >= end && !covered {
                end = found.range.end;
                kept.push(found);
            }
        }
    }
    kept.sort_by_key(|found| found.range.start);
    kept
}
