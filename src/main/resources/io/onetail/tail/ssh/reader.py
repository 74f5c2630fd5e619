#!/usr/bin/env python3
# Onetail's reader in Python 3.6 or later, with nothing but the standard library: follows logs, reads files and runs commands on a host for
# one server, over standard input and output. The page "The reader" of Onetail's documents describes what it does and defines the protocol;
# the other readers do the same.
#
# The server sends this text without its comment lines, and a loader runs it: there is no file. An administrator may also install it on the
# host as /usr/local/bin/onetail-reader; its argument is then a file that lists what it may read and run.
#
# One thread. Its loop is in Reader.run, at the end: it takes requests, processes what the system reports about files, and then goes round
# by round: one block of each log that has bytes and credit, one piece of one other answer. Paths are bytes; times are nanoseconds if they
# are those of files, else seconds (monotonic).

import os
import sys

if '__file__' in globals():
    # files beside the program must not be imported as modules
    beside = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if path not in ('', beside)]

import errno
import fcntl
import heapq
import select
import stat
import struct
import time

try:
    # without the wrapper "signal", which costs a megabyte
    import _signal as signal
except ImportError:
    import signal

# ---------------------------------------------------------------- constants

BLOCK = 131072
HEAD = 4096
MOST_RANGE = 8 << 20
MOST_LINE = 1 << 20
# bytes of requests that wait while the server takes no answers
MOST_WAITING = 4 << 20
# how many first bytes, and bytes before the place that was read to, must be unchanged for a file to be the same
SAME_HEAD = 1024
SAME_TAIL = 256
# seconds without a tick, and until the first one
TICK_SILENCE = 6.0
TICK_FIRST = 30.0
# seconds between looks at a name: with events, on a network file system, without events
PACE = 1.0
PACE_NETWORK = 0.25
PACE_POLL = 0.05
# seconds for which a log's name may lead nowhere before that is reported; a rotation takes less
NAMELESS = 0.1
# seconds until another attempt to watch what could not be watched
WATCH_AGAIN = 5.0
# seconds between two reports that names in a directory have changed
CHANGED = 0.5
# how long the previous file must have been quiet before a new one is begun, and how long the new one waits for that
QUIET = 1.0
QUIET_WAIT = 3.0
MOST_UNREAD = 64
# names that came and have not been opened; if there are more, events count as lost
MOST_ARRIVALS = 1000
MOST_LATE = 8
LATE_RENAMED = 3600.0
LATE_DELETED = 60.0
LATE_CLOSED = 1.0
DELETED_UNREAD = 600.0
# seconds without growth after which a write that did not make the file longer counts as a rewrite, and for which the times of a new life
# may still become those of the cut with which it began
REWRITTEN = 0.03
SETTLING = 1.0
# links on the way to a file, as many as Linux follows
MOST_LINKS = 40
# attempts to open a file whose name keeps changing
TRIES = 25
# seconds by which the events of a name that leads nowhere may be late on a very busy host
EVENT_DUE = 0.02
# requests other than follow and run: how many are worked at together, and how many may wait
MOST_WORKING = 32
MOST_TASKS = 1024
MOST_COMMANDS = 256
MOST_UNPACKED = 4
UNPACKED_IDLE = 30.0
# seconds of work in one piece of a list, and between TERM and KILL
PIECE = 0.004
KILL_AFTER = 1.0

LINUX = sys.platform.startswith('linux')
O_PATH = getattr(os, 'O_PATH', 0) if LINUX else 0
OPENING = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
F_GETPATH = 50

UNPACKERS = {
    b'.gz': [b'gzip', b'-dc'],
    b'.xz': [b'xz', b'-dc'],
    b'.zst': [b'zstd', b'-dcq'],
    b'.bz2': [b'bzip2', b'-dc'],
}

# file systems to which others may write unnoticed; the other readers have the same
NETWORK = {
    b'nfs', b'nfs4', b'cifs', b'smb', b'smb3', b'smbfs', b'9p', b'afs', b'ceph', b'lustre', b'glusterfs', b'ncpfs', b'vboxsf',
    b'prl_fs', b'virtiofs', b'beegfs', b'gpfs', b'ocfs2', b'gfs2', b'orangefs', b'acfs', b'coda', b'fuse', b'fuseblk',
}

monotonic = time.monotonic


# ---------------------------------------------------------------- fields of the protocol


# Why something can't be done; code is one of the protocol's.
class Refusal(Exception):
    def __init__(self, code, words=b''):
        Exception.__init__(self, code)
        self.code = code
        self.words = words


REASONS = {
    errno.ENOENT: b'not-found',
    errno.ENOTDIR: b'not-found',
    errno.ENAMETOOLONG: b'not-found',
    errno.EACCES: b'denied',
    errno.EPERM: b'denied',
    errno.EISDIR: b'directory',
    errno.ELOOP: b'loop',
    errno.ENXIO: b'special',
    errno.ENODEV: b'special',
    errno.EMFILE: b'busy',
    errno.ENFILE: b'busy',
    errno.ENOMEM: b'busy',
    errno.EAGAIN: b'busy',
    errno.ESTALE: b'gone',
}


def refusal(error):
    words = (error.strerror or '').encode('utf-8', 'replace')
    return Refusal(REASONS.get(error.errno, b'failed'), words)


def text_fields(*fields):
    return b''.join([field + b'\0' for field in fields])


def number_of(field, most=(1 << 63) - 1):
    if not field or len(field) > 19 or not field.isdigit():
        raise Refusal(b'bad', b'not a number')
    number = int(field)
    if number > most:
        raise Refusal(b'bad', b'number too large')
    return number


def field_of(coded):
    if coded == b'%':
        return b''
    parts = coded.split(b'%')
    if len(parts) == 1:
        return coded
    plain = [parts[0]]
    try:
        for part in parts[1:]:
            if len(part) < 2:
                raise ValueError
            plain.append(bytes((int(part[:2], 16),)) + part[2:])
    except ValueError:
        raise Refusal(b'bad', b'field')
    return b''.join(plain)


def path_of(coded):
    path = field_of(coded)
    if not path.startswith(b'/') or b'\0' in path:
        raise Refusal(b'bad', b'not an absolute path')
    return path


def node_of(field):
    node = field_of(field)
    parts = node.split(b':')
    if node != b'-' and (len(parts) != 2 or not parts[0].isdigit() or not parts[1].isdigit()):
        raise Refusal(b'bad', b'node')
    return node


def flag_of(field):
    if field not in (b'0', b'1'):
        raise Refusal(b'bad', b'not 0 or 1')
    return field == b'1'


def time_text(nanoseconds):
    sign = b'-' if nanoseconds < 0 else b''
    return sign + b'%d.%09d' % divmod(abs(nanoseconds), 1000000000)


def clock_text():
    now = time.time()
    return b'%d.%09d' % (int(now), int((now - int(now)) * 1e9))


def node_text(st):
    return b'%d:%d' % (st.st_dev, st.st_ino)


# ---------------------------------------------------------------- globs


def in_name(char):
    return char != '/'


def any_char(char):
    return True


# A pattern for absolute paths, with the syntax of Onetail's class Glob: * ? [a-z] [!a-z] {a,b} \ and ** as a whole segment. It becomes a
# small machine (Thompson's construction) that is run in all its states at once, so a match takes linear time for any pattern. A step is
# (test, a, b): with a test it takes a character and goes to a, without one it goes to both.
class Glob(object):
    def __init__(self, given):
        text = given.decode('utf-8')
        if not text.startswith('/') or len(text) > 1000:
            raise ValueError("it must begin with '/' and have at most 1000 characters")
        if any(char < ' ' or '\x7f' <= char <= '\x9f' for char in text):
            raise ValueError('it contains a control character')
        while '/**/**/' in text:
            text = text.replace('/**/**/', '/**/')
        while text.endswith('/**/**'):
            text = text[:-3]
        self.segments = text[1:].split('/')
        for segment in self.segments:
            self.check(segment)
        self.text = text
        self.at = 0
        self.depth = 0
        self.wild = False
        self.fixed = []
        self.steps = []
        while self.at < len(text):
            self.parse_next()
        fixed = ''.join(self.fixed)
        self.path = None if self.wild else fixed.encode('utf-8')
        self.directory = fixed[:max(1, fixed.rfind('/'))].encode('utf-8')
        self.rows = {}
        self.first = self.reach([0])

    def check(self, segment):
        if segment in ('', '.', '..'):
            raise ValueError("an empty segment, '.' or '..' never matches")
        bare = []
        chars = iter(segment)
        for char in chars:
            if char == '\\':
                next(chars, None)
            else:
                bare.append(char)
        if '**' in ''.join(bare) and segment != '**':
            raise ValueError("'**' must stand alone between slashes")

    def parse_next(self):
        text, steps = self.text, self.steps
        if self.depth == 0 and text.startswith('/**/', self.at):
            # "/", then any number of "name/"
            self.literal('/')
            self.wild = True
            again = self.fork()
            self.take(in_name)
            within = len(steps)
            leave = self.fork()
            self.take(in_name)
            self.jump(within)
            steps[leave][2] = len(steps)
            self.take('/')
            self.jump(again)
            steps[again][2] = len(steps)
            self.at += 4
            return
        if self.depth == 0 and text[self.at:] == '/**':
            self.literal('/')
            self.wild = True
            self.take(any_char)
            self.many(any_char)
            self.at += 3
            return
        char = text[self.at]
        self.at += 1
        if char == '*':
            self.wild = True
            self.many(in_name)
        elif char == '?':
            self.wild = True
            self.take(in_name)
        elif char == '[':
            self.parse_set()
        elif char == '{':
            self.parse_choice()
        elif char == '\\':
            self.literal(self.escaped())
        else:
            self.literal(char)

    def parse_choice(self):
        text, steps = self.text, self.steps
        self.wild = True
        self.depth += 1
        if self.depth > 10:
            raise ValueError("'{' is nested more than 10 deep")
        ends = []
        branch = self.fork()
        while True:
            char = text[self.at:self.at + 1]
            if not char:
                raise ValueError("'{' has no '}'")
            if char == ',':
                self.at += 1
                ends.append(len(steps))
                self.jump(0)
                steps[branch][2] = len(steps)
                branch = self.fork()
            elif char == '}':
                self.at += 1
                # the last branch has no alternative
                steps[branch][2] = branch + 1
                for end in ends:
                    steps[end][1] = steps[end][2] = len(steps)
                self.depth -= 1
                return
            else:
                self.parse_next()

    def parse_set(self):
        text = self.text
        self.wild = True
        inverted = text[self.at:self.at + 1] in ('!', '^')
        if inverted:
            self.at += 1
        ranges = []
        while True:
            char = text[self.at:self.at + 1]
            if not char:
                raise ValueError("'[' has no ']'")
            if char == ']' and ranges:
                self.at += 1
                break
            low = high = self.char_in_set()
            if text[self.at:self.at + 1] == '-' and text[self.at + 1:self.at + 2] not in (']', ''):
                self.at += 1
                high = self.char_in_set()
            if '/' in (low, high) or low > high:
                raise ValueError("'/' or a reversed range between '[' and ']'")
            ranges.append((low, high))
        self.take(lambda c: c != '/' and inverted != any(low <= c <= high for low, high in ranges))

    def char_in_set(self):
        char = self.text[self.at]
        self.at += 1
        return self.escaped() if char == '\\' else char

    def escaped(self):
        char = self.text[self.at:self.at + 1]
        if not char:
            raise ValueError('it ends with a backslash')
        self.at += 1
        return char

    def literal(self, char):
        if char == '/' and self.depth:
            raise ValueError("'/' can't be between '{' and '}'")
        if not self.wild:
            self.fixed.append(char)
        self.take(char)

    def take(self, test):
        self.steps.append([test, len(self.steps) + 1, 0])

    def many(self, test):
        leave = self.fork()
        self.take(test)
        self.jump(leave)
        self.steps[leave][2] = len(self.steps)

    def fork(self):
        at = len(self.steps)
        self.steps.append([None, at + 1, at + 1])
        return at

    def jump(self, target):
        self.steps.append([None, target, target])

    # All states that are reached from these without taking a character.
    def reach(self, states):
        found = set()
        todo = list(states)
        while todo:
            at = todo.pop()
            if at in found:
                continue
            found.add(at)
            if at < len(self.steps) and self.steps[at][0] is None:
                todo += self.steps[at][1:]
        return frozenset(found)

    def after(self, states, char):
        reached = []
        for at in states:
            if at < len(self.steps):
                test, target, _ = self.steps[at]
                if test is not None and (test == char if isinstance(test, str) else test(char)):
                    reached.append(target)
        return self.reach(reached)

    # The states after a text. What was computed for a state and a character is kept, within bounds.
    def states(self, text):
        rows = self.rows
        now = self.first
        for char in text:
            row = rows.get(now)
            if row is None:
                if len(rows) > 250:
                    rows.clear()
                row = rows[now] = {}
            then = row.get(char)
            if then is None:
                then = self.after(now, char)
                if len(row) < 300:
                    row[char] = then
            now = then
            if not now:
                break
        return now

    def matches(self, path):
        if self.path is not None:
            return path == self.path
        if not path.startswith(self.directory):
            return False
        return len(self.steps) in self.states(path.decode('utf-8', 'surrogateescape'))

    # Whether a path below this directory can match.
    def leads_into(self, directory):
        under = directory if directory == b'/' else directory + b'/'
        states = self.states(under.decode('utf-8', 'surrogateescape'))
        return bool(states) and states != frozenset((len(self.steps),))


# ---------------------------------------------------------------- files: what may be opened, and where it is


def split(path):
    slash = path.rfind(b'/')
    return path[:slash] or b'/', path[slash + 1:]


def join(directory, name):
    return (directory if directory.endswith(b'/') else directory + b'/') + name


# The path with links resolved, as far as possible; what changes at that moment is left as it is.
def resolved(path):
    for attempt in range(TRIES):
        try:
            return os.path.realpath(path)
        except OSError:
            pass
    return path


# The names through which a path leads, including those of links and of what they lead to, up to the first that does not exist: each with
# its directory, what comes after it, and whether it is a link.
def way_of(path):
    directory, todo, links = b'/', path.split(b'/'), 0
    while todo:
        name = todo.pop(0)
        if name in (b'', b'.'):
            continue
        if name == b'..':
            directory = split(directory)[0]
            continue
        target = absent = None
        try:
            target = os.readlink(join(directory, name))
        except OSError as error:
            absent = error.errno in (errno.ENOENT, errno.ENOTDIR)
        yield directory, name, b'/'.join(part for part in todo if part), target is not None
        if target is None:
            directory = join(directory, name)
        else:
            links += 1
            directory = b'/' if target.startswith(b'/') else directory
            todo[:0] = target.split(b'/')
        if absent or links > MOST_LINKS:
            return


def ending(name):
    dot = name.rfind(b'.')
    return name[dot:] if dot > 0 else b''


# A name without an ending such as ".log"; the names of a log's older files begin with it.
def stem(name):
    last = ending(name)
    plain = last[1:].replace(b'_', b'a')
    return name[:-len(last)] if plain.isalnum() and plain[:1].isalpha() and last[1:2] != b'_' else name


# How this host can determine where an open file is.
def find_place_way():
    if O_PATH:
        try:
            fd = os.open(b'/', O_PATH | OPENING)
            try:
                if os.readlink(b'/proc/self/fd/%d' % fd) == b'/':
                    return 'proc'
            finally:
                os.close(fd)
        except OSError:
            pass
    return 'getpath' if sys.platform == 'darwin' else 'inode'


PLACE = find_place_way()


def must_be_regular(st):
    if stat.S_ISDIR(st.st_mode):
        raise Refusal(b'directory', os.strerror(errno.EISDIR).encode())
    if not stat.S_ISREG(st.st_mode):
        raise Refusal(b'special')


# Opens a regular file, without blocking on anything else. If possible, what it is is checked before it is opened, since the mere opening of
# a FIFO would be noticed by its writer.
def open_regular(path, directory=None):
    try:
        if PLACE == 'proc':
            handle = os.open(path, O_PATH | OPENING, dir_fd=directory)
            try:
                must_be_regular(os.fstat(handle))
                fd = os.open(b'/proc/self/fd/%d' % handle, OPENING)
            finally:
                os.close(handle)
        else:
            must_be_regular(os.stat(path, dir_fd=directory))
            fd = os.open(path, OPENING, dir_fd=directory)
        try:
            st = os.fstat(fd)
            must_be_regular(st)
        except BaseException:
            os.close(fd)
            raise
        return fd, st
    except OSError as error:
        raise refusal(error)


# Where the open file is, links resolved; path is what it was opened by.
def real_path(fd, st, path):
    try:
        if PLACE == 'proc':
            return real_by_proc(fd, st)
        if PLACE == 'getpath':
            return fcntl.fcntl(fd, F_GETPATH, bytes(1024)).rstrip(b'\0')
        return real_by_inode(st, path)
    except OSError as error:
        raise Refusal(b'unproved', refusal(error).words)


def real_by_proc(fd, st):
    real = os.readlink(b'/proc/self/fd/%d' % fd)
    if not real.startswith(b'/'):
        raise Refusal(b'unproved', real)
    if real.endswith(b' (deleted)'):
        # the system appends this if the name is gone; but another file may really be called so
        try:
            same = st.st_nlink and os.path.samestat(os.lstat(real), st)
        except OSError:
            same = False
        if not same:
            real = real[:-10]
    return real


# Walks down the resolved path without following links, and compares what is there with the open file.
def real_by_inode(st, path):
    real = resolved(path)
    at = os.open(b'/', (O_PATH or os.O_RDONLY) | os.O_CLOEXEC)
    try:
        names = real[1:].split(b'/')
        for name in names[:-1]:
            below = os.open(name, (O_PATH or os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)
            os.close(at)
            at = below
        there = os.stat(names[-1], dir_fd=at, follow_symlinks=False)
    finally:
        os.close(at)
    if not os.path.samestat(there, st):
        raise Refusal(b'unproved')
    return real


# Where a name leads at the moment, links resolved; empty if it leads nowhere.
def target_of(path):
    try:
        if PLACE == 'proc':
            handle = os.open(path, O_PATH | OPENING)
            try:
                return real_by_proc(handle, os.fstat(handle))
            finally:
                os.close(handle)
        target = resolved(path)
        os.lstat(target)
        return target
    except (OSError, Refusal):
        return b''


# When a name in a watched directory began to lead where it leads, as far as the host can tell.
def turned_at(directory, name):
    try:
        st = os.lstat(join(directory.path, name))
        return st.st_ctime_ns if stat.S_ISLNK(st.st_mode) else os.stat(directory.path).st_mtime_ns
    except OSError:
        return int(time.time() * 1e9)


# The file systems to which others may write unnoticed, by device.
class Mounts(object):
    def __init__(self):
        self.kinds = {}
        self.read_at = None

    def is_network(self, device):
        now = monotonic()
        if device not in self.kinds and LINUX and (self.read_at is None or now > self.read_at + 10):
            self.read_at = now
            self.read()
        kind = self.kinds.get(device, b'')
        return kind in NETWORK or kind.startswith(b'fuse.')

    def read(self):
        try:
            with open('/proc/self/mountinfo', 'rb') as lines:
                for line in lines:
                    words = line.split()
                    major, minor = words[2].split(b':')
                    self.kinds[os.makedev(int(major), int(minor))] = words[words.index(b'-') + 1]
        except (OSError, ValueError, IndexError):
            pass


# A file that was opened and may be read.
class OpenedFile(object):
    def __init__(self, fd, st, real):
        self.fd = fd
        self.st = st
        self.real = real
        self.node = (st.st_dev, st.st_ino)

    def head(self, length):
        return os.pread(self.fd, length, 0)

    def close(self):
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


# What may be read: what the server's globs allow and, if the reader is pinned, the host's as well.
class Allowance(object):
    def __init__(self):
        self.globs = []
        self.pinned = None

    def allows(self, real):
        return any(glob.matches(real) for glob in self.globs) and (
            self.pinned is None or any(glob.matches(real) for glob in self.pinned))

    # Where older files of a log may be: (directory, beginning of the name).
    def places(self, log):
        directory, name = split(log)
        for path in (join(resolved(directory), name), resolved(log)):
            if self.allows(path):
                directory, name = split(path)
                yield directory, stem(name)

    def allows_older(self, log, real):
        directory, name = split(real)
        return any(directory == place and name.startswith(begin) for place, begin in self.places(log))

    def allows_as_older(self, log, real):
        return self.allows(real) or self.allows_older(log, real)

    # Opens a file of a log: the log itself or, if requested, an older one.
    def open(self, path, log, older, directory=None, where=None):
        fd, st = open_regular(path, directory)
        try:
            real = real_path(fd, st, where or path)
            if not (self.allows_as_older(log, real) if older else self.allows(real)):
                raise Refusal(b'forbidden')
        except BaseException:
            os.close(fd)
            raise
        return OpenedFile(fd, st, real)


# ---------------------------------------------------------------- frames to the server


# The server does not read any more.
class ServerGone(Exception):
    pass


# What goes to standard output. Nothing more is produced while something waits here that the server does not take, see blocked.
class Output(object):
    def __init__(self):
        self.parts = []
        self.size = 0
        self.blocked = False
        os.set_blocking(1, False)
        if LINUX:
            try:
                # F_SETPIPE_SZ: fewer changes between reader and server
                fcntl.fcntl(1, 1031, 1 << 20)
            except OSError:
                pass

    def send(self, kind, number, payload=b'', more=None):
        length = len(payload) + (0 if more is None else len(more))
        self.parts.append(struct.pack('>IcI', length, kind, number) + payload)
        self.size += 9 + length
        if more is not None:
            self.parts.append(more)
            if self.size >= BLOCK:
                self.flush()
        elif self.size >= BLOCK:
            self.flush()

    def flush(self):
        while self.parts:
            try:
                written = os.writev(1, self.parts[:64])
            except BlockingIOError:
                break
            except OSError:
                raise ServerGone
            self.size -= written
            self.drop(written)
        self.blocked = bool(self.parts)

    def drop(self, written):
        done = 0
        for part in self.parts:
            if written < len(part):
                break
            written -= len(part)
            done += 1
        del self.parts[:done]
        if written:
            self.parts[0] = memoryview(self.parts[0])[written:]

    def fail(self, number, why):
        self.send(b'E', number, text_fields(why.code, why.words))


# ---------------------------------------------------------------- what the system reports about names and files


# A watched directory. wd identifies its events; fd is a handle that stays valid when the directory is renamed.
class Directory(object):
    def __init__(self, path, node, wd, fd):
        self.path = path
        self.node = node
        self.wd = wd
        self.fd = fd
        self.users = 0
        # the follows that are interested in each of its names, each with what comes after the name in its path; and those that are
        # interested in any name
        self.names = {}
        self.curious = {}

    def is_away(self):
        try:
            st = os.stat(self.path)
            return (st.st_dev, st.st_ino) != self.node
        except OSError:
            return True


# A file that got a log's name, by the events, and has not been opened yet; or a directory or a link that got a name on the way to the file,
# with the rest of the path from there. came is (directory, name), where it came; place is (wd, name), where it is by now, or None if that
# is not watched or it is gone.
class Arrival(object):
    __slots__ = ('follow', 'came', 'rest', 'place', 'moves', 'passed', 'broken')

    def __init__(self, follow, came, rest, place):
        self.follow = follow
        self.came = came
        self.place = place
        self.rest = rest
        self.moves = 0
        # whether something had the log's name before that could be watched there
        self.passed = False
        # names that were gone again before it was opened, as (directory, name)
        self.broken = []

    def path(self):
        return join(self.place[1], self.rest) if self.rest else self.place[1]


# No events: everything is found by looks.
class NoWatches(object):
    kind = 'poll'
    fd = -1
    drained = 0

    def trim(self):
        pass

    def directory(self, path):
        return None

    def leave(self, directory, name, follow):
        pass

    def add_life(self, life):
        return True

    def remove_life(self, life):
        pass

    def drain(self):
        pass


IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO = 0x2, 0x4, 0x8, 0x40, 0x80
IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF = 0x100, 0x200, 0x400, 0x800
IN_UNMOUNT, IN_Q_OVERFLOW, IN_IGNORED, IN_ONLYDIR, IN_ISDIR = 0x2000, 0x4000, 0x8000, 0x1000000, 0x40000000
DIRECTORY_EVENTS = (IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
FILE_EVENTS = IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE
DIRECTORY_GONE = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED


# The events of Linux. Only drain reads them, and processes them in order: it records what has happened to which life, and where the files
# are by now that got a log's name.
class Inotify(object):
    kind = 'inotify'

    def __init__(self, reader):
        import ctypes
        self.ctypes = ctypes
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.fd < 0:
            raise OSError(ctypes.get_errno(), 'inotify_init1')
        self.reader = reader
        self.directories = {}
        self.by_node = {}
        self.lives = {}
        # arrivals by (wd, name); and those whose new name comes with the next event, by its cookie
        self.arrivals = {}
        self.moving = {}
        self.drained = 0

    # Gives memory back to the system that only the compiler has needed.
    def trim(self):
        trim = getattr(self.libc, 'malloc_trim', None)
        if trim is not None:
            trim(0)

    def add(self, path, mask):
        wd = self.libc.inotify_add_watch(self.fd, self.ctypes.c_char_p(path), self.ctypes.c_uint32(mask))
        if wd < 0:
            number = self.ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return wd

    # Watches the directory to which the path leads; raises OSError.
    def directory(self, path):
        st = os.stat(path)
        known = self.by_node.get((st.st_dev, st.st_ino))
        if known is not None:
            known.path = path
            return known
        fd = os.open(path, (O_PATH or os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            st = os.fstat(fd)
            wd = self.add(b'/proc/self/fd/%d' % fd if PLACE == 'proc' else path, DIRECTORY_EVENTS)
        except BaseException:
            os.close(fd)
            raise
        if wd in self.directories:
            os.close(fd)
            return self.directories[wd]
        watched = Directory(path, (st.st_dev, st.st_ino), wd, fd)
        self.directories[wd] = self.by_node[watched.node] = watched
        return watched

    def leave(self, directory, name, follow):
        follows = directory.names.get(name, {})
        follows.pop(follow, None)
        if not follows:
            directory.names.pop(name, None)
        if not directory.names and directory.wd in self.directories:
            self.forget(directory)
            self.libc.inotify_rm_watch(self.fd, directory.wd)

    def forget(self, directory):
        del self.directories[directory.wd]
        del self.by_node[directory.node]
        os.close(directory.fd)
        directory.fd = -1

    # Watches the file of a life; returns whether it is watched from now on.
    def add_life(self, life):
        path = b'/proc/self/fd/%d' % life.fd if PLACE == 'proc' else life.real
        try:
            life.wd = self.add(path, FILE_EVENTS)
            same = PLACE == 'proc' or os.path.samestat(os.stat(path), os.fstat(life.fd))
        except OSError:
            return False
        self.lives.setdefault(life.wd, {})[life] = None
        if not same:
            self.remove_life(life)
        return same

    def remove_life(self, life):
        lives = self.lives.get(life.wd)
        if lives is not None:
            lives.pop(life, None)
            if not lives:
                del self.lives[life.wd]
                self.libc.inotify_rm_watch(self.fd, life.wd)
        life.wd = -1

    def drain(self):
        self.drained += 1
        head = struct.Struct('iIII')
        stirred = self.reader.stirred
        while True:
            try:
                events = os.read(self.fd, 262144)
            except BlockingIOError:
                break
            at = 0
            while at < len(events):
                wd, mask, cookie, length = head.unpack_from(events, at)
                at += 16
                lives = self.lives.get(wd)
                if lives is not None:
                    for life in lives:
                        life.told |= mask
                        if mask & (IN_CLOSE_WRITE | IN_MODIFY):
                            life.closed = monotonic() if mask & IN_CLOSE_WRITE else None
                        # an event that was read right after a look may report what that look has already seen
                        if mask & IN_MODIFY and self.drained - life.looked >= 2:
                            life.written = True
                        stirred[life.follow] = None
                    if mask & IN_IGNORED:
                        del self.lives[wd]
                elif wd in self.directories:
                    self.take(self.directories[wd], mask, cookie, events[at:at + length].rstrip(b'\0'))
                elif mask & IN_Q_OVERFLOW:
                    self.overflow()
                at += length
            if len(events) < 131072:
                break

    def take(self, directory, mask, cookie, name):
        if mask & DIRECTORY_GONE:
            for follows in list(directory.names.values()):
                for follow in follows:
                    follow.needs_watch = follow.doubtful = True
                    self.reader.stirred[follow] = None
            # a directory that was only moved may come back
            if mask & ~(IN_MOVE_SELF | IN_ISDIR):
                self.forget(directory)
            return
        for follow in directory.curious:
            follow.changed = True
            self.reader.stirred[follow] = None
        place = (directory.wd, name)
        arrivals = self.arrivals.pop(place, None)
        if mask & IN_MOVED_FROM:
            if arrivals:
                self.moving[cookie] = arrivals
                self.put(arrivals, None)
        else:
            # whatever had the name before is gone
            if arrivals:
                self.put(arrivals, None)
            arrivals = self.moving.pop(cookie, []) if cookie else []
            if arrivals:
                self.put(arrivals, place)
        follows = directory.names.get(name)
        if follows is not None:
            for follow, rest in follows.items():
                follow.doubtful = follow.needs_watch = True
                self.reader.stirred[follow] = None
                if mask & (IN_MOVED_FROM | IN_DELETE):
                    for arrival in follow.arrivals:
                        arrival.broken.append((directory, name))
                if mask & (IN_CREATE | IN_MOVED_TO) and (rest or not mask & IN_ISDIR):
                    self.arrive(follow, directory, name, rest)

    def arrive(self, follow, directory, name, rest):
        place = (directory.wd, name)
        if not any(arrival.place == place for arrival in follow.arrivals):
            arrival = Arrival(follow, (directory, name), rest, place)
            follow.arrivals.append(arrival)
            self.arrivals.setdefault(place, []).append(arrival)
            if len(follow.arrivals) > MOST_ARRIVALS:
                for lost in follow.arrivals:
                    self.forget_arrival(lost)
                self.lose(follow)

    def put(self, arrivals, place):
        for arrival in arrivals:
            arrival.place = place
            arrival.moves += 1
        if place is not None:
            self.arrivals.setdefault(place, []).extend(arrivals)

    def is_moving(self, arrival):
        return any(arrival in moved for moved in self.moving.values())

    # Stops tracking an arrival.
    def forget_arrival(self, arrival):
        for cookie, moved in list(self.moving.items()):
            if arrival in moved:
                moved.remove(arrival)
                if not moved:
                    del self.moving[cookie]
        waiting = self.arrivals.get(arrival.place)
        if waiting and arrival in waiting:
            waiting.remove(arrival)
            if not waiting:
                del self.arrivals[arrival.place]

    # Events were lost: what came and went meanwhile is not known.
    def overflow(self):
        self.arrivals.clear()
        self.moving.clear()
        for follow in self.reader.follows.values():
            self.lose(follow)
            for life in follow.lives:
                life.told |= IN_MODIFY
                life.written = True

    def lose(self, follow):
        follow.arrivals = []
        follow.doubtful = follow.overflowed = follow.changed = True
        self.reader.stirred[follow] = None


# ---------------------------------------------------------------- a followed log


# What a followed log is from one beginning to the next. fd is -1 when it is over.
class Life(object):
    def __init__(self, follow, number, kind, missed, fd, st, real):
        self.follow = follow
        self.number = number
        self.kind = kind
        self.missed = missed
        self.fd = fd
        self.real = real
        self.node = (st.st_dev, st.st_ino)
        self.wd = -1
        self.size = st.st_size
        self.modified = st.st_mtime_ns
        head = os.pread(fd, HEAD, 0)
        self.details = text_fields(node_text(st), b'%d' % st.st_size, time_text(st.st_mtime_ns), real) + head
        self.head = head[:SAME_HEAD]
        # how far its bytes were sent, and the last of them
        self.sent = 0
        self.tail = b''
        # events since the last check, and the last reading of events before it; whether they report later writing, whether the time changed
        # without growth, and since when that may be a rewrite
        self.told = 0
        self.looked = follow.reader.watches.drained
        self.written = False
        self.restamped = False
        self.suspected = None
        # until when a change of the time may be that of the cut with which the life began
        self.settling = monotonic() + SETTLING if kind == b'cut' else 0.0
        # whether it began before the life that was requested
        self.skipped = False
        now = monotonic()
        self.grown = now - max(0.0, time.time() - st.st_mtime)
        # since when it has bytes
        self.filled = now if self.size else None
        # since when it has not had the name, whether that was its last one, and when a writer closed it
        self.lost = None
        self.deleted = False
        self.closed = None
        # until when it is left alone, because it could not be read
        self.resting = 0.0

    def frame(self):
        return text_fields(b'%d' % self.number, self.kind, b'%d' % self.missed) + self.details

    def left(self):
        return 0 if self.skipped or self.fd < 0 else self.size - self.sent

    def has_same_bytes(self):
        head = os.pread(self.fd, SAME_HEAD, 0)
        if not head.startswith(self.head):
            return False
        if os.pread(self.fd, len(self.tail), self.sent - len(self.tail)) != self.tail:
            return False
        self.head = head
        return True

    def read_from(self, offset):
        self.sent = offset
        begin = max(0, offset - SAME_TAIL)
        self.tail = os.pread(self.fd, offset - begin, begin)


def is_link(name, directory):
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)
    except OSError:
        return False


# The reasons for which opening fails if the file was renamed at that moment.
UNSURE = (b'not-found', b'forbidden', b'unproved')


# A followed log: its open lives in order, and what has been reported of them.
# An older file that is kept open because its writer may still use it.
class KeptFile(object):
    def __init__(self, file, now):
        self.file = file
        self.size = file.st.st_size
        self.since = now
        self.deleted = None

    # Closes it if its time is over.
    def is_used(self, now):
        st = os.fstat(self.file.fd)
        if st.st_size != self.size:
            self.size, self.since = st.st_size, now
        if st.st_nlink == 0 and self.deleted is None:
            self.deleted = now
        over = now - self.since > LATE_RENAMED if self.deleted is None else now - max(self.since, self.deleted) > LATE_DELETED
        if over:
            self.file.close()
        return not over


class Follow(object):
    def __init__(self, reader, number, path, names):
        self.reader = reader
        self.number = number
        self.path = path
        self.names = names
        self.lives = []
        self.count = 0
        # the life to which the name leads, or led last
        self.current = None
        self.started = None
        self.credit = 0
        # the life that is read, the number of the last one that was begun, when the life changed, and how often
        self.reading = None
        self.front = -1
        self.switched = self.wait_due = -100.0
        self.switches = 0
        self.caught_up = False
        # what is watched on the way to the file: (directory, name, rest of the path, whether it is a link); whether that has to be
        # determined again, and when to try again what can't be watched
        self.spots = []
        # those of them that are not on the way any more, and are watched until what came there has been opened
        self.left = []
        self.needs_watch = True
        # whether the whole way exists, and whether it did not when it turned last, so that its end could not be watched
        self.whole = True
        self.blind = False
        self.unwatched = None
        self.pace = None
        self.network = False
        self.over = False
        # files that got the name, by the events; whether the name may lead elsewhere; whether events were lost
        self.arrivals = []
        # older files that are kept open for ranges
        self.kept = []
        self.doubtful = True
        self.overflowed = False
        self.missed = False
        self.barred = False
        # what is to be reported: lives, why there is no file (and since when), changed names in the directory
        self.news = []
        self.why = None
        self.why_since = 0.0
        self.why_told = None
        self.changed = False
        self.changed_at = 0.0
        self.directory_time = None

    # -- looking

    # An unforeseen failure, for example for lack of descriptors, is reported, and the next look tries again.
    def guarded(self, step, now):
        try:
            step(now)
        except OSError as error:
            self.doubtful = False
            self.nameless(refusal(error), now)
            self.tell(now)

    # Processes what has been marked for work: lives first, since a cut comes before what came after it.
    def work(self, now):
        for life in list(self.lives):
            if life.told:
                self.ask(life, now)
        self.settle(now)
        self.tell(now)

    # The regular look, whatever the events say.
    def look(self, now):
        named = None
        try:
            st = os.stat(self.path)
            current = self.current
            if current is not None and current.fd >= 0 and (st.st_dev, st.st_ino) == current.node and self.why is None:
                named = current
        except OSError:
            pass
        if named is None:
            self.doubtful = True
        for life in list(self.lives):
            if life is not named:
                self.ask(life, now)
                self.keep_late(life, now)
            elif st.st_mtime_ns != life.modified or st.st_size != life.size or life.suspected is not None:
                self.ask(life, now)
        if self.unwatched is not None and now >= self.unwatched:
            self.needs_watch = True
        if self.names and self.pace != PACE:
            self.look_at_directory()
        if self.doubtful or self.needs_watch or self.arrivals:
            self.settle(now)
        self.limit(now)
        self.kept = [file for file in self.kept if file.is_used(now)]
        self.tell(now)

    def look_at_directory(self):
        try:
            changed = os.stat(split(self.path)[0]).st_mtime_ns
        except OSError:
            changed = None
        if changed != self.directory_time:
            self.changed = self.changed or self.directory_time is not None
            self.directory_time = changed

    # Opens what got the name, in order, until the name leads to a known life.
    def settle(self, now):
        for tries in range(4 * TRIES):
            if self.arrivals:
                self.open_arrival(self.arrivals[0], now)
            elif self.needs_watch:
                if self.watch(now):
                    # what has changed before it was watched must be looked for
                    self.doubtful = self.needs_watch = True
            elif self.doubtful:
                self.doubtful = False
                self.look_by_name(now)
            else:
                break
        else:
            if self.arrivals:
                self.reader.stir(self)
            else:
                self.doubtful = False
                self.nameless(Refusal(b'restless'), now)
        self.limit(now)

    def look_by_name(self, now):
        reader = self.reader
        try:
            st = os.stat(self.path)
            must_be_regular(st)
        except (OSError, Refusal) as error:
            reader.watches.drain()
            if not self.arrivals:
                self.nameless(error if isinstance(error, Refusal) else refusal(error), now)
            return
        node = (st.st_dev, st.st_ino)
        known = self.open_life(node)
        if known is not None:
            self.ask(known, now)
            known = self.open_life(node)
            if known is not None:
                self.overflowed = self.overflowed and known is not self.current
                self.lead_to(known, now)
            return
        # by now events may say how it came
        reader.watches.drain()
        if self.arrivals:
            return
        try:
            file = reader.allowance.open(self.path, self.path, False)
        except Refusal as why:
            reader.watches.drain()
            if self.arrivals or (why.code in UNSURE and not self.leads_to(node)):
                self.doubtful = True
            else:
                self.nameless(why, now)
            return
        reader.watches.drain()
        if self.arrivals or not self.leads_to(file.node):
            file.close()
            self.doubtful = True
            return
        self.begin(file, b'next' if self.count else b'first', now)

    def leads_to(self, node):
        try:
            st = os.stat(self.path)
        except OSError:
            return False
        return (st.st_dev, st.st_ino) == node

    def open_life(self, node):
        for life in self.lives:
            if life.node == node:
                return life
        return None

    # Opens a file where it is by now, and makes sure that it was not moved meanwhile.
    def open_arrival(self, arrival, now):
        watches = self.reader.watches
        spot = self.spot_of(arrival)
        if spot is None:
            # the way had already led elsewhere; where it leads elsewhere again, it may have led there in between
            self.forget_arrival(arrival)
            watches.drain()
            self.missed = self.missed or self.is_turning()
            return
        turn = arrival.rest or spot[3]
        # whether a name before it on the way has turned as well, so that it leads to where the way led before
        astray = spot[2] != arrival.rest
        if turn:
            for attempt in range(TRIES):
                if not self.watch(now, arrival):
                    break
            self.missed = self.missed or arrival.passed
            self.blind = not self.whole
        due = monotonic() + EVENT_DUE
        for attempt in range(TRIES):
            if arrival.place is None and watches.is_moving(arrival):
                # its new name is in an event that is still to come
                time.sleep(0.0005)
                watches.drain()
            place = arrival.place
            directory = watches.directories.get(place[0]) if place else None
            if directory is None:
                break
            moves, name = arrival.moves, arrival.path()
            older = not any((directory, place[1]) == other[:2] for other in self.spots)
            file = why = None
            try:
                file = self.reader.allowance.open(name, self.path, older, directory.fd, join(directory.path, name))
            except Refusal as refused:
                why = refused
            watches.drain()
            if arrival.moves == moves and why is not None and why.code in UNSURE and monotonic() < due:
                # it may have been moved so recently that the event has not come yet
                time.sleep(0.001)
                watches.drain()
                continue
            if arrival.moves == moves:
                self.forget_arrival(arrival)
                # what had the name before could not be read, and has lost the name
                self.missed = self.missed or self.barred
                self.barred = turning = False
                if turn and (self.arrivals or not self.whole):
                    file, turning = self.doubted(file, arrival)
                if file and astray:
                    file.close()
                    file = None
                if file:
                    self.take_arrival(file, now)
                    # and what came before the next turn
                    self.missed = self.missed or turning
                elif astray or (turn and self.is_broken(arrival)):
                    self.lose_name(now)
                    self.missed = True
                elif older or (not turn and why.code == b'not-found' and not is_link(name, directory.fd)):
                    self.lose_name(now)
                    self.missed = True
                elif why is not None:
                    self.barred = why.code == b'denied' or (why.code == b'forbidden' and directory.is_away())
                return
            if file:
                file.close()
        self.forget_arrival(arrival)
        self.lose_name(now)
        self.missed = True

    # If more has happened on a way since, what was found at its end may have come later, and is reported then. If the way has already
    # turned again, it may even be something to which nothing had led.
    def doubted(self, file, arrival):
        known = file is not None and self.open_life(file.node)
        turning = self.is_turning() or not (self.whole or known)
        passed = file is not None and self.has_passed_in(file.real, turned_at(*arrival.came), file.node)
        self.missed = self.missed or turning or passed
        if file is not None and (self.came_later(file.node) or (turning and passed and not self.leads_to(file.node))):
            file.close()
            file = None
        return file, turning

    # Whether a file is that of a later arrival. A name that has moved meanwhile is looked for where the events say it is by then.
    def came_later(self, node):
        for attempt in range(TRIES):
            before = [(arrival, arrival.moves) for arrival in self.arrivals]
            if any(self.is_found_by(arrival, node) for arrival in self.arrivals):
                return True
            self.reader.watches.drain()
            if before == [(arrival, arrival.moves) for arrival in self.arrivals]:
                break
        return False

    def is_found_by(self, arrival, node):
        directory = self.reader.watches.directories.get(arrival.place[0]) if arrival.place else None
        try:
            st = os.stat(arrival.path(), dir_fd=directory.fd) if directory is not None else None
        except OSError:
            return False
        return st is not None and (st.st_dev, st.st_ino) == node

    # Whether there are further turns of the way to come.
    def is_turning(self):
        return any(arrival.rest for arrival in self.arrivals)

    # Whether a name to which it may have led was gone before that could be opened.
    def is_broken(self, arrival):
        return any(spot[:2] in arrival.broken for spot in self.spots if spot not in self.left)

    def spot_of(self, arrival):
        for spot in self.spots:
            if spot[:2] == arrival.came:
                return spot
        return None

    # Stops tracking an arrival; after that the name is checked by a look.
    def forget_arrival(self, arrival):
        if arrival in self.arrivals:
            self.arrivals.remove(arrival)
        self.reader.watches.forget_arrival(arrival)
        self.doubtful = True

    def take_arrival(self, file, now):
        known = self.open_life(file.node)
        if known is None:
            self.begin(file, b'next' if self.count else b'first', now)
        else:
            file.close()
            self.lead_to(known, now)

    # -- lives

    def begin(self, file, kind, now):
        self.lose_name(now)
        # lost events may have reported others
        missed = self.missed or (self.overflowed and self.count > 0)
        life = Life(self, self.count, kind, missed, file.fd, file.st, file.real)
        self.count += 1
        self.missed = self.overflowed = self.barred = False
        self.network = self.reader.mounts.is_network(file.st.st_dev)
        self.lives.append(life)
        self.news.append(life)
        self.lead_to(life, now)
        self.reader.watches.add_life(life)
        # it may have grown before it was watched
        self.ask(life, now)
        self.note_ready()

    def lead_to(self, life, now):
        if self.current is not life:
            self.lose_name(now)
            self.current = life
            self.needs_watch = True
        life.lost = None
        self.why = None

    # The file of the newest life has lost the name. If it was cut while it had the name, that was a life too.
    def lose_name(self, now):
        if self.current is not None and self.current.lost is None:
            self.ask(self.current, now)
            self.current.lost = now
            # only a writer that closes the file in a rotation, or after it, is its last
            if self.current.closed is not None and now - self.current.closed > LATE_CLOSED:
                self.current.closed = None
            self.current.suspected = None

    def nameless(self, why, now):
        self.lose_name(now)
        if self.why is None:
            self.why_since = now
            if self.count:
                self.reader.at(now + NAMELESS, self.reader.stir, self)
            self.needs_watch = True
        elif self.why.code != why.code:
            self.needs_watch = True
        self.why = why

    # Asks an open file for its size and times.
    def ask(self, life, now):
        if life.fd < 0:
            return
        try:
            st = os.fstat(life.fd)
            life.deleted = not st.st_nlink
            self.check(life, st, now)
        except OSError as error:
            self.trouble(life, error, now)

    def ask_again(self, life):
        self.ask(life, monotonic())

    # Begins a new life if the file was cut or rewritten.
    def check(self, life, st, now):
        size = st.st_size
        changed = st.st_mtime_ns != life.modified
        if size < life.sent or (changed and not life.has_same_bytes()):
            self.cut(life, now)
            return
        if size > life.size:
            life.grown = now
            life.filled = life.filled or now
            life.suspected = None
            life.restamped = False
            life.settling = 0.0
        elif size == life.size:
            # the times change before the event comes, and an ongoing write changes them before the file grows
            life.restamped = life.restamped or changed
            if life.restamped and life.written and life.suspected is None and self.may_be_rewritten(life, now):
                life.suspected = now
                self.reader.at(now + REWRITTEN, self.ask_again, life)
            if life.suspected is not None and now >= life.suspected + REWRITTEN:
                self.cut(life, now)
                if self.current is not None:
                    self.current.settling = 0.0
                return
            life.restamped = life.restamped and not life.written
        life.told = 0
        life.written = False
        life.looked = self.reader.watches.drained
        life.size = size
        life.modified = st.st_mtime_ns
        self.note_ready()

    # Whether a change of the times may mean other bytes. A cut sets the size before the times, so these may change once after it was
    # noticed. If the file has lost the name, rewrites do not matter, and it must stay open for late bytes.
    def may_be_rewritten(self, life, now):
        settling, life.settling = life.settling, 0.0
        return life.size and life.lost is None and now >= settling

    def cut(self, life, now):
        if life.lost is not None:
            self.end_life(life)
            return
        st = os.fstat(life.fd)
        try:
            real = real_path(life.fd, st, life.real)
        except Refusal:
            real = life.real
        after = Life(self, self.count, b'cut', self.missed, life.fd, st, real)
        self.count += 1
        self.missed = False
        watches = self.reader.watches
        watches.add_life(after)
        watches.remove_life(life)
        life.fd = -1
        self.lives.remove(life)
        self.lives.append(after)
        self.news.append(after)
        if self.current is life:
            self.current = after
        self.reader.stir(self)
        self.note_ready()

    def end_life(self, life):
        if life.fd >= 0:
            self.reader.watches.remove_life(life)
            os.close(life.fd)
            life.fd = -1
            self.lives.remove(life)
            if life in self.news:
                self.leave_untold(life)

    # A life that was never reported: the numbers go on without it, and the next one says that something is missing.
    def leave_untold(self, life):
        at = self.news.index(life)
        del self.news[at]
        for later in self.news[at:]:
            later.number -= 1
        self.count -= 1
        if at < len(self.news):
            self.news[at].missed = True
        else:
            self.missed = True

    # The file can't be read. On a network file system it may be gone for good; otherwise it is tried again.
    def trouble(self, life, error, now):
        if error.errno in (errno.ESTALE, errno.EBADF):
            self.give_up(life)
            self.doubtful = True
            self.reader.stir(self)
        else:
            life.resting = now + 1
            self.reader.at(life.resting, self.note_ready)
            self.why, self.why_since = refusal(error), 0.0

    # Closes a life that has lost its name when its time is over.
    def keep_late(self, life, now):
        if life.fd < 0 or life.lost is None:
            return
        since = now - max(life.lost, life.grown)
        if life.left() and not self.is_over_unread(life, since):
            return
        if life.deleted:
            closed = life.closed is not None and now - life.closed > LATE_CLOSED
            over = since > LATE_DELETED or (closed and since > LATE_CLOSED)
        else:
            over = since > LATE_RENAMED
        if over:
            self.give_up(life)

    def is_over_unread(self, life, since):
        return life.deleted and self.credit <= 0 and since > DELETED_UNREAD

    # Limits what is open: unread lives, and those that can only have late bytes.
    def limit(self, now):
        if len(self.lives) <= MOST_LATE:
            return
        late = [life for life in self.lives if life.lost is not None and not self.is_unread(life)]
        late.sort(key=lambda life: max(life.lost, life.grown))
        for life in late[:-MOST_LATE]:
            self.ask(life, now)
            if not self.is_unread(life):
                self.end_life(life)
        self.hurry(now)
        unread = [life for life in self.lives if self.is_unread(life) and life is not self.reading]
        for life in unread[:-MOST_UNREAD]:
            self.give_up(life)

    # Ends a life, and reports that if it was not sent completely.
    def give_up(self, life):
        lacks = self.is_unread(life) and life not in self.news
        self.end_life(life)
        if lacks:
            self.reader.out.send(b'G', self.number, struct.pack('>I', life.number))

    # Sends out of turn what would otherwise have to be given up.
    def hurry(self, now):
        for block in range(MOST_UNREAD):
            if len(self.lives) <= MOST_UNREAD or self.reader.out.blocked:
                break
            self.tell(now)
            if not self.serve(now):
                break

    def is_unread(self, life):
        return self.started is None or life.left() > 0

    # -- watching

    # Watches the directories of all names through which the path leads; true if they have changed. turn: the arrival by which events have
    # said that the way has changed.
    def watch(self, now, turn=None):
        self.needs_watch = False
        self.unwatched = None
        watches = self.reader.watches
        events = watches.kind != 'poll'
        self.whole = not events
        spots = []
        for directory, name, rest, linked in way_of(self.path) if events else ():
            try:
                spot = (watches.directory(directory), name, rest, linked)
                if not any(spot[:2] == other[:2] for other in spots):
                    spots.append(spot)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.ENOTDIR):
                    break
                # what happens further up is seen by looks
                events = events and bool(rest)
            self.whole = self.whole or not rest
        for life in self.lives if events else ():
            if life.wd < 0 and not watches.add_life(life):
                events = False
        if self.blind and self.whole:
            self.blind = False
            self.missed = self.missed or not any(self.leads_to(life.node) for life in self.lives)
        if not self.whole:
            # a look finds it when it is there again
            self.unwatched = now
            spots += self.moved_away(spots, turn)
        if not events:
            self.unwatched = now + WATCH_AGAIN
        self.reader.set_pace(self, PACE_NETWORK if self.network else PACE if events else PACE_POLL)
        return self.lead_through(spots, turn)

    # What was watched beyond a directory that does not exist any more: it may come back, with what has happened in it meanwhile. What comes
    # after a name that has turned does not count.
    def moved_away(self, spots, turn):
        for at, spot in enumerate(self.spots):
            if spots and spot[:2] == spots[-1][:2] and not spot[3]:
                beyond = self.spots[at + 1:]
                for end, other in enumerate(beyond):
                    if turn is not None and other[:2] == turn.came:
                        beyond = beyond[:end + 1]
                return [other for other in beyond if other[0].fd >= 0 and other not in spots and other not in self.left]
        return []

    def lead_through(self, spots, turn):
        watches = self.reader.watches
        before = self.spots
        for directory, name, rest, _ in spots:
            directory.names.setdefault(name, {})[self] = rest
            if self.names and not rest:
                directory.curious[self] = None
        came = [spot for spot in spots if spot not in before]
        left = [spot for spot in before if spot not in spots]
        if came or left:
            # what came where the path has led so far is in events that have not been read yet
            watches.drain()
        self.left = []
        if left and turn is None and self.arrivals:
            spots, left, self.left = spots + left, [], left
            self.needs_watch = True
        self.spots = spots
        kept = [spot[:2] for spot in spots]
        nearest = [spot[0] for spot in spots if not spot[2]]
        for directory, name, _, _ in left:
            if directory not in nearest:
                directory.curious.pop(self, None)
            if (directory, name) not in kept:
                watches.leave(directory, name, self)
        for arrival in self.arrivals:
            turn = arrival if arrival.rest else turn
        if turn is not None and self.count and came:
            since = turned_at(*turn.came)
            turn.passed = turn.passed or any(self.has_passed(spot, since) for spot in came)
        return bool(came or left)

    # Whether a name has led elsewhere, or another file had the log's name, after the way turned there and before it was watched.
    def has_passed(self, spot, since):
        directory, name, rest, linked = spot
        try:
            changed = os.lstat(join(directory.path, name)).st_ctime_ns if linked or rest else 0
            if not linked:
                changed = min(changed, os.stat(directory.path).st_mtime_ns)
            if changed > since or (changed == since and self.has_led_beside(spot, since)):
                return True
        except OSError:
            pass
        return not rest and self.has_passed_in(join(directory.path, name), since)

    # Whether a name that changed in the same tick of the host's clock as the way turned may have led to another file before that change.
    def has_led_beside(self, spot, since):
        directory, name, rest, _ = spot
        for other in os.listdir(directory.path):
            try:
                st = os.stat(join(directory.path, join(other, rest) if rest else other)) if other != name else None
            except OSError:
                continue
            if st is None or not stat.S_ISREG(st.st_mode) or st.st_ctime_ns < since - EVENT_DUE * 1e9:
                continue
            node = (st.st_dev, st.st_ino)
            if not self.open_life(node) and not self.leads_to(node):
                return True
        return False

    # Whether beside a file there is another that may have had its name since.
    def has_passed_in(self, path, since, but=None):
        directory, name = split(path)
        try:
            for other in os.listdir(directory):
                if other != name and other.startswith(stem(name)):
                    st = os.lstat(join(directory, other))
                    node = (st.st_dev, st.st_ino)
                    if st.st_ctime_ns >= since and stat.S_ISREG(st.st_mode) and node != but and not self.open_life(node):
                        return True
        except OSError:
            pass
        return False

    # -- reporting

    def tell(self, now):
        out = self.reader.out
        if out.blocked:
            self.reader.untold[self] = None
            return
        if self.news:
            for life in self.news:
                out.send(b'L', self.number, life.frame())
                life.details = None
            self.news = []
            self.why_told = None
        if self.why is not None:
            first = not self.count
            if self.why.code != self.why_told and (first or now >= self.why_since + NAMELESS):
                self.why_told = self.why.code
                out.send(b'N', self.number, text_fields(self.why.code, self.why.words))
        elif self.why_told is not None:
            self.why_told = None
            out.send(b'S', self.number)
        if self.changed and self.names:
            if now >= self.changed_at + CHANGED:
                self.changed = False
                self.changed_at = now
                out.send(b'V', self.number)
            else:
                self.reader.at(self.changed_at + CHANGED, self.reader.stir, self)

    # -- sending

    def start(self, number, offset):
        self.started = (number, offset)
        self.front = number
        for life in self.lives:
            if life.number < number:
                life.skipped = True
            elif life.number == number:
                self.reading = life
                try:
                    life.read_from(offset)
                    self.ask(life, monotonic())
                except OSError as error:
                    self.trouble(life, error, monotonic())
        self.caught_up = False
        self.note_ready()

    def note_ready(self):
        if self.started is not None and not self.over:
            self.reader.ready[self] = None

    # Sends one block, if there is one and it may be sent; false if there is nothing more to do now.
    def serve(self, now):
        if self.started is None:
            return False
        life = self.pick(now)
        if life is None:
            self.tell_caught_up()
            return False
        if self.credit <= 0 or life.resting > now:
            return False
        try:
            self.send_block(life, now)
        except OSError as error:
            self.trouble(life, error, now)
            return False
        return True

    # Which life is to be read now. All of one is sent before the next is begun. Those with late bytes have their turns, not too often, and
    # give way to the newest one as soon as they have no more bytes.
    def pick(self, now):
        if len(self.lives) == 1:
            return self.turn_to(self.lives[0]) if self.lives[0].left() > 0 else None
        reading, newest = None, None
        late, following = [], []
        for life in self.lives:
            if life.left() <= 0:
                continue
            if life is self.reading:
                reading = life
            if life.number < self.front:
                late.append(life)
            elif life.number == self.front:
                newest = life
            else:
                following.append(life)
        if reading in late:
            if (newest or len(late) > 1) and now >= self.switched + self.gap():
                # it does not come to an end
                self.switched = now
                after = [life for life in late if life.number > reading.number]
                return self.turn_to(after[0] if after else newest or late[0])
            return reading
        # It changes from one late life to a later one at once, since only going back is paced; but live bytes wait no longer than that.
        if self.reading and (newest is None or now < self.switched + self.gap()):
            after = [life for life in late if life.number > self.reading.number]
            if after:
                return self.turn_to(after[0])
        if late and self.may_switch(len(late), now):
            return self.switch_to(late[0], now)
        if newest:
            return self.turn_to(newest)
        return self.turn_to(following[0]) if following and self.may_begin(following, now) else None

    # Whether the next life may begin: the writers of the previous one may not all have changed to it yet.
    def may_begin(self, following, now):
        life = following[0]
        before = [one for one in self.lives if one.number < life.number and not one.skipped]
        if len(following) > 1 or life.kind == b'cut' or not before:
            return True
        due = min(before[-1].grown + QUIET, life.filled + QUIET_WAIT)
        return now >= due or self.wait_until(due)

    # Returns false, and has the follow served again when the time has come.
    def wait_until(self, due):
        if self.wait_due != due:
            self.wait_due = due
            self.reader.at(due, self.note_ready)
        return False

    def turn_to(self, life):
        self.reading = life
        self.front = max(self.front, life.number)
        return life

    def gap(self):
        return 1.0 if self.switches < 4 else min(10.0, 2.0 ** ((self.switches - 2) // 2))

    # Whether to change to an earlier life; if not, that is tried again in time.
    def may_switch(self, waiting, now):
        if now > self.switched + 60:
            self.switches = 0
        due = self.switched + self.gap()
        return now >= due or waiting > MOST_LATE or self.wait_until(due)

    def switch_to(self, life, now):
        self.switched = now
        self.switches += 1
        self.reading = life
        return life

    def send_block(self, life, now):
        overlap = len(life.tail)
        take = min(BLOCK, self.credit, life.size - life.sent)
        # with the bytes that were read before it, so that the same read notices a file that was cut meanwhile
        data = os.pread(life.fd, overlap + take, life.sent - overlap)
        st = os.fstat(life.fd)
        if st.st_mtime_ns != life.modified or st.st_size < life.sent + take:
            self.check(life, st, now)
            if life.fd < 0 or st.st_size < life.sent + take:
                return
        if len(data) <= overlap or not data.startswith(life.tail):
            if not life.has_same_bytes():
                self.cut(life, now)
            return
        take = len(data) - overlap
        if st.st_blocks * 512 < st.st_size and not data[-1]:
            take = self.send_hole(life, st.st_size, take)
            if not take:
                return
            data = data[:overlap + take]
        self.reader.out.send(b'D', self.number, struct.pack('>IQ', life.number, life.sent), memoryview(data)[overlap:])
        life.sent += take
        life.tail = data[-SAME_TAIL:]
        self.credit -= take
        self.caught_up = False

    # How many of the next bytes are data, up to a hole; 0 if the next bytes were a hole, which is then reported.
    def send_hole(self, life, size, take):
        try:
            data = os.lseek(life.fd, life.sent, os.SEEK_DATA)
        except OSError as error:
            if error.errno != errno.ENXIO:
                return take
            data = size
        except AttributeError:
            return take
        if data <= life.sent:
            return min(take, os.lseek(life.fd, life.sent, os.SEEK_HOLE) - life.sent)
        self.reader.out.send(b'O', self.number, struct.pack('>IQQ', life.number, life.sent, data - life.sent))
        life.tail = bytes(min(SAME_TAIL, data))
        if data - life.sent < SAME_TAIL:
            life.tail = os.pread(life.fd, min(SAME_TAIL, data), data - min(SAME_TAIL, data))
        life.sent = data
        self.caught_up = False
        return 0

    def keep(self, file, now):
        self.kept.append(KeptFile(file, now))
        for kept in self.kept[:-MOST_LATE]:
            kept.file.close()
        self.kept = self.kept[-MOST_LATE:]

    # A descriptor of its own of a file that is kept and may be read, or None.
    def kept_file(self, node):
        for kept in self.kept:
            if node_text(kept.file.st) == node and self.reader.allowance.allows_as_older(self.path, kept.file.real):
                fd = os.dup(kept.file.fd)
                return OpenedFile(fd, os.fstat(fd), kept.file.real)
        return None

    def tell_caught_up(self):
        if self.caught_up or self.reading is None or any(life.left() > 0 for life in self.lives):
            return
        self.caught_up = True
        self.reader.out.send(b'C', self.number, struct.pack('>IQ', self.reading.number, self.reading.sent))

    def close(self):
        for life in list(self.lives):
            self.end_life(life)
        for directory, name, _, _ in self.spots:
            directory.curious.pop(self, None)
            self.reader.watches.leave(directory, name, self)
        self.spots = []
        for arrival in list(self.arrivals):
            self.forget_arrival(arrival)
        for kept in self.kept:
            kept.file.close()
        self.kept = []
        self.over = True


# ---------------------------------------------------------------- children


# Starts a program; the fds become its standard input, output and error. Nothing else of the reader reaches it.
def spawn(arguments, fds, prepare=None):
    try:
        pid = os.fork()
    except OSError as error:
        raise Refusal(b'busy', refusal(error).words)
    if pid:
        return pid
    try:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        if prepare is not None:
            prepare()
        for target, fd in enumerate(fds):
            os.dup2(fd, target)
        os.execvp(arguments[0], arguments)
    except BaseException:
        pass
    os._exit(127)


def make_pipe():
    try:
        return os.pipe()
    except OSError as error:
        raise refusal(error)


def null_device():
    try:
        return os.open(b'/dev/null', os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise refusal(error)


def has_bytes(fd):
    import termios
    return fcntl.ioctl(fd, termios.FIONREAD, bytes(4)) != bytes(4)


def kill(pid, number):
    try:
        os.kill(pid, number)
    except OSError:
        pass


# A child that only waits for the end of the reader, even by KILL, and then ends the groups of the reader's commands. It reads lines, "+
# GROUP" and "- GROUP"; a command writes the first of these itself before it begins.
GUARD = b"""
trap '' HUP INT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    *) groups="${groups%% $group *} ${groups#* $group }" ;;
  esac
done
[ "$groups" != ' ' ] || exit 0
for group in $groups; do kill -s TERM -- "-$group"; done
sleep 1
for group in $groups; do kill -s KILL -- "-$group"; done
"""


class Guardian(object):
    def __init__(self):
        read, self.fd = make_pipe()
        try:
            null = null_device()
            try:
                self.pid = spawn([b'sh', b'-c', GUARD, b'onetail-guard'], [read, null, null], os.setsid)
            finally:
                os.close(null)
        except BaseException:
            os.close(self.fd)
            raise
        finally:
            os.close(read)

    def add(self, group):
        os.write(self.fd, b'+ %d\n' % group)

    def forget(self, group):
        try:
            os.write(self.fd, b'- %d\n' % group)
        except OSError:
            pass

    def close(self):
        os.close(self.fd)


# A running command. Its group is ended with it.
class Command(object):
    def __init__(self, reader, number, apart, command):
        self.reader = reader
        self.number = number
        self.credit = 0
        self.outputs = {}
        self.status = None
        self.over = False
        guardian = reader.guardian_for_command()
        fds = [null_device()]
        try:
            for stream in range(2 if apart else 1):
                read, write = make_pipe()
                self.outputs[read] = stream
                fds.append(write)
            inherited = fds if apart else fds + fds[1:]
            self.pid = spawn([b'sh', b'-c', command], inherited, lambda: self.prepare(guardian))
        except BaseException:
            for read in self.outputs:
                os.close(read)
            raise
        finally:
            for fd in fds:
                os.close(fd)
        for read in self.outputs:
            os.set_blocking(read, False)
        self.attend()

    # Runs in the child.
    @staticmethod
    def prepare(guardian):
        os.setsid()
        guardian.add(os.getpid())

    # Waits for output while it may be sent, else only for the end of the output.
    def attend(self):
        for fd in self.outputs:
            self.reader.wait(fd, self.serve, select.POLLIN if self.credit > 0 else 0)

    def serve(self, fd):
        if self.reader.out.blocked:
            return
        if self.credit <= 0 and has_bytes(fd):
            self.reader.unwait(fd)
            return
        try:
            data = os.read(fd, max(1, min(65536, self.credit)))
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if data:
            self.credit -= len(data)
            self.reader.out.send(b'W', self.number, b'\x01' if self.outputs[fd] else b'\x00', data)
            if self.credit <= 0:
                self.attend()
        else:
            self.close_output(fd)
            if not self.outputs:
                self.finish()

    def close_output(self, fd):
        self.reader.unwait(fd)
        del self.outputs[fd]
        os.close(fd)

    # After all output: waits for the end of the command itself.
    def finish(self, delay=0.001):
        if self.over:
            return
        pid, status = os.waitpid(self.pid, os.WNOHANG) if not self.has_ended() else (self.pid, self.status)
        if pid == 0:
            self.reader.at(monotonic() + delay, self.finish, min(0.1, 2 * delay))
            return
        if os.WIFSIGNALED(status):
            fields = (b'', b'%d' % os.WTERMSIG(status))
        else:
            fields = (b'%d' % os.WEXITSTATUS(status), b'')
        self.reader.finish(self.number, *fields)
        self.end(True)

    # Gets the status without reaping the process: while the process exists its number can't be reused, and what is left of its group can be
    # ended.
    def has_ended(self):
        if not hasattr(os, 'waitid'):
            return False
        result = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if result is None:
            return False
        self.status = result.si_status << 8 if result.si_code == 1 else result.si_status
        return True

    def end(self, ended=False):
        if self.over:
            return
        self.over = True
        for fd in list(self.outputs):
            self.close_output(fd)
        if ended and self.status is None:
            # it is reaped already, and its number may be reused
            self.reader.guardian.forget(self.pid)
        else:
            kill(-self.pid, signal.SIGTERM)
            self.reader.groups[self.pid] = None
            self.reader.at(monotonic() + KILL_AFTER, self.reader.end_group, self.pid)


# A packed file that a program of the host unpacks: how far its output was read, and the first bytes of it.
class Unpacked(object):
    def __init__(self, reader, file):
        self.reader = reader
        self.key = self.key_of(file)
        self.at = 0
        self.head = b''
        self.used = monotonic()
        self.over = False
        self.status = 0
        arguments = UNPACKERS.get(ending(split(file.real)[1]))
        if arguments is None or arguments[0] not in reader.programs:
            raise Refusal(b'packed')
        null = null_device()
        write = -1
        try:
            self.fd, write = make_pipe()
            os.lseek(file.fd, 0, os.SEEK_SET)
            self.pid = spawn(arguments, [file.fd, write, null])
        except BaseException:
            if write >= 0:
                os.close(self.fd)
            raise
        finally:
            os.close(null)
            if write >= 0:
                os.close(write)
        os.set_blocking(self.fd, False)

    @staticmethod
    def key_of(file):
        return file.node + (file.st.st_size, file.st.st_mtime_ns)

    # Reads on; yields the descriptor to wait for if there is nothing yet. Empty at the end.
    def read(self, most):
        while not self.over:
            try:
                data = os.read(self.fd, most)
            except BlockingIOError:
                yield self.fd
                continue
            if data:
                if len(self.head) < HEAD:
                    self.head += data[:HEAD - len(self.head)]
                self.at += len(data)
                return data
            self.over = True
            if not self.at:
                yield from self.must_have_succeeded()
        return b''

    # Of a file that is damaged further on, what can be unpacked is shown; of one that is not packed, nothing is.
    def must_have_succeeded(self):
        while not self.has_ended():
            yield None
        if self.status:
            raise Refusal(b'packed')

    # Whether its program has ended; reaps it.
    def has_ended(self):
        if self.pid:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid, self.status = 0, status
        return not self.pid

    def close(self):
        os.close(self.fd)
        if self.pid:
            kill(self.pid, signal.SIGKILL)
            self.reader.let_go(self.pid)


# The unpacked files that are kept open for the next range.
class UnpackedFiles(object):
    def __init__(self, reader):
        self.reader = reader
        self.kept = []

    # The one that is closest before the offset, or a new one.
    def take(self, file, offset):
        key = Unpacked.key_of(file)
        fitting = [one for one in self.kept if one.key == key and one.at <= offset]
        if fitting:
            best = max(fitting, key=lambda one: one.at)
            self.kept.remove(best)
            return best
        return Unpacked(self.reader, file)

    def keep(self, one):
        one.used = monotonic()
        self.kept.append(one)
        while len(self.kept) > MOST_UNPACKED:
            self.kept.pop(0).close()

    def end_idle(self, now):
        for one in [one for one in self.kept if now - one.used > UNPACKED_IDLE]:
            self.kept.remove(one)
            one.close()
        for one in self.kept:
            one.has_ended()

    def close(self):
        for one in self.kept:
            one.close()
        self.kept = []


# ---------------------------------------------------------------- answers in pieces
#
# Each is a generator. It yields after a piece, so that others have their turns, or yields a descriptor for which it waits. It ends with the
# fields of Z, or with a Refusal.


def is_packed(real):
    return ending(split(real)[1]) in UNPACKERS


def file_fields(file, size, target):
    return text_fields(node_text(file.st), b'%d' % size, time_text(file.st.st_mtime_ns), file.real, target)


def peek_pieces(reader, number, life, offset, length):
    while length > 0:
        life.follow.ask(life, monotonic())
        if life.fd < 0:
            raise Refusal(b'gone')
        data = os.pread(life.fd, min(BLOCK, length), offset)
        if not data:
            break
        reader.out.send(b'B', number, b'', data)
        offset += len(data)
        length -= len(data)
        yield None
    return ()


# Keeps the file with this inode open, for ranges, while a log is followed.
def keep_pieces(reader, follow, path, node):
    kept = follow.kept_file(node)
    if kept is not None:
        kept.close()
        return ()
    file = yield from find_file(reader, follow.path, path, node)
    if follow.over:
        file.close()
        raise Refusal(b'gone')
    follow.keep(file, monotonic())
    return ()


def send_range(reader, number, fd, offset, length):
    while length > 0:
        data = os.pread(fd, min(BLOCK, length), offset)
        if not data:
            break
        reader.out.send(b'B', number, b'', data)
        offset += len(data)
        length -= len(data)
        yield None


def look_pieces(reader, number, log, most, packed, paths):
    target = target_of(log)
    for path in paths:
        file = None
        try:
            file = reader.allowance.open(path, log, True)
            if packed and is_packed(file.real):
                size = -1
                head = yield from look_unpacked(reader, file, most)
            else:
                size = file.st.st_size
                head = file.head(most)
            reader.out.send(b'F', number, file_fields(file, size, target) + head)
        except Refusal as why:
            reader.out.send(b'X', number, text_fields(why.code, why.words))
        except OSError as error:
            why = refusal(error)
            reader.out.send(b'X', number, text_fields(why.code, why.words))
        finally:
            if file is not None:
                file.close()
        yield None
    return ()


def look_unpacked(reader, file, most):
    unpacked = Unpacked(reader, file)
    try:
        yield from fill_head(unpacked, most)
        return unpacked.head[:most]
    finally:
        unpacked.close()


def fill_head(unpacked, most):
    while len(unpacked.head) < most:
        data = yield from unpacked.read(most - len(unpacked.head))
        if not data:
            break


def range_pieces(reader, number, log, path, node, packed, offset, length):
    file = None if packed else reader.kept_file(log, node)
    if file is None:
        file = yield from find_file(reader, log, path, node)
    try:
        target = target_of(log)
        if packed and is_packed(file.real):
            yield from send_unpacked(reader, number, file, target, offset, length)
        else:
            reader.out.send(b'F', number, file_fields(file, file.st.st_size, target) + file.head(HEAD))
            yield from send_range(reader, number, file.fd, offset, length)
    finally:
        file.close()
    return ()


def send_unpacked(reader, number, file, target, offset, length):
    unpacked = reader.unpacked.take(file, offset)
    done = False
    try:
        yield from fill_head(unpacked, HEAD)
        if unpacked.at > offset:
            held = unpacked.head[offset:offset + length] if unpacked.at <= HEAD else b''
        else:
            held = b''
        reader.out.send(b'F', number, file_fields(file, -1, target) + unpacked.head)
        if held:
            reader.out.send(b'B', number, b'', held)
            offset += len(held)
            length -= len(held)
        while unpacked.at < offset:
            data = yield from unpacked.read(min(BLOCK, offset - unpacked.at))
            if not data:
                break
            yield None
        while length > 0 and unpacked.at >= offset:
            data = yield from unpacked.read(min(BLOCK, length))
            if not data:
                break
            reader.out.send(b'B', number, b'', data)
            length -= len(data)
            yield None
        done = True
    finally:
        if done:
            reader.unpacked.keep(unpacked)
        else:
            unpacked.close()


# The file with this inode: under the path, or beside it or beside what it leads to, but not through a link there.
def find_file(reader, log, path, node):
    refused = None
    try:
        file = reader.allowance.open(path, log, True)
        if node == b'-' or node_text(file.st) == node:
            return file
        file.close()
    except Refusal as why:
        if node == b'-':
            raise
        refused = why
    inode = int(node.split(b':')[1])
    directories = [split(path)[0]]
    target = target_of(path)
    if target and split(target)[0] not in directories:
        directories.append(split(target)[0])
    for directory in directories:
        begun = monotonic()
        try:
            entries = os.scandir(directory)
        except OSError:
            continue
        try:
            for entry in entries:
                if monotonic() > begun + PIECE:
                    yield None
                    begun = monotonic()
                if entry.inode() != inode or entry.is_symlink():
                    continue
                try:
                    file = reader.allowance.open(entry.path, log, True)
                except Refusal as why:
                    refused = why
                    continue
                if node_text(file.st) == node:
                    return file
                file.close()
        except OSError:
            pass
        finally:
            if hasattr(entries, 'close'):
                entries.close()
    raise refused if refused and refused.code in (b'forbidden', b'denied', b'busy') else Refusal(b'gone')


# Finds files for a list, within its limits.
class Lister(object):
    def __init__(self, reader, number, log, limit, seconds, globs):
        self.reader = reader
        self.number = number
        self.log = log
        self.limit = limit
        self.seconds = seconds
        self.globs = globs
        self.found = set()
        self.entries = []
        self.size = 0
        self.cut = False

    def pieces(self):
        begun = monotonic()
        for at, glob in enumerate(self.globs):
            rest = len(self.globs) - at
            most = len(self.found) + (self.limit - len(self.found)) // rest
            until = monotonic() + max(0.0, begun + self.seconds - monotonic()) / rest
            walk = self.walk(glob)
            since = monotonic()
            for path, real_directory in walk:
                now = monotonic()
                if now > until:
                    self.cut = True
                    break
                if path is not None and path not in self.found and glob.matches(path):
                    if not self.add(path, real_directory, most):
                        self.cut = True
                        break
                if now > since + PIECE or self.size > 65536:
                    self.flush()
                    yield None
                    since = monotonic()
        self.flush()
        return (b'cut' if self.cut else b'complete',)

    # False if there are too many.
    def add(self, path, real_directory, most):
        try:
            st = os.lstat(path)
            if stat.S_ISLNK(st.st_mode):
                st = os.stat(path)
                real = target_of(path)
            else:
                real = join(real_directory, split(path)[1])
            if not stat.S_ISREG(st.st_mode) or not self.may_read(path, real):
                return True
        except OSError:
            return True
        if len(self.found) >= most:
            return False
        self.found.add(path)
        entry = text_fields(path, b'%d' % st.st_size, time_text(st.st_mtime_ns))
        self.entries.append(entry)
        self.size += len(entry)
        return True

    def may_read(self, path, real):
        allowance = self.reader.allowance
        allowed = allowance.allows(real) or (self.log and allowance.allows_older(self.log, real))
        return allowed and os.access(path, os.R_OK)

    def flush(self):
        if self.entries:
            self.reader.out.send(b'I', self.number, b''.join(self.entries))
            self.entries = []
            self.size = 0

    # Yields what may match, with the real path of its directory, and (None, None) now and then.
    def walk(self, glob):
        if glob.path is not None:
            yield glob.path, resolved(split(glob.path)[0])
            return
        segments = glob.segments
        deep = segments.index('**') if '**' in segments else len(segments)
        todo = [glob.directory]
        while todo:
            directory = todo.pop()
            level = 0 if directory == b'/' else directory.count(b'/')
            name = segments[level] if level < deep else '*'
            if level < deep and not any(char in name for char in '*?[{\\'):
                path = join(directory, name.encode('utf-8'))
                if level < len(segments) - 1:
                    if glob.leads_into(path) and os.path.isdir(path):
                        todo.append(path)
                else:
                    yield path, resolved(directory)
                yield None, None
                continue
            try:
                entries = os.scandir(directory)
            except OSError:
                yield None, None
                continue
            real = resolved(directory)
            below = []
            try:
                for entry in entries:
                    try:
                        enters = entry.is_dir(follow_symlinks=level < deep)
                    except OSError:
                        enters = False
                    if not enters:
                        yield entry.path, real
                    else:
                        if glob.leads_into(entry.path):
                            below.append(entry.path)
                        yield None, None
            except OSError:
                pass
            finally:
                if hasattr(entries, 'close'):
                    entries.close()
            todo += sorted(below, reverse=True)


# An answer in progress.
class Task(object):
    def __init__(self, number, pieces, bounded):
        self.number = number
        self.pieces = pieces
        # whether it waits for its turn until others have ended
        self.bounded = bounded
        self.waiting = -1


# ---------------------------------------------------------------- the reader


class Reader(object):
    def __init__(self, pinned=None, commands=None):
        self.out = Output()
        # everything that is waited for, and what still is while the server does not read
        self.poll = select.poll()
        self.blocked_poll = select.poll()
        self.blocked_poll.register(1, select.POLLOUT)
        self.allowance = Allowance()
        self.allowance.pinned = pinned
        self.commands_allowed = commands
        self.mounts = Mounts()
        self.programs = [one[0] for one in UNPACKERS.values() if is_program(one[0])]
        self.unpacked = UnpackedFiles(self)
        self.guardian = None
        # requests by number, and all follows
        self.follows = {}
        self.commands = {}
        self.tasks = {}
        # tasks that have a piece to do, and those that wait for others to end; descriptors that are waited for
        self.runnable = {}
        self.queued = {}
        self.waits = {}
        # follows that have something to process, that may send, that could not report yet, and by pace
        self.stirred = {}
        self.ready = {}
        self.untold = {}
        self.paces = {}
        self.due = {}
        self.timers = []
        self.timer_count = 0
        # groups and children that still have to be ended or reaped
        self.groups = {}
        self.children = []
        self.input = b''
        self.skipping = False
        self.lines = []
        self.lines_size = 0
        self.reads_input = True
        self.parent = os.getppid()
        self.ticked = monotonic() + TICK_FIRST - TICK_SILENCE
        self.watches = self.make_watches()
        os.set_blocking(0, False)
        self.attend_input(True)
        if self.watches.fd >= 0:
            self.poll.register(self.watches.fd, select.POLLIN)
            self.blocked_poll.register(self.watches.fd, select.POLLIN)

    def make_watches(self):
        if LINUX:
            try:
                return Inotify(self)
            except (ImportError, OSError, AttributeError):
                pass
        return NoWatches()

    def hello(self):
        uname = os.uname()
        unpack = [name[1:] for name, one in UNPACKERS.items() if one[0] in self.programs]
        lacks = [] if self.watches.kind == 'inotify' else [b'order']
        fields = (
            (b'protocol', b'1'),
            (b'reader', b'python'),
            (b'version', b'%d.%d.%d' % sys.version_info[:3]),
            (b'system', ' '.join((uname.sysname, uname.release, uname.machine)).encode()),
            (b'user', user_name()),
            (b'watch', self.watches.kind.encode()),
            (b'place', PLACE.encode()),
            (b'times', b'ns'),
            (b'unpack', b','.join(unpack)),
            (b'files', b'%d' % most_files()),
            (b'pinned', b'0' if self.allowance.pinned is None else b'1'),
            (b'clock', clock_text()),
            (b'lacks', b','.join(lacks)),
        )
        self.out.send(b'H', 0, text_fields(*[name + b'=' + value for name, value in fields]))

    # -- the loop

    def run(self):
        try:
            self.hello()
            self.watches.trim()
            self.every_second(monotonic())
            while not self.is_left_alone():
                self.out.flush()
                poll = self.blocked_poll if self.out.blocked else self.poll
                for fd, mask in poll.poll(self.wait_time()):
                    if fd == 0:
                        self.read_input()
                    elif fd == self.watches.fd:
                        self.watches.drain()
                    elif fd in self.waits:
                        self.waits[fd](fd)
                now = monotonic()
                self.run_timers(now)
                self.serve_requests()
                self.look_around(now)
                if not self.out.blocked:
                    self.go_round(now)
                # events that are read now may be older than the looks above
                self.watches.drain()
        except ServerGone:
            pass
        self.end()

    def is_left_alone(self):
        if monotonic() > self.ticked + TICK_SILENCE:
            # this process may have been stopped: then ticks are waiting
            self.read_input()
        return monotonic() > self.ticked + TICK_SILENCE

    # Milliseconds until there is something to do.
    def wait_time(self):
        if self.stirred or (not self.out.blocked and (self.ready or self.runnable or self.lines or self.untold)):
            return 0
        until = self.ticked + TICK_SILENCE
        if self.timers:
            until = min(until, self.timers[0][0])
        if self.due:
            until = min(until, min(self.due.values()))
        return max(0, int((until - monotonic()) * 1000) + 1)

    def at(self, when, action, *arguments):
        self.timer_count += 1
        heapq.heappush(self.timers, (when, self.timer_count, action, arguments))

    def run_timers(self, now):
        while self.timers and self.timers[0][0] <= now:
            _, _, action, arguments = heapq.heappop(self.timers)
            action(*arguments)

    def every_second(self, now):
        if os.getppid() != self.parent:
            self.end()
        self.unpacked.end_idle(now)
        self.children = [pid for pid in self.children if not reaped(pid)]
        self.at(now + 1, self.every_second, now + 1)

    # Processes what the events say, and looks at names that are due.
    def look_around(self, now):
        for pace, when in list(self.due.items()):
            if when <= now and pace in self.paces:
                self.due[pace] = now + pace
                self.watches.drain()
                for follow in list(self.paces[pace]):
                    follow.guarded(follow.look, now)
        for follow in list(self.stirred):
            del self.stirred[follow]
            follow.guarded(follow.work, now)

    def stir(self, follow):
        if not follow.over:
            self.stirred[follow] = None

    # One block of each log that may send, and one piece of one other answer.
    def go_round(self, now):
        for follow in list(self.untold):
            del self.untold[follow]
            follow.tell(now)
        for follow in list(self.ready):
            if self.out.blocked:
                return
            del self.ready[follow]
            if follow.news:
                follow.tell(now)
            if follow.serve(now):
                self.ready[follow] = None
        for task in list(self.runnable)[:1]:
            if not self.out.blocked:
                del self.runnable[task]
                self.continue_task(task)

    def set_pace(self, follow, pace):
        if follow.pace != pace:
            self.drop_pace(follow)
            follow.pace = pace
            self.paces.setdefault(pace, {})[follow] = None
            if pace not in self.due:
                self.due[pace] = monotonic() + pace

    def drop_pace(self, follow):
        for pace, follows in list(self.paces.items()):
            follows.pop(follow, None)
            if not follows:
                del self.paces[pace]
                del self.due[pace]

    def wait(self, fd, action, events=select.POLLIN):
        self.waits[fd] = action
        self.poll.register(fd, events)

    def unwait(self, fd):
        if self.waits.pop(fd, None) is not None:
            self.poll.unregister(fd)

    # -- requests

    def attend_input(self, attends):
        self.reads_input = attends
        for poll in (self.poll, self.blocked_poll):
            if attends:
                poll.register(0, select.POLLIN)
            else:
                poll.unregister(0)

    def read_input(self):
        try:
            data = os.read(0, 262144)
        except BlockingIOError:
            return
        if not data:
            self.end()
        lines = (self.input + data).split(b'\n')
        self.input = lines.pop()
        if len(self.input) > MOST_LINE:
            self.input = b''
            self.skipping = True
        for line in lines:
            if self.skipping:
                self.skipping = False
                line = b'? 0'
            if line.startswith(b'tick '):
                self.ticked = monotonic()
            self.lines.append(line)
            self.lines_size += len(line) + 50
        if self.lines_size > MOST_WAITING and self.reads_input:
            self.attend_input(False)

    def serve_requests(self):
        done = 0
        for line in self.lines:
            if self.out.blocked:
                break
            done += 1
            self.lines_size -= len(line) + 50
            self.serve_line(line)
        del self.lines[:done]
        if not self.reads_input and self.lines_size < MOST_WAITING:
            self.attend_input(True)

    def serve_line(self, line):
        number = 0
        try:
            words = line.split(b' ')
            if len(words) < 2 or len(line) > MOST_LINE:
                raise Refusal(b'bad')
            number = number_of(words[1], 0xffffffff)
            action = self.ACTIONS.get(words[0])
            if action is None:
                raise Refusal(b'bad' if words[0] == b'?' else b'unknown')
            least, most = self.LENGTHS[words[0]]
            if not least <= len(words) - 2 <= most:
                raise Refusal(b'bad', b'number of fields')
            action(self, number, *words[2:])
        except Refusal as why:
            self.out.fail(number, why)
        except OSError as error:
            self.out.fail(number, refusal(error))

    def do_allow(self, number, *coded):
        globs = []
        try:
            for one in coded:
                try:
                    globs.append(Glob(field_of(one)))
                except ValueError as error:
                    raise Refusal(b'bad', str(error).encode('utf-8', 'replace'))
        finally:
            # if one glob has a mistake, the globs before it count: that allows less, not more
            self.allowance.globs = globs

    def do_tick(self, number, word):
        self.out.send(b'T', 0, text_fields(field_of(word), clock_text()))

    def must_be_new(self, number):
        if not number or number in self.follows or number in self.commands or number in self.tasks:
            raise Refusal(b'bad', b'number in use')

    def do_follow(self, number, path, options):
        if options not in (b'-', b'names'):
            raise Refusal(b'bad', b'options')
        path = path_of(path)
        self.must_be_new(number)
        follow = Follow(self, number, path, options == b'names')
        self.follows[number] = follow
        if follow.names:
            follow.look_at_directory()
        self.stir(follow)

    def do_start(self, number, life, offset):
        follow = self.follows.get(number)
        if follow is not None:
            life, offset = number_of(life), number_of(offset)
            if follow.started is None:
                follow.start(life, offset)

    def do_grant(self, number, most):
        most = number_of(most)
        if number in self.follows:
            follow = self.follows[number]
            follow.credit += most
            follow.note_ready()
        elif number in self.commands:
            command = self.commands[number]
            command.credit += most
            command.attend()

    def do_peek(self, number, follow, life, offset, length):
        life, offset, length = number_of(life), number_of(offset), number_of(length, MOST_RANGE)
        follow = self.follows.get(number_of(follow))
        self.must_be_new(number)
        for one in follow.lives if follow is not None else ():
            if one.number == life:
                self.begin_task(number, peek_pieces(self, number, one, offset, length), False)
                return
        raise Refusal(b'gone')

    def do_keep(self, number, follow, path, node):
        follow, path, node = self.follows.get(number_of(follow)), path_of(path), node_of(node)
        self.must_be_new(number)
        if follow is None:
            raise Refusal(b'gone')
        self.begin_task(number, keep_pieces(self, follow, path, node), True)

    def kept_file(self, log, node):
        for follow in self.follows.values():
            file = follow.kept_file(node) if follow.path == log else None
            if file is not None:
                return file
        return None

    def do_run(self, number, mode, command):
        if mode not in (b'merge', b'apart'):
            raise Refusal(b'bad', b'mode')
        command = field_of(command)
        self.must_be_new(number)
        if b'\0' in command:
            raise Refusal(b'bad', b'command')
        if self.commands_allowed is not None and command not in self.commands_allowed:
            raise Refusal(b'forbidden')
        if len(self.commands) >= MOST_COMMANDS:
            raise Refusal(b'busy')
        try:
            self.commands[number] = Command(self, number, mode == b'apart', command)
        finally:
            self.end_guardian()

    def do_look(self, number, log, most, packed, *paths):
        log, most, packed = path_of(log), number_of(most, HEAD), flag_of(packed)
        paths = [path_of(path) for path in paths]
        self.must_be_new(number)
        self.begin_task(number, look_pieces(self, number, log, most, packed, paths), True)

    def do_range(self, number, log, path, node, packed, offset, length):
        log, path, packed = path_of(log), path_of(path), flag_of(packed)
        offset, length = number_of(offset), number_of(length, MOST_RANGE)
        node = node_of(node)
        self.must_be_new(number)
        self.begin_task(number, range_pieces(self, number, log, path, node, packed, offset, length), True)

    def do_list(self, number, log, limit, seconds, *globs):
        log = path_of(log) if log != b'%' else b''
        limit = number_of(limit)
        try:
            seconds = float(seconds)
            globs = [Glob(field_of(one)) for one in globs]
        except ValueError:
            raise Refusal(b'bad')
        self.must_be_new(number)
        self.begin_task(number, Lister(self, number, log, limit, seconds, globs).pieces(), True)

    def do_cancel(self, number):
        if number in self.follows:
            self.drop_follow(number)
        elif number in self.commands:
            self.commands[number].end()
            del self.commands[number]
        elif number in self.tasks:
            self.end_task(self.tasks[number])
        else:
            # it has ended by itself meanwhile, and has said so
            return
        self.out.send(b'Z', number, text_fields(b'cancelled'))

    def drop_follow(self, number):
        follow = self.follows.pop(number)
        self.drop_pace(follow)
        follow.close()
        for some in (self.stirred, self.ready, self.untold):
            some.pop(follow, None)

    ACTIONS = {
        b'allow': do_allow,
        b'tick': do_tick,
        b'follow': do_follow,
        b'start': do_start,
        b'grant': do_grant,
        b'peek': do_peek,
        b'keep': do_keep,
        b'run': do_run,
        b'look': do_look,
        b'range': do_range,
        b'list': do_list,
        b'cancel': do_cancel,
    }

    LENGTHS = {
        b'allow': (0, 100000),
        b'tick': (1, 1),
        b'follow': (2, 2),
        b'start': (2, 2),
        b'grant': (1, 1),
        b'peek': (4, 4),
        b'keep': (3, 3),
        b'run': (2, 2),
        b'look': (3, 100000),
        b'range': (6, 6),
        b'list': (3, 100000),
        b'cancel': (0, 0),
    }

    # -- other answers

    def begin_task(self, number, pieces, bounded):
        if len(self.tasks) >= MOST_TASKS:
            raise Refusal(b'busy')
        task = self.tasks[number] = Task(number, pieces, bounded)
        if bounded and len(self.tasks) - len(self.queued) > MOST_WORKING:
            self.queued[task] = None
        else:
            self.runnable[task] = None

    def continue_task(self, task):
        try:
            wanted = next(task.pieces)
        except StopIteration as end:
            self.end_task(task)
            self.out.send(b'Z', task.number, text_fields(*(end.value or ())))
            return
        except (Refusal, OSError) as error:
            self.end_task(task)
            self.out.fail(task.number, error if isinstance(error, Refusal) else refusal(error))
            return
        if wanted is None:
            self.runnable[task] = None
        else:
            task.waiting = wanted
            self.wait(wanted, lambda fd: self.wake_task(task))

    def wake_task(self, task):
        self.unwait(task.waiting)
        task.waiting = -1
        self.runnable[task] = None

    def end_task(self, task):
        if task.waiting >= 0:
            self.unwait(task.waiting)
        del self.tasks[task.number]
        self.runnable.pop(task, None)
        self.queued.pop(task, None)
        task.pieces.close()
        for queued in list(self.queued)[:1]:
            del self.queued[queued]
            self.runnable[queued] = None

    def finish(self, number, *fields):
        self.commands.pop(number, None)
        self.out.send(b'Z', number, text_fields(*fields))

    # -- children

    def guardian_for_command(self):
        if self.guardian is not None and reaped(self.guardian.pid):
            self.guardian.close()
            self.guardian = None
        if self.guardian is None:
            self.guardian = Guardian()
            for group in list(self.groups) + [command.pid for command in self.commands.values()]:
                self.guardian.add(group)
        return self.guardian

    # Ends the guardian unless there is a group that it may have to end.
    def end_guardian(self):
        if self.guardian is not None and not self.commands and not self.groups:
            self.guardian.close()
            self.children.append(self.guardian.pid)
            self.guardian = None

    def end_group(self, pid):
        kill(-pid, signal.SIGKILL)
        if self.guardian is not None:
            self.guardian.forget(pid)
        self.let_go(pid)
        del self.groups[pid]
        self.end_guardian()

    # Reaps a child, at once or later.
    def let_go(self, pid):
        if not reaped(pid):
            self.children.append(pid)

    def end(self):
        self.unpacked.close()
        for task in list(self.tasks.values()):
            task.pieces.close()
        # the guardian ends the groups of the commands
        os._exit(0)


def reaped(pid):
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except OSError:
        return True


def is_program(name):
    path = os.environb.get(b'PATH', b'/usr/bin:/bin')
    return any(os.access(join(directory, name), os.X_OK) for directory in path.split(b':') if directory)


def user_name():
    try:
        import pwd
        return pwd.getpwuid(os.geteuid()).pw_name.encode()
    except (ImportError, KeyError):
        return b'%d' % os.geteuid()


# Raises the limit of open files as far as permitted.
def most_files():
    try:
        import resource
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != hard:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            except (OSError, ValueError):
                pass
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return soft if soft > 0 else 1 << 20
    except ImportError:
        return 256


# ---------------------------------------------------------------- start


def stop(words):
    os.write(2, b'onetail-reader: ' + words + b'\n')
    os._exit(1)


# The host's own list of what is allowed: globs and commands.
def read_list(path):
    globs, commands = [], []
    try:
        with open(path, 'rb') as lines:
            for count, line in enumerate(lines, 1):
                line = line.strip()
                if not line or line.startswith(b'#'):
                    continue
                key, equals, value = line.partition(b'=')
                key, value = key.strip(), value.strip()
                try:
                    if key == b'logs' and value:
                        globs.append(Glob(value))
                    elif key == b'command' and value:
                        commands.append(value)
                    else:
                        raise ValueError("expected 'logs = GLOB' or 'command = COMMAND'")
                except ValueError as error:
                    stop(b'line %d of %s: %s' % (count, os.fsencode(path), str(error).encode('utf-8', 'replace')))
    except OSError as error:
        stop(os.fsencode(path) + b': ' + str(error).encode('utf-8', 'replace'))
    return globs, commands


# Skips the program that the server sends first, and answers with the mark in it.
def skip_program():
    words = os.environb.get(b'SSH_ORIGINAL_COMMAND', b'').partition(b'head -c ')[2]
    digits = words[:len(words) - len(words.lstrip(b'0123456789'))]
    if not digits or len(digits) > 7:
        stop(b"only an Onetail server is served; expected 'head -c' in its command")
    length = int(digits)
    program = b''
    while len(program) < length:
        some = os.read(0, length - len(program))
        if not some:
            os._exit(1)
        program += some
    mark = program.split(b'\n', 1)[0]
    if not mark.startswith(b'm=@') or len(mark) > 100:
        stop(b'what the server sent does not begin with a mark')
    os.write(1, mark[2:] + b' pinned\n')


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if '__file__' not in globals():
        Reader().run()
    if len(sys.argv) != 2:
        stop(b'usage: onetail-reader CONFIG')
    globs, commands = read_list(sys.argv[1])
    skip_program()
    Reader(globs, commands).run()


if __name__ == '__main__':
    main()
