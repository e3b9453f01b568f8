"""The licences of what the program is made of: MIT and others ask that their text goes with it."""

import pathlib

from .project import fail, metadata


NOTICES = "LICENSES-OF-CRATES.txt"


def notices(data: dict | None = None) -> str:
    """The names, licences and licence texts of all crates in the program."""
    data = data or metadata()
    packages = {p["id"]: p for p in data["packages"]}
    nodes = {n["id"]: n for n in data["resolve"]["nodes"]}
    root = data["resolve"]["root"]
    wanted, seen = [root], {root}
    while wanted:
        for dependency in nodes[wanted.pop()]["deps"]:
            linked = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if linked and dependency["pkg"] not in seen:
                seen.add(dependency["pkg"])
                wanted.append(dependency["pkg"])
    texts: dict[str, list[str]] = {}
    for package in sorted((packages[i] for i in seen - {root}), key=lambda p: (p["name"], p["version"])):
        title = f"{package['name']} {package['version']} ({package['license']})"
        found = licence_files(pathlib.Path(package["manifest_path"]).parent)
        if not found and not package["license"]:
            fail(f"{title} has no licence")
        for text in found or ["Its package holds no text of the licence; see https://spdx.org/licenses/"]:
            texts.setdefault(text, []).append(title)
    parts = ["apivet is made with the following crates. Each licence stands below the crates that come under it."]
    for text, titles in texts.items():
        parts.append("\n".join(titles) + "\n\n" + text)
    return ("\n\n" + "-" * 80 + "\n\n").join(parts) + "\n"


def licence_files(directory: pathlib.Path) -> list[str]:
    """The texts of the licences in a crate."""
    names = ("license", "licence", "copying", "notice", "unlicense")
    files = sorted(f for f in directory.iterdir() if f.is_file() and f.name.lower().startswith(names))
    return [f.read_text(errors="replace").strip().replace("\r\n", "\n") for f in files]
