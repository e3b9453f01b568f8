#!/usr/bin/env python3
"""From a keystroke to the diagnostics of `apivet lsp`, beside a whole run of `apivet lint` on the same document.

    benches/latency.py target/release/apivet DOCUMENT...

The server waits until nothing was typed for 100 ms; that is told apart. Each figure is the median of eleven.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

PAUSE = 0.1


class Editor:
    def __init__(self, program: str, root: pathlib.Path):
        self.server = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.versions: dict[int, float] = {}
        self.ready = threading.Event()
        threading.Thread(target=self.read, daemon=True).start()
        options = {"against": "none"}
        self.send(id=1, method="initialize", params={"rootUri": root.as_uri(), "capabilities": {}, "initializationOptions": options})
        self.ready.wait(60)
        self.send(method="initialized", params={})

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def read(self):
        while line := self.server.stdout.readline():
            length = int(line.split(b":")[1])
            self.server.stdout.readline()
            body = self.server.stdout.read(length)
            now = time.monotonic()
            message = json.loads(body)
            self.ready.set()
            if message.get("method") == "textDocument/publishDiagnostics" and "version" in message["params"]:
                self.versions.setdefault(message["params"]["version"], now)

    def judged(self, version: int) -> float:
        while version not in self.versions:
            time.sleep(0.001)
        return self.versions[version]

    def peak(self) -> int:
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def measure(program: str, document: pathlib.Path) -> str:
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory).resolve()
        path = root / document.name
        shutil.copy(document, path)
        text = path.read_text()
        editor = Editor(program, root)
        editor.send(method="textDocument/didOpen", params={"textDocument": {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}})
        editor.judged(1)
        line, row = next((n, row) for n, row in enumerate(text.split("\n")) if "title" in row)
        place = {"line": line, "character": row.index("title") + len("title: ") + 1}
        typed, run = [], []
        for version in range(2, 13):
            time.sleep(0.3)
            began = time.monotonic()
            change = {"range": {"start": place, "end": place}, "text": "x"}
            editor.send(method="textDocument/didChange", params={"textDocument": {"uri": path.as_uri(), "version": version}, "contentChanges": [change]})
            typed.append(editor.judged(version) - began - PAUSE)
            began = time.monotonic()
            subprocess.run([program, "lint", "--isolated", "-f", "json", str(path)], stdout=subprocess.DEVNULL)
            run.append(time.monotonic() - began)
        peak = editor.peak() / len(text.encode())
        editor.server.kill()
        cells = (document.name, f"{len(text.encode()) / 1e6:.2f} MB", f"{statistics.median(typed) * 1000:.0f} ms",
                 f"{statistics.median(run) * 1000:.0f} ms", f"{peak:.1f}")
        return "| " + " | ".join(cells) + " |"


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    print("| document | size | key to diagnostics, without the pause | `apivet lint` | peak memory, times the document |\n|---|---|---|---|---|")
    for document in sys.argv[2:]:
        print(measure(sys.argv[1], pathlib.Path(document)), flush=True)


if __name__ == "__main__":
    main()
