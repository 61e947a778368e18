//! What went wrong with a request, in the words of the judgement.
//!
//! The chain of an error is walked by type; nothing is read out of texts, and no text with a URL leaves this module.

use std::error::Error;
use std::io;

use hemma_core::finding::LookProblem;
use hemma_providers::exchange::SendFailure;
use rustls::CertificateError;

use super::names::NameTrouble;

/// Nothing was sent.
pub(super) fn before_sending(problem: LookProblem) -> SendFailure {
    SendFailure {
        problem,
        sent: false,
    }
}

/// The request may have arrived.
pub(super) fn after_sending(problem: LookProblem) -> SendFailure {
    SendFailure {
        problem,
        sent: true,
    }
}

/// Classifies and logs an error of the HTTP library.
///
/// Errors of the connector (names, connecting, handshake) mean that not a byte of the request was sent; everything
/// later counts as sent, because nobody can know (F64).
pub(super) fn failure_of(error: reqwest::Error, server: &str) -> SendFailure {
    let sent = !(error.is_connect() || error.is_builder());
    let problem = problem_of(&error);
    // The URL of an update carries names and addresses, and with some services the secret itself (F37).
    let error = error.without_url();
    tracing::debug!(server, ?problem, sent, %error, "no usable answer");
    SendFailure { problem, sent }
}

fn problem_of(error: &reqwest::Error) -> LookProblem {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(trouble) = error.downcast_ref::<NameTrouble>() {
            return name_problem(*trouble);
        }
        if let Some(problem) = error.downcast_ref::<rustls::Error>() {
            return tls_problem(problem);
        }
        if let Some(problem) = error.downcast_ref::<io::Error>() {
            if let Some(found) = io_problem(problem) {
                return found;
            }
            // The source of a wrapping `io::Error` is the source of what it wraps, which skips the thing itself.
            if let Some(inner) = problem.get_ref() {
                cause = Some(inner);
                continue;
            }
        }
        cause = error.source();
    }
    if error.is_timeout() {
        LookProblem::TimedOut
    } else {
        LookProblem::Connection
    }
}

/// Says what a trouble with the server's name means.
pub(super) fn name_problem(trouble: NameTrouble) -> LookProblem {
    match trouble {
        NameTrouble::NotFound | NameTrouble::NoneOfFamily => LookProblem::NameLookup,
        NameTrouble::WrongFamily => LookProblem::WrongFamily,
        NameTrouble::OutOfReach => LookProblem::Connection,
    }
}

fn tls_problem(problem: &rustls::Error) -> LookProblem {
    // F48: at boot, before the clock is set, every certificate is "not valid yet"; a clock ahead makes all of them
    // expired. F58 looks the same from here, so the clock is a suspect, not the culprit.
    let clock_suspect = matches!(
        problem,
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. }
                | CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
        )
    );
    LookProblem::Tls { clock_suspect }
}

/// Says what an error of the system means, where its kind tells.
pub(crate) fn io_problem(problem: &io::Error) -> Option<LookProblem> {
    match problem.kind() {
        io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::AddrNotAvailable => Some(LookProblem::NoNetwork),
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => Some(LookProblem::Connection),
        io::ErrorKind::TimedOut => Some(LookProblem::TimedOut),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f48_a_certificate_of_another_time_makes_the_clock_a_suspect() {
        for odd in [CertificateError::NotValidYet, CertificateError::Expired] {
            assert_eq!(
                tls_problem(&rustls::Error::InvalidCertificate(odd)),
                LookProblem::Tls {
                    clock_suspect: true
                }
            );
        }
        assert_eq!(
            tls_problem(&rustls::Error::InvalidCertificate(
                CertificateError::UnknownIssuer
            )),
            LookProblem::Tls {
                clock_suspect: false
            }
        );
    }

    #[test]
    fn no_route_is_no_network_and_a_refusal_is_a_connection() {
        let of = |kind: io::ErrorKind| io_problem(&io::Error::from(kind));
        assert_eq!(
            of(io::ErrorKind::NetworkUnreachable),
            Some(LookProblem::NoNetwork)
        );
        assert_eq!(
            of(io::ErrorKind::ConnectionRefused),
            Some(LookProblem::Connection)
        );
        assert_eq!(of(io::ErrorKind::InvalidData), None);
    }
}
