//! Connections: each is served by a task of its own, all on one thread, and none waits for another. What takes time to work
//! out is done by other threads ([`crate::answers`]), so that this one is always free to read and write.

use crate::answers::{Answer, answer};
use crate::failure::Failure;
use crate::service::Shared;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// Serves connections until the service stops, and then until the last has ended.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let places = Arc::new(Semaphore::new(shared.limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = shared.stopped() => break,
            // Those that have ended are forgotten.
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // There are no files left, or the client has gone.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    connection(stream, shared).await;
                    drop(place);
                });
            }
            Err(_) => turn_away(&stream),
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Tells a client that there is no place for it, as far as that takes no waiting.
fn turn_away(stream: &TcpStream) {
    let (status, body) = (Failure::Busy.status(), Failure::Busy.to_json().to_string());
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Service Unavailable\r\nContent-Type: {JSON}\r\nContent-Length: {length}");
    let _ = stream.try_write(format!("{head}\r\nConnection: close\r\n\r\n{body}").as_bytes());
}

/// Serves one connection, to its end.
async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let limits = shared.limits.clone();
    // How many requests of the connection are being answered: one or none.
    let at_work = Arc::new(AtomicUsize::new(0));
    let service = service_fn(|request| {
        let (shared, at_work) = (Arc::clone(&shared), Arc::clone(&at_work));
        Box::pin(async move {
            at_work.fetch_add(1, Ordering::SeqCst);
            let response = respond(&shared, request).await;
            at_work.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, Infallible>(response)
        })
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_buf_size(limits.header_bytes)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    let mut end = Instant::now() + limits.connection;
    // Once it is to end: whether an answer was being worked out when that was last looked at.
    let mut was_at_work = None;
    loop {
        tokio::select! {
            _ = poll_fn(|cx| connection.poll_without_shutdown(cx)) => break,
            () = shared.stopped(), if was_at_work.is_none() => {}
            () = sleep_until(end) => {}
        }
        let is_at_work = at_work.load(Ordering::SeqCst) > 0;
        match was_at_work {
            None => Pin::new(&mut connection).graceful_shutdown(),
            // An answer is waited for, however long it takes, and has the time to be sent.
            Some(was_at_work) if was_at_work || is_at_work => {}
            Some(_) => return,
        }
        (end, was_at_work) = (Instant::now() + limits.grace, Some(is_at_work));
    }
    let mut stream = connection.into_parts().io.into_inner();
    let _ = timeout(limits.grace, until_gone(&mut stream, &shared)).await;
}

/// Says that nothing more is sent, and reads on until the client has gone: if something were left unread, the answer would
/// be lost with it.
async fn until_gone(stream: &mut TcpStream, shared: &Shared) {
    let _ = stream.shutdown().await;
    let mut bytes = vec![0; 16 << 10];
    loop {
        tokio::select! {
            () = shared.stopped() => return,
            read = stream.read(&mut bytes) => if !matches!(read, Ok(1..)) { return },
        }
    }
}

const JSON: &str = "application/json; charset=utf-8";

async fn respond(shared: &Arc<Shared>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let answer = answer(shared, request).await;
    let allow = if let Err(Failure::OtherMethod(method)) = &answer { HeaderValue::from_str(method).ok() } else { None };
    let (status, body) = text(shared, answer);
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    if let Some(allow) = allow {
        headers.insert(ALLOW, allow);
    }
    response
}

/// The status of an answer, and its body.
fn text(shared: &Shared, answer: Answer) -> (u16, String) {
    let (status, mut body) = match answer {
        Ok(body) => (200, body),
        Err(failure) => (failure.status(), failure.to_json()),
    };
    // Which version it is of, unless it says so itself.
    if let Some(fields) = body.as_object_mut() {
        fields.entry("version").or_insert_with(|| shared.latest.get().number.into());
    }
    (status, body.to_string())
}

/// A body, and the room that it takes until it is dropped.
pub(crate) struct Received {
    pub(crate) bytes: Vec<u8>,
    room: Option<OwnedSemaphorePermit>,
}

/// Receives a body. Nothing is set aside for what a client only says that it will send.
pub(crate) async fn receive(shared: &Shared, body: Incoming) -> Result<Received, Failure> {
    let longest = shared.limits.body_bytes;
    if body.size_hint().lower() > longest as u64 {
        return Err(Failure::TooLong { longest });
    }
    tokio::select! {
        received = receive_all(shared, body, longest) => received,
        () = sleep(shared.limits.body) => Err(Failure::TooSlow),
        // What has not come by then is of no request at work.
        () = async { shared.stopped().await; sleep(shared.limits.grace).await } => Err(Failure::Stopping),
    }
}

async fn receive_all(shared: &Shared, mut body: Incoming, longest: usize) -> Result<Received, Failure> {
    let mut received = Received { bytes: Vec::new(), room: None };
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::CutOff)?;
        // Trailers say nothing here.
        let Ok(data) = frame.into_data() else { continue };
        if received.bytes.len() + data.len() > longest {
            return Err(Failure::TooLong { longest });
        }
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let room = Arc::clone(&shared.room).try_acquire_many_owned(length).map_err(|_| Failure::Busy)?;
        match &mut received.room {
            Some(all) => all.merge(room),
            none => *none = Some(room),
        }
        received.bytes.extend_from_slice(&data);
    }
    Ok(received)
}
