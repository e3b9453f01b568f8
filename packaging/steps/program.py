"""Building the program for a target: static on Linux, with no path of the machine in it, and small."""

import os
import pathlib
import re

from .project import ROOT, Target, commit, fail, host, run, say


def build(target: Target) -> pathlib.Path:
    """Builds the program; gives where it stands."""
    say(f"building for {target.triple}")
    run("rustup", "target", "add", target.triple)
    env = {
        "APIVET_COMMIT": commit(),
        # By `:` and the unit separator, flags may hold spaces: a home directory may, too.
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags(target)),
        "CARGO_INCREMENTAL": "0",
    }
    run("cargo", "zigbuild", "--release", "--locked", "--bin", "apivet", "--target", target.triple, env=env)
    program = ROOT / "target" / target.triple / "release" / target.exe
    check(program, target)
    return program


def flags(target: Target) -> list[str]:
    """What rustc is told besides the profile: names of directories in messages are those of no machine."""
    home = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
    sysroot = run("rustc", "--print", "sysroot", capture=True).strip()
    places = {f"{home}/registry/src": "crates", f"{sysroot}/lib/rustlib/src/rust": "rust", str(ROOT): "apivet"}
    remapped = [f"--remap-path-prefix={path}={name}" for path, name in places.items()]
    if target.os != "linux":
        return remapped
    # rustc has all that a static program is linked from, and its linker packs a million bytes of relocations into a few
    # thousand (RELR). It is the program itself that reads them, no library of the system. zig compiles what is in C.
    return remapped + ["-Clinker=rust-lld", "-Clink-self-contained=yes", "-Clink-arg=-zpack-relative-relocs"]


def check(program: pathlib.Path, target: Target) -> None:
    """Holds what a program of ours must be."""
    bytes_ = program.read_bytes()
    for path in (str(pathlib.Path.home()), str(ROOT)):
        if len(path) > 1 and path.encode() + b"/" in bytes_:
            place = re.search(re.escape(path.encode()) + rb"[\x20-\x7e]*", bytes_)[0]
            fail(f"{program} holds a path of this machine: {place.decode()}")
    if target.os == "linux" and b"/ld-linux" in bytes_[:4096] + bytes_[-4096:]:
        fail(f"{program} is not static")
    size = len(bytes_)
    say(f"{program}: {size:,} bytes")
    if size > 12_000_000:
        fail(f"{program} has {size:,} bytes; 12,000,000 are the most")


def runs_here(target: Target) -> bool:
    """True where this machine can run programs of the target."""
    arch, _, system = target.triple.partition("-")
    own_arch, _, own_system = host().partition("-")
    return arch == own_arch and system.split("-")[1] == own_system.split("-")[1]
