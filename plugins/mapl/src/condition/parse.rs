//! Recursive descent, to a depth that people write and no further.

use serde_json::Value;

use super::lexer::{Token, tokens};
use super::{Condition, Operand, Operator};
use crate::object::escape;

const MAX_DEPTH: usize = 32;
const MAX_BYTES: usize = 4096;

/// A condition from its text. The error says what is wrong, and where.
pub(crate) fn parse(text: &str) -> Result<Condition, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("the condition has more than {MAX_BYTES} bytes"));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), depth: 0 };
    let condition = parser.any_of()?;
    match parser.tokens.next() {
        None => Ok(condition),
        Some((token, at)) => Err(format!("{} at {at} is one too many", shown(&token))),
    }
}

struct Parser<I: Iterator<Item = (Token, usize)>> {
    tokens: std::iter::Peekable<I>,
    depth: usize,
}

impl<I: Iterator<Item = (Token, usize)>> Parser<I> {
    fn any_of(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.all_of()?];
        while self.word("or") {
            parts.push(self.all_of()?);
        }
        Ok(one_or(parts, Condition::Or))
    }

    fn all_of(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.one()?];
        while self.word("and") {
            parts.push(self.one()?);
        }
        Ok(one_or(parts, Condition::And))
    }

    fn one(&mut self) -> Result<Condition, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} deep"));
        }
        let condition = if self.word("not") {
            Condition::Not(Box::new(self.one()?))
        } else if self.sign("(") {
            let inner = self.any_of()?;
            self.expect(")")?;
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition, String> {
        if let Some((Token::Name(name), at)) = self.tokens.peek().cloned() {
            let test: Option<fn(String) -> Condition> = match name.as_str() {
                "principal.has_role" => Some(Condition::HasRole),
                "principal.has_group" => Some(Condition::HasGroup),
                "context.has_attestation" => Some(Condition::HasAttestation),
                _ => None,
            };
            if let Some(test) = test {
                self.tokens.next();
                self.expect("(")?;
                let Some((Token::Literal(Value::String(argument)), _)) = self.tokens.next() else {
                    return Err(format!("`{name}` at {at} needs a text in quotes"));
                };
                self.expect(")")?;
                return Ok(test(argument));
            }
        }
        let left = self.operand()?;
        if self.word("in") {
            return Ok(Condition::In(left, self.literals()?));
        }
        for (sign, operator) in [
            ("==", Operator::Equal),
            ("!=", Operator::Different),
            (">=", Operator::AtLeast),
            ("<=", Operator::AtMost),
            (">", Operator::More),
            ("<", Operator::Less),
        ] {
            if self.sign(sign) {
                return Ok(Condition::Compare(left, operator, self.operand()?));
            }
        }
        Ok(Condition::Is(left))
    }

    fn literals(&mut self) -> Result<Vec<Value>, String> {
        self.expect("[")?;
        let mut literals = Vec::new();
        loop {
            match self.operand()? {
                Operand::Literal(value) => literals.push(value),
                _ => return Err("a list holds texts and numbers only".into()),
            }
            if !self.sign(",") {
                break;
            }
        }
        self.expect("]")?;
        Ok(literals)
    }

    fn operand(&mut self) -> Result<Operand, String> {
        match self.tokens.next() {
            Some((Token::Literal(value), _)) => Ok(Operand::Literal(value)),
            Some((Token::Name(name), at)) => operand(&name, at),
            Some((token, at)) => Err(format!("{} at {at} is no value", shown(&token))),
            None => Err("it ends where a value should be".into()),
        }
    }

    fn word(&mut self, word: &str) -> bool {
        self.tokens
            .next_if(|(token, _)| matches!(token, Token::Name(name) if name.eq_ignore_ascii_case(word)))
            .is_some()
    }

    fn sign(&mut self, sign: &str) -> bool {
        self.tokens.next_if(|(token, _)| matches!(token, Token::Sign(found) if *found == sign)).is_some()
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        match self.tokens.next() {
            Some((Token::Sign(found), _)) if found == sign => Ok(()),
            Some((token, at)) => Err(format!("there is {} at {at} where `{sign}` should be", shown(&token))),
            None => Err(format!("it ends where `{sign}` should be")),
        }
    }
}

fn one_or(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.len() {
        1 => parts.swap_remove(0),
        _ => join(parts),
    }
}

fn operand(name: &str, at: usize) -> Result<Operand, String> {
    let pointer = |path: &str| path.split('.').map(|name| format!("/{}", escape(name))).collect::<String>();
    if name.split('.').any(str::is_empty) {
        return Err(format!("`{name}` at {at} has an empty name in it"));
    }
    match name.split_once('.') {
        Some(("params", path)) => Ok(Operand::Parameter(pointer(path))),
        Some(("principal", path)) => Ok(Operand::Principal(pointer(path))),
        Some(("context", _)) => Err(format!("`{name}` at {at} is unknown: there is `context.has_attestation('…')`")),
        _ => match name.to_ascii_lowercase().as_str() {
            "true" => Ok(Operand::Literal(true.into())),
            "false" => Ok(Operand::Literal(false.into())),
            "and" | "or" | "not" | "in" => Err(format!("`{name}` at {at} is no value")),
            _ => Ok(Operand::Parameter(pointer(name))),
        },
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Name(name) => format!("`{name}`"),
        Token::Literal(value) => format!("`{value}`"),
        Token::Sign(sign) => format!("`{sign}`"),
    }
}
