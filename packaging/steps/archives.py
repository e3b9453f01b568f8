"""Archives of the program with its man pages, completions and licences. The same program gives the same bytes."""

import gzip
import io
import pathlib
import tarfile
import zipfile
import time

from .notices import NOTICES, notices
from .project import DIST, ROOT, Target, commit_time, run, say

SHELLS = {"bash": "apivet.bash", "zsh": "_apivet", "fish": "apivet.fish", "elvish": "apivet.elv", "powershell": "_apivet.ps1"}


def companions(program: pathlib.Path) -> dict[str, bytes]:
    """What goes with every program: path in the archive, and bytes. `program` is one that runs on this machine."""
    files = {name: (ROOT / name).read_bytes() for name in ("README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE")}
    files[NOTICES] = notices().encode()
    for shell, name in SHELLS.items():
        files[f"completions/{name}"] = run(str(program), "completions", shell, capture=True).encode()
    pages = ROOT / "target" / "man"
    pages.mkdir(parents=True, exist_ok=True)
    run(str(program), "man", "--out", str(pages), capture=True)
    for page in sorted(pages.glob("*.1")):
        files[f"man/{page.name}"] = page.read_bytes()
    return files


def archive(target: Target, version: str, program: pathlib.Path, files: dict[str, bytes]) -> pathlib.Path:
    """Writes the archive of a target."""
    path = DIST / target.archive(version)
    when = int(commit_time())
    entries = {target.exe: (program.read_bytes(), 0o755), **{name: (data, 0o644) for name, data in files.items()}}
    entries = {f"{target.stem(version)}/{name}": entry for name, entry in sorted(entries.items())}
    if path.suffix == ".zip":
        zip_to(path, entries, when)
    else:
        tar_to(path, entries, when)
    say(f"{path.name}: {path.stat().st_size:,} bytes")
    return path


def put(path: pathlib.Path, data: bytes, mode: int) -> None:
    """Writes a file with these rights, and the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)


def tar_to(path: pathlib.Path, entries: dict[str, tuple[bytes, int]], when: int) -> None:
    """Writes a compressed tar archive: of these times and rights, of nobody's."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, (data, mode) in entries.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), mode, when
            archive.addfile(info, io.BytesIO(data))
    with path.open("wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=when) as packed:
        packed.write(plain.getvalue())


def zip_to(path: pathlib.Path, entries: dict[str, tuple[bytes, int]], when: int) -> None:
    """Writes a zip archive, likewise."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (data, mode) in entries.items():
            info = zipfile.ZipInfo(name, time.gmtime(when)[:6])
            info.external_attr, info.compress_type = (0o100000 | mode) << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
