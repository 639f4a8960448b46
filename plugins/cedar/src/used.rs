//! What policies ask for: nothing else is read of an event.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy_core::ast::{BinaryOp, Expr, ExprKind, Literal, Var};

/// Which part of a value is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    /// No more than members of these names, of a record.
    Members(BTreeMap<String, Part>),
}

/// What policies ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) context: Part,
    /// Names of attributes, of whatever entity or record that is not of the context. (Only a schema makes entities of what is
    /// there, and then all attributes that it has are read.)
    pub(crate) attributes: BTreeSet<String>,
    pub(crate) tags: Tags,
}

/// Which tags are asked for, of whatever entity.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Tags {
    These(BTreeSet<String>),
    /// Some name is only known when it is evaluated.
    All,
}

impl Used {
    pub(crate) fn of<'e>(conditions: impl IntoIterator<Item = &'e Expr>) -> Self {
        let mut used = Self {
            context: Part::Members(BTreeMap::new()),
            attributes: BTreeSet::new(),
            tags: Tags::These(BTreeSet::new()),
        };
        conditions.into_iter().for_each(|condition| used.walk(condition));
        used
    }

    fn walk(&mut self, expr: &Expr) {
        if let Some(path) = context_path(expr) {
            self.context.add(&path);
            return;
        }
        match expr.expr_kind() {
            ExprKind::GetAttr { expr, attr } | ExprKind::HasAttr { expr, attr } => {
                self.attributes.insert(attr.to_string());
                self.walk(expr);
            }
            ExprKind::ExtHasAttr { expr, attrs } => {
                self.attributes.extend(attrs.iter().map(ToString::to_string));
                self.walk(expr);
            }
            ExprKind::BinaryApp { op, arg1, arg2 } => {
                if matches!(op, BinaryOp::GetTag | BinaryOp::HasTag) {
                    self.tags.add(arg2);
                }
                self.walk(arg1);
                self.walk(arg2);
            }
            ExprKind::If { test_expr, then_expr, else_expr } => {
                [test_expr, then_expr, else_expr].into_iter().for_each(|part| self.walk(part));
            }
            ExprKind::And { left, right } | ExprKind::Or { left, right } => {
                self.walk(left);
                self.walk(right);
            }
            ExprKind::UnaryApp { arg, .. } => self.walk(arg),
            ExprKind::Like { expr, .. } | ExprKind::Is { expr, .. } => self.walk(expr),
            ExprKind::ExtensionFunctionApp { args, .. } => args.iter().for_each(|part| self.walk(part)),
            ExprKind::Set(elements) => elements.iter().for_each(|part| self.walk(part)),
            ExprKind::Record(members) => members.values().for_each(|part| self.walk(part)),
            ExprKind::Lit(_) | ExprKind::Var(_) | ExprKind::Slot(_) | ExprKind::Unknown(_) => {}
        }
    }
}

/// The names behind `context`, where an expression is nothing else.
pub(crate) fn context_path(expr: &Expr) -> Option<Vec<&str>> {
    let (mut path, mut inner) = (Vec::new(), expr);
    loop {
        match inner.expr_kind() {
            ExprKind::GetAttr { expr, attr } => {
                path.push(attr.as_str());
                inner = expr;
            }
            // Only the last step can ask whether there is something: the answer is no record.
            ExprKind::HasAttr { expr, attr } if path.is_empty() => {
                path.push(attr.as_str());
                inner = expr;
            }
            ExprKind::ExtHasAttr { expr, attrs } if path.is_empty() => {
                path.extend(attrs.iter().rev().map(|attr| attr.as_str()));
                inner = expr;
            }
            ExprKind::Var(Var::Context) => {
                path.reverse();
                return Some(path);
            }
            _ => return None,
        }
    }
}

impl Part {
    /// Adds what is at a path, as a whole.
    fn add(&mut self, path: &[&str]) {
        let Self::Members(members) = self else { return };
        match path.split_first() {
            None => *self = Self::Whole,
            Some((name, rest)) => {
                members.entry((*name).to_owned()).or_insert_with(|| Self::Members(BTreeMap::new())).add(rest);
            }
        }
    }

    /// The part of a member that is asked for; none where it is not.
    pub(crate) fn member(&self, name: &str) -> Option<&Part> {
        match self {
            Self::Whole => Some(self),
            Self::Members(members) => members.get(name),
        }
    }
}

impl Tags {
    fn add(&mut self, name: &Expr) {
        match (self, name.expr_kind()) {
            (Self::These(names), ExprKind::Lit(Literal::String(name))) => {
                names.insert(name.to_string());
            }
            (tags, _) => *tags = Self::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(condition: &str) -> Used {
        let policy = format!("permit (principal, action, resource) when {{ {condition} }};");
        let policy = cedar_policy_core::parser::parse_policy(None, &policy).unwrap();
        let condition = cedar_policy_core::ast::Policy::from(policy).condition();
        Used::of([&condition])
    }

    fn members<const N: usize>(members: [(&str, Part); N]) -> Part {
        Part::Members(members.map(|(name, part)| (name.to_owned(), part)).into())
    }

    #[test]
    fn paths_behind_the_context_are_found() {
        for (condition, part) in [
            ("true", members([])),
            ("context.a.b == 1", members([("a", members([("b", Part::Whole)]))])),
            ("context has a && context.a.b", members([("a", Part::Whole)])),
            (
                "context.a has b || context[\"a\"].c > 1",
                members([("a", members([("b", Part::Whole), ("c", Part::Whole)]))]),
            ),
            ("context has a.b.c", members([("a", members([("b", members([("c", Part::Whole)]))]))])),
            ("[context.x].contains({ y: context.z })", members([("x", Part::Whole), ("z", Part::Whole)])),
        ] {
            assert_eq!(of(condition).context, part, "{condition}");
        }
    }

    #[test]
    fn the_whole_is_taken_where_it_may_be() {
        for condition in
            ["context == {}", "(if context.a then context else {}).b", "context.a && {c: context}.c.b == 1"]
        {
            assert_eq!(of(condition).context, Part::Whole, "{condition}");
        }
        assert_eq!(of("(context has a) == context.b").context, members([("a", Part::Whole), ("b", Part::Whole)]));
    }

    #[test]
    fn attributes_and_tags_are_found_by_name() {
        let used = of("principal.a.b == resource.c && principal has d && context.e.f.g");
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(used.attributes, names(&["a", "b", "c", "d"]));
        let tags = |condition: &str| of(condition).tags;
        assert_eq!(tags("principal.hasTag(\"x\") && principal.getTag(\"y\") == 1"), Tags::These(names(&["x", "y"])));
        assert_eq!(tags("principal.hasTag(\"x\") && principal.getTag(context.y) == 1"), Tags::All);
    }
}
