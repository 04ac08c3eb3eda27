//! All that can be seen of a draft or a hierarchy from outside.

use govgrid::{Draft, Hierarchy, Lang, Profile, Report, export};
use std::fs;
use std::path::Path;

/// Reports in every form, the rejected rows, exported tables, the image, and the debug forms of all of them.
pub(crate) fn of_draft(draft: &Draft) -> String {
    let (hierarchy, rejected) = draft.clone().quarantine();
    let checked = draft.clone().check();
    let mut out = format!("{draft:?}{rejected:?}{checked:?}{:?}", checked.findings());
    exported(draft, &mut out);
    exported(checked.draft(), &mut out);
    let dir = tempfile::tempdir().expect("a folder");
    export::quarantine(&rejected, dir.path()).expect("the folder can be written");
    files(dir.path(), &mut out);
    report(&checked.into_report(None, &Profile::national()), &mut out);
    out.push_str(&of_hierarchy(&hierarchy));
    out
}

pub(crate) fn of_hierarchy(hierarchy: &Hierarchy) -> String {
    let mut out = format!("{hierarchy:?}");
    report(&hierarchy.snapshot().audit(&super::oracles::every_rule(1000)), &mut out);
    for judged in hierarchy.snapshot().judged_claims() {
        for lang in [Lang::En, Lang::Zh] {
            let parts = judged.readings.iter().flat_map(|reading| &reading.parts);
            parts.for_each(|part| out.push_str(&part.statement(lang)));
            out.push_str(&judged.arithmetic(lang));
        }
    }
    exported(&hierarchy.to_draft(), &mut out);
    let mut image = Vec::new();
    hierarchy.write_image(&mut image).expect("memory can be written");
    // Texts stand in an image as they are.
    out.push_str(&String::from_utf8_lossy(&image));
    out
}

pub(crate) fn report(report: &Report, out: &mut String) {
    let mut written = format!("{report:?}").into_bytes();
    let done = export::json(report, &mut written).and_then(|()| {
        for lang in [Lang::En, Lang::Zh] {
            export::csv(report, lang, &mut written)?;
            export::text(report, lang, &mut written)?;
        }
        Ok(())
    });
    done.expect("memory can be written");
    out.push_str(&String::from_utf8_lossy(&written));
}

fn exported(draft: &Draft, out: &mut String) {
    let dir = tempfile::tempdir().expect("a folder");
    export::tables(draft, dir.path()).expect("the folder can be written");
    files(dir.path(), out);
}

fn files(dir: &Path, out: &mut String) {
    for file in fs::read_dir(dir).expect("the folder was written") {
        let file = file.expect("an entry");
        out.push_str(&file.file_name().to_string_lossy());
        out.push_str(&String::from_utf8_lossy(&fs::read(file.path()).expect("a file")));
    }
}
