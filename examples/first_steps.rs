//! The API in forty lines: who covers this grid, what is not covered, who answers for it.
use govgrid::{Code, Day, Grid, Level, Profile, Street, import};
use std::io::{Write, stdout};

#[path = "support/arguments.rs"]
mod arguments;

fn main() -> std::process::ExitCode {
    match arguments::arguments("first_steps", 0) {
        Ok(_) => arguments::status("first_steps", run()),
        Err(status) => status,
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = stdout().lock();

    // Every fault of every row in one go; build() refuses what breaks structure, quarantine() keeps the good part.
    let draft = import::folder(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/kaiping"))?;
    let hierarchy = draft.build()?;
    let today = hierarchy.as_of("2023-09-25".parse::<Day>()?);

    // A code knows what it names: this one could not be passed for a street's.
    let grid = today.unit(&"130205001026-G003".parse::<Code<Grid>>()?)?;
    let community = grid.community(); // structure guarantees it: no Option
    let street = grid.nearest::<Street>().ok_or("the grid lies in no street")?;
    writeln!(out, "{grid} lies in {community}, {street}; {:?} households", grid.households().counted)?;

    for covering in grid.covered_by() {
        writeln!(out, "covered by {} ({})", covering.organization, covering.mode.label(govgrid::Lang::Zh))?;
        for superior in covering.organization.superiors() {
            writeln!(out, "  which answers to {superior}")?;
        }
    }

    let coverage = today.coverage(Level::Grid).within(community).by_organizations();
    assert_eq!((coverage.covered(), coverage.total()), (3, 3));
    writeln!(
        out,
        "{} of {} grids covered, {} not",
        coverage.covered(),
        coverage.total(),
        coverage.uncovered().count()
    )?;

    let report = today.audit(&Profile::named("kaiping")?);
    for line in report.summary() {
        writeln!(out, "{} {} × {}", line.severity, line.name, line.total)?;
    }
    Ok(())
}
