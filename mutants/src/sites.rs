//! Where a mutant can be, and what it says instead.
//!
//! Only expressions that run are looked at: not those of constants and constant functions, patterns, types, macros and
//! tests. Whether what a site says instead compiles is not known here.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, Block, Expr, Lit, ReturnType, Stmt, Type, UnOp};

/// One mutant: a place in a file and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The file, from the root of the crate.
    pub(crate) file: PathBuf,
    /// The bytes that are replaced.
    pub(crate) range: Range<usize>,
    line: usize,
    /// How it is said.
    form: Form,
    /// What stood there, and what stands there instead.
    from: String,
    to: String,
}

/// How a site becomes one of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// An expression or another.
    Expression,
    /// A statement or nothing.
    Statement,
    /// A body, or a return before it.
    Return,
}

impl Site {
    /// What stands in the copy: the switch, and both.
    pub(crate) fn switched(&self, number: usize, original: &str) -> String {
        let is = format!("crate::mutant::is({number})");
        match self.form {
            Form::Expression => format!("(if {is} {{ {} }} else {{ {original} }})", self.to),
            Form::Statement => format!("if !{is} {{ {original} }}"),
            Form::Return => format!("if {is} {{ return {}; }} {original}", self.to),
        }
    }

    /// Whether both are about some same bytes.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let meets = self.range.start < other.range.end && other.range.start < self.range.end;
        self.file == other.file && (meets || self.range.start == other.range.start)
    }

    /// The folder of `src` that it is in.
    pub(crate) fn room(&self) -> &str {
        self.file.iter().nth(1).and_then(|room| room.to_str()).unwrap_or_default()
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |text: &str| {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let cut: String = words.chars().take(70).collect();
            if cut.len() < words.len() { format!("{cut}…") } else { words }
        };
        let to = if self.form == Form::Return { format!("return {}", self.to) } else { short(&self.to) };
        write!(f, "{}:{}  `{}` -> `{}`", self.file.display(), self.line, short(&self.from), to.trim())
    }
}

/// The sites of a file.
pub(crate) fn of(file: &Path, text: &str) -> syn::Result<Vec<Site>> {
    let parsed = syn::parse_file(text)?;
    let mut finder = Finder { file, text, sites: Vec::new() };
    finder.visit_file(&parsed);
    Ok(finder.sites)
}

struct Finder<'t> {
    file: &'t Path,
    text: &'t str,
    sites: Vec<Site>,
}

/// Methods that are easily taken for each other, and both ways.
const TWINS: [(&str, &str); 17] = [
    ("first", "last"),
    ("first_mut", "last_mut"),
    ("min", "max"),
    ("min_by_key", "max_by_key"),
    ("any", "all"),
    ("is_some", "is_none"),
    ("is_ok", "is_err"),
    ("is_some_and", "is_none_or"),
    ("next", "last"),
    ("next", "next_back"),
    ("starts_with", "ends_with"),
    ("position", "rposition"),
    ("checked_add", "checked_sub"),
    ("saturating_add", "saturating_sub"),
    ("wrapping_add", "wrapping_sub"),
    ("is_lt", "is_le"),
    ("is_gt", "is_ge"),
];

/// Methods that answer whether something is so, and have no twin.
const ASKS: [&str; 8] =
    ["is_empty", "contains", "contains_key", "eq", "ne", "is_subset", "is_disjoint", "eq_ignore_ascii_case"];

impl Finder<'_> {
    fn source(&self, node: &impl Spanned) -> &str {
        self.text.get(node.span().byte_range()).unwrap_or_default()
    }

    fn add(&mut self, node: &impl Spanned, form: Form, to: String) {
        let (range, line) = (node.span().byte_range(), node.span().start().line);
        let from = self.text.get(range.clone()).unwrap_or_default().to_owned();
        if from != to {
            self.sites.push(Site { file: self.file.to_owned(), range, line, form, from, to });
        }
    }

    fn expression(&mut self, node: &impl Spanned, to: String) {
        self.add(node, Form::Expression, to);
    }

    fn condition(&mut self, condition: &Expr) {
        if !has_let(condition) {
            self.expression(condition, format!("!({})", self.source(condition)));
        }
    }

    fn literal(&mut self, literal: &syn::ExprLit) {
        match &literal.lit {
            Lit::Bool(value) => self.expression(literal, (!value.value).to_string()),
            Lit::Int(number) => {
                let Ok(value) = number.base10_parse::<u64>() else { return };
                let others = [value.checked_add(1), value.checked_sub(1)];
                for other in others.into_iter().flatten() {
                    self.expression(literal, format!("{other}{}", number.suffix()));
                }
            }
            _ => (),
        }
    }

    fn method(&mut self, call: &syn::ExprMethodCall) {
        let name = call.method.to_string();
        let span = call.method.span().byte_range();
        let whole = call.span().byte_range();
        let (Some(before), Some(after)) = (self.text.get(whole.start..span.start), self.text.get(span.end..whole.end))
        else {
            return;
        };
        let twin = |twins: &(&'static str, &'static str)| match *twins {
            (one, other) if name == one => Some(other),
            (one, other) if name == other => Some(one),
            _ => None,
        };
        let mut others: Vec<String> =
            TWINS.iter().filter_map(twin).map(|other| format!("{before}{other}{after}")).collect();
        if ASKS.contains(&name.as_str()) {
            others.push(format!("!({before}{name}{after})"));
        }
        for other in others {
            self.expression(call, other);
        }
    }

    /// A body that answers at once what any such function could.
    fn body(&mut self, output: &ReturnType, block: &Block) {
        let Some(first) = block.stmts.first() else { return };
        let answers: Vec<&str> = match output {
            ReturnType::Default => vec![""],
            ReturnType::Type(_, kind) => defaults(kind),
        };
        for answer in answers {
            if self.source(first).trim() != answer {
                self.add(first, Form::Return, answer.to_owned());
            }
        }
    }
}

/// What a function of a type could answer at once.
fn defaults(kind: &Type) -> Vec<&'static str> {
    let Type::Path(path) = kind else {
        return if matches!(kind, Type::Tuple(_)) { vec!["Default::default()"] } else { vec![] };
    };
    let Some(last) = path.path.segments.last() else { return Vec::new() };
    match last.ident.to_string().as_str() {
        "bool" => vec!["true", "false"],
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => {
            vec!["0", "1"]
        }
        "Option" => vec!["None"],
        "Result" => vec!["Ok(Default::default())"],
        _ => vec!["Default::default()"],
    }
}

/// Whether a condition has a pattern, so that it is no expression of its own.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg = attribute.path().is_ident("cfg");
        let names_test =
            || matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string().contains("test"));
        attribute.path().is_ident("test") || (is_cfg && names_test())
    })
}

/// Operators that are easily taken for each other.
fn other_operator(operator: &BinOp) -> Option<&'static str> {
    Some(match operator {
        BinOp::Lt(_) => "<=",
        BinOp::Le(_) => "<",
        BinOp::Gt(_) => ">=",
        BinOp::Ge(_) => ">",
        BinOp::Eq(_) => "!=",
        BinOp::Ne(_) => "==",
        BinOp::And(_) => "||",
        BinOp::Or(_) => "&&",
        BinOp::Add(_) | BinOp::Mul(_) => {
            if matches!(operator, BinOp::Add(_)) {
                "-"
            } else {
                "+"
            }
        }
        BinOp::Sub(_) => "+",
        BinOp::Div(_) => "*",
        BinOp::Rem(_) => "/",
        BinOp::BitAnd(_) => "|",
        BinOp::BitOr(_) => "&",
        BinOp::Shl(_) => ">>",
        BinOp::Shr(_) => "<<",
        BinOp::AddAssign(_) => "-=",
        BinOp::SubAssign(_) => "+=",
        BinOp::BitOrAssign(_) => "&=",
        _ => return None,
    })
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let skipped = match item {
            syn::Item::Mod(inner) => is_of_tests(&inner.attrs),
            syn::Item::Fn(inner) => is_of_tests(&inner.attrs),
            syn::Item::Impl(inner) => is_of_tests(&inner.attrs),
            _ => false,
        };
        if !skipped {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if item.sig.constness.is_none() {
            self.body(&item.sig.output, &item.block);
            self.visit_block(&item.block);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if item.sig.constness.is_none() && !is_of_tests(&item.attrs) {
            self.body(&item.sig.output, &item.block);
            self.visit_block(&item.block);
        }
    }

    // What does not run.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_item_enum(&mut self, _: &'ast syn::ItemEnum) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_pat(&mut self, _: &'ast syn::Pat) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_macro(&mut self, _: &'ast syn::Macro) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}

    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        self.visit_expr(&repeat.expr);
    }

    fn visit_expr_lit(&mut self, literal: &'ast syn::ExprLit) {
        self.literal(literal);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if let Some(other) = other_operator(&binary.op)
            && !has_let(&Expr::Binary(binary.clone()))
        {
            let (left, right) = (self.source(&binary.left), self.source(&binary.right));
            let is_assignment = other.len() == 2 && other.ends_with('=') && !matches!(other, "<=" | ">=" | "==" | "!=");
            let left = if is_assignment { left.to_owned() } else { format!("({left})") };
            let to = format!("{left} {other} ({right})");
            self.expression(binary, to);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        if matches!(unary.op, UnOp::Not(_)) {
            self.expression(unary, self.source(&unary.expr).to_owned());
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_range(&mut self, range: &'ast syn::ExprRange) {
        // Both ends of the arms have one type: an end moves, which is the same as the other kind of range.
        if let Some(end) = &range.end {
            let by = if matches!(range.limits, syn::RangeLimits::Closed(_)) { "- 1" } else { "+ 1" };
            self.expression(end, format!("({}) {by}", self.source(end)));
        }
        visit::visit_expr_range(self, range);
    }

    fn visit_expr_if(&mut self, branch: &'ast syn::ExprIf) {
        self.condition(&branch.cond);
        visit::visit_expr_if(self, branch);
    }

    fn visit_expr_while(&mut self, repeated: &'ast syn::ExprWhile) {
        self.condition(&repeated.cond);
        visit::visit_expr_while(self, repeated);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.condition(guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.method(call);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Stmt::Expr(Expr::MethodCall(_) | Expr::Call(_) | Expr::Assign(_), Some(_)) = statement {
            self.add(statement, Form::Statement, String::new());
        }
        visit::visit_stmt(self, statement);
    }
}
