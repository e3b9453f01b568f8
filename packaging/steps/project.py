"""What the release is of: version, commit, targets; and how other programs are started."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
DIST = ROOT / "target" / "dist"
REPOSITORY = "https://github.com/apivet/apivet"


@dataclass(frozen=True)
class Target:
    """A platform that programs are built for."""

    triple: str
    """What rustc calls it."""
    os: str
    """What node calls its system: `linux`, `darwin`, `win32`."""
    cpu: str
    """What node calls its processor: `x64`, `arm64`."""
    wheel: str
    """The platform tag of its wheel. A static program needs no C library: it serves glibc and musl."""
    deb: str | None = None
    """What Debian calls it."""

    @property
    def exe(self) -> str:
        """The name of the program there."""
        return "apivet.exe" if self.os == "win32" else "apivet"

    @property
    def npm(self) -> str:
        """The name of its npm package."""
        return f"@apivet/{self.os}-{self.cpu}"

    def stem(self, version: str) -> str:
        """The name of its archive, without the ending, and of the directory in it."""
        return f"apivet-{version}-{self.triple}"

    def archive(self, version: str) -> str:
        """The name of its archive."""
        return self.stem(version) + (".zip" if self.os == "win32" else ".tar.gz")


TARGETS = [
    Target(
        "x86_64-unknown-linux-musl",
        "linux",
        "x64",
        "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64",
        "amd64",
    ),
    Target(
        "aarch64-unknown-linux-musl",
        "linux",
        "arm64",
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "arm64",
    ),
    Target("x86_64-apple-darwin", "darwin", "x64", "macosx_10_12_x86_64"),
    Target("aarch64-apple-darwin", "darwin", "arm64", "macosx_11_0_arm64"),
    Target("x86_64-pc-windows-gnu", "win32", "x64", "win_amd64"),
]


def target(triple: str) -> Target:
    """The target of a name."""
    for one in TARGETS:
        if one.triple == triple:
            return one
    fail(f"no target is called `{triple}`; there are: {', '.join(t.triple for t in TARGETS)}")


def version() -> str:
    """The version in Cargo.toml."""
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]


def commit() -> str:
    """The commit and its day, as `apivet --version` says them."""
    return run("git", "log", "-1", "--format=%h %cs", "--abbrev=9", capture=True).strip()


def commit_time() -> str:
    """When the commit was made, in seconds: the time of every file in what is packed."""
    return run("git", "log", "-1", "--format=%ct", capture=True).strip()


def metadata() -> dict:
    """What cargo knows of the program and of what it is made of."""
    platform = host()
    arguments = ("metadata", "--locked", "--format-version", "1", "--filter-platform", platform)
    return json.loads(run("cargo", *arguments, capture=True))


def host() -> str:
    """The target of this machine."""
    return re.search(r"^host: (\S+)$", run("rustc", "-vV", capture=True), re.M)[1]


def run(*command: str, capture: bool = False, env: dict | None = None, cwd: pathlib.Path = ROOT) -> str:
    """Starts a program; a failure of it ends the release. Gives what it printed, where that is asked for."""
    output = subprocess.PIPE if capture else None
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=output, text=True)
    if done.returncode != 0:
        fail(f"`{' '.join(map(str, command))}` ended with {done.returncode}")
    return done.stdout or ""


def has(program: str) -> bool:
    """True where a program is installed."""
    return shutil.which(program) is not None


def say(text: str) -> None:
    """Tells what is done."""
    print(f"== {text}", flush=True)


def fail(text: str):
    """Ends the release."""
    sys.exit(f"error: {text}")
