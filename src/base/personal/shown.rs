//! Texts as they may be shown: what is personal is masked.

use super::{Use, has_other_letter, is_personal};
use std::borrow::Cow;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// The text with every character hidden, so that only its length is told.
pub(crate) fn mask(text: &str) -> String {
    "*".repeat(text.chars().count().min(64))
}

/// The text as it may be shown: masked if it is personal data, used so.
pub(crate) fn shown(text: &str, usage: Use) -> Cow<'_, str> {
    if is_personal(text, usage) { mask(text).into() } else { text.into() }
}

/// The name of a file, or a path within a folder, as it may be shown: without a number of a person. Its ending is.
pub(crate) fn shown_file(file: &str) -> Cow<'_, str> {
    if !is_personal(file, Use::Text) {
        return file.into();
    }
    let names: Vec<&str> = file.split('/').collect();
    if names.iter().any(|name| is_personal(name, Use::Text)) {
        let name =
            |name: &&str| if is_personal(name, Use::Text) { shown_stem(name).into_owned() } else { (*name).into() };
        return names.iter().map(name).collect::<Vec<_>>().join("/").into();
    }
    // One number in several names.
    names.into_iter().map(mask).collect::<Vec<_>>().join("/").into()
}

/// The name of a file of which nothing is known: it may be about a person, and be called so.
pub(crate) fn shown_stem(file: &str) -> Cow<'_, str> {
    if !is_personal(file, Use::Text) && !has_other_letter(file) {
        return file.into();
    }
    let is_ending = |ending: &str| (1..=8).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphabetic());
    match file.rsplit_once('.').filter(|(_, ending)| is_ending(ending)) {
        Some((stem, ending)) => format!("{}.{ending}", mask(stem)).into(),
        None => mask(file).into(),
    }
}

/// A path as an error may show it.
pub(crate) fn shown_path(path: &Path) -> PathBuf {
    let whole = path.to_string_lossy();
    if !is_personal(&whole, Use::Text) {
        return path.to_owned();
    }
    let name = |component: Component<'_>| match component {
        Component::Normal(name) => PathBuf::from(shown_file(&name.to_string_lossy()).into_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            PathBuf::from(component.as_os_str())
        }
    };
    let shown: PathBuf = path.components().map(name).collect();
    // One number in several names.
    if is_personal(&shown.to_string_lossy(), Use::Text) { PathBuf::from(mask(&whole)) } else { shown }
}

/// What a parser says of a text, which it may quote, escaped or not: without the digits if they may be a number of a person,
/// and without letters that are not Latin. The line and the column at its end are shown.
pub(crate) fn shown_message(message: &impl fmt::Display) -> String {
    let message = message.to_string();
    let (said, place) = message.rfind(" at line ").map_or((&*message, ""), |at| message.split_at(at));
    let is_place = place.bytes().all(|b| b.is_ascii_digit() || b" atlinecolum".contains(&b));
    let (said, place) = if is_place { (said, place) } else { (&*message, "") };
    let is_digit = |c: char| c.is_numeric();
    let hides_digits = said.chars().filter(|c| is_digit(*c)).count() >= 10 || is_personal(said, Use::Text);
    let hidden = |c: char| (hides_digits && is_digit(c)) || has_other_letter(c.encode_utf8(&mut [0; 4]));
    said.chars().map(|c| if hidden(c) { '*' } else { c }).chain(place.chars()).collect()
}
