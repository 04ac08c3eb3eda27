//! A published value beside what the data give.

use super::arithmetic::Arithmetic;
use crate::base::{Number, ONE, Qualifier, Ratio, Verdict, amount_text};

/// What is published of a figure: the value and how exact it is.
#[derive(Clone, Copy)]
pub(super) struct Published {
    pub(super) value: Number,
    pub(super) qualifier: Qualifier,
}

impl Published {
    /// Whether what the data give fits; `None` if it is too large to tell.
    pub(super) fn fits(self, found: Ratio) -> Option<bool> {
        match self.qualifier {
            Qualifier::AtLeast => found.compare(self.value).map(std::cmp::Ordering::is_ge),
            Qualifier::Over => found.compare(self.value).map(std::cmp::Ordering::is_gt),
            Qualifier::About => found.rounds_to(self.value, self.value.rough_unit()),
            Qualifier::Exact | Qualifier::Planned | Qualifier::Other => found.rounds_to(self.value, self.value.unit()),
        }
    }

    pub(super) fn is_exact(self) -> bool {
        self.qualifier == Qualifier::Exact
    }

    /// How what the data give compares: `≥ 5`, `≠ 175`.
    pub(super) fn sign(self, fits: bool) -> &'static str {
        match (self.qualifier, fits) {
            (Qualifier::AtLeast, true) => "≥",
            (Qualifier::AtLeast, false) => "<",
            (Qualifier::Over, true) => ">",
            (Qualifier::Over, false) => "≤",
            (Qualifier::About, true) => "≈",
            (Qualifier::About, false) => "≉",
            (Qualifier::Exact | Qualifier::Planned | Qualifier::Other, true) => "=",
            (Qualifier::Exact | Qualifier::Planned | Qualifier::Other, false) => "≠",
        }
    }

    /// An amount of the data beside the value.
    pub(super) fn amount(self, label: &Arithmetic, shown: &str, millionths: i128) -> (Verdict, Arithmetic) {
        let Some(fits) = self.fits(Ratio::amount(millionths)) else { return (Verdict::Undecidable, too_large()) };
        // A sum that was worked out ends in the value already.
        let is_told = fits && self.is_exact() && shown.contains(" = ");
        let line = if is_told { shown.to_owned() } else { format!("{shown} {} {}", self.sign(fits), self.value) };
        (holds(fits), Arithmetic::counted(label, &line))
    }

    /// A ratio of the data beside the value; `mark` stands after numbers: nothing, or a percent sign.
    pub(super) fn ratio(self, label: &Arithmetic, shown: &str, ratio: Ratio, mark: &str) -> (Verdict, Arithmetic) {
        let Some(fits) = self.fits(ratio) else { return (Verdict::Undecidable, too_large()) };
        // What is just above a bound is shown to be above it.
        let is_bound = matches!(self.qualifier, Qualifier::AtLeast | Qualifier::Over);
        let decimals = if is_bound { self.value.decimals() + 2 } else { self.value.decimals().max(1) };
        let shown = format!("{shown} = {}{mark}", ratio.text(decimals));
        let value = format!("{}{mark}", self.value);
        // A share that rounds to the value may be shown with more decimals than the value has.
        let is_shown = self.is_exact() && self.value.decimals() == decimals;
        let sign = match (self.is_exact(), fits) {
            (true, true) => "→",
            _ => self.sign(fits),
        };
        let line = if is_shown && fits { shown } else { format!("{shown} {sign} {value}") };
        (holds(fits), Arithmetic::counted(label, &line))
    }
}

pub(super) const fn holds(fits: bool) -> Verdict {
    if fits { Verdict::Holds } else { Verdict::DoesNotHold }
}

pub(super) fn too_large() -> Arithmetic {
    Arithmetic::new("the numbers are too large to compare", "数字过大，无法比较")
}

/// That what is published is impossible on its base: no count of it rounds to the value, with the counts beside.
pub(super) fn none_rounds(published: Published, base: u64, per: i128, mark: &str) -> Arithmetic {
    let value = published.value;
    let floor = (value.millionths() * i128::from(base)).div_euclid(ONE * per);
    let most = if per == 100 { base } else { u64::MAX };
    let below = u64::try_from(floor.max(0)).unwrap_or(u64::MAX).min(most);
    let decimals = value.decimals().max(1);
    let beside = [below, below.saturating_add(1).min(most)];
    let mut shown: Vec<String> = Vec::new();
    for count in beside {
        let ratio = Ratio::new(i128::from(count) * ONE, i128::from(base) * ONE, per);
        let line = format!("{count}/{base} = {}{mark}", ratio.map_or_else(String::new, |ratio| ratio.text(decimals)));
        if !shown.contains(&line) {
            shown.push(line);
        }
    }
    let value = format!("{value}{mark}");
    let [en, zh] = [shown.join(", "), shown.join("、")];
    match (published.qualifier, shown.len()) {
        (Qualifier::AtLeast | Qualifier::Over, _) => {
            let full = shown.last().cloned().unwrap_or_default();
            Arithmetic::new(
                format!("at most {full}: never {} {value}", published.sign(true)),
                format!("至多 {full}，不可能 {} {value}", published.sign(true)),
            )
        }
        (_, 1) => Arithmetic::new(format!("{en}: no count rounds to {value}"), format!("{zh}，没有计数舍入为 {value}")),
        _ => Arithmetic::new(format!("{en}: none rounds to {value}"), format!("{zh}，均不舍入为 {value}")),
    }
}

/// The counts on a base that round to the value: `165–166 of 180`.
pub(super) fn reachable(value: Number, base: u64, mark: &str) -> Arithmetic {
    let Some(counts) = value.counts_on(base) else { return Arithmetic::default() };
    let (least, most) = (*counts.start(), *counts.end());
    let range = if least == most { least.to_string() } else { format!("{least}–{most}") };
    let value = format!("{value}{mark}");
    Arithmetic::new(format!("{range} of {base} round to {value}"), format!("{base} 中的 {range} 舍入为 {value}"))
}

/// A sum as a reader writes it: `106 + 69 = 175`.
pub(super) fn sum_text(parts: &[i128]) -> String {
    let shown: Vec<String> = parts.iter().map(|part| amount_text(*part)).collect();
    match shown.as_slice() {
        [one] => one.clone(),
        _ => format!("{} = {}", shown.join(" + "), amount_text(parts.iter().sum())),
    }
}
