//! The threads of the service, from start to end.

use crate::http::serve;
use crate::limits::Limits;
use crate::writer::{Ask, Latest, Writer};
use govgrid::import;
use govgrid::{Day, Finding, Ignored, Journal, JournalError, Profile};
use std::error::Error;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use tokio::runtime;
use tokio::sync::{Semaphore, watch};

pub(crate) struct Options {
    pub(crate) dataset: PathBuf,
    pub(crate) journal: PathBuf,
    /// Address and port; port 0 is any that is free.
    pub(crate) listen: String,
    /// The day of the audit; `None`: the data set's own.
    pub(crate) as_of: Option<Day>,
    pub(crate) profile: Profile,
    /// How many threads work out answers, beside the one that reads and writes and the one that applies plans.
    pub(crate) threads: usize,
    /// After how many changes all is laid out anew.
    pub(crate) lay_out_after: usize,
    pub(crate) limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            dataset: Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/kaiping"),
            journal: PathBuf::from("events.log"),
            listen: "127.0.0.1:8080".to_owned(),
            as_of: None,
            profile: Profile::national(),
            threads: 4,
            lay_out_after: 1_000,
            limits: Limits::default(),
        }
    }
}

/// What all threads have in common.
pub(crate) struct Shared {
    pub(crate) latest: Latest,
    pub(crate) asks: Sender<Ask>,
    /// The day of the audit.
    pub(crate) day: Day,
    pub(crate) profile: Profile,
    pub(crate) limits: Limits,
    /// The room for bodies, in bytes.
    pub(crate) room: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
}

impl Shared {
    pub(crate) fn new(latest: Latest, asks: Sender<Ask>, day: Day, profile: Profile, limits: Limits) -> Arc<Self> {
        let (room, stopping) = (Arc::new(Semaphore::new(limits.bodies_bytes)), watch::Sender::new(false));
        Arc::new(Self { latest, asks, day, profile, limits, room, stopping })
    }

    /// Takes no more requests. Those that have been received are answered.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the service is to stop.
    pub(crate) async fn stopped(&self) {
        // It cannot fail: what sends is `self`.
        let _ = self.stopping.subscribe().wait_for(|is_stopping| *is_stopping).await;
    }
}

/// Stops the service when the thread that has it ends, for whatever reason.
struct StopAtEnd(Arc<Shared>);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.stop();
    }
}

pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    /// The finding of the journal's last record, if it was torn.
    pub(crate) torn: Option<Finding>,
    /// How many records of the journal have no chain, see [`govgrid::Replayed::unchained`].
    pub(crate) unchained: u64,
    /// What these say and is not known.
    pub(crate) ignored: Vec<Ignored>,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
    writer: JoinHandle<Result<(), Arc<JournalError>>>,
}

impl Service {
    /// Reads the tables, applies what the journal has, and begins to answer.
    pub(crate) fn start(options: Options) -> Result<Self, Box<dyn Error>> {
        let mut hierarchy = import::folder(&options.dataset)?.build()?;
        let (journal, replayed) = Journal::open(&options.journal)?;
        for recorded in &replayed.plans {
            let number = recorded.answer().version;
            let done = hierarchy.redo(recorded);
            hierarchy = done.map_err(|error| format!("record {number} of the journal: {}", with_causes(&error)))?.0;
        }
        let day = options.as_of.or(hierarchy.day()).ok_or("the data set has no day: give one with --as-of")?;
        let listener = TcpListener::bind(&options.listen).map_err(|error| format!("{}: {error}", options.listen))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime =
            runtime::Builder::new_current_thread().enable_all().max_blocking_threads(options.threads.max(1)).build()?;
        let listener = {
            // It is told of what comes by this runtime.
            let _entered = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let writer = Writer::new(hierarchy, day, options.profile.clone(), journal, options.lay_out_after);
        let (asks, asked) = mpsc::channel();
        let shared = Shared::new(writer.latest.clone(), asks.clone(), day, options.profile, options.limits);
        let at_end = StopAtEnd(Arc::clone(&shared));
        let writer = thread::spawn(move || {
            let _at_end = at_end;
            writer.run(&asked, &asks)
        });
        let serving = Arc::clone(&shared);
        let server = thread::spawn(move || runtime.block_on(serve(listener, serving)));
        let torn = replayed.torn.map(|torn| torn.finding());
        Ok(Self { address, torn, unchained: replayed.unchained, ignored: replayed.ignored, shared, server, writer })
    }

    /// What stops the service, if it still runs.
    pub(crate) fn stopper(&self) -> impl Fn() + Send + use<> {
        let shared = Arc::downgrade(&self.shared);
        move || {
            if let Some(shared) = shared.upgrade() {
                shared.stop();
            }
        }
    }

    /// Waits until the service is stopped and every thread has ended: first the one that serves, then the one that applies plans.
    ///
    /// # Errors
    /// If the journal could not be written, or if a thread has panicked.
    pub(crate) fn wait(self) -> Result<(), Box<dyn Error>> {
        let served = ended(self.server);
        let _ = self.shared.asks.send(Ask::Stop);
        ended(self.writer)??;
        served
    }
}

/// An error and what it comes from.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

fn ended<T>(thread: JoinHandle<T>) -> Result<T, Box<dyn Error>> {
    thread.join().map_err(|_| "a thread has panicked".into())
}
