// Starts `apivet lsp`, and shows what other commands of apivet print.

import { execFile } from "node:child_process";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("apivet.restart", restart),
    vscode.commands.registerCommand("apivet.report", report),
    vscode.commands.registerCommand("apivet.audit", audit),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("apivet.path") || change.affectsConfiguration("apivet.arguments")) {
        await restart();
      } else if (change.affectsConfiguration("apivet")) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: { apivet: settings() } });
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("apivet");
}

// What a workspace that is not trusted says of the program does not count: VS Code leaves it out of the configuration.
function program(): string {
  return configuration().get<string>("path") || "apivet";
}

function settings(): { against: string; showAccess: boolean } {
  return {
    against: configuration().get<string>("against") ?? "",
    showAccess: configuration().get<boolean>("showAccess") ?? false,
  };
}

async function start(): Promise<void> {
  const server: ServerOptions = {
    command: program(),
    args: ["lsp", ...(configuration().get<string[]>("arguments") ?? [])],
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "file", language: "json" },
      { scheme: "file", language: "jsonc" },
    ],
    initializationOptions: settings(),
  };
  client = new LanguageClient("apivet", "apivet", server, options);
  try {
    await client.start();
  } catch (error) {
    const install = "How to install it";
    const chosen = await vscode.window.showErrorMessage(`apivet cannot be started as \`${program()}\`: ${error}`, install);
    if (chosen === install) {
      await vscode.env.openExternal(vscode.Uri.parse("https://github.com/apivet/apivet/blob/main/docs/install.md"));
    }
  }
}

async function restart(): Promise<void> {
  await client?.stop().catch(() => undefined);
  await start();
}

function directory(): string | undefined {
  const file = vscode.window.activeTextEditor?.document.uri;
  const folder = file && vscode.workspace.getWorkspaceFolder(file);
  return folder?.uri.fsPath ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? (file && dirname(file.fsPath));
}

// What apivet prints. Arguments reach it as they are, through no shell.
function print(args: string[], cwd: string): Promise<string> {
  return new Promise((done, fail) => {
    execFile(program(), args, { cwd, maxBuffer: 256 << 20 }, (error, output, told) => {
      // Findings are no failure.
      if (error && error.code !== 1) fail(new Error(told.trim() || error.message));
      else done(output);
    });
  });
}

async function report(): Promise<void> {
  const cwd = directory();
  if (!cwd) return;
  try {
    const page = await print(["report", "."], cwd);
    // The page is apivet's own, and needs its script; nothing is loaded from elsewhere.
    const panel = vscode.window.createWebviewPanel("apivet.report", "apivet report", vscode.ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [],
    });
    panel.webview.html = page;
  } catch (error) {
    await vscode.window.showErrorMessage(`apivet report: ${error instanceof Error ? error.message : error}`);
  }
}

async function audit(): Promise<void> {
  const file = vscode.window.activeTextEditor?.document.uri.fsPath;
  if (!file) return;
  try {
    const content = await print(["audit", "-f", "markdown", "--", file], directory() ?? dirname(file));
    const document = await vscode.workspace.openTextDocument({ content, language: "markdown" });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
  } catch (error) {
    await vscode.window.showErrorMessage(`apivet audit: ${error instanceof Error ? error.message : error}`);
  }
}
