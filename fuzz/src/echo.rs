//! What echo services say one's address is.

use hemma_core::address::Family;
use hemma_core::finding::Finding;
use hemma_core::settings::EchoBody;
use hemma_providers::echo;
use hemma_providers::exchange::Response;

/// Reads `data` as the body of an echo.
pub fn read(data: &[u8]) {
    let (bytes, [kind, status]) = crate::split::<2>(data);
    let body = match kind % 3 {
        0 => EchoBody::Text,
        1 => EchoBody::Trace,
        _ => EchoBody::Json,
    };
    for family in Family::BOTH {
        let response = Response::new(crate::status(status), bytes);
        match echo::read(body, family, &response) {
            Finding::Found { address } => {
                assert_eq!(Family::of(address), family);
                assert_eq!(response.status, 200);
            }
            Finding::Absent | Finding::Unknown { .. } => {}
        }
    }
}
