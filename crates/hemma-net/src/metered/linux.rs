//! Linux: NetworkManager's property `Metered` (its D-Bus reference, `NMMetered`), which is about the way out.
//!
//! Asked over a connection that lasts as long as the question, once per round of looks: less than a kept connection
//! would cost in memory. A system without a bus or without NetworkManager does not tell; nobody is started for it.

use std::time::Duration;

use zbus::connection::Builder;
use zbus::names::BusName;
use zbus::zvariant::Value;

/// The bus answers in a millisecond; a look does not wait for one that is stuck.
const PATIENCE: Duration = Duration::from_millis(300);
const NAME: &str = "org.freedesktop.NetworkManager";

pub(super) async fn now() -> Option<bool> {
    on(Builder::system()).await
}

/// The same on another bus; tests have one of their own.
async fn on(bus: zbus::Result<Builder<'static>>) -> Option<bool> {
    let asked = tokio::time::timeout(PATIENCE, ask(bus)).await;
    match asked {
        Ok(Ok(number)) => meaning(number),
        Ok(Err(_)) | Err(_) => None,
    }
}

async fn ask(bus: zbus::Result<Builder<'static>>) -> zbus::Result<u32> {
    let connection = bus?.build().await?;
    let name = BusName::try_from(NAME)?;
    let there = zbus::fdo::DBusProxy::new(&connection)
        .await?
        .name_has_owner(name)
        .await?;
    if !there {
        return Ok(0);
    }
    let reply = connection
        .call_method(
            Some(NAME),
            "/org/freedesktop/NetworkManager",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &(NAME, "Metered"),
        )
        .await?;
    let body = reply.body();
    let value: Value<'_> = body.deserialize()?;
    Ok(u32::try_from(value)?)
}

/// `NMMetered`: 0 unknown, 1 yes, 2 no, 3 yes as far as it can be guessed, 4 no as far as it can be guessed.
fn meaning(number: u32) -> Option<bool> {
    match number {
        1 | 3 => Some(true),
        2 | 4 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::bus::Bus;

    struct PretendNetworkManager(u32);

    #[zbus::interface(name = "org.freedesktop.NetworkManager")]
    impl PretendNetworkManager {
        #[zbus(property)]
        fn metered(&self) -> u32 {
            self.0
        }
    }

    #[tokio::test]
    async fn network_manager_says_whether_the_line_is_metered() {
        let bus = Bus::start();
        assert_eq!(on(bus.builder()).await, None, "nobody is there to ask");
        for (number, expected) in [
            (0, None),
            (1, Some(true)),
            (2, Some(false)),
            (3, Some(true)),
            (4, Some(false)),
            (77, None),
        ] {
            let path = "/org/freedesktop/NetworkManager";
            let manager = bus.serve(NAME, path, PretendNetworkManager(number)).await;
            assert_eq!(on(bus.builder()).await, expected, "{number}");
            manager.close().await.expect("leaves");
        }
    }

    #[tokio::test]
    async fn a_machine_without_a_bus_does_not_tell() {
        let nowhere = Builder::address("unix:path=/nonexistent/hemma-bus");
        assert_eq!(on(nowhere).await, None);
    }
}
