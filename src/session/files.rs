//! Writing files: whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::Failure;

/// Writes a file through a temporary one beside it and a rename, so that readers see the old text or the new one, and a
/// full disk leaves the old one. The mode of a file that is there stays. A symbolic link is followed where it leads to
/// a place inside of `fence`, which has no symbolic links itself; what is no regular file, as a pipe, is written to as it is.
///
/// # Errors
/// Where the file cannot be written, or a link leads out of the fence.
pub fn write(path: &Path, bytes: &[u8], fence: &Path) -> Result<(), Failure> {
    let cannot = |why: &dyn std::fmt::Display| Failure::new(format!("cannot write to `{}`: {why}", path.display()));
    let target = target_of(path, fence)?;
    let known = std::fs::metadata(&target).ok();
    if known.as_ref().is_some_and(|m| m.is_dir()) {
        return Err(cannot(&"it is a directory"));
    }
    if known.as_ref().is_some_and(|m| !m.is_file()) {
        let file = std::fs::OpenOptions::new().write(true).open(&target);
        return file.and_then(|mut f| f.write_all(bytes)).map_err(|e| cannot(&e));
    }
    // A file that its owner protects is not replaced behind its back.
    if known.as_ref().is_some_and(|m| m.permissions().readonly()) {
        return Err(cannot(&"permission denied"));
    }
    let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".apivet-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What is new gets the mode that the umask of the user leaves, as any other new file.
        builder.permissions(known.as_ref().map_or_else(|| PermissionsExt::from_mode(0o666), |m| m.permissions()));
    }
    let mut file = builder.tempfile_in(folder).map_err(|e| cannot(&e))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|e| cannot(&e))?;
    #[cfg(unix)]
    if let Some(known) = &known {
        // The umask does not touch the mode of a file that was there.
        file.as_file().set_permissions(known.permissions()).map_err(|e| cannot(&e))?;
    }
    file.persist(&target).map_err(|e| cannot(&e.error))?;
    Ok(())
}

/// The file that a path leads to, symbolic links followed as far as the fence allows.
fn target_of(path: &Path, fence: &Path) -> Result<PathBuf, Failure> {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_symlink());
    if !is_link {
        return Ok(path.to_path_buf());
    }
    let real = path.canonicalize().map_err(|why| {
        Failure::new(format!("cannot write to `{}`: it is a broken symbolic link: {why}", path.display()))
    })?;
    let is_device = std::fs::metadata(&real).is_ok_and(|m| !m.is_file());
    if is_device || real.starts_with(fence) {
        return Ok(real);
    }
    Err(Failure::new(format!(
        "cannot write to `{}`: it is a symbolic link to `{}`, outside of `{}`",
        path.display(),
        real.display(),
        fence.display()
    ))
    .help("name the file that it leads to"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_file_keeps_its_mode_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        write(&path, b"new", folder.path()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn links_are_followed_inside_the_fence_only() {
        let folder = tempfile::tempdir().unwrap();
        let fence = folder.path().canonicalize().unwrap().join("in");
        std::fs::create_dir(&fence).unwrap();
        let (inside, outside) = (fence.join("real"), folder.path().join("out"));
        for (target, link, good) in [(&inside, "good", true), (&outside, "bad", false)] {
            std::fs::write(target, "old").unwrap();
            symlink(target, fence.join(link)).unwrap();
            assert_eq!(write(&fence.join(link), b"new", &fence).is_ok(), good);
            assert_eq!(std::fs::read_to_string(target).unwrap(), if good { "new" } else { "old" });
            assert!(std::fs::symlink_metadata(fence.join(link)).unwrap().file_type().is_symlink());
        }
    }

    #[test]
    fn what_cannot_be_written_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write(folder.path(), b"new", folder.path()).is_err());
        assert!(write(&folder.path().join("no/such/folder"), b"new", folder.path()).is_err());
    }
}
