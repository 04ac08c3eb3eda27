//! Arguments of examples that take none but `--help`, or a few names.

use lexopt::prelude::*;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

/// The arguments that are no options, at most so many. Asked for help, or given anything else, it says how the program is
/// called, and the program is to end with that status and do nothing.
pub(crate) fn arguments(usage: &str, most: usize) -> Result<Vec<OsString>, ExitCode> {
    let mut found = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    loop {
        let unexpected = match parser.next() {
            Ok(None) => return Ok(found),
            Ok(Some(Short('h') | Long("help"))) => {
                // Nothing is left to say it with if the output is closed.
                let _ = writeln!(io::stdout(), "usage: {usage}");
                return Err(ExitCode::SUCCESS);
            }
            Ok(Some(Value(value))) if found.len() < most => {
                found.push(value);
                continue;
            }
            Ok(Some(argument)) => argument.unexpected(),
            Err(error) => error,
        };
        let _ = writeln!(io::stderr(), "{unexpected}; usage: {usage}");
        return Err(ExitCode::from(2));
    }
}

/// Does the work of a program, and answers its status: 2 with the reason where it cannot.
pub(crate) fn status<E: std::fmt::Display>(name: &str, work: Result<(), E>) -> ExitCode {
    match work {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{name}: {error}");
            ExitCode::from(2)
        }
    }
}
