// A client on Microsoft's own libraries: pulled diagnostics, cancellation, and what comes after.
//
//   npm install --prefix editors/tests vscode-jsonrpc vscode-languageserver-protocol
//   APIVET=target/debug/apivet node editors/tests/client.mjs

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import * as rpc from "vscode-jsonrpc/node";
import * as protocol from "vscode-languageserver-protocol";

const root = mkdtempSync(join(tmpdir(), "apivet-"));
const text = readFileSync("examples/orders/after.yaml", "utf8");
writeFileSync(join(root, "orders.yaml"), text);
const uri = pathToFileURL(join(root, "orders.yaml")).href;

const server = spawn(resolve(process.env.APIVET ?? "apivet"), ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout),
  new rpc.StreamMessageWriter(server.stdin),
);
connection.onRequest("client/registerCapability", () => null);
connection.onRequest("workspace/diagnostic/refresh", () => null);
connection.listen();

const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: pathToFileURL(root).href,
  workspaceFolders: null,
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    textDocument: { diagnostic: { dynamicRegistration: false } },
    workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
  },
  initializationOptions: { against: "none" },
});
assert.equal(capabilities.diagnosticProvider.interFileDependencies, true);
await connection.sendNotification(protocol.InitializedNotification.type, {});
await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: "yaml", version: 1, text },
});

const pull = (token) => connection.sendRequest(protocol.DocumentDiagnosticRequest.type, { textDocument: { uri } }, token);
const report = await pull();
assert.equal(report.kind, "full");
assert(report.items.some((item) => item.code === "scope-read-guards-write"), JSON.stringify(report.items));
console.log(`ok: pulled ${report.items.length} diagnostics`);

// What was typed is not judged yet: the question waits, and is withdrawn.
await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
  textDocument: { uri, version: 2 },
  contentChanges: [{ text: text.replace("        - oauth: [orders:read]", "        - oauth: [orders:write]") }],
});
const source = new rpc.CancellationTokenSource();
const question = pull(source.token);
source.cancel();
await assert.rejects(question, (error) => error.code === -32800 || error.code === protocol.LSPErrorCodes.RequestCancelled);
console.log("ok: cancelled");
const after = await pull();
assert(!after.items.some((item) => item.code === "scope-read-guards-write"), JSON.stringify(after.items));
console.log("ok: the next answer is of what is typed");

await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
const status = await new Promise((done) => server.on("exit", done));
assert.equal(status, 0);
console.log("ok: ended");
connection.dispose();
