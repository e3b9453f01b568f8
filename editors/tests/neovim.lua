-- Neovim's own client against `apivet lsp`: diagnostics, code actions, hover, definition, and diagnostics of what is not saved.
--
--   APIVET=target/debug/apivet nvim --headless --clean -c "luafile editors/tests/neovim.lua"
--
-- It works in a copy of examples/orders, and ends with 1 where something is not as it should be.

local apivet = vim.fn.fnamemodify(vim.env.APIVET or "apivet", ":p")
local root = vim.fn.tempname()
vim.fn.mkdir(root, "p")
vim.fn.writefile(vim.fn.readfile("examples/orders/after.yaml"), root .. "/orders.yaml")

local function fail(text)
  io.stderr:write("FAILED: " .. text .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, condition)
  if not vim.wait(30000, condition, 20) then fail(what) end
  print("ok: " .. what)
end

vim.cmd("edit " .. root .. "/orders.yaml")
local client = vim.lsp.start_client({
  name = "apivet",
  cmd = { apivet, "lsp" },
  root_dir = root,
  init_options = { against = "none" },
})
if not client then fail("the server starts") end
vim.lsp.buf_attach_client(0, client)

local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do found[diagnostic.code] = diagnostic end
  return found
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 10000)
  for _, answer in pairs(answers or {}) do
    if answer.error then fail(method .. ": " .. answer.error.message) end
    return answer.result
  end
  fail(method .. " has no answer")
end

wait("diagnostics", function() return codes()["scope-read-guards-write"] ~= nil end)

local diagnostic = codes()["scope-read-guards-write"]
vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col + 1 })
local place = vim.lsp.util.make_position_params()
local hover = ask("textDocument/hover", place)
if not vim.inspect(hover):find("scope%-read%-guards%-write") then fail("hover: " .. vim.inspect(hover)) end
print("ok: hover")

local definition = ask("textDocument/definition", place)
if not definition or #definition == 0 then fail("definition: " .. vim.inspect(definition)) end
print("ok: definition of a scope in line " .. definition[1].range.start.line + 1)

local range = vim.lsp.util.make_range_params()
range.context = { diagnostics = {} }
local actions = ask("textDocument/codeAction", range)
local chosen
for _, action in ipairs(actions) do
  if action.edit then chosen = chosen or action end
end
if not chosen then fail("code action: " .. vim.inspect(actions)) end
vim.lsp.util.apply_workspace_edit(chosen.edit, "utf-16")
print("ok: code action: " .. chosen.title)
-- What is done and not saved counts.
wait("diagnostics after it, unsaved", function() return codes()["scope-read-guards-write"] == nil end)
if not vim.bo.modified then fail("the buffer was saved") end

vim.lsp.stop_client(client)
vim.cmd("qall!")
