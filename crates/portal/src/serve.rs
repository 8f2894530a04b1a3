//! Serves the portal on a socket, until it is told to stop. Slow and silent connections are closed.

use crate::asked::Peer;
use crate::{House, Settings, router};
use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// Connections at a time; more wait to be accepted.
const CONNECTIONS: usize = 8_192;
/// A request's head must be here within this time, and a connection may be silent for as long.
const HEAD_SECONDS: u64 = 15;
/// The longest head of a request, in bytes; cookies and addresses of ours are far below.
const LONGEST_HEAD: usize = 16 * 1024;
/// Pages being made at a time. Most wait for the database or for an agency, so there are more than cores.
const PAGES: usize = 256;
/// How long pages that are being made may take to finish when the portal stops.
const LAST_SECONDS: u64 = 10;

/// Tells a running portal to stop. Clones tell the same portal.
#[derive(Clone, Debug)]
pub struct Stop(watch::Sender<bool>);

/// Why the portal could not be served.
#[derive(Debug, Error)]
pub enum PortalError {
    /// The system gave no threads.
    #[error("the portal could not start its threads: {0}")]
    Threads(io::Error),
    /// The socket cannot be used.
    #[error("the portal cannot use its socket: {0}")]
    Socket(io::Error),
}

impl Stop {
    /// For one portal.
    #[must_use]
    pub fn new() -> Stop {
        Stop(watch::Sender::new(false))
    }

    /// No new connection is accepted; what is being answered is finished.
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

impl Default for Stop {
    fn default() -> Stop {
        Stop::new()
    }
}

/// Serves the portal on `listener`, and comes back when `stop` says so.
///
/// # Errors
/// When threads or the socket cannot be had.
pub fn run(
    house: impl Into<House>,
    settings: Settings,
    listener: std::net::TcpListener,
    stop: &Stop,
) -> Result<(), PortalError> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.clamp(2, 8))
        .max_blocking_threads(PAGES)
        .thread_name("portal")
        .enable_all()
        .build()
        .map_err(PortalError::Threads)?;
    let served = runtime.block_on(serve(router(house, settings), listener, stop.0.subscribe()));
    runtime.shutdown_timeout(Duration::from_secs(LAST_SECONDS));
    served
}

async fn serve(
    router: Router,
    listener: std::net::TcpListener,
    mut stop: watch::Receiver<bool>,
) -> Result<(), PortalError> {
    listener.set_nonblocking(true).map_err(PortalError::Socket)?;
    let listener = TcpListener::from_std(listener).map_err(PortalError::Socket)?;
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        match accepted {
            Ok((connection, peer)) => {
                let (router, stop) = (router.clone(), stop.clone());
                tokio::spawn(async move {
                    attend(connection, peer.ip(), router, stop).await;
                    drop(place);
                });
            }
            // No descriptors left, or the caller hung up: nothing to do but go on a little later.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let all = u32::try_from(CONNECTIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(Duration::from_secs(LAST_SECONDS), places.acquire_many(all)).await;
    Ok(())
}

/// One connection, until it ends. What goes wrong here is the browser's or the network's affair.
async fn attend(connection: TcpStream, peer: IpAddr, router: Router, mut stop: watch::Receiver<bool>) {
    let _ = connection.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request| {
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEAD_SECONDS))
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(connection), service);
    let mut served = std::pin::pin!(served);
    tokio::select! {
        _ = served.as_mut() => return,
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
    served.as_mut().graceful_shutdown();
    let _ = served.await;
}
