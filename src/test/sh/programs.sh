#!/bin/sh
# What the integration tests run besides Java: Redis, OpenSSH, Chromium, Apache, nginx, logrotate, the compressors, and
# the login shells that hosts may have.
# Does nothing when all are there; on Debian and Ubuntu installs what is missing, elsewhere says what to install.
set -eu
PATH=$PATH:/usr/sbin:/usr/local/sbin:/sbin
export PATH

missing=
packages=
need() { # need PACKAGE PROGRAM...: one of the programs must be there
    package=$1
    shift
    for program in "$@"; do
        if command -v "$program" >/dev/null 2>&1; then
            return 0
        fi
    done
    missing="$missing $1"
    packages="$packages $package"
}
need redis-server redis-server
need redis-tools redis-cli
need redis-sentinel redis-sentinel
need openssh-server sshd
need openssh-client ssh-keygen
need chromium chromium chromium-browser google-chrome
need logrotate logrotate
need apache2 apache2
need nginx-light nginx
need gzip gzip
need xz-utils xz
need zstd zstd
need coreutils stat
need procps ps
need iproute2 ss
need openssl openssl
need zsh zsh
need ksh ksh
need tcsh tcsh
need fish fish
if [ ! -e /usr/lib/apache2/modules/mod_auth_openidc.so ]; then
    missing="$missing mod_auth_openidc"
    packages="$packages libapache2-mod-auth-openidc"
fi

if [ -z "$missing" ]; then
    exit 0
fi

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
fi
if ! command -v apt-get >/dev/null 2>&1 || ! $as_root true 2>/dev/null; then
    echo "The integration tests need these programs, which are not on this machine:$missing" >&2
    echo "Install them (on Debian: apt-get install$packages), or run the unit tests only: mvn test" >&2
    exit 1
fi

echo "Installing what the integration tests need:$packages"
# No service is started on this machine by their installation: the tests start their own.
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
    $as_root chmod 755 $policy
    made_policy=yes
fi
end() {
    if [ -n "$made_policy" ]; then
        $as_root rm -f $policy
    fi
}
trap end EXIT
trap 'exit 1' HUP INT TERM
log=${TMPDIR:-/tmp}/onetail-apt.$$.log
if ! { $as_root apt-get -o DPkg::Lock::Timeout=300 update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $packages; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "apt-get could not install$packages; the integration tests need them" >&2
    exit 1
fi
rm -f "$log"
