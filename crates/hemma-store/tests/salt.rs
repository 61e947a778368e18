//! Who may read the random bytes of this installation, where the system knows owners.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use hemma_store::salt::keep;

#[test]
fn f40_the_salt_of_networks_is_for_its_owner_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("network.salt");
    assert_eq!(keep(&file, [1; 32]).expect("writes"), [1; 32]);
    let mode = std::fs::metadata(&file)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("ours");
    assert_eq!(
        keep(&file, [2; 32]).expect("writes"),
        [2; 32],
        "others may have read it"
    );
}
