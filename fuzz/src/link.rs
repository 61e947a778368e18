//! Frames of the local socket.

use std::io::Cursor;

use hemma_link::frames;
use hemma_link::greeting::Hello;
use hemma_link::wire::{ToAgent, ToVisitor};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads `data` as a stream of frames: of the greeting, of a visitor, of the agent.
pub fn read(data: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        stream::<Hello>(data).await;
        stream::<ToAgent>(data).await;
        stream::<ToVisitor>(data).await;
    });
    // The same bytes as one frame's content: a length that fits is hard to find by chance.
    let Ok(length) = u32::try_from(data.len()) else {
        return;
    };
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(data);
    runtime.block_on(async {
        stream::<ToAgent>(&framed).await;
        stream::<ToVisitor>(&framed).await;
    });
}

async fn stream<T: DeserializeOwned + Serialize>(data: &[u8]) {
    let mut from = Cursor::new(data.to_vec());
    while let Ok(message) = frames::read::<T>(&mut from).await {
        let mut written = Vec::new();
        frames::write(&mut written, &message).await.unwrap();
        let again: T = frames::read(&mut Cursor::new(written.clone()))
            .await
            .unwrap();
        let mut rewritten = Vec::new();
        frames::write(&mut rewritten, &again).await.unwrap();
        assert_eq!(written, rewritten, "what was written is read back the same");
    }
}
