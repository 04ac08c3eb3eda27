//! The one thread that changes anything: it applies plans, follows them with an audit, and keeps the journal.

use crate::failure::Failure;
use govgrid::{
    Answer, AuditNews, Day, Hierarchy, Journal, JournalError, LiveAudit, Outcome, Plan, Preparation, Profile, Recorded,
    Report,
};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// A version of the hierarchy. Whoever reads one keeps it as long as it takes.
pub(crate) struct Version {
    /// How many plans were applied.
    pub(crate) number: u64,
    /// How often all was laid out anew since the start.
    pub(crate) layouts: u64,
    pub(crate) hierarchy: Hierarchy,
    report: OnceLock<Report>,
}

impl Version {
    fn new(layouts: u64, hierarchy: Hierarchy) -> Self {
        Self { number: hierarchy.journal_position(), layouts, hierarchy, report: OnceLock::new() }
    }

    /// The report of the version, which whoever asks first works out: the audit that the writer keeps up to date would have to
    /// be waited for while it follows a plan.
    pub(crate) fn report(&self, day: Day, profile: &Profile) -> &Report {
        self.report.get_or_init(|| self.hierarchy.as_of(day).audit(profile))
    }
}

/// The latest version.
#[derive(Clone)]
pub(crate) struct Latest(Arc<RwLock<Arc<Version>>>);

impl Latest {
    pub(crate) fn get(&self) -> Arc<Version> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, version: Version) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(version);
    }
}

/// What the writer is asked for.
pub(crate) enum Ask {
    /// To apply a plan.
    Apply(Plan, oneshot::Sender<Result<Applied, Failure>>),
    /// To go on with an audit that was laid out anew; plans that came since it caught up are still to be received.
    LaidOut(Box<LiveAudit>, Receiver<Recorded>),
    /// To stop.
    Stop,
}

/// What a plan did.
pub(crate) struct Applied {
    /// What is recorded of it.
    pub(crate) answer: Answer,
    /// What is new; `None` if the plan was done before, and was sent again.
    pub(crate) news: Option<(AuditNews, Outcome)>,
}

/// All being laid out anew meanwhile.
struct Layout {
    /// Where the plans go that are applied meanwhile.
    plans: Sender<Recorded>,
    thread: JoinHandle<()>,
}

pub(crate) struct Writer {
    pub(crate) latest: Latest,
    live: LiveAudit,
    day: Day,
    layouts: u64,
    journal: Journal,
    /// After how many changes all is laid out anew.
    lay_out_after: usize,
    layout: Option<Layout>,
}

impl Writer {
    /// Begins with a hierarchy that has all plans of the journal.
    pub(crate) fn new(
        hierarchy: Hierarchy,
        day: Day,
        profile: Profile,
        journal: Journal,
        lay_out_after: usize,
    ) -> Self {
        let version = Version::new(0, hierarchy.clone());
        let latest = Latest(Arc::new(RwLock::new(Arc::new(version))));
        let live = LiveAudit::new(hierarchy, day, profile);
        Self { latest, live, day, layouts: 0, journal, lay_out_after, layout: None }
    }

    /// Does what is asked until it is to stop. Whoever asked may have gone: a plan that was not begun by then is left alone.
    ///
    /// A plan that cannot be written to the journal is the last: nothing was done, and the next would not fare better.
    pub(crate) fn run(mut self, asked: &Receiver<Ask>, asks: &Sender<Ask>) -> Result<(), Arc<JournalError>> {
        let mut done = Ok(());
        for ask in asked {
            match ask {
                Ask::Apply(_, answer) if answer.is_closed() => {}
                Ask::Apply(plan, answer) => {
                    let applied = self.apply(&plan);
                    if let Err(Failure::Journal(error)) = &applied {
                        done = Err(Arc::clone(error));
                    }
                    let _ = answer.send(applied);
                    if done.is_err() {
                        break;
                    }
                    self.lay_out(asks);
                }
                Ask::LaidOut(live, since) => self.go_on_with(*live, &since),
                Ask::Stop => break,
            }
        }
        self.end_layout();
        done
    }

    /// Applies a plan, unless it was done before. It is on the disk before it is done.
    fn apply(&mut self, plan: &Plan) -> Result<Applied, Failure> {
        let prepared = match self.live.prepare(plan)? {
            Preparation::Known(answer) => return Ok(Applied { answer, news: None }),
            Preparation::New(prepared) => prepared,
        };
        let appended = self.journal.append(prepared)?;
        let recorded = appended.recorded().clone();
        let answer = recorded.answer();
        let news = self.live.commit(appended)?;
        self.publish();
        if let Some(layout) = &self.layout {
            let _ = layout.plans.send(recorded);
        }
        Ok(Applied { answer, news: Some(news) })
    }

    fn publish(&self) {
        self.latest.set(Version::new(self.layouts, self.live.hierarchy().clone()));
    }

    /// Lets another thread lay out all anew, if much has changed. It catches up with what is applied meanwhile, and hands
    /// over when nothing is left but what comes in that moment.
    fn lay_out(&mut self, asks: &Sender<Ask>) {
        if self.layout.is_some() || self.live.hierarchy().changes() < self.lay_out_after {
            return;
        }
        let (plans, since) = mpsc::channel::<Recorded>();
        // A copy of the hierarchy costs little; one of the audit would copy every finding.
        let (hierarchy, profile, day) = (self.live.hierarchy().clone(), self.live.profile().clone(), self.day);
        let asks = asks.clone();
        let thread = thread::spawn(move || {
            let Ok(hierarchy) = hierarchy.laid_out_anew() else { return };
            let mut live = LiveAudit::new(hierarchy, day, profile);
            while let Ok(plan) = since.try_recv() {
                if live.redo(&plan).is_err() {
                    return;
                }
            }
            let _ = asks.send(Ask::LaidOut(Box::new(live), since));
        });
        self.layout = Some(Layout { plans, thread });
    }

    /// Applies the last few plans to what was laid out anew, and goes on with it.
    fn go_on_with(&mut self, mut live: LiveAudit, since: &Receiver<Recorded>) {
        if since.try_iter().all(|plan| live.redo(&plan).is_ok()) {
            self.live = live;
            self.layouts += 1;
            self.publish();
        }
        self.end_layout();
    }

    fn end_layout(&mut self) {
        if let Some(layout) = self.layout.take() {
            let _ = layout.thread.join();
        }
    }
}
