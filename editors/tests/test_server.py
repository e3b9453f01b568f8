"""The language server under pytest-lsp: every answer is read by the types of the protocol.

    APIVET=target/debug/apivet pytest editors/tests
"""

import os
import pathlib
import shutil

import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = pathlib.Path(__file__).resolve().parents[2]
APIVET = str(pathlib.Path(os.environ.get("APIVET", "apivet")).resolve())


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[APIVET, "lsp"]))
async def client(lsp_client: LanguageClient, tmp_path):
    shutil.copytree(ROOT / "fixtures" / "shop", tmp_path / "shop")
    lsp_client.root = tmp_path / "shop"
    lsp_client.feature("client/registerCapability")(lambda params: None)
    lsp_client.feature("workspace/codeLens/refresh")(lambda *_: None)
    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"),
            root_uri=lsp_client.root.as_uri(),
            workspace_folders=[lsp.WorkspaceFolder(uri=lsp_client.root.as_uri(), name="shop")],
            initialization_options={"against": "none", "showAccess": True},
        )
    )
    yield
    await lsp_client.shutdown_session()


def opened(client, name="openapi.yaml"):
    path = client.root / name
    text = path.read_text()
    document = lsp.TextDocumentItem(uri=path.as_uri(), language_id="yaml", version=1, text=text)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=document))
    return path.as_uri(), text


def place(text, needle, inside=0):
    offset = text.index(needle) + inside
    return lsp.Position(line=text.count("\n", 0, offset), character=offset - text.rfind("\n", 0, offset) - 1)


async def test_every_capability(client: LanguageClient):
    uri, text = opened(client)
    document = lsp.TextDocumentIdentifier(uri=uri)
    report = await client.text_document_diagnostic_async(lsp.DocumentDiagnosticParams(text_document=document))
    codes = {item.code for item in report.items}
    assert "server-https" in codes, codes
    assert all(item.source == "apivet" and item.code_description for item in report.items)

    symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(text_document=document))
    assert "POST /login" in {symbol.name for symbol in symbols}
    found = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams(query="order"))
    assert found
    folds = await client.text_document_folding_range_async(lsp.FoldingRangeParams(text_document=document))
    assert folds
    links = await client.text_document_document_link_async(lsp.DocumentLinkParams(text_document=document))
    assert any(link.target.split("#")[0].endswith("paths/orders.yaml") for link in links)
    lenses = await client.text_document_code_lens_async(lsp.CodeLensParams(text_document=document))
    assert any(lens.command.title == "anonymous" for lens in lenses)
    whole = lsp.Range(start=lsp.Position(0, 0), end=lsp.Position(999, 0))
    hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(text_document=document, range=whole))
    assert hints

    at = place(text, "oauth: [orders:read]", 9)
    hover = await client.text_document_hover_async(lsp.HoverParams(text_document=document, position=at))
    assert "scope `orders:read`" in hover.contents.value
    definition = await client.text_document_definition_async(lsp.DefinitionParams(text_document=document, position=at))
    assert definition[0].uri == uri
    context = lsp.ReferenceContext(include_declaration=True)
    references = await client.text_document_references_async(lsp.ReferenceParams(text_document=document, position=at, context=context))
    assert len(references) >= 2
    prepared = await client.text_document_prepare_rename_async(lsp.PrepareRenameParams(text_document=document, position=at))
    assert prepared.placeholder == "orders:read"
    edit = await client.text_document_rename_async(lsp.RenameParams(text_document=document, position=at, new_name="orders:see"))
    assert sum(len(edits) for edits in edit.changes.values()) == len(references)
    items = await client.text_document_completion_async(lsp.CompletionParams(text_document=document, position=at))
    assert "orders:write" in {item.label for item in items.items}

    at = place(text, "http://staging", 2)
    line = lsp.Range(start=at, end=at)
    context = lsp.CodeActionContext(diagnostics=[])
    actions = await client.text_document_code_action_async(lsp.CodeActionParams(text_document=document, range=line, context=context))
    titles = {action.title for action in actions}
    assert {"suppress server-https here, with a reason", "explain server-https"} <= titles
    said = await client.workspace_execute_command_async(lsp.ExecuteCommandParams(command="apivet.explain", arguments=["server-https"]))
    assert said.startswith("server-https")
