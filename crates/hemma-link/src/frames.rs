//! Messages as frames: four bytes of length (big-endian), then JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The longest frame, in bytes. A snapshot of a thousand names stays well below it.
pub const LONGEST: u32 = 8 * 1024 * 1024;

/// Why a frame could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The other side has gone, between two frames.
    #[error("the other side has gone")]
    Gone,
    /// The connection broke, perhaps inside a frame.
    #[error("the connection broke")]
    Broken(#[source] std::io::Error),
    /// The frame is longer than [`LONGEST`].
    #[error("a message of {length} bytes is too long")]
    TooLong {
        /// The length it announced.
        length: u64,
    },
    /// The frame is not the expected JSON. The content is not repeated: it may hold a secret.
    #[error("a message could not be understood")]
    NotUnderstood,
}

/// Reads one message.
///
/// # Errors
///
/// See [`FrameError`]. After any error the connection is of no further use.
pub async fn read<T: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
) -> Result<T, FrameError> {
    let mut length = [0_u8; 4];
    let mut filled = 0;
    while filled < length.len() {
        match from
            .read(&mut length[filled..])
            .await
            .map_err(FrameError::Broken)?
        {
            0 if filled == 0 => return Err(FrameError::Gone),
            0 => return Err(FrameError::Broken(std::io::ErrorKind::UnexpectedEof.into())),
            more => filled += more,
        }
    }
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(FrameError::TooLong {
            length: u64::from(length),
        });
    }
    // Grown as bytes arrive, so that a short message with a long announcement costs nothing.
    let mut body = Vec::new();
    from.take(u64::from(length))
        .read_to_end(&mut body)
        .await
        .map_err(FrameError::Broken)?;
    if body.len() < length as usize {
        return Err(FrameError::Broken(std::io::ErrorKind::UnexpectedEof.into()));
    }
    serde_json::from_slice(&body).map_err(|_| FrameError::NotUnderstood)
}

/// Writes one message.
///
/// # Errors
///
/// [`FrameError::TooLong`] before anything is written, [`FrameError::Broken`] when the other side is gone.
///
/// # Panics
///
/// Never: the messages of this crate have no form that JSON lacks.
pub async fn write<T: Serialize>(
    to: &mut (impl AsyncWrite + Unpin),
    message: &T,
) -> Result<(), FrameError> {
    let body = serde_json::to_vec(message).expect("messages are plain data");
    let length = u32::try_from(body.len())
        .ok()
        .filter(|length| *length <= LONGEST)
        .ok_or(FrameError::TooLong {
            length: body.len() as u64,
        })?;
    let mut frame = Vec::with_capacity(body.len() + 4);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&body);
    to.write_all(&frame).await.map_err(FrameError::Broken)?;
    to.flush().await.map_err(FrameError::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_bytes(bytes: &[u8]) -> Result<Vec<u32>, FrameError> {
        read(&mut std::io::Cursor::new(bytes.to_vec())).await
    }

    #[tokio::test]
    async fn what_is_written_is_read() {
        let mut wire = Vec::new();
        write(&mut wire, &vec![1_u32, 2, 3]).await.unwrap();
        write(&mut wire, &vec![4_u32]).await.unwrap();
        let mut from = std::io::Cursor::new(wire);
        assert_eq!(read::<Vec<u32>>(&mut from).await.unwrap(), [1, 2, 3]);
        assert_eq!(read::<Vec<u32>>(&mut from).await.unwrap(), [4]);
        assert!(matches!(
            read::<Vec<u32>>(&mut from).await,
            Err(FrameError::Gone)
        ));
    }

    #[tokio::test]
    async fn every_cut_of_a_frame_is_a_broken_connection_and_never_a_message() {
        let mut wire = Vec::new();
        write(&mut wire, &vec![1_u32, 2, 3]).await.unwrap();
        for cut in 1..wire.len() {
            let cut_short = read_bytes(&wire[..cut]).await;
            assert!(
                matches!(cut_short, Err(FrameError::Broken(_))),
                "cut at {cut}: {cut_short:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_frame_that_announces_too_much_is_refused_before_it_is_read() {
        let announced = (LONGEST + 1).to_be_bytes();
        assert!(matches!(
            read_bytes(&announced).await,
            Err(FrameError::TooLong { .. })
        ));
    }

    #[tokio::test]
    async fn garbage_is_refused_without_repeating_it() {
        let mut wire = 7_u32.to_be_bytes().to_vec();
        wire.extend_from_slice(b"s3cret!");
        let error = read_bytes(&wire).await.unwrap_err();
        assert!(matches!(error, FrameError::NotUnderstood));
        assert!(!format!("{error:?} {error}").contains("s3cret"));
    }
}
