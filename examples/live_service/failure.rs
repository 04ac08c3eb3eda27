//! Why a request is not answered as it was meant.

use govgrid::{ChangeError, DayError, JournalError, Lang, QueryError, Reason};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) enum Failure {
    /// The request cannot be understood.
    Misunderstood(String),
    /// Nothing is there.
    NotFound(String),
    /// Something is there, and is asked by another method.
    OtherMethod(&'static str),
    /// The body is longer than any plan.
    TooLong,
    /// A plan cannot be.
    Refused(ChangeError),
    /// The journal cannot be written: the service stops, since it cannot answer for anything.
    Journal(Arc<JournalError>),
    /// The service stops.
    Stopping,
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        Self::Refused(error)
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::Journal(Arc::new(error))
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        Self::NotFound(error.to_string())
    }
}

impl From<DayError> for Failure {
    fn from(error: DayError) -> Self {
        Self::Misunderstood(error.to_string())
    }
}

impl Failure {
    /// The HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        match self {
            Self::Misunderstood(_) => 400,
            Self::NotFound(_) => 404,
            Self::OtherMethod(_) => 405,
            Self::Refused(_) => 409,
            Self::TooLong => 413,
            Self::Journal(_) => 500,
            Self::Stopping => 503,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let error = match self {
            Self::Misunderstood(why) | Self::NotFound(why) => json!({ "message": why }),
            Self::OtherMethod(method) => json!({ "message": format!("only {method} is answered") }),
            Self::TooLong => json!({ "message": "the body is too long" }),
            Self::Refused(error) => {
                let rejected =
                    if let Reason::Structure(rejected) = &error.reason { Some(rejected.findings()) } else { None };
                let findings = rejected.iter().flat_map(|all| all.iter().map(|finding| finding.message(Lang::En)));
                let findings: Vec<String> = findings.collect();
                let (number, event) = (error.number, error.word);
                json!({ "message": error.reason.to_string(), "number": number, "event": event, "findings": findings })
            }
            Self::Journal(error) => json!({ "message": error.to_string() }),
            Self::Stopping => json!({ "message": "the service stops" }),
        };
        json!({ "status": self.status(), "error": error })
    }
}
