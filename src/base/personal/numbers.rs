//! Whether digits that people wrote one after another have a number of a person among them.

use super::Use;
use super::signs::{Gap, Script, Sign, sign};

/// The fewest digits of any such number.
pub(super) const LEAST: usize = 10;

/// What is dialled before a number: the country, long distance, cheaper lines.
const DIALLED: [&[u8]; 9] = [
    &[],
    &[0],
    &[8, 6],
    &[0, 8, 6],
    &[0, 0, 8, 6],
    &[1, 2, 5, 9, 3],
    &[1, 7, 9, 1, 1],
    &[1, 7, 9, 5, 1],
    &[1, 7, 9, 6, 9],
];

/// The parts in which people write a telephone number.
const MOBILE_PARTS: [&[usize]; 11] = [
    &[3, 4, 4],
    &[4, 4, 3],
    &[4, 3, 4],
    &[3, 3, 5],
    &[3, 8],
    &[7, 4],
    &[5, 6],
    &[6, 5],
    &[2, 3, 3, 3],
    &[3, 3, 3, 2],
    &[3, 2, 2, 2, 2],
];

/// The parts in which people write an identity number; with an X at its end the last is shorter.
const IDENTITY_PARTS: [&[usize]; 8] = [
    &[6, 8, 4],
    &[6, 4, 4, 4],
    &[6, 4, 2, 2, 4],
    &[6, 12],
    &[6, 6, 6],
    &[3, 3, 3, 3, 3, 3],
    &[4, 4, 4, 4, 2],
    &[6, 8, 3],
];

/// The same of an old one of fifteen digits.
const OLD_PARTS: [&[usize]; 4] = [&[6, 6, 3], &[6, 2, 2, 2, 3], &[6, 9], &[3, 3, 3, 3, 3]];

/// A digit, what it is written in, and what stands before it.
#[derive(Clone, Copy, Debug)]
struct Digit {
    value: u8,
    script: Script,
    gap: Gap,
}

/// Digits with nothing but marks between them.
#[derive(Debug, Default)]
struct Digits {
    all: Vec<Digit>,
    /// Whether nothing else stands in the text.
    is_whole: bool,
    /// Whether an X follows.
    ends_in_x: bool,
}

/// Whether a text has a number of a person in it.
pub(super) fn has_number(text: &str, usage: Use) -> bool {
    let mut digits = Digits { is_whole: true, ..Digits::default() };
    let mut gap = Gap::None;
    for c in text.chars() {
        match sign(c) {
            Sign::Nothing => {}
            Sign::Gap(mark) => gap = gap.max(mark),
            Sign::Digits(first, last, script) => {
                for value in first.into_iter().chain([last]) {
                    digits.push(value, script, std::mem::replace(&mut gap, Gap::None));
                }
            }
            other @ (Sign::X | Sign::Letter) => {
                digits.ends_in_x = other == Sign::X;
                digits.is_whole &= digits.ends_in_x;
                if digits.have_number(usage) {
                    return true;
                }
                digits.all.clear();
                (digits.ends_in_x, digits.is_whole, gap) = (false, false, Gap::None);
            }
        }
    }
    digits.have_number(usage)
}

impl Digits {
    fn push(&mut self, value: u8, script: Script, gap: Gap) {
        let changes = self.all.last().is_some_and(|last| last.script != script);
        let gap = if changes { gap.max(Gap::Script) } else { gap };
        self.all.push(Digit { value, script, gap });
    }

    fn have_number(&self, usage: Use) -> bool {
        if self.all.len() < LEAST {
            return false;
        }
        let starts_number = |at: &usize| {
            let at = *at;
            DIALLED.iter().any(|dialled| self.is_mobile(at, dialled, usage))
                || self.is_identity(at, usage)
                || self.is_landline(at, usage)
                || self.has_glued_number(at, usage)
        };
        let is_number = (0..self.all.len()).filter(|at| self.may_start(*at)).any(|at| starts_number(&at));
        is_number || self.without_dashes().is_some_and(|digits| digits.have_number(usage))
    }

    /// The digits without each 一 that stands alone between others, if there are any: it is often typed for a dash.
    fn without_dashes(&self) -> Option<Self> {
        let is_dash = |at: usize| {
            let script = |at: usize| self.all.get(at).map_or(Script::Han, |digit| digit.script);
            let own = self.all.get(at).is_some_and(|digit| digit.script == Script::Han && digit.value == 1);
            own && at > 0 && script(at - 1) != Script::Han && script(at + 1) != Script::Han
        };
        let mut digits = Self { all: Vec::new(), ..*self };
        let mut gap = Gap::None;
        for (at, digit) in self.all.iter().enumerate() {
            if is_dash(at) {
                gap = gap.max(digit.gap).max(Gap::Joint);
            } else {
                digits.push(digit.value, digit.script, digit.gap.max(std::mem::replace(&mut gap, Gap::None)));
            }
        }
        (digits.all.len() < self.all.len()).then_some(digits)
    }

    /// Whether a number may start at a digit: at the first of a run, and anywhere among digits that no code is written in.
    fn may_start(&self, at: usize) -> bool {
        let is_foreign = |digit: &Digit| digit.gap != Gap::None || digit.script != Script::Plain;
        at == 0 || self.all.get(at).is_some_and(is_foreign)
    }

    fn may_end(&self, end: usize) -> bool {
        end == self.all.len() || (end < self.all.len() && self.may_start(end))
    }

    fn value(&self, at: usize) -> u8 {
        self.all.get(at).map_or(u8::MAX, |digit| digit.value)
    }

    fn starts_with(&self, at: usize, digits: &[u8]) -> bool {
        digits.iter().zip(at..).all(|(digit, at)| self.value(at) == *digit)
    }

    /// How many digits the runs from one digit up to another have.
    fn parts(&self, from: usize, until: usize) -> Vec<usize> {
        let mut parts = Vec::new();
        for (at, digit) in self.all.iter().enumerate().take(until).skip(from) {
            match parts.last_mut() {
                Some(part) if at > from && digit.gap <= Gap::Script => *part += 1,
                Some(_) | None => parts.push(1),
            }
        }
        parts
    }

    /// Whether digits that start a number at `start` – what is dialled before it at `at` – are written as one.
    fn are_one(&self, (at, start, end): (usize, usize, usize), usage: Use, usual: impl Fn(&[usize]) -> bool) -> bool {
        let worst = self.all.iter().take(end).skip(at + 1).map(|digit| digit.gap).max().unwrap_or(Gap::None);
        let is_all = at == 0 && end == self.all.len();
        let is_enough = match worst {
            Gap::None | Gap::Script => true,
            Gap::Joint => usage == Use::Text || is_all,
            Gap::List => is_all && self.is_whole,
        };
        if is_enough {
            return true;
        }
        let parts = self.parts(start, end);
        parts.iter().all(|part| *part == 1) || usual(&parts)
    }

    /// Whether a number of a mobile telephone (手机号码) starts here, after what is dialled before it.
    fn is_mobile(&self, at: usize, dialled: &[u8], usage: Use) -> bool {
        let (start, end) = (at + dialled.len(), at + dialled.len() + 11);
        self.starts_with(at, dialled)
            && self.has_mobile(start)
            && self.may_end(end)
            && self.are_one((at, start, end), usage, |parts| MOBILE_PARTS.contains(&parts))
    }

    fn has_mobile(&self, at: usize) -> bool {
        self.value(at) == 1 && (3..=9).contains(&self.value(at + 1)) && at + 11 <= self.all.len()
    }

    /// Whether an identity number (身份证号) of 18 or of 15 characters starts here.
    fn is_identity(&self, at: usize, usage: Use) -> bool {
        let has_x = self.ends_in_x && at + 17 == self.all.len();
        let end = if has_x { at + 17 } else { at + 18 };
        let is_code = |parts: &[usize]| matches!(parts, [9 | 12, _, ..]);
        if self.has_identity(at, end) && self.may_end(end) {
            let parts = self.parts(at, end);
            let is_usual = |parts: &[usize]| IDENTITY_PARTS.contains(&parts);
            // A code of a community goes before those of a grid, a building and a flat.
            return (usage == Use::Text || !is_code(&parts)) && self.are_one((at, at, end), usage, is_usual);
        }
        let end = at + 15;
        if end > self.all.len() || !self.may_end(end) || !self.has_date(at + 8) {
            return false;
        }
        let parts = self.parts(at, end);
        let is_all = self.is_whole && at == 0 && end == self.all.len() && !is_code(&parts);
        parts.len() == 1 || is_all || parts.len() == 15 || OLD_PARTS.contains(&&*parts)
    }

    /// Whether the digits up to `end` have the form of an identity number.
    fn has_identity(&self, at: usize, end: usize) -> bool {
        let century = (self.value(at + 6), self.value(at + 7));
        end <= self.all.len() && matches!(century, (1, 8 | 9) | (2, 0)) && self.has_date(at + 10)
    }

    /// Whether four digits can be a month and a day.
    fn has_date(&self, at: usize) -> bool {
        let two = |at: usize| u32::from(self.value(at)) * 10 + u32::from(self.value(at + 1));
        (1..=12).contains(&two(at)) && (1..=31).contains(&two(at + 2))
    }

    /// Whether a number of a telephone line (固定电话) starts here: an area code, and seven or eight digits.
    fn is_landline(&self, at: usize, usage: Use) -> bool {
        let country =
            [&[8, 6][..], &[0, 0, 8, 6], &[0, 8, 6]].into_iter().find(|country| self.starts_with(at, country));
        let start = at + country.map_or(0, <[u8]>::len);
        let zero = usize::from(self.value(start) == 0);
        if zero == 0 && country.is_none() {
            return false;
        }
        let area = match (self.value(start + zero), self.value(start + zero + 1)) {
            (1, 0) | (2, _) => zero + 2,
            (3..=9, _) => zero + 3,
            _ => return false,
        };
        // Its parts: the area code by itself, and the rest in two at most.
        let is_usual =
            |parts: &[usize]| parts.first() == Some(&area) && parts.len() <= 3 && parts.iter().all(|part| *part >= 3);
        let is_line = |end: usize| {
            let parts = self.parts(start, end);
            let is_written = parts.len() == 1 || parts.iter().all(|part| *part == 1) || is_usual(&parts);
            let is_all = at == 0 && end == self.all.len();
            let fits = usage == Use::Text || is_all || parts.len() == 1;
            end <= self.all.len() && self.may_end(end) && fits && (is_written || (is_all && self.is_whole))
        };
        is_line(start + area + 8) || is_line(start + area + 7)
    }

    /// Whether the run that starts here is numbers glued to each other, to years and days, or to the code of a unit.
    fn has_glued_number(&self, at: usize, usage: Use) -> bool {
        let rest = self.all.get(at + 1..).unwrap_or_default();
        let length = 1 + rest.iter().take_while(|digit| digit.gap == Gap::None).count();
        if length < 15 {
            return false;
        }
        let end = at + length;
        if usage == Use::Text && (at..end.saturating_sub(18)).any(|at| self.is_inside(at)) {
            return true;
        }
        // How far the run can be read: without a number, and with one.
        let mut reached = vec![(false, false); length + 1];
        if let Some(first) = reached.first_mut() {
            first.0 = true;
        }
        for from in 0..length {
            let (without, with) = reached.get(from).copied().unwrap_or_default();
            if !without && !with {
                continue;
            }
            for (size, is_number) in self.pieces(at + from, end, with, usage) {
                if let Some(reached) = reached.get_mut(from + size) {
                    reached.0 |= without && !is_number;
                    reached.1 |= with || is_number;
                }
            }
        }
        reached.last().is_some_and(|last| last.1)
    }

    /// Whether an identity number of a province that there is stands here within a run.
    fn is_inside(&self, at: usize) -> bool {
        // The first two digits, as GB/T 2260 has them.
        let province = self.value(at).wrapping_mul(10).wrapping_add(self.value(at + 1));
        let is_province = matches!(province, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
        is_province && self.has_identity(at, at + 18)
    }

    /// The pieces that may stand here in a run up to `end`: how many digits, and whether that is a number of a person.
    fn pieces(&self, at: usize, end: usize, is_after: bool, usage: Use) -> Vec<(usize, bool)> {
        let (mut pieces, left) = (Vec::new(), end - at);
        let mut add = |size: usize, is_number: bool, fits: bool| {
            if fits && size <= left {
                pieces.push((size, is_number));
            }
        };
        let is_text = usage == Use::Text;
        let is_year = matches!((self.value(at), self.value(at + 1)), (1, 9) | (2, 0));
        // A code of fifteen digits may look like a number and a year.
        add(4, false, is_year && (is_text || !is_after));
        add(8, false, is_year && self.has_date(at + 4) && (is_text || !is_after));
        let is_code = !is_after && (1..=8).contains(&self.value(at));
        add(12, false, is_code);
        add(6, false, is_code && is_text);
        add(9, false, is_code && is_text);
        add(11, true, self.has_mobile(at));
        add(13, true, self.starts_with(at, &[8, 6]) && self.has_mobile(at + 2));
        add(18, true, self.has_identity(at, at + 18));
        add(17, true, self.ends_in_x && left == 17 && end == self.all.len() && self.has_identity(at, end));
        pieces
    }
}
