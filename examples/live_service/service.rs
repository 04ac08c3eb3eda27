//! The threads of the service, from start to end.

use crate::answers::answer;
use crate::failure::Failure;
use crate::writer::{Ask, Latest, Writer};
use govgrid::import;
use govgrid::{Day, Finding, Journal, JournalError, Profile};
use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use tiny_http::Server;

pub(crate) struct Options {
    pub(crate) dataset: PathBuf,
    pub(crate) journal: PathBuf,
    /// Address and port; port 0 is any that is free.
    pub(crate) listen: String,
    /// The day of the audit; `None`: the data set's own.
    pub(crate) as_of: Option<Day>,
    pub(crate) profile: Profile,
    /// How many threads answer.
    pub(crate) threads: usize,
    /// After how many changes all is laid out anew.
    pub(crate) lay_out_after: usize,
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
        }
    }
}

/// What all threads have in common.
pub(crate) struct Shared {
    server: Server,
    pub(crate) latest: Latest,
    pub(crate) asks: Sender<Ask>,
    /// The day of the audit.
    pub(crate) day: Day,
    threads: usize,
    stopping: AtomicBool,
}

impl Shared {
    /// Takes no more requests. Those that have been received are answered.
    pub(crate) fn stop(&self) {
        if !self.stopping.swap(true, Ordering::SeqCst) {
            (0..self.threads).for_each(|_| self.server.unblock());
        }
    }

    fn answer_all(&self) {
        while let Ok(request) = self.server.recv() {
            answer(self, request);
        }
        // Either it is stopped, or nothing can be received any more.
        self.stop();
    }
}

pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    /// The finding of the journal's last record, if it was torn.
    pub(crate) torn: Option<Finding>,
    shared: Arc<Shared>,
    readers: Vec<JoinHandle<()>>,
    writer: JoinHandle<Result<(), Arc<JournalError>>>,
}

impl Service {
    /// Reads the tables, applies what the journal has, and begins to answer.
    pub(crate) fn start(options: Options) -> Result<Self, Box<dyn Error>> {
        let mut hierarchy = import::folder(&options.dataset)?.build()?;
        let (journal, replayed) = Journal::open(&options.journal)?;
        for plan in &replayed.plans {
            hierarchy = hierarchy.apply(plan)?.0;
        }
        let day = options.as_of.or(hierarchy.day()).ok_or("the data set has no day: give one with --as-of")?;
        let server = Server::http(&options.listen).map_err(|error| format!("{}: {error}", options.listen))?;
        let address = server.server_addr().to_ip().ok_or("no address to listen on")?;
        let version = (hierarchy, replayed.plans.len() as u64);
        let writer = Writer::new(version, day, options.profile, journal, options.lay_out_after);
        let (asks, asked) = mpsc::channel();
        let threads = options.threads.max(1);
        let (latest, stopping) = (writer.latest.clone(), AtomicBool::new(false));
        let shared = Arc::new(Shared { server, latest, asks: asks.clone(), day, threads, stopping });
        let writer = thread::spawn(move || writer.run(&asked, &asks));
        let read = |_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.answer_all())
        };
        let readers = (0..threads).map(read).collect();
        let torn = replayed.torn.map(|torn| torn.finding());
        Ok(Self { address, torn, shared, readers, writer })
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

    /// Waits until the service is stopped and every thread has ended: first those that answer, then the one that they ask.
    ///
    /// # Errors
    /// If the journal could not be written, or if a thread has panicked.
    pub(crate) fn wait(self) -> Result<(), Box<dyn Error>> {
        let read: Vec<Result<(), Box<dyn Error>>> = self.readers.into_iter().map(ended).collect();
        // Whoever came too late is told so.
        while let Ok(Some(request)) = self.shared.server.try_recv() {
            crate::answers::respond(request, 0, Err(Failure::Stopping));
        }
        let _ = self.shared.asks.send(Ask::Stop);
        ended(self.writer)??;
        read.into_iter().collect()
    }
}

fn ended<T>(thread: JoinHandle<T>) -> Result<T, Box<dyn Error>> {
    thread.join().map_err(|_| "a thread has panicked".into())
}
