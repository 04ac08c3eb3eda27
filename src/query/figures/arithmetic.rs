//! Arithmetic as a sentence in both languages.

use crate::base::Lang;

/// The arithmetic behind a verdict (算式), in both languages: `40/44 = 90.9 %, 41/44 = 93.2 %: none rounds to 92 %`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arithmetic {
    en: String,
    zh: String,
}

impl Arithmetic {
    pub(super) fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// The sentence in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// This sentence and a second one.
    pub(super) fn and(self, other: &Self) -> Self {
        Self::join([&self, other])
    }

    /// Sentences one after the other; what is empty is passed over.
    pub(super) fn join<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut joined = Self::default();
        for one in all.into_iter().filter(|one| **one != Self::default()) {
            if joined != Self::default() {
                joined.en.push_str("; ");
                joined.zh.push('；');
            }
            joined.en.push_str(&one.en);
            joined.zh.push_str(&one.zh);
        }
        joined
    }

    /// What is counted, and the count.
    pub(super) fn counted(label: &Self, count: &str) -> Self {
        Self::new(format!("{}: {count}", label.en), format!("{}：{count}", label.zh))
    }
}
