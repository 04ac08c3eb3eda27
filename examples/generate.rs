//! Writes the files that the crate generates: the Table Schemas in `schemas/`, all columns and the names that are
//! accepted for them in `docs/tables.md`, and the pages of all rules in `docs/rules.md` and `docs/rules.zh.md`. A test
//! holds them to be current.
//!
//! ```text
//! cargo run --example generate
//! ```
//!
//! It takes no arguments but `--help`.

use govgrid::record::Table;
use govgrid::{Family, Lang, catalogue, export, page};
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

#[path = "support/arguments.rs"]
mod arguments;

fn main() -> ExitCode {
    match arguments::arguments("generate", 0) {
        Ok(_) => arguments::status("generate", write()),
        Err(status) => status,
    }
}

fn write() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, text) in files() {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// Every generated file: its path within the crate, and its text.
pub(crate) fn files() -> Vec<(String, String)> {
    let schema = |table: &Table| (format!("schemas/{table}.json"), export::table_schema(*table));
    let mut files: Vec<(String, String)> = Table::ALL.iter().map(schema).collect();
    files.push(("docs/rules.md".to_owned(), rules(Lang::En)));
    files.push(("docs/rules.zh.md".to_owned(), rules(Lang::Zh)));
    files.push(("docs/tables.md".to_owned(), tables()));
    files
}

/// Every table with its columns: what each means, and the other names that a header may have.
fn tables() -> String {
    let mut parts = vec![
        "# Tables 数据表\n\n\\* = required 必填. A header may have the name or any other name 可用列名.\n".to_owned(),
    ];
    for table in Table::ALL {
        parts.push(format!(
            "\n## `{table}` {}\n\n| column | other names | meaning | 含义 |\n|---|---|---|---|\n",
            table.label(Lang::Zh)
        ));
        for column in table.columns() {
            let star = if column.required { "\\*" } else { "" };
            let names: Vec<String> = column.aliases.iter().map(|name| format!("`{name}`")).collect();
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| column.meaning(lang));
            parts.push(format!("| `{}`{star} | {} | {en} | {zh} |\n", column.name, names.join(" ")));
        }
    }
    parts.concat()
}

/// The pages of all rules, by family, after a table of them.
fn rules(lang: Lang) -> String {
    let [title, other, head] = match lang {
        Lang::En => ["Rules", "[中文](rules.zh.md)", "| code | name | severity | title |"],
        Lang::Zh => ["规则", "[English](rules.md)", "| 编号 | 名称 | 严重程度 | 标题 |"],
    };
    let mut parts = vec![format!("# {title}\n\n{other}\n\n{head}\n|---|---|---|---|\n")];
    for rule in catalogue() {
        let (severity, title) = (rule.severity.label(lang), rule.title.get(lang));
        parts.push(format!("| {} | `{}` | {severity} | {title} |\n", rule.code, rule.name));
    }
    for family in Family::ALL {
        let mut rules = catalogue().filter(|rule| rule.family == family).peekable();
        if rules.peek().is_some() {
            parts.push(format!("\n## {} {}\n", family.letter(), family.label(lang)));
        }
        // A page has a heading of the first order, which is the third here.
        parts.extend(rules.map(|rule| format!("\n##{}\n", page(rule.code, lang).unwrap_or_default().trim_end())));
    }
    parts.concat()
}
