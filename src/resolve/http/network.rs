use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Where names are looked up. What it answers is not believed to be harmless: every address is
/// checked, and one that is not public has all of them refused.
pub trait Network: Debug + Send + Sync {
    /// The addresses of a host, asked once for each connection.
    ///
    /// # Errors
    /// When there are none to be had within `timeout`.
    fn look_up(&self, host: &str, timeout: Duration) -> io::Result<Vec<IpAddr>>;

    /// Where to dial an address that has been checked: the address itself, unless a test leads it to
    /// a server of its own. It is called for each address right before a connection is made, and for
    /// no other.
    fn route(&self, checked: SocketAddr) -> SocketAddr {
        checked
    }
}

/// The operating system's look-up of names.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn look_up(&self, host: &str, timeout: Duration) -> io::Result<Vec<IpAddr>> {
        /// The system's look-up cannot be interrupted: what is given up goes on in its thread.
        static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
        const MOST: usize = 64;

        if UNDER_WAY.fetch_add(1, Ordering::Relaxed) >= MOST {
            UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
            return Err(io::Error::other("too many look-ups of names are under way"));
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let host = host.to_owned();
        let looking = thread::Builder::new().name("look-up".into()).spawn(move || {
            let found = (host.as_str(), 0).to_socket_addrs();
            UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
            // Nobody waits for what comes too late.
            let _ = sender.send(found.map(|found| found.map(|address| address.ip()).collect()));
        });
        if let Err(error) = looking {
            UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
            return Err(error);
        }
        receiver.recv_timeout(timeout).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_knows_addresses_by_their_own_names() {
        let found = SystemNetwork.look_up("127.0.0.1", Duration::from_secs(10));
        assert_eq!(found.unwrap(), ["127.0.0.1".parse::<IpAddr>().unwrap()]);
        assert!(SystemNetwork.look_up("a name with spaces", Duration::from_secs(10)).is_err());
    }
}
