#!/bin/sh
# Provides what some tests need: Chromium, LibreOffice, and a font that has Chinese characters.
# Installs them on Debian when it may; elsewhere says in one line what will be skipped.
# Never fails: the rest of the tests is worth running without a browser.

find_browser() {
  for name in "$ANJIE_CHROMIUM" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

has_chinese_font() {
  [ "$(uname)" = Darwin ] || { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh)" ]; }
}

missing=""
find_browser || missing="chromium"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui"
has_chinese_font || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:" $missing >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086
  apt-get install -qq -y --no-install-recommends $missing fontconfig >/dev/null 2>&1
fi

find_browser || echo "No Chromium found: the browser tests will be skipped." >&2
command -v soffice >/dev/null 2>&1 || echo "No LibreOffice found: Word documents will not be opened with it." >&2
has_chinese_font || echo "No Chinese font found: pages in the browser tests will show boxes." >&2
exit 0
