//! Closed lists of words. Each list is one table that [`words!`] expands to an enum, its labels in two languages,
//! and the look-up that import uses; a word is added in one line.

use std::fmt;

/// A language of labels and messages (语言).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese (中文).
    Zh,
}

/// One word of a closed list: the English value that files and the API use, and the Chinese labels that files may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The value in files and in the API, such as `party_branch`.
    pub en: &'static str,
    /// The Chinese labels: the first is the one shown, the others are accepted too.
    pub zh: &'static [&'static str],
    /// Words of the column this one depends on (a unit's level, an organization's kind) under which the word may
    /// stand; empty: under any.
    pub within: &'static [&'static str],
}

/// A closed list of words of one column.
#[derive(Debug, PartialEq, Eq)]
pub struct WordList {
    /// The column, as `table.column`.
    pub column: &'static str,
    /// The words, in the order of their enum.
    pub words: &'static [Word],
}

impl WordList {
    /// The index of `text`, English or Chinese, among the words that may stand under `owner`.
    pub(crate) fn find(&self, text: &str, owner: Option<&str>) -> Option<usize> {
        let fits = |word: &Word| word.within.is_empty() || owner.is_some_and(|owner| word.within.contains(&owner));
        self.words.iter().position(|word| (word.en == text || word.zh.contains(&text)) && fits(word))
    }

    /// Whether `text` is the English word of that index, which may stand under `owner`.
    pub(crate) fn is(&self, index: usize, text: &str, owner: Option<&str>) -> bool {
        let fits = |word: &Word| word.within.is_empty() || owner.is_some_and(|owner| word.within.contains(&owner));
        self.words.get(index).is_some_and(|word| word.en == text && fits(word))
    }

    /// Whether `text`, English or Chinese, is a word of the list, whatever it may stand under.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.words.iter().any(|word| word.en == text || word.zh.contains(&text))
    }

    /// The index of the word `other`, which an unknown word becomes; `None` where the list has none, so that an
    /// unknown word is a fault.
    pub(crate) fn other(&self) -> Option<usize> {
        self.words.iter().position(|word| word.en == "other")
    }
}

/// A text that is no word of its closed list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a word of {column}")]
pub struct UnknownWord {
    /// The text given, masked if it has a number of a person in it.
    pub word: String,
    /// The list, as `table.column`.
    pub column: &'static str,
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::En => "en",
            Self::Zh => "zh",
        })
    }
}

/// Expands a table of words to an enum with labels, parsing and serde.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident in $list:literal {
        $( $variant:ident = $en:literal $zh:literal $(| $alias:literal)* $(within $($owner:literal)+)?; )+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        $vis enum $name { $( #[doc = concat!($zh, ", `", $en, "` in files.")] $variant, )+ }

        impl $name {
            /// Every word, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The list itself: English values and Chinese labels.
            pub const WORDS: &'static $crate::base::WordList = &$crate::base::WordList {
                column: $list,
                words: &[$( $crate::base::Word {
                    en: $en, zh: &[$zh $(, $alias)*], within: &[$($($owner),+)?],
                } ),+],
            };

            /// The value in files and in the API.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $en, )+ }
            }

            /// The label shown to readers in `lang`.
            pub const fn label(self, lang: $crate::base::Lang) -> &'static str {
                match lang {
                    $crate::base::Lang::En => self.as_str(),
                    $crate::base::Lang::Zh => match self { $( Self::$variant => $zh, )+ },
                }
            }

            /// The word at `index` of the list, if it is that long.
            pub fn from_index(index: u32) -> Option<Self> {
                Self::ALL.get(usize::try_from(index).ok()?).copied()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::base::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let found = Self::WORDS.words.iter().position(|w| w.en == text || w.zh.contains(&text));
                found.and_then(|i| Self::ALL.get(i).copied()).ok_or_else(|| $crate::base::UnknownWord {
                    word: $crate::base::shown(text, $crate::base::Use::Text).into_owned(), column: $list,
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use words;
