//! A tray host made of nothing but its D-Bus face: a panel that a test can start and end without hurting other tests.

use std::sync::{Arc, Mutex};

use zbus::Connection;
use zbus::message::Header;

use crate::bus::OwnBus;

/// A running tray host.
pub(crate) struct Panel {
    connection: Connection,
    registered: Arc<Mutex<Vec<String>>>,
}

struct Face {
    registered: Arc<Mutex<Vec<String>>>,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the macro hands the header over by value"
)]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Face {
    fn register_status_notifier_item(&self, #[zbus(header)] header: Header<'_>, service: &str) {
        let item = if service.starts_with('/') {
            let sender = header.sender().map(ToString::to_string);
            format!("{}{service}", sender.unwrap_or_default())
        } else {
            format!("{service}/StatusNotifierItem")
        };
        self.registered.lock().expect("no panic").push(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.registered.lock().expect("no panic").clone()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Panel {
    /// Starts a tray host on this bus.
    pub(crate) async fn start(bus: &OwnBus) -> Self {
        let connection = bus.connect().await;
        let registered = Arc::new(Mutex::new(Vec::new()));
        let face = Face {
            registered: Arc::clone(&registered),
        };
        connection
            .object_server()
            .at("/StatusNotifierWatcher", face)
            .await
            .expect("a free path");
        connection
            .request_name("org.kde.StatusNotifierWatcher")
            .await
            .expect("a free name");
        Self {
            connection,
            registered,
        }
    }

    /// How many icons have registered here.
    pub(crate) fn registrations(&self) -> usize {
        self.registered.lock().expect("no panic").len()
    }

    /// Ends it, as a panel that crashes.
    pub(crate) async fn end(self) {
        self.connection.close().await.expect("it was open");
    }
}
