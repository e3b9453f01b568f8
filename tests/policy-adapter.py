#!/usr/bin/env python3
"""Turns a policy given as JSON on standard input into the text of an apivet.yaml.

For suites that state a policy in words of their own: what has the names of apivet.yaml goes through as it
is, other names are understood by what they speak of (where versions live, exempt paths, tiers, ...)."""
import json, re, sys

POLICY = {"versions", "exempt", "scopes", "strength", "tiers", "exposed", "max-token-ttl"}
PLACES = {"url": "url", "path": "url", "uri": "url", "server": "url", "header": "header", "query": "query",
          "parameter": "query", "media-type": "media-type", "mediatype": "media-type", "accept": "media-type"}


def places(value):
    words = value if isinstance(value, list) else [value]
    found = [PLACES[w.lower().replace("_", "-")] for w in words if isinstance(w, str) and w.lower().replace("_", "-") in PLACES]
    return list(dict.fromkeys(found))


def texts(value):
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]


def exemption(item):
    if isinstance(item, str):
        item = {"paths": [item]} if item.startswith("/") else {"operations": [item]}
    known = {k: v for k, v in item.items() if k in ("rules", "paths", "tags", "operations", "reason")}
    for single, plural in (("path", "paths"), ("tag", "tags"), ("operation", "operations"), ("operationId", "operations"), ("rule", "rules")):
        if single in item:
            known.setdefault(plural, texts(item[single]))
    known.setdefault("reason", "stated by the policy")
    return known


def adapt(policy):
    out, versions, rules = {}, {}, {}

    def take(name, value):
        word = re.sub(r"[_\s]+", "-", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)).lower()
        if word == "rules" and isinstance(value, dict):
            rules.update(value)
        elif word in ("versions", "versioning", "version") and isinstance(value, dict):
            for key, inner in value.items():
                take("version-" + key, inner)
        elif word == "exempt" or "exempt" in word:
            items = value if isinstance(value, list) else [value]
            out.setdefault("exempt", []).extend(exemption(i) for i in items if isinstance(i, (str, dict)))
        elif "preview" in word and isinstance(value, int):
            versions["preview-days"] = value
        elif word.startswith("version") and re.search(r"info|format", word) and texts(value):
            versions["info"] = [t for t in texts(value) if t in ("semver", "date", "major")]
        elif re.search(r"version", word) and re.search(r"header|parameter|param|name", word) and isinstance(value, str) and not places(value):
            versions["parameter"] = value
            if "header" in word:
                versions.setdefault("where", ["header"])
        elif re.search(r"version", word) and places(value):
            versions["where"] = places(value)
        elif "tier" in word:
            out["tiers"] = list(value) if isinstance(value, dict) else texts(value)
        elif word in ("exposed", "public", "external") and isinstance(value, bool):
            out["exposed"] = value
        elif "ttl" in word or "lifetime" in word:
            if isinstance(value, int):
                out["max-token-ttl"] = value
        elif word in POLICY:
            out[word] = value
        elif isinstance(value, dict):
            for key, inner in value.items():
                take(word + "-" + key, inner)
        else:
            print(f"not understood: {name}", file=sys.stderr)

    for name, value in policy.items():
        take(name, value)
    if versions:
        out["versions"] = versions
    config = {"policy": out}
    if rules:
        config["rules"] = rules
    return config


json.dump(adapt(json.load(sys.stdin)), sys.stdout, indent=1)
print()
