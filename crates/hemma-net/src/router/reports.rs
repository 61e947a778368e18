//! The listener to which the router reports, one connection for each report.
//!
//! It is bound to this computer's own address on the router's network and exists only while there is, or is about to
//! be, a subscription. Whoever is not the router is turned away unheard; the router itself gets a few connections at a
//! time, a few seconds and a few kilobytes for each.

use std::io;
use std::net::{IpAddr, SocketAddrV4};
use std::time::Duration;

use hemma_providers::router::notify::{self, Progress, Report};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

use super::gateway::Place;
use crate::clock;

/// So many connections are read at a time; the others wait in the system's queue.
pub(super) const MOST: usize = 4;
/// So long may one request take.
const PATIENCE: Duration = Duration::from_secs(5);
/// In so many pieces may it come: each is read from the beginning.
const MOST_PIECES: usize = 64;

/// Opens the listener.
pub(super) async fn open(place: Place) -> io::Result<(TcpListener, SocketAddrV4)> {
    let listener = TcpListener::bind((place.own, 0)).await?;
    let port = listener.local_addr()?.port();
    Ok((listener, SocketAddrV4::new(place.own, port)))
}

/// Waits for the next connection. `Err`: it was a stranger's, and is closed.
pub(super) async fn next(listener: &TcpListener, place: Place) -> Result<TcpStream, ()> {
    match listener.accept().await {
        Ok((stream, from)) if from.ip() == IpAddr::V4(place.gateway) => Ok(stream),
        Ok(_) => Err(()),
        Err(_) => {
            // Out of descriptors, for instance: that passes.
            clock::nap(Duration::from_secs(1)).await;
            Err(())
        }
    }
}

/// Reads one request. `Err` is the status it deserves.
pub(super) async fn read(mut stream: TcpStream) -> (TcpStream, Result<Report, u16>) {
    let told = tokio::select! {
        told = whole(&mut stream) => told,
        () = clock::nap(PATIENCE) => Err(400),
    };
    (stream, told)
}

async fn whole(stream: &mut TcpStream) -> Result<Report, u16> {
    let mut so_far = Vec::with_capacity(1024);
    let most = notify::LONGEST_HEAD + notify::LONGEST_BODY;
    for _ in 0..MOST_PIECES {
        let mut piece = [0; 2048];
        let room = piece.len().min(most + 1 - so_far.len());
        let length = stream.read(&mut piece[..room]).await.map_err(|_| 400_u16)?;
        so_far.extend_from_slice(&piece[..length]);
        match notify::read(&so_far) {
            Progress::Whole(report) => return Ok(report),
            Progress::Refused(status) => return Err(status),
            Progress::Partial if length == 0 || so_far.len() > most => return Err(400),
            Progress::Partial => {}
        }
    }
    Err(400)
}

/// Answers and closes. The answer fits into an empty buffer; whoever does not take it does not need it.
pub(super) fn answer(stream: &TcpStream, status: u16) {
    let _ = stream.try_write(notify::answer(status).as_bytes());
}
