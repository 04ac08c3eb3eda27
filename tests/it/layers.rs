//! Each layer uses only the layers above it, and only the graph names petgraph.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, uppermost first.
const LAYERS: [&str; 10] =
    ["base", "findings", "record", "draft", "import", "graph", "query", "check", "change", "export"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(sources(&entry.path()));
        } else if entry.path().extension().is_some_and(|ending| ending == "rs") {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// The layers that a file names after `crate::`, with the lines that do.
fn layers_named(text: &str) -> Vec<(String, String)> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut found = Vec::new();
    for line in code {
        for part in line.split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            found.push((name, line.trim().to_owned()));
        }
    }
    found
}

#[test]
fn a_layer_uses_only_those_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (at, layer) in LAYERS.iter().enumerate() {
        let files = sources(&root.join(layer));
        assert!(!files.is_empty(), "{layer} has no files");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let hides_layers = |line: &str| line.contains("crate::{") || line.contains("super::super::super");
            assert!(
                !text.lines().any(hides_layers),
                "{}: one layer a `use` line, from the crate's root",
                file.display()
            );
            for (named, line) in layers_named(&text) {
                let Some(place) = LAYERS.iter().position(|known| *known == named) else { continue };
                assert!(place <= at, "{}: `{line}` uses {named} from {layer}", file.display());
            }
        }
    }
}

#[test]
fn every_folder_is_a_layer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(root).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(name == "lib.rs" || LAYERS.contains(&name.as_str()), "src/{name} is in no layer");
    }
}

#[test]
fn only_the_graph_names_petgraph() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for layer in LAYERS.iter().filter(|layer| **layer != "graph") {
        for file in sources(&root.join(layer)) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(!code.into_iter().any(|line| line.contains("petgraph")), "{} names petgraph", file.display());
        }
    }
}

#[test]
fn a_name_after_crate_is_found() {
    let text = "use crate::graph::Hierarchy;\n// use crate::check;\nlet x = crate::base::Day::next;";
    let names: Vec<String> = layers_named(text).into_iter().map(|found| found.0).collect();
    assert_eq!(names, ["graph", "base"]);
}
