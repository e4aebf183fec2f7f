//! The wish that a process end, told once and heard everywhere.

use tokio::sync::watch;

/// Tells the wish.
#[derive(Debug)]
pub struct Switch(watch::Sender<bool>);

/// Hears it.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Switch {
    /// A switch that nobody has used, and who hears of it.
    pub fn new() -> (Self, Shutdown) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Shutdown(receiver))
    }

    /// Asks all who hear to end.
    pub fn request(&self) {
        self.0.send_replace(true);
    }
}

impl Shutdown {
    /// Comes back once the process is to end; also when nobody is left who could say so.
    pub async fn requested(&self) {
        let mut receiver = self.0.clone();
        drop(receiver.wait_for(|requested| *requested).await);
    }

    /// Whether the process is to end.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wish_is_heard_by_all_and_by_those_who_come_late() {
        let (switch, shutdown) = Switch::new();
        let early = tokio::spawn({
            let shutdown = shutdown.clone();
            async move { shutdown.requested().await }
        });
        assert!(!shutdown.is_requested());
        switch.request();
        early.await.unwrap();
        shutdown.requested().await;
        assert!(shutdown.is_requested());
    }
}
