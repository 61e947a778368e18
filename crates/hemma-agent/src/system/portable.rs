//! Whether this computer may be carried about.

/// Returns whether this computer may be carried about, so that its person should be asked where home is. Where the
/// system does not tell, it may be: the question is answered with one click.
#[must_use]
pub fn is_portable() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    std::fs::read_to_string("/sys/class/dmi/id/chassis_type")
        .is_ok_and(|chassis| is_portable_chassis(&chassis))
}

/// SMBIOS 3.6, table 17: portable, laptop, notebook, hand-held, sub-notebook, tablet, convertible, detachable. Boards
/// without SMBIOS (small ARM computers) and servers are none of these.
fn is_portable_chassis(chassis: &str) -> bool {
    matches!(
        chassis.trim().parse(),
        Ok(8_u8 | 9 | 10 | 11 | 14 | 30 | 31 | 32)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laptops_may_move_and_desktops_and_servers_do_not() {
        for portable in ["8", "9\n", "10\n", "31"] {
            assert!(is_portable_chassis(portable), "{portable}");
        }
        for stays in ["1", "3\n", "17", "23", "", "?"] {
            assert!(!is_portable_chassis(stays), "{stays}");
        }
    }
}
