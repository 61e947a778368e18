//! An answer's body that can end too early.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// A body in one piece, or the promise of one that is broken after some bytes.
#[derive(Debug)]
pub(crate) struct AnswerBody {
    promised: u64,
    piece: Option<Bytes>,
    cut: bool,
    flushes: u8,
}

impl AnswerBody {
    pub(crate) fn new(body: Vec<u8>, cut_after: Option<usize>) -> Self {
        let mut piece = Bytes::from(body);
        let promised = piece.len() as u64;
        if let Some(bytes) = cut_after {
            piece.truncate(bytes);
        }
        Self {
            promised,
            cut: (piece.len() as u64) < promised,
            piece: Some(piece).filter(|piece| !piece.is_empty()),
            flushes: 2,
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(piece) = self.piece.take() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        if !self.cut {
            return Poll::Ready(None);
        }
        if self.flushes > 0 {
            // hyper writes out what it has only while the body is pending; an error at once would
            // throw the first bytes away together with the connection.
            self.flushes -= 1;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("the script cuts this answer"))))
    }

    fn is_end_stream(&self) -> bool {
        self.piece.is_none() && !self.cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}
