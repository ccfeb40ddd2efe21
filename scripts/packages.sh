# Sourced by ./run and ./check: programs of the system, installed where apt and the right to use it are there.

reading_room_packages() { # what the reading room needs and this machine lacks
  PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v clamd >/dev/null 2>&1 || echo clamav-daemon
  tesseract --list-langs 2>/dev/null | grep -qx vie || echo tesseract-ocr tesseract-ocr-vie
}

install_packages() { # install_packages NAME...; 1 where they cannot be installed
  [ $# -eq 0 ] && return 0
  command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] || return 1
  echo "Installing $* …" >&2
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
