//! Serves a data set over HTTP from several threads while events change it, and shuts down cleanly.
//!
//! ```text
//! cargo run --release --features journal --example live_service -- [DATASET] [--journal FILE] [--listen ADDRESS]
//!     [--as-of DAY] [--profile NAME] [--threads N] [--lay-out-after N] [--detached]
//!
//! curl http://127.0.0.1:8080/units/130205001026
//! curl -d '{"day":"2023-09-01","event":"rename","code":"130205001026","name":"东里社区"}' http://127.0.0.1:8080/events
//! curl -X POST http://127.0.0.1:8080/stop
//! ```
//!
//! | request | answer |
//! |---|---|
//! | `GET /` | which version it is, of which day, and how much has changed since all was laid out |
//! | `GET /units/CODE[?day=]` | the unit, what it lies in, who covers it, and who answers for it |
//! | `GET /coverage` | coverage by the numbers |
//! | `GET /report` | the whole report |
//! | `GET /difference?from=&until=` | what is another way on the later day |
//! | `POST /events` | applies an event, a list of them as one plan, or `{"id": …, "events": […]}`: its number, what it did in numbers, findings that appeared, vanished and changed, lines of coverage that changed, what is left unassigned |
//! | `POST /stop` | stops |
//!
//! Whoever does not know whether a plan was applied sends it again under the same `id`: it is applied once, and answered with the
//! number and the summary that were recorded then, and `"repeated": true`, also after a restart. With other events the id is
//! refused, and so is one that 10,000 others came after.
//!
//! One thread changes things ([`writer`]); it keeps a live audit, and appends each plan to a journal before it is
//! answered for. One thread reads and writes ([`http`]), so that no client waits for another that is slow, and a few work out
//! answers, each of the version that it took when the question came ([`answers`]): no reader waits for a plan.
//! Where much has changed, all is laid out anew by a thread of its own, so that no event waits for it.
//!
//! What a client may take is bounded ([`limits`]): the size of headers and bodies, the time that they take, connections, the
//! changes of a plan. Whatever is not answered as it was meant is answered with a status and a reason in English and Chinese,
//! `{"status": 413, "error": {"message": "…", "message_zh": "…"}, "version": 7}`, and leaves all as it was. Nobody
//! is asked who they are: whoever reaches the address may change the data and stop the service.
//!
//! | status | when |
//! |---|---|
//! | 400 | the request cannot be read: a path that is no UTF-8, a day that is none, a body that is no plan, an unknown key |
//! | 404 405 | nothing is there; it is asked by another method |
//! | 408 413 431 | the body takes too long; the body or the plan is too large; the headers are |
//! | 409 | the plan is refused: no event of it is applied; its id is another plan's |
//! | 500 503 | the journal cannot be written; too many requests at once, or the service stops |
//!
//! The service stops when it is told to, and when its standard input ends, unless it is `--detached`, which does not read it:
//! it takes no more requests, finishes those at work, and exits with status 0. If the journal cannot be written, the plan is
//! answered with status 500, nobody sees what it would have done, and the service stops likewise, with exit status 2.
//! Whatever ends it, the journal has every plan that it answered for; started again, it goes on from there. One service at a
//! time uses a journal.

mod answers;
mod failure;
mod http;
mod limits;
mod plan;
mod service;
#[cfg(test)]
mod tests;
mod writer;

use govgrid::{Lang, Profile};
use lexopt::prelude::*;
use service::{Options, Service, with_causes};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

const USAGE: &str = "usage: live_service [DATASET] [--journal FILE] [--listen ADDRESS] [--as-of DAY] [--profile NAME] \
                     [--threads N] [--lay-out-after N] [--detached]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to say it with if standard error is closed.
            let _ = writeln!(io::stderr(), "live_service: {}", with_causes(&*error));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some((options, detached)) = arguments()? else {
        writeln!(io::stdout(), "{USAGE}")?;
        return Ok(());
    };
    let service = Service::start(options)?;
    // Nobody may read what is written here any more: that is no reason to stop.
    if let Some(finding) = &service.torn {
        let _ = writeln!(io::stderr(), "live_service: {}", finding.message(Lang::En));
    }
    if service.unchained > 0 {
        let unchained = service.unchained;
        let _ = writeln!(
            io::stderr(),
            "live_service: the first {unchained} records of the journal have no chain: whether one is missing is not known"
        );
    }
    for ignored in &service.ignored {
        let _ = writeln!(io::stderr(), "live_service: {ignored}");
    }
    let _ = writeln!(io::stdout(), "listening on http://{}", service.address);
    if !detached {
        let stop = service.stopper();
        // It ends with the program: nothing wakes a thread that reads from a terminal.
        thread::spawn(move || {
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            stop();
        });
    }
    service.wait()
}

fn arguments() -> Result<Option<(Options, bool)>, Box<dyn Error>> {
    let (mut options, mut detached, mut dataset) = (Options::default(), false, None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("journal") => options.journal = parser.value()?.into(),
            Long("listen") => options.listen = parser.value()?.string()?,
            Long("as-of") => options.as_of = Some(parser.value()?.parse()?),
            Long("profile") => options.profile = Profile::named(&parser.value()?.string()?)?,
            Long("threads") => options.threads = parser.value()?.parse()?,
            Long("lay-out-after") => options.lay_out_after = parser.value()?.parse()?,
            Long("detached") => detached = true,
            Short('h') | Long("help") => return Ok(None),
            Value(path) if dataset.is_none() => dataset = Some(PathBuf::from(path)),
            Short(_) | Long(_) | Value(_) => return Err(format!("{}; {USAGE}", argument.unexpected()).into()),
        }
    }
    options.dataset = dataset.unwrap_or(options.dataset);
    Ok(Some((options, detached)))
}
