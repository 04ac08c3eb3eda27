//! Streets that merge, are divided, close, open and get other codes, and what a walk over a list says became of them.

use super::calendar::DayNumber;
use super::choices::Choices;
use super::draft::day;
use govgrid::record;
use govgrid::{Change, Draft, Event, Level, LineageKind, Period};
use proptest::prelude::{Strategy, any};

/// A street: its codes, each with the days on which it has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Street {
    pub(crate) codes: Vec<(String, Option<DayNumber>, Option<DayNumber>)>,
}

/// A merger or a split of one street into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    pub(crate) day: DayNumber,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) is_split: bool,
}

/// What a figure of a street is on a later day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    One(usize),
    Divided(Vec<usize>),
    Lost,
}

/// A history of streets, as what happened and as events of the crate.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(crate) streets: Vec<Street>,
    pub(crate) steps: Vec<Step>,
    pub(crate) events: Vec<Event>,
    pub(crate) last: DayNumber,
    /// Recodes, as lineage has them.
    recodes: Vec<(String, String, DayNumber)>,
}

pub(crate) fn histories() -> impl Strategy<Value = History> {
    proptest::collection::vec(any::<u16>(), 20..160).prop_map(|numbers| {
        let mut history = History::default();
        let mut choices = Choices::new(numbers);
        for _ in 0..=2 + choices.below(4) {
            history.open(None);
        }
        for _ in 0..=choices.below(9) {
            history.last += choices.day(0, 4);
            history.happen(&mut choices);
        }
        history
    })
}

impl Street {
    pub(crate) fn code_on(&self, on: DayNumber) -> Option<&str> {
        let holds = |from: &Option<i32>, until: &Option<i32>| {
            from.is_none_or(|from| from <= on) && until.is_none_or(|until| on < until)
        };
        self.codes.iter().find(|(_, from, until)| holds(from, until)).map(|(code, ..)| code.as_str())
    }

    fn end(&mut self, on: DayNumber) {
        self.codes.last_mut().unwrap().2 = Some(on);
    }
}

impl History {
    fn open(&mut self, from: Option<DayNumber>) -> usize {
        let at = self.streets.len();
        self.streets.push(Street { codes: vec![(format!("s{at}"), from, None)] });
        if let Some(from) = from {
            let change = Change::open(&record::Unit::new(format!("s{at}"), Level::Street));
            self.events.push(Event::on(day(from), change));
        }
        at
    }

    fn code(&self, at: usize) -> String {
        self.streets[at].code_on(self.last).unwrap().to_owned()
    }

    fn say(&mut self, change: Change) {
        self.events.push(Event::on(day(self.last), change));
    }

    /// Whether a street had to do with a merger or a split on this very day, which leaves no order between two of them.
    fn is_new_today(&self, at: usize) -> bool {
        let today = |step: &Step| step.day == self.last && (step.from == at || step.to == at);
        self.steps.iter().any(today) || self.streets[at].codes.iter().any(|(_, from, _)| *from == Some(self.last))
    }

    fn happen(&mut self, choices: &mut Choices) {
        let there: Vec<usize> = (0..self.streets.len())
            .filter(|at| self.streets[*at].code_on(self.last).is_some() && !self.is_new_today(*at))
            .collect();
        if there.is_empty() {
            return;
        }
        let (on, one) = (self.last, choices.of(&there));
        let others: Vec<usize> = there.iter().copied().filter(|other| *other != one).collect();
        match choices.below(10) {
            0..=3 if !others.is_empty() => {
                let mut closing = vec![one];
                let into = if choices.once_in(3) { self.open(Some(on)) } else { choices.of(&others) };
                let more: Vec<usize> = others.into_iter().filter(|other| *other != into).collect();
                closing.extend((!more.is_empty() && choices.once_in(2)).then(|| choices.of(&more)));
                let codes = closing.iter().map(|at| self.code(*at)).collect();
                self.say(Change::Merge { codes, into: self.code(into) });
                for from in closing {
                    self.streets[from].end(on);
                    self.steps.push(Step { day: on, from, to: into, is_split: false });
                }
            }
            4..=6 => {
                let mut parts = vec![self.open(Some(on))];
                if !others.is_empty() && choices.once_in(2) {
                    parts.push(choices.of(&others));
                } else if choices.once_in(2) {
                    parts.push(self.open(Some(on)));
                }
                let stays = choices.once_in(2);
                let code = self.code(one);
                let into = parts.iter().copied().chain(stays.then_some(one)).map(|at| self.code(at)).collect();
                self.say(Change::Split { code, into, assign: Vec::new() });
                if !stays {
                    self.streets[one].end(on);
                }
                self.steps.extend(parts.into_iter().map(|to| Step { day: on, from: one, to, is_split: true }));
            }
            7 => {
                let (code, to) = (self.code(one), format!("r{}", self.events.len()));
                self.say(Change::Recode { code: code.clone(), to: to.clone(), reuse: false });
                self.streets[one].end(on);
                self.streets[one].codes.push((to.clone(), Some(on), None));
                self.recodes.push((code, to, on));
            }
            8 => {
                let code = self.code(one);
                self.say(Change::Close { code });
                self.streets[one].end(on);
            }
            _ => self.restore(choices),
        }
    }

    /// A street that closed is there again.
    fn restore(&mut self, choices: &mut Choices) {
        let on = self.last;
        let closed = |street: &Street| street.codes.last().unwrap().2.is_some_and(|until| until < on);
        let closed: Vec<usize> = (0..self.streets.len()).filter(|at| closed(&self.streets[*at])).collect();
        if closed.is_empty() {
            return;
        }
        let at = choices.of(&closed);
        let code = self.streets[at].codes.last().unwrap().0.clone();
        self.say(Change::open(&record::Unit::new(&code, Level::Street)));
        self.streets[at].codes.push((code, Some(on), None));
    }

    /// The streets at the start.
    pub(crate) fn start(&self) -> Draft {
        let mut draft = Draft::new();
        for street in self.streets.iter().filter(|street| street.codes[0].1.is_none()) {
            draft.add(&record::Unit::new(&street.codes[0].0, Level::Street)).unwrap();
        }
        draft
    }

    /// All that happened, as records.
    pub(crate) fn draft(&self) -> Draft {
        let mut draft = Draft::new();
        for (code, from, until) in self.streets.iter().flat_map(|street| &street.codes) {
            let period = Period::new(from.map(day), until.map(day)).unwrap();
            draft.add(&record::Unit { period, ..record::Unit::new(code, Level::Street) }).unwrap();
        }
        for (before, after, on) in &self.recodes {
            draft.add(&record::Lineage::new(before, after, LineageKind::Recode, day(*on))).unwrap();
        }
        for step in &self.steps {
            let kind = if step.is_split { LineageKind::Split } else { LineageKind::Merge };
            let (before, after) = self.codes_of(step);
            draft.add(&record::Lineage::new(before, after, kind, day(step.day))).unwrap();
        }
        draft
    }

    /// The code of the one before, on the day before, and of the one after, on the day.
    pub(crate) fn codes_of(&self, step: &Step) -> (&str, &str) {
        let before = self.streets[step.from].code_on(step.day - 1).unwrap();
        (before, self.streets[step.to].code_on(step.day).unwrap())
    }

    /// The code of a street on a day, or the last one that it had before.
    pub(crate) fn last_code(&self, street: usize, on: DayNumber) -> &str {
        let begun = self.streets[street].codes.iter().rfind(|(_, from, _)| from.is_none_or(|from| from <= on));
        &begun.unwrap().0
    }

    /// The steps that lead on from a street after a day.
    pub(crate) fn after(&self, street: usize, on: DayNumber) -> Vec<Step> {
        let steps: Vec<Step> = self.steps.iter().copied().filter(|step| step.day > on).collect();
        self.closure(&steps, |step, known| {
            step.from == street || known.iter().any(|other| other.to == step.from && other.day <= step.day)
        })
    }

    /// The steps that led to a street until a day.
    pub(crate) fn before(&self, street: usize, on: DayNumber) -> Vec<Step> {
        let steps: Vec<Step> = self.steps.iter().copied().filter(|step| step.day <= on).collect();
        self.closure(&steps, |step, known| {
            step.to == street || known.iter().any(|other| other.from == step.to && step.day <= other.day)
        })
    }

    /// Adds steps as long as one follows on those that are known.
    fn closure(&self, all: &[Step], follows: impl Fn(&Step, &[Step]) -> bool) -> Vec<Step> {
        let mut known: Vec<Step> = Vec::new();
        for _ in 0..=self.steps.len() {
            let new: Vec<Step> =
                all.iter().copied().filter(|step| !known.contains(step) && follows(step, &known)).collect();
            known.extend(new);
        }
        known.sort_unstable();
        known.dedup();
        known
    }

    /// Whether a day is the first on which a street is there again after it merged.
    fn is_back(&self, street: usize, merged: DayNumber, on: DayNumber) -> bool {
        let starts = self.streets[street].codes.iter().filter_map(|(_, from, _)| *from).filter(|from| *from > merged);
        starts.min() == Some(on)
    }

    /// What became of a street's figure: day by day, the streets that have it.
    pub(crate) fn fate(&self, street: usize, earlier: DayNumber, later: DayNumber) -> Fate {
        // Each with the day since when the figure has been of it.
        let mut having = vec![(street, earlier)];
        for on in earlier + 1..=later {
            let mut next: Vec<(usize, DayNumber)> = Vec::new();
            for (at, since) in having {
                let parts = self.steps.iter().filter(|step| step.day == on && step.from == at);
                let parts: Vec<usize> = parts.map(|step| step.to).collect();
                // One that was divided may stay.
                if parts.is_empty() || self.streets[at].code_on(on).is_some() {
                    next.push((at, since));
                }
                next.extend(parts.into_iter().map(|part| (part, on)));
                // One that had merged into it since then is there again: nobody knows how much of it is that one's.
                let merged = self.steps.iter().filter(|step| !step.is_split && step.to == at);
                let again = merged.filter(|step| since >= step.day && self.is_back(step.from, step.day, on));
                next.extend(again.map(|step| (step.from, on)));
            }
            next.sort_unstable();
            next.dedup();
            having = next;
        }
        let mut having: Vec<usize> = having.into_iter().map(|(at, _)| at).collect();
        having.dedup();
        match having.as_slice() {
            all if all.iter().all(|at| self.streets[*at].code_on(later).is_none()) => Fate::Lost,
            [one] => Fate::One(*one),
            _ => Fate::Divided(having),
        }
    }
}
