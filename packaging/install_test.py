#!/usr/bin/env python3
"""Installs what packaging/release.py made, each package as a user would, and lints fixtures/shop with it.

    packaging/install_test.py [--only CHANNEL]

Nothing is downloaded but Python's own tools: packages come from target/dist. What this machine has no tool for is said.
"""

import argparse
import contextlib
import functools
import http.server
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from steps import program
from steps.project import DIST, PACKAGING, ROOT, TARGETS, commit, fail, has, version

SHOP = ROOT / "fixtures" / "shop"


def main() -> None:
    arguments = argparse.ArgumentParser(description="Installs the packages of target/dist, and runs them.")
    arguments.add_argument("--only", choices=[name for name, _ in CHANNELS], help="only this one")
    only = arguments.parse_args().only
    rows = []
    for name, (command, check) in ((n, c) for n, c in CHANNELS if only in (None, n)):
        with tempfile.TemporaryDirectory() as directory:
            started = time.monotonic()
            size = check(Place(pathlib.Path(directory).resolve()))
            rows.append((name, command, size, time.monotonic() - started))
            what = f"{size / 1e6:.1f} MB, {rows[-1][3]:.1f} s to the first finding" if isinstance(size, int) else f"NOT RUN: {size}"
            print(f"== {name}: {what}", flush=True)
    print("\n| channel | command | size | from nothing to the first finding |\n|---|---|---|---|")
    for name, command, size, seconds in rows:
        ran = (f"{size / 1e6:.1f} MB", f"{seconds:.1f} s") if isinstance(size, int) else ("-", f"not run: {size}")
        print(f"| {name} | `{command}` | {ran[0]} | {ran[1]} |")


REACH = ("PIP_", "UV_", "SSL_", "REQUESTS_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


class Place:
    """An empty home to install into."""

    def __init__(self, directory: pathlib.Path):
        self.directory = directory
        self.home = directory / "home"
        self.home.mkdir()

    def run(self, *command, cwd: pathlib.Path | None = None, status: int = 0, **env: str) -> str:
        """Starts a program there; its status must be this one. Gives what it printed."""
        # How this machine reaches registries is not a user's setting.
        own = {name: value for name, value in os.environ.items() if name.upper().startswith(REACH)}
        own |= {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PIP_CACHE_DIR": "/tmp/pip-cache", **env}
        done = subprocess.run([str(c) for c in command], cwd=cwd or self.directory, env=own, capture_output=True, text=True)
        if done.returncode != status:
            fail(f"`{' '.join(map(str, command))}` ended with {done.returncode}, not {status}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def check(self, *apivet, **env: str) -> None:
        """The program that was installed says its version, and finds what stands in the shop."""
        told = self.run(*apivet, "--version", **env).strip()
        if told != f"apivet {version()} ({commit()})":
            fail(f"`{apivet}` is {told}")
        found = self.run(*apivet, "lint", "--isolated", SHOP, status=1, **env)
        if "error" not in found:
            fail(f"`{apivet}` found nothing in {SHOP}:\n{found}")


def own_target():
    """The target of this machine's programs."""
    for target in TARGETS:
        if program.runs_here(target) and (DIST / target.archive(version())).exists():
            return target
    fail("target/dist holds no program that runs here: start packaging/release.py --dry-run first")


def archive(place: Place):
    """The archive, unpacked."""
    path = DIST / own_target().archive(version())
    shutil.unpack_archive(path, place.directory)
    place.check(place.directory / own_target().stem(version()) / own_target().exe)
    return path.stat().st_size


def installer(place: Place):
    """The installer, from a server: once as it is, once with an archive that somebody changed."""
    script, target = DIST / "apivet-installer.sh", own_target()
    served = place.directory / "served"
    served.mkdir()
    shutil.copy(DIST / target.archive(version()), served)
    with server(served) as address:
        told = place.run("sh", script, APIVET_DOWNLOADS=address)
        place.check(place.home / ".local/bin" / target.exe)
        if f"installed apivet {version()}" not in told:
            fail(f"the installer says: {told}")
        with (served / target.archive(version())).open("ab") as changed:
            changed.write(b"\0")
        other = place.directory / "other"
        place.run("sh", script, "--to", other, status=1, APIVET_DOWNLOADS=address)
        if other.exists():
            fail("the installer installed an archive with another checksum")
    return (DIST / target.archive(version())).stat().st_size


def wheel(place: Place):
    """The wheel, by pip."""
    [path] = (DIST / "wheels").glob(f"*{own_target().wheel}.whl")
    place.run(sys.executable, "-m", "venv", "venv")
    pip = place.directory / "venv/bin/pip"
    place.run(pip, "install", "--quiet", "--no-index", "--only-binary", ":all:", "--find-links", DIST / "wheels", "apivet")
    place.check(place.directory / "venv/bin/apivet")
    return path.stat().st_size


def uvx(place: Place):
    """The wheel, by uvx."""
    if not has("uvx"):
        return "uv is not installed"
    [path] = (DIST / "wheels").glob(f"*{own_target().wheel}.whl")
    place.check("uvx", "--no-config", "--offline", "--no-index", "--find-links", DIST / "wheels", "apivet")
    return path.stat().st_size


def pre_commit(place: Place):
    """The hooks, in a repository with a file that has findings and one that has none."""
    if not has("pre-commit"):
        return "pre-commit is not installed"
    git = functools.partial(place.run, "git", "-c", "user.name=a", "-c", "user.email=a@x", "-c", "init.defaultBranch=main")
    hooks, work = place.directory / "hooks", place.directory / "work"
    shutil.copytree(DIST / "recipes/pre-commit", hooks)
    work.mkdir()
    for repository in (hooks, work):
        git("init", "-q", cwd=repository)
    git("add", "-A", cwd=hooks)
    git("commit", "-qm", "hooks", cwd=hooks)
    revision = git("rev-parse", "HEAD", cwd=hooks).strip()
    configuration = f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: apivet\n"
    (work / ".pre-commit-config.yaml").write_text(configuration)
    # Its own environment is built with setuptools, which comes from PyPI; the wheel comes from here.
    env = {"PIP_FIND_LINKS": str(DIST / "wheels"), "PIP_ONLY_BINARY": "apivet"}
    shutil.copy(ROOT / "examples/orders/after.yaml", work / "bad.yaml")
    git("add", "-A", cwd=work)
    found = place.run("pre-commit", "run", cwd=work, status=1, **env)
    if "scope-read-guards-write" not in found:
        fail(f"the hook did not find scope-read-guards-write:\n{found}")
    (work / "bad.yaml").unlink()
    (work / "plain.yaml").write_text("a: 1\n")
    git("add", "-A", cwd=work)
    place.run("pre-commit", "run", cwd=work, **env)
    return sum(path.stat().st_size for path in (DIST / "wheels").glob(f"*{own_target().wheel}.whl"))


def npm(place: Place):
    """The packages, by npm, without scripts; then without the one for this platform."""
    if not has("npm"):
        return "npm is not installed"
    packages, target = DIST / "npm", own_target()
    own = packages / f"{target.npm.replace('@', '').replace('/', '-')}-{version()}.tgz"
    (place.directory / "package.json").write_text('{"private": true}')
    flags = ("--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional", "--cache", place.directory / "cache")
    whole = packages / f"apivet-{version()}.tgz"
    place.run("npm", "install", *flags, whole)
    told = subprocess.run(["npx", "--no-install", "apivet", "--version"], cwd=place.directory, capture_output=True, text=True)
    if told.returncode != 2 or f"{target.npm} is not installed" not in told.stderr:
        fail(f"without the package of the platform: {told.returncode}\n{told.stdout}{told.stderr}")
    place.run("npm", "install", *flags, own)
    place.check("npx", "--no-install", "apivet")
    return own.stat().st_size + whole.stat().st_size


def deb(place: Place):
    """The package for Debian, unpacked; installed where this is somebody's throw-away machine."""
    path = DIST / f"apivet_{version()}_{own_target().deb}.deb"
    if not has("dpkg-deb") or not path.exists():
        return "dpkg-deb is not installed"
    if os.geteuid() == 0 and os.environ.get("CI"):
        place.run("dpkg", "--install", path)
        place.check("/usr/bin/apivet")
        place.run("dpkg", "--remove", "apivet")
    else:
        place.run("dpkg-deb", "--extract", path, place.directory / "root")
        place.check(place.directory / "root/usr/bin/apivet")
    return path.stat().st_size


def action(place: Place):
    """The action's own way: the installer of its checkout, with the checksums of the release."""
    served = place.directory / "served"
    served.mkdir()
    target = own_target()
    for name in (target.archive(version()), "SHA256SUMS"):
        shutil.copy(DIST / name, served)
    with server(served) as address:
        env = {"DOWNLOADS": address, "VERSION": "", "RUNNER_TEMP": str(place.directory), "GITHUB_PATH": str(place.directory / "path")}
        place.run("bash", PACKAGING / "action/install.sh", **env)
        place.check(place.directory / "apivet/bin" / target.exe)
        place.run("bash", PACKAGING / "action/install.sh", status=1, **{**env, "VERSION": "9.9.9"})
    return (DIST / target.archive(version())).stat().st_size


@contextlib.contextmanager
def server(directory: pathlib.Path):
    """Serves a directory on this machine alone."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{one.server_port}"
        one.shutdown()


DOWNLOAD = "https://github.com/apivet/apivet/releases/download"
CHANNELS = [
    ("archive", (f"curl -fsSL {DOWNLOAD}/.../apivet-...tar.gz | tar xz", archive)),
    ("installer", (f"curl -fsSL {DOWNLOAD}/.../apivet-installer.sh | sh", installer)),
    ("pip", ("pip install apivet", wheel)),
    ("uvx", ("uvx apivet", uvx)),
    ("pre-commit", ("repo: https://github.com/apivet/pre-commit", pre_commit)),
    ("npm", ("npx apivet", npm)),
    ("deb", ("dpkg -i apivet_..._amd64.deb", deb)),
    ("action", ("uses: apivet/apivet@...", action)),
]

if __name__ == "__main__":
    main()
