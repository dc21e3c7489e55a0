-- Does in Neovim (0.7 or newer) what a person does there, and writes down what Neovim shows: one JSON object per step.
-- Environment: SEEN (file for the steps), LOG (session log), REST (file with the lines that the agent appends while the editor is open).
local out = assert(io.open(vim.env.SEEN, "w"))

local function step(name, seen)
  out:write(vim.fn.json_encode({ step = name, seen = seen }) .. "\n")
  out:flush()
end

local function wait(what, test)
  local until_ = vim.loop.now() + 20000
  while vim.loop.now() < until_ do
    local found = test()
    if found then
      return found
    end
    vim.wait(20) -- lets messages of the server in
  end
  error("waited 20 s for: " .. what .. "\n" .. vim.fn.execute("messages"))
end

local function go_to(file, line)
  vim.cmd("edit " .. file)
  vim.api.nvim_win_set_cursor(0, { line, 4 })
end

local function diagnostics()
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    local code = d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code)
    table.insert(found, { line = d.lnum + 1, code = code, message = d.message })
  end
  return #found > 0 and found
end

-- The text of the floating window that opens.
local function floating(open)
  local text = wait("a floating window", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
        vim.api.nvim_win_close(window, true)
        return table.concat(lines, "\n")
      end
    end
    if open then
      open()
      open = nil
    end
  end)
  return text
end

-- Chooses from the menu of code actions; answers all that was offered.
local function choose(beginning)
  local titles
  vim.ui.select = function(items, options, chosen)
    local pick
    titles = {}
    for index, item in ipairs(items) do
      table.insert(titles, options.format_item and options.format_item(item) or tostring(item))
      if titles[index]:find(beginning, 1, true) == 1 then
        pick = index
      end
    end
    chosen(pick and items[pick], pick)
  end
  vim.lsp.buf.code_action()
  wait("the menu of code actions", function()
    return titles
  end)
  return titles
end

-- What is drawn beside the lines, from the lenses' own namespaces.
local function lenses()
  vim.cmd("silent! doautocmd <nomodeline> CursorHold") -- a person would pause; without a screen Neovim is never idle
  local titles = {}
  for name, space in pairs(vim.api.nvim_get_namespaces()) do
    if name:find("codelens", 1, true) then
      for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true })) do
        for _, chunk in ipairs(mark[4].virt_text or {}) do
          if chunk[2] == "LspCodeLens" then
            table.insert(titles, chunk[1])
          end
        end
      end
    end
  end
  return #titles > 0 and titles
end

local function play()
  local version = vim.version()
  step("version", string.format("%d.%d.%d", version.major, version.minor, version.patch))

  go_to("tests/test_cart.py", 5)
  step("diagnostics", wait("a diagnostic", diagnostics))
  step("hover", floating(vim.lsp.buf.hover))
  -- Diagnostics come as soon as the log is read, what else is told of the file when it has been placed line by line.
  step("lenses", wait("the flag's lenses and one that explains", function()
    local found = lenses()
    return found and #found > 4 and found
  end))
  step("actions", choose("Confirm: "))
  step("confirmed", wait("the confirmed diagnostic", function()
    local found = diagnostics()
    return found and found[1].message:find("Confirmed", 1, true) == 1 and found
  end))

  go_to("tests/test_discount.py", 4)
  step("before the agent goes on", vim.diagnostic.get(0))
  vim.fn.writefile(vim.fn.readfile(vim.env.REST), vim.env.LOG, "a")
  step("live", wait("a live diagnostic", diagnostics))

  go_to("shop/cart.py", 9)
  step("why lenses", wait("a lens that explains", lenses))
  step("why hover", floating(vim.lsp.buf.hover))
  step("why actions", choose("Why is this line here?"))
  step("why", wait("the answer", function()
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
    if vim.fn.expand("%:t"):find("why-", 1, true) == 1 then
      return table.concat(lines, "\n")
    end
    local messages = vim.fn.execute("messages")
    return messages:find("why-", 1, true) and messages
  end))

  vim.cmd("bwipeout! " .. vim.fn.bufnr("tests/test_cart.py"))
  go_to("tests/test_cart.py", 5)
  step("opened again", wait("the diagnostic of a file that is opened again", diagnostics))
  step("messages", vim.fn.execute("messages"))
end

local ok, problem = pcall(play)
if not ok then
  step("failed", tostring(problem))
end
vim.cmd(ok and "qall!" or "cquit")
