#!/bin/sh
# Makes sure of tools that Cargo cannot bring: `need.sh cc node` installs what is missing of them with
# apt-get where it may, and says what to install where it may not. With all there it runs nothing.
set -eu

if ! command -v cargo >/dev/null; then
    echo "error: no cargo; install Rust with rustup, then run this again" >&2
    exit 1
fi

packages=
for tool in "$@"; do
    command -v "$tool" >/dev/null && continue
    case $tool in
    chromium) # what opens the reports in tests; Chrome serves as well
        command -v google-chrome-stable >/dev/null && continue
        [ -d "/Applications/Google Chrome.app" ] && continue
        packages="$packages chromium"
        ;;
    cc) packages="$packages gcc libc6-dev" ;; # what rustc links with
    c++) packages="$packages g++" ;;          # what builds checkers that packages bring along in C++
    node) packages="$packages nodejs" ;;      # what the engine is compared with
    *) packages="$packages $tool" ;;
    esac
done
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root=no
fi
if ! command -v apt-get >/dev/null || [ "$as_root" = no ]; then
    echo "error: missing:$packages (Debian's names)" >&2
    echo "Install them, on Debian and Ubuntu with: sudo apt-get update && sudo apt-get install$packages" >&2
    exit 1
fi
echo "Installing with apt-get:$packages" >&2
$as_root apt-get -q update >&2
# shellcheck disable=SC2086 # the lists are meant to be split
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $packages >&2
