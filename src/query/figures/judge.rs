//! Judging one row of the table of published figures.

use super::arithmetic::Arithmetic;
use super::memory::Memory;
use super::published::{Published, holds, none_rounds, reachable, sum_text, too_large};
use super::tally::{Known, Tally, both, label, per};
use super::trend;
use crate::base::{Figure, FigureBase, FigureUnit, Lang, ONE, Of, Qualifier, Ratio, Verb, Verdict, What, amount_text};
use crate::query::{Claim, Snapshot};

/// A verdict with the arithmetic behind it.
pub(super) type Judgement = (Verdict, Arithmetic);

/// Gives the counts that the same reading states.
pub(super) type Beside<'m> = &'m dyn Fn() -> Vec<Figure>;

const PERCENT: &str = " %";

/// A row while it is judged.
pub(super) struct Row<'m, 'a, 'h> {
    pub(super) claim: Claim<'h>,
    pub(super) figure: Figure,
    base: Option<FigureBase>,
    pub(super) tally: Tally<'m, 'a, 'h>,
    /// The counts that the same reading states.
    beside: Beside<'m>,
}

/// Judges a row on the day of its snapshot.
pub(super) fn judge<'h>(
    snapshot: Snapshot<'h>,
    claim: Claim<'h>,
    (figure, beside): (Figure, Beside<'_>),
    memory: &Memory<'_, 'h>,
) -> Judgement {
    let base = claim.base.and_then(|base| base.parse().ok());
    let row = Row { claim, figure, base, tally: Tally::new(snapshot, claim.subject, memory), beside };
    let judged = match figure.verb() {
        Verb::Text => row.text(),
        Verb::Count
        | Verb::Share
        | Verb::Average
        | Verb::Sum
        | Verb::Partition
        | Verb::Growth
        | Verb::Trend
        | Verb::Norm => row.number(),
    };
    judged.unwrap_or_else(|reason| (Verdict::Undecidable, reason))
}

/// Whether a base adds two amounts: then a share of it adds two as well.
fn is_sum(base: Option<FigureBase>) -> bool {
    matches!(base, Some(FigureBase::Figure(figure)) if figure.verb() == Verb::Sum)
}

/// What a figure is of, in words.
pub(super) fn told(figure: Figure, base: Option<FigureBase>) -> Arithmetic {
    let (what, of) = (figure.what(), figure.of());
    match (figure.verb(), of) {
        (Verb::Average | Verb::Growth | Verb::Trend, Some(of)) => per(what, of),
        (Verb::Sum, Some(of @ Of::What(_))) => both(what, of),
        (Verb::Share, Some(of @ Of::What(_))) if is_sum(base) => both(what, of),
        (_, of) => label(what, of),
    }
}

/// Whether no count on a base fits what is published; `None` if it is too large to tell.
fn is_impossible(published: Published, base: u64) -> Option<bool> {
    match published.qualifier {
        Qualifier::AtLeast | Qualifier::Over => {
            let full = i128::from(base) * ONE;
            Some(!published.fits(Ratio::new(full, full, 100)?)?)
        }
        Qualifier::Exact => Some(published.value.counts_on(base).is_none()),
        Qualifier::About | Qualifier::Planned | Qualifier::Other => Some(false),
    }
}

pub(super) fn undecided(en: &str, zh: &str) -> Arithmetic {
    Arithmetic::new(en, zh)
}

impl Row<'_, '_, '_> {
    fn number(&self) -> Known<Judgement> {
        let value = self.claim.value.parse().map_err(|_| undecided("the value is no number", "公布值不是数字"))?;
        let published = match self.claim.qualifier.unwrap_or(Qualifier::Exact) {
            Qualifier::Planned => {
                return Ok((Verdict::Out, Arithmetic::new("a plan is recorded, not judged", "计划数仅记录，不判定")));
            }
            Qualifier::Other => return Err(undecided("how exact the value is is not known", "限定词不明")),
            qualifier @ (Qualifier::Exact | Qualifier::AtLeast | Qualifier::Over | Qualifier::About) => {
                Published { value, qualifier }
            }
        };
        let in_percent = self.claim.unit.is_none_or(|unit| unit == FigureUnit::Percent);
        match self.figure.verb() {
            Verb::Share | Verb::Growth if !in_percent => {
                Err(undecided("a share or a growth is told in percent", "占比、增幅须以百分比表示"))
            }
            Verb::Count => self.count(published),
            Verb::Sum => self.sum(published),
            Verb::Share => self.share(published),
            Verb::Average => self.average(published),
            Verb::Partition => self.partition(published),
            Verb::Growth => trend::growth(self, published),
            Verb::Trend => trend::trend(self, value),
            Verb::Norm => self.norm(published),
            Verb::Text => self.text(),
        }
    }

    fn label(&self) -> Arithmetic {
        label(self.figure.what(), self.figure.of())
    }

    /// What the base gives, in millionths.
    pub(super) fn base(&self) -> Option<Known<i128>> {
        Some(match self.base? {
            FigureBase::Number(number) => Ok(number.millionths()),
            FigureBase::Figure(figure) => self.amounts(figure).map(|parts| parts.iter().sum()),
        })
    }

    /// What a figure that counts or sums gives, in millionths: one amount, or the two that are added.
    fn amounts(&self, figure: Figure) -> Known<Vec<i128>> {
        let (what, of) = (figure.what(), figure.of());
        let counted = |of| self.tally.count(what, of).map(|count| vec![i128::from(count) * ONE]);
        match (figure.verb(), of) {
            (Verb::Sum, Some(Of::What(other))) => Ok(vec![self.tally.amount(what)?, self.tally.amount(other)?]),
            (Verb::Sum, None) => Ok(vec![self.tally.amount(what)?]),
            _ => counted(of),
        }
    }

    /// The count, and its share of the base.
    fn count(&self, published: Published) -> Known<Judgement> {
        let parts = self.amounts(self.figure)?;
        self.total(published, &parts, &self.label())
    }

    fn sum(&self, published: Published) -> Known<Judgement> {
        let parts = self.amounts(self.figure)?;
        self.total(published, &parts, &told(self.figure, self.base))
    }

    /// A total beside the value, and its share of the base, of which it is a part.
    fn total(&self, published: Published, parts: &[i128], label: &Arithmetic) -> Known<Judgement> {
        let total: i128 = parts.iter().sum();
        let (verdict, line) = published.amount(label, &sum_text(parts), total);
        let Some(base) = self.base() else { return Ok((verdict, line)) };
        let base = match base {
            Ok(base) => base,
            Err(reason) if verdict == Verdict::Holds => return Err(line.and(&reason)),
            Err(_) => return Ok((verdict, line)),
        };
        let (shown, of) = (amount_text(total), amount_text(base));
        if total > base {
            let share = Arithmetic::new(format!("{shown} > {of}, its base"), format!("{shown} 大于基数 {of}"));
            return Ok((Verdict::DoesNotHold, line.and(&share)));
        }
        let share = Ratio::new(total, base, 100).map(|ratio| format!("{shown}/{of} = {}{PERCENT}", ratio.text(1)));
        let share = share.unwrap_or_default();
        Ok((verdict, line.and(&Arithmetic::new(share.clone(), share))))
    }

    /// What is counted, and of how much.
    fn share_of(&self) -> (Known<i128>, Option<Known<i128>>) {
        let (what, of) = (self.figure.what(), self.figure.of());
        let is_sum = is_sum(self.base);
        let over = match of {
            Some(Of::What(other)) if is_sum => {
                self.tally.amount(what).and_then(|first| Ok(first + self.tally.amount(other)?))
            }
            _ => self.tally.count(what, of).map(|count| i128::from(count) * ONE),
        };
        let whole = || of.map(|_| self.tally.count(what, None).map(|count| i128::from(count) * ONE));
        (over, self.base().or_else(whole))
    }

    fn share(&self, published: Published) -> Known<Judgement> {
        let (over, base) = self.share_of();
        let base = base.ok_or_else(|| undecided("no base is stated", "未载明基数"))??;
        let label = told(self.figure, self.base);
        // Of a sum of measures any amount is possible, not only whole ones.
        let is_measured = |what| is_sum(self.base) && matches!(what, What::Measure(_));
        let of = self.figure.of().and_then(|of| if let Of::What(of) = of { Some(of) } else { None });
        let is_counted = !is_measured(self.figure.what()) && !of.is_some_and(is_measured);
        let whole = u64::try_from(base / ONE).ok().filter(|_| is_counted && base > 0 && base % ONE == 0);
        if let Some(whole) = whole.filter(|whole| is_impossible(published, *whole) == Some(true)) {
            let none = none_rounds(published, whole, 100, PERCENT);
            return Ok((Verdict::Impossible, none));
        }
        let reach = whole.filter(|_| published.is_exact()).map(|whole| reachable(published.value, whole, PERCENT));
        let reach = reach.unwrap_or_default();
        let over = over.map_err(|reason| reach.clone().and(&reason))?;
        let Some(ratio) = Ratio::new(over, base, 100) else {
            return Err(undecided("the base is not above 0", "基数不大于 0"));
        };
        let shown = format!("{}/{}", amount_text(over), amount_text(base));
        let (verdict, line) = published.ratio(&label, &shown, ratio, PERCENT);
        // Where one count alone rounds to the value, and is the one there is, nothing is added by saying so.
        let is_only = published.value.counts_on(whole.unwrap_or(0)).is_some_and(|counts| counts.clone().count() == 1);
        Ok((verdict, if is_only && verdict == Verdict::Holds { line } else { line.and(&reach) }))
    }

    fn average(&self, published: Published) -> Known<Judgement> {
        let (what, of) = (self.figure.what(), self.figure.of());
        let label = told(self.figure, self.base);
        let per = match (self.base(), of) {
            (Some(base), _) => base?,
            (None, Some(Of::What(other))) => i128::from(self.tally.count(other, None)?) * ONE,
            (None, Some(Of::Coverage(_)) | None) => return Err(undecided("no base is stated", "未载明基数")),
        };
        let whole = u64::try_from(per / ONE).ok().filter(|_| per > 0 && per % ONE == 0);
        let counts = published.is_exact() && !matches!(what, What::Measure(_));
        if let Some(whole) = whole.filter(|whole| counts && published.value.sums_over(*whole).is_none()) {
            return Ok((Verdict::Impossible, none_rounds(published, whole, 1, "")));
        }
        let over = self.tally.amount(what)?;
        let ratio = Ratio::new(over, per, 1).ok_or_else(|| undecided("the base is not above 0", "基数不大于 0"))?;
        let shown = format!("{}/{}", amount_text(over), amount_text(per));
        Ok(published.ratio(&label, &shown, ratio, ""))
    }

    /// Whether parts close: the narrower kinds add up to the whole, or each has exactly one of another.
    fn partition(&self, published: Published) -> Known<Judgement> {
        let (what, of) = (self.figure.what(), self.figure.of());
        let whole = self.tally.count(what, None)?;
        let fits = published.fits(Ratio::amount(i128::from(whole) * ONE)).ok_or_else(too_large)?;
        let beside = format!("{whole} {} {}", published.sign(fits), published.value);
        let total = Arithmetic::counted(&label(what, None), &beside);
        if let Some(of) = of {
            let (one, line) = self.each_one(what, of, whole)?;
            return Ok((holds(fits && one == whole), if fits { line } else { line.and(&total) }));
        }
        let parts = self.tally.parts(what, &(self.beside)())?;
        let sum: u64 = parts.iter().fold(0, |sum, part| sum.saturating_add(part.1));
        let told = |lang| {
            let told = parts.iter().map(|(part, count)| format!("{} {count}", part.get(lang)));
            told.collect::<Vec<_>>().join(" + ").replace("） ", "）")
        };
        let [en, zh] = match (whole.saturating_sub(sum), sum.saturating_sub(whole)) {
            (0, 0) => ["none left".to_owned(), "无余".to_owned()],
            (left, 0) => [format!("{left} in no part"), format!("余 {left}")],
            (_, over) => [format!("{over} too many"), format!("多 {over}")],
        };
        let line = Arithmetic::new(
            format!("{} = {sum} of {whole}: {en}", told(Lang::En)),
            format!("{} = {sum}，共 {whole}：{zh}", told(Lang::Zh)),
        );
        Ok((holds(fits && sum == whole), if fits { line } else { line.and(&total) }))
    }

    /// How many have exactly one of another.
    fn each_one(&self, what: What, of: Of, whole: u64) -> Known<(u64, Arithmetic)> {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| what.label(lang));
        let other = match of {
            Of::Coverage(kind) => {
                let by_kind = self.tally.covered_by_one(what, kind)?;
                let one: u64 = by_kind.values().sum();
                let told = |lang| {
                    let told =
                        by_kind.iter().map(|(kind, count)| format!("{} {count}", kind.label(lang).replace('_', " ")));
                    told.collect::<Vec<_>>().join(" + ")
                };
                let line = Arithmetic::new(
                    format!("{en} with exactly one organisation: {} = {one}/{whole}", told(Lang::En)),
                    format!("恰由一个组织覆盖的{zh}：{} = {one}/{whole}", told(Lang::Zh)),
                );
                return Ok((one, line));
            }
            Of::What(other) => other,
        };
        let one = self.tally.having_one(what, other)?;
        let line = Arithmetic::new(
            format!("{en} with exactly one {}: {one}/{whole}", other.label(Lang::En)),
            format!("恰有一个{}的{zh}：{one}/{whole}", other.label(Lang::Zh)),
        );
        Ok((one, line))
    }

    /// Whether each has as many of another; or, with a base, whether so many for each reach it.
    fn norm(&self, published: Published) -> Known<Judgement> {
        let what = self.figure.what();
        if let Some(base) = self.base() {
            let (base, amount) = (base?, self.tally.amount(what)?);
            let reached = amount.checked_mul(published.value.millionths()).ok_or_else(too_large)? / ONE;
            let fits = reached >= base;
            let sign = if fits { "≥" } else { "<" };
            let [value, amount] = [published.value.to_string(), amount_text(amount)];
            let line = format!("{value} × {amount} = {} {sign} {}", amount_text(reached), amount_text(base));
            return Ok((holds(fits), Arithmetic::counted(&self.label(), &line)));
        }
        let Some(Of::What(other)) = self.figure.of() else {
            return Err(undecided("what the norm is of is not stated", "未载明标准针对什么"));
        };
        let each = self.tally.each(what, other)?;
        let count = |counts: &dyn Fn(Option<i128>) -> bool| -> u64 {
            each.iter().filter(|(amount, _)| counts(*amount)).map(|(_, count)| count).sum()
        };
        let (total, unknown) = (count(&|_| true), count(&|amount| amount.is_none()));
        let fits = |amount: i128| published.fits(Ratio::amount(amount)) == Some(true);
        let fitting = count(&|amount| amount.is_some_and(fits));
        let least = each.iter().filter_map(|(amount, _)| *amount).min().map(amount_text).unwrap_or_default();
        let bound = format!("{} {}", published.sign(true), published.value);
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| (what.label(lang), other.label(lang)));
        if total == 0 || total == unknown {
            let line = Arithmetic::new(
                format!("{} is stated of none of {total} {}", en.1, en.0),
                format!("{total} 个{}均未载明{}", zh.0, zh.1),
            );
            return Err(line);
        }
        let line = Arithmetic::new(
            format!("{} with {} {bound}: {fitting}/{total} (least {least})", en.0, en.1),
            format!("{} {bound} 的{}：{fitting}/{total}（最少 {least}）", zh.1, zh.0),
        );
        let fails = fitting + unknown < total;
        if !fails && unknown > 0 {
            let rest = Arithmetic::new(format!("{unknown} not stated"), format!("{unknown} 个未载明"));
            return Err(line.and(&rest));
        }
        Ok((holds(!fails), line))
    }

    /// A name, which one alone should bear; or words without a figure.
    fn text(&self) -> Known<Judgement> {
        let what = self.figure.what();
        if self.figure.of().is_some() {
            let (over, base) = self.share_of();
            let ratio = over.ok().zip(base.and_then(Result::ok)).and_then(|(over, base)| {
                let share = Ratio::new(over, base, 100)?.text(1);
                Some(format!("{}/{} = {share}{PERCENT}", amount_text(over), amount_text(base)))
            });
            let none = undecided("the text states no figure", "原文未给出数字");
            return Err(ratio
                .map_or_else(Arithmetic::default, |line| Arithmetic::counted(&self.label(), &line))
                .and(&none));
        }
        let name = self.claim.value;
        let bearers = self.tally.named(what, name)?;
        let shown = bearers.iter().take(5).map(String::as_str).collect::<Vec<_>>();
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| what.label(lang));
        let count = bearers.len();
        let more = if count > shown.len() { ", …" } else { "" };
        let codes = |mark: &str| shown.join(mark) + more;
        let [codes_en, codes_zh] = match count {
            0 => [String::new(), String::new()],
            _ => [format!(" ({})", codes(", ")), format!("（{}）", codes("、"))],
        };
        let line = Arithmetic::new(
            format!("{en} named {name}: {count}{codes_en}"),
            format!("名为“{name}”的{zh}：{count} 个{codes_zh}"),
        );
        let verdict = match bearers.as_slice() {
            [] => Verdict::DoesNotHold,
            [_] => Verdict::Holds,
            _ => Verdict::Ambiguous,
        };
        Ok((verdict, line))
    }
}
