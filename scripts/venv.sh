# Sourced by ./run and ./check: makes .venv from a lock file, and only when the lock file has changed.

# Many processes are started: each would compile the whole house anew.
unset PYTHONDONTWRITEBYTECODE

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Python 3.11 or newer with its venv module is needed (Debian: apt-get install python3-venv)." >&2
  return 1
}

prepare_venv() { # prepare_venv LOCKFILE...
  # pyvips is published as source only; it is Python alone and finds the library in the wheel of pyvips-binary.
  local python stamp
  stamp=$(cat "$@" pyproject.toml | cksum | tr -d ' ')
  [ -f .venv/lienthu-stamp ] && grep -qx "$stamp" .venv/lienthu-stamp && return 0
  python=$(find_python)
  echo "Installing the locked dependencies into .venv …" >&2
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  local arguments=() lock
  for lock in "$@"; do arguments+=(-r "$lock"); done
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-binary pyvips "${arguments[@]}"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  echo "$stamp" >> .venv/lienthu-stamp
}
