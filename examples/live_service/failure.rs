//! Why a request is not answered as it was meant, in English and Chinese.

use govgrid::{ChangeError, Finding, Findings, JournalError, Lang, PlanError, QueryError, Reason};
use serde_json::{Value, json};
use std::sync::Arc;

/// How many findings of a plan that would break structure are told.
const MOST_FINDINGS: usize = 100;

/// The same in English and in Chinese.
#[derive(Debug)]
pub(crate) struct Both {
    en: String,
    zh: String,
}

impl Both {
    pub(crate) fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }
}

#[derive(Debug)]
pub(crate) enum Failure {
    /// The request cannot be understood.
    Misunderstood(Both),
    /// Nothing is there.
    NotFound(Both),
    /// Something is there, and is asked by another method.
    OtherMethod(&'static str),
    /// The body did not come in time.
    TooSlow,
    /// The body broke off.
    CutOff,
    /// The body is longer than any that is received.
    TooLong { longest: usize },
    /// The plan has more changes than are done at once.
    TooMuch { changes: usize, most: usize },
    /// A plan is refused.
    Refused(ChangeError),
    /// The id of a plan is another's.
    OtherPlan(Both),
    /// The journal cannot be written: the service stops, since it cannot answer for anything.
    Journal(Arc<JournalError>),
    /// The answer could not be worked out.
    Failed,
    /// There is no place for one more client, or no room for its body.
    Busy,
    /// The service stops.
    Stopping,
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        Self::Refused(error)
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        let (en, zh) = match error {
            PlanError::Change(error) => return Self::Refused(error),
            PlanError::OtherContent { version } => {
                let zh = format!("该编号已由第 {version} 个方案使用，且其内容不同");
                return Self::OtherPlan(Both::new(error.to_string(), zh));
            }
            PlanError::TooOld => {
                return Self::OtherPlan(Both::new(error.to_string(), "该编号的方案过早，已无法核对"));
            }
            PlanError::Id => return Self::Misunderstood(Self::no_id()),
            PlanError::Day => (error.to_string(), "不能记录公元前的日期"),
            PlanError::NotNext { .. } | PlanError::OtherVersion | _ => return Self::Failed,
        };
        Self::Misunderstood(Both::new(en, zh))
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::Journal(Arc::new(error))
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        // The code is the client's, and is not repeated.
        let (en, zh) = if let QueryError::UnknownCode { .. } = error {
            ("no node has that code", "没有使用该代码的节点")
        } else if let QueryError::NotThere { .. } = error {
            ("the node with that code is not there on that day", "使用该代码的节点当日不存在")
        } else {
            ("that code is no unit's", "该代码不属于任何单元")
        };
        Self::NotFound(Both::new(en, zh))
    }
}

impl Failure {
    /// Why the id of a plan is none.
    pub(crate) fn no_id() -> Both {
        Both::new(PlanError::Id.to_string(), "方案编号须为 1 至 200 个字符，不含控制字符和个人号码")
    }

    /// The HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        match self {
            Self::Misunderstood(_) | Self::CutOff => 400,
            Self::NotFound(_) => 404,
            Self::OtherMethod(_) => 405,
            Self::TooSlow => 408,
            Self::Refused(_) | Self::OtherPlan(_) => 409,
            Self::TooLong { .. } | Self::TooMuch { .. } => 413,
            Self::Journal(_) | Self::Failed => 500,
            Self::Busy | Self::Stopping => 503,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let Both { en, zh } = self.message();
        let mut error = json!({ "message": en, "message_zh": zh });
        if let (Self::Refused(refused), Some(fields)) = (self, error.as_object_mut()) {
            let rejected = if let Reason::Structure(rejected) = &refused.reason { Some(rejected) } else { None };
            let findings = rejected.map(|rejected| rejected.findings());
            let findings: Vec<&Finding> = findings.iter().flat_map(Findings::iter).collect();
            let texts =
                |lang| -> Value { findings.iter().take(MOST_FINDINGS).map(|finding| finding.message(lang)).collect() };
            fields.insert("number".to_owned(), refused.number.into());
            fields.insert("event".to_owned(), refused.word.into());
            fields.insert("findings".to_owned(), texts(Lang::En));
            fields.insert("findings_zh".to_owned(), texts(Lang::Zh));
            fields.insert("total".to_owned(), findings.len().into());
        }
        json!({ "status": self.status(), "error": error })
    }

    fn message(&self) -> Both {
        match self {
            Self::Misunderstood(Both { en, zh })
            | Self::NotFound(Both { en, zh })
            | Self::OtherPlan(Both { en, zh }) => Both::new(en, zh),
            Self::OtherMethod(methods) => {
                Both::new(format!("only {methods} is answered here"), format!("此处只支持 {methods}"))
            }
            Self::TooSlow => Both::new("the body did not come in time", "请求正文未在时限内收到"),
            Self::CutOff => Both::new("the body broke off", "请求正文不完整"),
            Self::TooLong { longest } => {
                Both::new(format!("the body is longer than {longest} bytes"), format!("请求正文超过 {longest} 字节"))
            }
            Self::TooMuch { changes, most } => Both::new(
                format!("the plan has {changes} changes, and at most {most} are applied at once: send it in parts"),
                format!("方案含 {changes} 项变更，一次至多 {most} 项，请分批提交"),
            ),
            Self::Refused(error) => Both::new(error.message(Lang::En), error.message(Lang::Zh)),
            Self::Journal(_) => Both::new("the journal cannot be written", "事件日志无法写入"),
            Self::Failed => Both::new("the answer could not be worked out", "未能得出答复"),
            Self::Busy => Both::new("too many requests at once: try again", "请求过多，请稍后重试"),
            Self::Stopping => Both::new("the service stops", "服务正在停止"),
        }
    }
}
