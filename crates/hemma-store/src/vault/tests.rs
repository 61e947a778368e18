//! Secret files, the sealed file, and the choice between the kinds. The keychain is tested in `tests/keychain.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use hemma_engine::ports::Vault as _;

use super::*;

const PASSWORD: &str = "correct horse";
const NEEDED: VaultError = VaultError::Unavailable(VaultProblem::PasswordNeeded);
const FAILED: VaultError = VaultError::Unavailable(VaultProblem::Failed);
const UNSAFE: VaultError = VaultError::Unavailable(VaultProblem::SecretFileUnsafe);

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn key(text: &str) -> SecretKey {
    text.parse().unwrap()
}

/// A folder that goes away.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn sealed(&self) -> PathBuf {
        self.file("secrets.age")
    }

    fn vault(&self) -> SecretVault {
        self.vault_with(None)
    }

    fn vault_with(&self, password_file: Option<PathBuf>) -> SecretVault {
        let sealed = SealedFile::cheap(self.sealed(), password_file);
        SecretVault::with_sealed_file("hemma test".to_owned(), sealed, VaultKind::SealedFile)
    }

    /// Writes a file with a mode.
    fn write(&self, name: &str, content: &[u8], mode: u32) -> PathBuf {
        let path = self.file(name);
        fs::write(&path, content).unwrap();
        set_mode(&path, mode);
        path
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) {}

async fn read_file(path: &Path) -> Result<Secret, VaultError> {
    let vault = Place::new().vault();
    vault
        .read(key("home"), SecretSource::File(path.to_path_buf()))
        .await
}

async fn read(vault: &SecretVault, name: &str) -> Result<Secret, VaultError> {
    vault.read(key(name), SecretSource::Vault).await
}

#[tokio::test]
async fn what_is_sealed_can_be_read_after_a_restart_with_the_password() {
    let place = Place::new();
    let vault = place.vault();
    vault.unlock(Some(secret(PASSWORD))).await.unwrap();
    vault
        .write(key("home"), secret("s3cret#&\"\\ö"))
        .await
        .unwrap();
    vault
        .write(key("home/a.example.com/ipv4"), secret("token"))
        .await
        .unwrap();
    vault.remove(key("home/a.example.com/ipv4")).await.unwrap();
    vault.remove(key("never")).await.unwrap();
    drop(vault);

    let vault = place.vault();
    assert_eq!(read(&vault, "home").await, Err(NEEDED));
    assert_eq!(
        vault.write(key("home"), secret("x")).await,
        Err(NEEDED),
        "nothing is written without the password"
    );
    assert_eq!(vault.unlock(Some(secret("wrong"))).await, Err(NEEDED));
    assert_eq!(vault.unlock(Some(secret(""))).await, Err(NEEDED));
    assert_eq!(vault.unlock(None).await, Err(NEEDED));
    vault.unlock(Some(secret(PASSWORD))).await.unwrap();
    assert_eq!(read(&vault, "home").await, Ok(secret("s3cret#&\"\\ö")));
    assert_eq!(
        read(&vault, "home/a.example.com/ipv4").await,
        Err(VaultError::NoSecret)
    );
}

#[tokio::test]
async fn f37_f40_the_sealed_file_tells_nobody_anything() {
    let place = Place::new();
    let vault = place.vault();
    vault.unlock(Some(secret(PASSWORD))).await.unwrap();
    vault
        .write(key("home"), secret("plainly visible"))
        .await
        .unwrap();
    let bytes = fs::read(place.sealed()).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    for word in ["plainly", "home", PASSWORD] {
        assert!(
            !bytes
                .windows(word.len())
                .any(|part| part == word.as_bytes()),
            "{word}"
        );
        let shown = format!("{vault:?}");
        assert!(
            !shown.contains("plainly") && !shown.contains(PASSWORD),
            "{shown}"
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(place.sealed()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_damaged_sealed_file_is_said_and_never_replaced() {
    let place = Place::new();
    let vault = place.vault();
    vault.unlock(Some(secret(PASSWORD))).await.unwrap();
    vault.write(key("home"), secret("x")).await.unwrap();
    let mut bytes = fs::read(place.sealed()).unwrap();
    for damage in [b"not sealed at all".to_vec(), Vec::new(), {
        bytes.truncate(bytes.len() - 5);
        bytes
    }] {
        fs::write(place.sealed(), &damage).unwrap();
        let vault = place.vault();
        assert_eq!(vault.unlock(Some(secret(PASSWORD))).await, Err(FAILED));
        assert_eq!(vault.write(key("home"), secret("y")).await, Err(NEEDED));
        assert_eq!(fs::read(place.sealed()).unwrap(), damage);
    }
}

#[tokio::test]
async fn a_secret_that_could_not_be_sealed_is_not_pretended_to_be_there() {
    let place = Place::new();
    let vault = place.vault();
    vault.unlock(Some(secret(PASSWORD))).await.unwrap();
    vault.write(key("home"), secret("old")).await.unwrap();
    fs::create_dir_all(place.file(".secrets.age.new").join("x")).unwrap();
    assert_eq!(vault.write(key("home"), secret("new")).await, Err(FAILED));
    assert_eq!(read(&vault, "home").await, Ok(secret("old")));
}

#[tokio::test]
async fn a_password_file_opens_the_sealed_file_without_a_person() {
    let place = Place::new();
    let password = place.write("password", format!("{PASSWORD}\n").as_bytes(), 0o600);
    let vault = place.vault();
    vault.unlock(Some(secret(PASSWORD))).await.unwrap();
    vault.write(key("home"), secret("x")).await.unwrap();

    let vault = place.vault_with(Some(password.clone()));
    assert_eq!(read(&vault, "home").await, Ok(secret("x")));
    #[cfg(unix)]
    {
        set_mode(&password, 0o640);
        let vault = place.vault_with(Some(password.clone()));
        assert_eq!(read(&vault, "home").await, Err(UNSAFE));
    }
    fs::write(&password, "").unwrap();
    set_mode(&password, 0o600);
    let vault = place.vault_with(Some(password));
    assert_eq!(read(&vault, "home").await, Err(NEEDED));
}

#[tokio::test]
async fn choosing_the_sealed_file_takes_its_password_and_choosing_back_needs_none() {
    let place = Place::new();
    let sealed = SealedFile::cheap(place.sealed(), None);
    let vault = SecretVault::with_sealed_file("x".to_owned(), sealed, VaultKind::Keychain);
    vault
        .choose(VaultKind::SealedFile, Some(secret(PASSWORD)))
        .await
        .unwrap();
    vault.write(key("home"), secret("x")).await.unwrap();
    vault.choose(VaultKind::Keychain, None).await.unwrap();
    let wrong = vault.choose(VaultKind::SealedFile, Some(secret("wrong")));
    assert_eq!(wrong.await, Err(NEEDED));
    assert_eq!(vault.kind(), VaultKind::Keychain);
    vault.choose(VaultKind::SealedFile, None).await.unwrap();
    assert_eq!(read(&vault, "home").await, Ok(secret("x")));
}

#[tokio::test]
async fn f39_a_kind_named_in_the_settings_is_not_replaced_by_another() {
    let place = Place::new();
    let vault = place.vault();
    vault.choose(VaultKind::Keychain, None).await.unwrap();
    assert_eq!(vault.choose(VaultKind::SealedFile, None).await, Err(NEEDED));
    assert_eq!(vault.kind(), VaultKind::SealedFile);
    assert_eq!(vault.write(key("home"), secret("x")).await, Err(NEEDED));
    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_secret_file_gives_its_content_without_the_last_line_break() {
    let place = Place::new();
    for (content, expected) in [
        ("s3cret", "s3cret"),
        ("s3cret\n", "s3cret"),
        ("s3cret\r\n", "s3cret"),
        ("s3cret\n\n", "s3cret\n"),
        (" s3cret ", " s3cret "),
    ] {
        let path = place.write("secret", content.as_bytes(), 0o600);
        assert_eq!(read_file(&path).await, Ok(secret(expected)), "{content:?}");
    }
    let path = place.write("secret", b"\n", 0o400);
    assert_eq!(read_file(&path).await, Err(VaultError::NoSecret));
}

#[tokio::test]
async fn a_secret_file_gives_each_record_the_secret_of_its_own_line() {
    let place = Place::new();
    let content = b"home.example.com/ipv4 aaaa\nHome.example.com/ipv6\t bbbb \n\nnothing\n";
    let path = place.write("tokens", content, 0o600);
    let read = |name: &str| {
        let vault = place.vault();
        let source = SecretSource::File(path.clone());
        let key = key(name);
        async move { vault.read(key, source).await }
    };
    assert_eq!(read("p/home.example.com/ipv4").await, Ok(secret("aaaa")));
    assert_eq!(read("p/home.example.com/ipv6").await, Ok(secret("bbbb")));
    assert_eq!(
        read("p/nas.example.com/ipv4").await,
        Err(VaultError::NoSecret)
    );
}

#[tokio::test]
async fn a_secret_file_gives_the_api_its_own_key_and_never_a_token() {
    let place = Place::new();
    let read = |content: &str| {
        let path = place.write("keys", content.as_bytes(), 0o600);
        let vault = place.vault();
        async move { vault.read(key("p"), SecretSource::File(path)).await }
    };
    let tokens = "home.example.com/ipv4 aaaa\n";
    assert_eq!(read(tokens).await, Err(VaultError::NoSecret));
    let both = format!("{tokens}API-key \tcccc \n");
    assert_eq!(read(&both).await, Ok(secret("cccc")));
    assert_eq!(read("api-key cccc\n").await, Ok(secret("cccc")));
    assert_eq!(read("one secret\n").await, Ok(secret("one secret")));
}

#[tokio::test]
async fn a_secret_file_that_is_no_such_thing_is_refused() {
    let place = Place::new();
    assert_eq!(read_file(&place.file("missing")).await, Err(UNSAFE));
    assert_eq!(read_file(place.0.path()).await, Err(UNSAFE));
    let bytes = place.write("bytes", b"\xff\xfe", 0o600);
    assert_eq!(read_file(&bytes).await, Err(UNSAFE));
    let large = place.write("large", &[b'x'; 70_000], 0o600);
    assert_eq!(read_file(&large).await, Err(UNSAFE));
}

#[cfg(unix)]
#[tokio::test]
async fn f40_a_secret_file_that_others_can_read_is_refused() {
    let place = Place::new();
    for mode in [0o644, 0o640, 0o604, 0o660, 0o610] {
        let path = place.write("secret", b"x", mode);
        assert_eq!(read_file(&path).await, Err(UNSAFE), "{mode:o}");
    }
    for mode in [0o600, 0o400, 0o700] {
        let path = place.write("secret", b"x", mode);
        assert_eq!(read_file(&path).await, Ok(secret("x")), "{mode:o}");
    }
    let link = place.file("link");
    let target = place.write("secret", b"x", 0o644);
    std::os::unix::fs::symlink(target, &link).unwrap();
    assert_eq!(read_file(&link).await, Err(UNSAFE));
}

#[tokio::test(start_paused = true)]
async fn a_vault_that_never_answers_is_given_up_and_does_not_collect_threads() {
    let vault = Place::new().vault();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(Mutex::new(held));
    let timed_out = Err(VaultError::Unavailable(VaultProblem::TimedOut));
    for _ in 0..MOST_HANGING {
        let held = Arc::clone(&held);
        let call = vault.aside(PATIENCE, move |_| {
            let held = held.lock().unwrap_or_else(PoisonError::into_inner);
            // Ends when the test does.
            let _ = held.recv();
            Ok(())
        });
        assert_eq!(call.await, timed_out);
    }
    let refused = vault.aside(PATIENCE, |_| -> Result<(), VaultError> {
        unreachable!("no further thread is started")
    });
    assert_eq!(refused.await, timed_out);
    drop(release);
}

/// On the other systems the keychain needs a session of its own: `tests/keychain.rs`.
#[cfg(windows)]
#[tokio::test]
async fn a_secret_goes_into_the_credential_manager_and_comes_back() {
    let places = VaultPlaces {
        keychain_service: "hemma store test".to_owned(),
        sealed_file: PathBuf::new(),
        password_file: None,
    };
    let vault = SecretVault::new(places, VaultKind::Keychain);
    vault
        .write(key("home"), secret("p#,&\\:\"'ö"))
        .await
        .unwrap();
    assert_eq!(read(&vault, "home").await, Ok(secret("p#,&\\:\"'ö")));
    vault.remove(key("home")).await.unwrap();
    vault.remove(key("home")).await.unwrap();
    assert_eq!(read(&vault, "home").await, Err(VaultError::NoSecret));
    assert_eq!(vault.unlock(None).await, Ok(()));
}
