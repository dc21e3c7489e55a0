" Does in Vim with ALE what a person does there, and writes down what Vim shows: one JSON object per step.
" Environment: SEEN (file for the steps), LOG (session log), REST (file with the lines that the agent appends while the editor is open).
let s:offered = ''
let s:wanted = ''

function! s:Step(name, seen) abort
  call writefile([json_encode({'step': a:name, 'seen': a:seen})], $SEEN, 'a')
endfunction

function! s:Wait(what, Test) abort
  for l:_ in range(800)
    let l:found = a:Test()
    if !empty(l:found)
      return l:found
    endif
    sleep 25m
  endfor
  throw 'waited 20 s for: ' . a:what
endfunction

function! s:GoTo(file, line) abort
  execute 'edit ' . a:file
  call cursor(a:line, 5)
  ALELint
endfunction

" What ALE marks, lists and echoes for this buffer.
function! s:Diagnostics() abort
  return map(copy(ale#engine#GetLoclist(bufnr(''))), {_, d -> {'line': d.lnum, 'code': get(d, 'code', ''), 'message': d.text}})
endfunction

function! s:Confirmed() abort
  return filter(s:Diagnostics(), {_, d -> d.message =~# 'Confirmed: '})
endfunction

" The text of the preview window, which is closed again.
function! s:Preview() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      let l:text = join(getbufline(winbufnr(l:window), 1, '$'), "\n")
      pclose!
      return l:text
    endif
  endfor
  return ''
endfunction

function! s:Hover() abort
  silent ALEHover
  sleep 100m
  return s:Preview()
endfunction

function! s:Choose(beginning) abort
  let s:wanted = a:beginning
  let s:offered = ''
  silent ALECodeAction
  return s:Wait('the menu of code actions', {-> s:offered})->split("\n")[1:-2]->map({_, title -> substitute(title, '^\d\+) ', '', '')})
endfunction

" The flag's are there at once, the last one when the file has been placed line by line.
function! s:AllActions() abort
  let l:found = s:Choose('nothing: ')
  return index(l:found, 'Why is this line here?') >= 0 ? l:found : []
endfunction

" ALE shows a message that is longer than the line in the preview window.
set columns=60

try
  " ALE asks for a number; a person reads the menu and types it.
  runtime autoload/ale/util.vim
  function! ale#util#Input(message, value, ...) abort
    let s:offered = a:message
    return matchstr(a:message, '\n\zs\d\+\ze) ' . s:wanted)
  endfunction

  call s:Step('version', execute('version')->matchstr('Vi IMproved \zs[0-9.]\+'))
  call s:GoTo('tests/test_cart.py', 5)
  call s:Step('diagnostics', s:Wait('a diagnostic', function('s:Diagnostics')))
  call s:Step('hover', s:Wait('the card', function('s:Hover')))
  call s:Step('actions', s:Wait('all actions', function('s:AllActions')))
  call s:Choose('Confirm: ')
  call s:Step('confirmed', s:Wait('the confirmed diagnostic', function('s:Confirmed')))

  call s:GoTo('tests/test_discount.py', 4)
  call s:Step('before the agent goes on', s:Diagnostics())
  call writefile(readfile($REST), $LOG, 'a')
  call s:Step('live', s:Wait('a live diagnostic', function('s:Diagnostics')))

  call s:GoTo('shop/cart.py', 9)
  call s:Step('why hover', s:Wait('the card of an unflagged line', function('s:Hover')))
  call s:Step('why actions', s:Choose('Why is this line here?'))
  call s:Step('why', s:Wait('the answer', function('s:Preview')))

  bwipeout tests/test_cart.py
  call s:GoTo('tests/test_cart.py', 5)
  call s:Step('opened again', s:Wait('the diagnostic of a file that is opened again', function('s:Diagnostics')))
  call filter(ale#linter#Get('python'), {_, linter -> linter.name is# 'cotlens'})[0]->extend({'lsp_config': {'cotlens': {'minSeverity': 'critical'}}})
  ALELint
  call s:Step('quiet', s:Wait('no diagnostic', {-> empty(s:Diagnostics())}) ? v:true : v:false)
  call s:Step('messages', execute('messages'))
catch
  call s:Step('failed', v:exception . ' at ' . v:throwpoint . "\n" . execute('messages'))
  cquit
endtry
qall!
