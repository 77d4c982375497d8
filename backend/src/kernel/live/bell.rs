//! One wake-up for many sockets of a worker: waking a task of another thread costs a system call, waking one's own
//! next to nothing. Whoever has something for sockets leaves their wakers here and wakes the worker's ringer alone.

use parking_lot::Mutex;
use std::cell::RefCell;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Poll, Waker};

thread_local! {
    static HERE: RefCell<Option<Arc<Bell>>> = const { RefCell::new(None) };
}

/// The wakers of a worker that are to be woken.
#[derive(Debug)]
pub struct Bell {
    rung: Mutex<Rung>,
}

#[derive(Debug)]
struct Rung {
    wakers: Vec<Waker>,
    ringer: Option<Waker>,
    is_served: bool,
}

impl Bell {
    /// This worker's bell; its ringer is started with the first socket.
    #[allow(clippy::disallowed_methods, reason = "the kernel's sockets are its tasks")]
    pub fn here() -> Arc<Self> {
        HERE.with_borrow_mut(|here| {
            if let Some(bell) = here.as_ref().filter(|bell| bell.rung.lock().is_served) {
                return bell.clone();
            }
            let rung = Rung { wakers: Vec::new(), ringer: None, is_served: true };
            let bell = Arc::new(Self { rung: Mutex::new(rung) });
            actix_web::rt::spawn(ring(Served(bell.clone())));
            here.insert(bell).clone()
        })
    }

    /// Wakes a task of the worker soon, from any thread.
    pub fn wake(&self, waker: Waker) {
        let mut rung = self.rung.lock();
        rung.wakers.push(waker);
        let ringer = rung.ringer.take();
        drop(rung);
        if let Some(ringer) = ringer {
            ringer.wake();
        }
    }
}

/// Says so when the worker's tasks end, so that nobody relies on a ringer that is gone.
struct Served(Arc<Bell>);

impl Drop for Served {
    fn drop(&mut self) {
        let mut rung = self.0.rung.lock();
        rung.is_served = false;
        rung.ringer = None;
    }
}

async fn ring(served: Served) {
    loop {
        let wakers = poll_fn(|cx| {
            let mut rung = served.0.rung.lock();
            if rung.wakers.is_empty() {
                rung.ringer = Some(cx.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(std::mem::take(&mut rung.wakers))
        });
        wakers.await.into_iter().for_each(Waker::wake);
    }
}
