#!/usr/bin/env python3
"""Builds the site of the documentation into target/site/book: docs, a page per rule, a page per family of changes.

    packaging/site/build.py PROGRAM

PROGRAM is an apivet that runs here: it explains the changes. mdBook must be installed. A link that leads nowhere ends it.
"""

import concurrent.futures
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = ROOT / "target" / "site"
SOURCE = "https://github.com/apivet/apivet/blob/main/"
PAGES = [
    ("Install", "docs/install.md"),
    ("Lint", "docs/lint.md"),
    ("Compare", "docs/compare.md"),
    ("Audit, promote, inventory", "docs/audit.md"),
    ("Editors and agents", "docs/editors.md"),
    ("Pipelines and hooks", "docs/pipelines.md"),
    ("Configuration", "docs/configuration.md"),
    ("Rulesets", "docs/rulesets.md"),
    ("Waivers", "docs/waivers.md"),
    ("Moving to apivet", "docs/migrate.md"),
    ("Speed", "docs/speed.md"),
    ("How it is built", "docs/architecture.md"),
    ("Changes between versions", "CHANGELOG.md"),
]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = pathlib.Path(sys.argv[1]).resolve()
    shutil.rmtree(SITE, ignore_errors=True)
    source = SITE / "src"
    source.mkdir(parents=True)
    shutil.copy(pathlib.Path(__file__).parent / "book.toml", SITE / "book.toml")
    summary = ["# apivet", "", "[apivet](README.md)", ""]
    put(source, "README.md")
    for title, path in PAGES:
        put(source, path)
        summary.append(f"- [{title}]({path})")
    missing = {f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")} - {path for _, path in PAGES}
    if missing:
        sys.exit(f"error: pages that the site does not have: {', '.join(sorted(missing))}")
    summary += ["", "# Rules", "", "- [All rules](rules/README.md)"]
    for page in ("README.md", "DIFFERENCES.md"):
        put(source, f"rules/{page}")
    summary.append("- [Differences to other tools](rules/DIFFERENCES.md)")
    for category in sorted(p for p in (ROOT / "rules").iterdir() if p.name != "compat" and any(p.glob("*.md"))):
        rules = sorted(category.glob("*.md"))
        put(source, *(f"rules/{category.name}/{rule.name}" for rule in rules))
        (source / f"rules/{category.name}/README.md").write_text(f"# {category.name}\n\n" + "".join(f"- [{r.stem}]({r.name})\n" for r in rules))
        summary.append(f"- [{category.name}](rules/{category.name}/README.md)")
        summary += [f"  - [{rule.stem}](rules/{category.name}/{rule.name})" for rule in rules]
    put(source, "rules/compat/README.md")
    summary += ["", "# Changes", "", "- [All changes](rules/compat/README.md)"]
    summary += changes(source, program)
    (source / "SUMMARY.md").write_text("\n".join(summary) + "\n")
    picture = source / "docs/lint.svg"
    shutil.copy(ROOT / "docs/lint.svg", picture)
    subprocess.run(["mdbook", "build", str(SITE)], check=True)
    pages = check(SITE / "book")
    print(f"{pages} pages in {(SITE / 'book').relative_to(ROOT)}, every link leads somewhere")


def put(source: pathlib.Path, *paths: str) -> None:
    """Copies pages. Links to what is no page lead to the repository."""
    for path in paths:
        text = (ROOT / path).read_text()

        def link(found: re.Match) -> str:
            target, _, anchor = found[2].partition("#")
            if not target or re.match(r"[a-z]+:", target):
                return found[0]
            absolute = os.path.normpath(os.path.join(os.path.dirname(path), target))
            if is_page(absolute) or absolute == "docs/lint.svg":
                # mdBook calls the page of a directory by another name.
                return f"{found[1]}({target.replace('README.md', 'index.md')}{'#' + anchor if anchor else ''})"
            return f"{found[1]}({SOURCE}{absolute}{'#' + anchor if anchor else ''})"

        text = outside_of_code(text, lambda part: re.sub(r"(!?\[[^\]]*\])\(([^)\s]+)\)", link, part))
        place = source / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def is_page(path: str) -> bool:
    """True for what is on the site."""
    return path == "README.md" or any(path == p for _, p in PAGES) or (path.startswith("rules/") and path.endswith(".md"))


def outside_of_code(text: str, change) -> str:
    """Changes a text, but for blocks of code."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    return "".join(part if part.startswith("```") else change(part) for part in parts)


def changes(source: pathlib.Path, program: pathlib.Path) -> list[str]:
    """A page for each family of changes: the ids that say the same of different places, with an example of each."""
    told = subprocess.run([str(program), "rules", "--isolated", "--category", "compat", "-f", "json"], check=True, capture_output=True, text=True).stdout
    families: dict[str, list[dict]] = {}
    for rule in json.loads(told):
        families.setdefault(rule["url"].partition("#")[2], []).append(rule)
    ids = [rule["id"] for family in families.values() for rule in family]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        examples = dict(zip(ids, pool.map(lambda name: example(program, name), ids)))
    lines = []
    for family, rules in families.items():
        parts = [f"# {family}\n\n[All changes](index.md)\n"]
        for rule in rules:
            parts.append(f"## {rule['id']}\n\nSeverity {rule['severity']}: {rule['summary']}.\n\n{examples[rule['id']]}")
        (source / f"rules/compat/{family}.md").write_text("\n".join(parts))
        lines.append(f"- [{family}](rules/compat/{family}.md)")
    return lines


def example(program: pathlib.Path, name: str) -> str:
    """The two versions that `apivet explain` shows, and what it says of them."""
    told = subprocess.run([str(program), "explain", "--isolated", name], check=True, capture_output=True, text=True).stdout
    found = re.search(r"^Two versions\n(.*?)\n\nConfigure", told, re.M | re.S)
    # A document that is gone has no second version to show.
    if not found and name != "api-document-removed":
        sys.exit(f"error: `apivet explain {name}` shows no versions")
    return "```text\n" + re.sub(r"^    ", "", found[1], flags=re.M) + "\n```\n" if found else ""


class Links(html.parser.HTMLParser):
    """The places and the links of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.places, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.places |= {attributes[name] for name in ("id", "name") if attributes.get(name)}
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]


def check(book: pathlib.Path) -> int:
    """Holds that every link between pages leads to a place that is there. Gives the number of pages."""
    pages = {path: Links(path.read_text()) for path in book.rglob("*.html") if path.name not in ("print.html", "404.html", "toc.html")}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(target)
            anchor = urllib.parse.unquote(parts.fragment)
            if not target.exists() or (known and anchor and anchor not in known.places):
                broken.append(f"{path.relative_to(book)}: {link}")
    if broken:
        sys.exit("error: links that lead nowhere:\n" + "\n".join(sorted(set(broken))[:50]))
    return len(pages)


if __name__ == "__main__":
    main()
