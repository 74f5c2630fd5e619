#!/usr/bin/perl
# The reader in Perl 5.10 and later, with nothing but the modules of Debian's perl-base. src/site/markdown/reader.md describes what it does,
# and its protocol. The server sends it without the lines that are only comments, and it is run by "eval"; or it is installed on the host as
# a program whose argument is the name of a configuration file ("pinned"). One process, one loop, no threads:
#
#   requests (standard input)  ->  follows, jobs, commands  ->  frames (standard output)
#
# Terms. follow: one followed log. life: a file of that log from one beginning to the next. birth: a file that, by the directory's events,
# has got the log's name and has not been opened yet. job: an answer that goes out a piece at a time (look, range, peek, list). Paths are
# bytes everywhere; only globs are matched as characters.
use strict;
use warnings;
use Errno qw(EAGAIN EINTR ENOENT ENOTDIR EACCES EPERM ELOOP EMFILE ENFILE ENOMEM ENOSPC ENXIO EISDIR);
use Fcntl qw(O_RDONLY O_NONBLOCK O_NOCTTY F_GETFL F_SETFL S_ISREG S_ISDIR S_ISLNK);
use POSIX ();

# -------------------------------------------------------------------------------------------------------------- constants of the protocol
use constant {
    HEAD_LENGTH   => 4096,
    RANGE_HEAD    => 256,
    BLOCK         => 131_072,
    PIECE         => 262_144,
    LONGEST_LINE  => 1_048_576,
    LONGEST_RANGE => 8_388_608,
    # How many bytes are compared to detect a cut.
    FIRST_BYTES => 1024,
    LAST_BYTES  => 256,
    # Seconds.
    FIRST_TICK  => 30,
    NEXT_TICK   => 6,
    LATE_KEPT   => 3600,
    DELETED_KEPT => 60,
    CLOSED_KEPT => 2,
    UNREAD_KEPT => 600,
    NAME_GRACE  => 0.1,
    # How late the events of a name's change may be on a very busy host.
    EVENT_DUE => 0.02,
    QUIET       => 1,
    LONGEST_WAIT => 3,
    NAMES_PAUSE => 0.5,
    KILL_AFTER  => 1,
    UNPACKER_IDLE => 30,
    # How long a file must not grow after a write until that counts as a rewrite; how long the times may still become those of the cut with
    # which a life began.
    REWRITTEN => 0.03,
    SETTLING  => 1,
    # Seconds between two looks at a log's name.
    CALM_LOOK    => 1,
    NETWORK_LOOK => 0.25,
    POLLED_LOOK  => 0.05,
    # Counts.
    LATE_FILES   => 8,
    UNREAD_LIVES => 64,
    # Births that have not been opened; if there are more, events count as lost.
    MOST_BIRTHS  => 1000,
    UNPACKERS    => 4,
    # Links on the way to a file, as many as Linux follows.
    MOST_LINKS   => 40,
    MOST_FOLLOWS => 10_000,
    MOST_OTHERS  => 256,
    # Linux only: finds a file without opening it.
    O_PATH => 0x200000,
    # Rounds in a tenth of a second, before the reader slows down.
    MOST_ROUNDS => 300,
    # Seconds after which a slow job gives way to live bytes.
    SLICE => 0.003,
};

# ----------------------------------------------------------------------------------------------------------------------------- state
# Of the process.
my ($started, $now, $heard, $ticked, $parent, $ending) = (0, 0, 0, 0, getppid(), 0);
my ($in, $out) = ('', '');
# Regular expressions of the server's list and, if the reader is pinned, of the host's own; commands of the latter.
my (@allowed, @pinned_globs, %pinned_commands);
my $pinned = 0;
# By request number: follows, jobs (an array, since they take turns), commands.
my (%follow, @jobs, %run);
# Follows that have something to do, by number; and those whose names are due for a look, by the seconds between two looks.
my %work;
my %look_list = map { $_ => {due => 0, queue => []} } CALM_LOOK, NETWORK_LOOK, POLLED_LOOK;
# When to work at a follow, soonest first: [time, number].
my @timers;
# The block of bytes that is going out, after room for its header; kept, since creating it each time is slow.
my $block = '';
# Groups of ended commands that still have to be killed: [time, group, guardian's pipe]; unpacking programs; children to wait for.
my (@dying, @kept_unpackers, @orphans);
my $unpackers = 0;

# ---------------------------------------------------------------------------------------------------------------------- system calls
# Numbers of Linux's system calls by machine: inotify_init1, inotify_add_watch, inotify_rm_watch, statx, clock_gettime.
my %CALLS = (
    x86_64  => [294, 254, 255, 332, 228],
    i386    => [332, 292, 293, 383, 265],
    aarch64 => [26, 27, 28, 291, 113],
    riscv64 => [26, 27, 28, 291, 113],
    arm     => [360, 317, 318, 397, 263],
    ppc64le => [318, 276, 277, 383, 246],
    s390x   => [324, 285, 286, 379, 260],
);
my ($INOTIFY_INIT, $INOTIFY_ADD, $INOTIFY_REMOVE, $STATX, $CLOCK_GETTIME);
my $have_proc = 0;
my $is_mac = $^O eq 'darwin';

# Finds out what this system has; each call is tried before it is used.
sub learn_system {
    my ($machine) = (POSIX::uname())[4];
    my $narrow = length(pack 'p', undef) == 4;
    my $calls =
        $machine =~ /^i[3-6]86$/ || $machine eq 'x86_64' && $narrow ? 'i386'
      : $machine =~ /^armv[678]/ || $machine eq 'aarch64' && $narrow ? 'arm'
      :                                                                $machine;
    if ($^O eq 'linux' && $CALLS{$calls}) {
        ($INOTIFY_INIT, $INOTIFY_ADD, $INOTIFY_REMOVE, $STATX, $CLOCK_GETTIME) = @{$CALLS{$calls}};
        my ($plain, $exact) = ([stat '/'], stat_exactly(-100, '/'));
        undef $STATX unless $exact && $exact->{dev} == $plain->[0] && $exact->{ino} == $plain->[1];
        my $clock = clock_of(0);
        undef $CLOCK_GETTIME unless defined $clock && abs($clock - time) < 2;
    }
    if (open my $self, '<', '/proc/self/mountinfo') {
        $have_proc = defined real_of_descriptor(fileno $self);
    }
}

sub clock_of {
    my ($which) = @_;
    my $time = "\0" x 16;
    return if !$CLOCK_GETTIME || syscall($CLOCK_GETTIME, $which, $time) != 0;
    my ($seconds, $nanos) = unpack 'l! l!', $time;
    return $seconds + $nanos / 1e9;
}

# Seconds of a clock that is never set.
sub clock {
    my $time = clock_of(1);
    return defined $time ? $time : (POSIX::times())[0] / POSIX::sysconf(&POSIX::_SC_CLK_TCK);
}

# The time of day, for the server.
sub wall_clock {
    my $time = "\0" x 16;
    return time if !$CLOCK_GETTIME || syscall($CLOCK_GETTIME, 0, $time) != 0;
    return sprintf '%d.%09d', unpack 'l! l!', $time;
}

# What is known of an open file: dev, ino, mode, nlink, size, blocks, modified and changed; nothing if that fails.
sub stat_of {
    my ($handle) = @_;
    return stat_exactly(fileno $handle, '') if $STATX;
    return stat_plainly(stat $handle);
}

sub stat_exactly {
    my ($descriptor, $path, $flags) = @_;
    my ($buffer, $name) = ("\0" x 256, $path);
    # AT_EMPTY_PATH, or none; STATX_BASIC_STATS
    return if syscall($STATX, $descriptor, $name, $path eq '' ? 0x1000 : $flags || 0, 0x7ff, $buffer) != 0;
    my ($nlink, $mode, $ino, $size, $blocks, $changed, $changed_n, $modified, $modified_n, $major, $minor) =
      unpack 'x16 L x8 S x2 Q Q Q x40 q L x4 q L x12 L L', $buffer;
    return {
        nlink => $nlink, mode => $mode, ino => $ino, size => $size, blocks => $blocks,
        # As the C library's makedev does.
        dev => (($major & 0xfffff000) << 32) | (($major & 0xfff) << 8) | (($minor & 0xffffff00) << 12) | ($minor & 0xff),
        modified => sprintf('%d.%09d', $modified, $modified_n),
        changed => sprintf('%d.%09d', $changed, $changed_n),
    };
}

sub stat_plainly {
    my @stat = @_ or return;
    return {
        dev => $stat[0], ino => $stat[1], mode => $stat[2], nlink => $stat[3], size => $stat[7],
        modified => $stat[9], changed => $stat[10], blocks => $stat[12] || ($stat[7] + 511) / 512,
    };
}

# Bytes at an offset; fewer at the end, undef if they can't be read.
sub bytes_at {
    my ($handle, $offset, $length) = @_;
    my $bytes = '';
    sysseek $handle, $offset, 0 or return;
    while (length($bytes) < $length) {
        my $count = sysread $handle, $bytes, $length - length($bytes), length $bytes;
        return unless defined $count;
        last unless $count;
    }
    return $bytes;
}

# --------------------------------------------------------------------------------------------------------------------------- frames
sub emit {
    my ($type, $number, $payload) = @_;
    $out .= pack 'NaN', length $payload, $type, $number;
    $out .= $payload;
    flush_out() if length $out >= BLOCK;
}

# Text fields, each with its NUL.
sub texts {
    return join '', map { "$_\0" } @_;
}

sub fail {
    my ($number, $code, $words) = @_;
    emit('E', $number, texts($code, defined $words ? $words : ''));
}

# The host's message for the last error, as bytes.
sub words {
    my $words = "$!";
    utf8::encode($words) if utf8::is_utf8($words);
    return $words;
}

sub code_of_error {
    my $error = $! + 0;
    return
        $error == ENOENT || $error == ENOTDIR ? 'not-found'
      : $error == EACCES || $error == EPERM ? 'denied'
      : $error == ELOOP ? 'loop'
      : $error == EISDIR ? 'directory'
      : $error == EMFILE || $error == ENFILE || $error == ENOMEM || $error == EAGAIN ? 'busy'
      :                                                                               'failed';
}

sub number64 {
    my ($value) = @_;
    return pack 'NN', int($value / 4294967296), $value % 4294967296;
}

sub flush_out {
    return if $out eq '';
    write_all(\$out);
    $out = '';
}

# Writes, and waits until everything is taken. Meanwhile it does nothing but notice the server's end.
sub write_all {
    my ($bytes) = @_;
    my ($at, $length) = (0, length $$bytes);
    while ($at < $length) {
        my $count = syswrite STDOUT, $$bytes, $length - $at, $at;
        if (defined $count) {
            $at += $count;
        } elsif ($! == EAGAIN) {
            wait_until_taken();
        } elsif ($! != EINTR || $ending) {
            finish();
        }
    }
}

sub wait_until_taken {
    my ($reads, $writes) = ('', '');
    vec($writes, 1, 1) = 1;
    vec($reads, 0, 1) = 1 if length $in < 4 * LONGEST_LINE;
    my $count = select $reads, $writes, undef, 1;
    $now = clock();
    if ($count > 0 && vec $reads, 0, 1) {
        take_input();
    } elsif ($ending || $now - $heard > ($ticked ? NEXT_TICK : FIRST_TICK) || getppid() != $parent) {
        finish();
    }
}

# ---------------------------------------------------------------------------------------------------------------------------- globs
# The syntax of onetail.host.NAME.logs: * ? [a-z] [!a-z] {a,b} within a name, ** as a whole segment, \ before a literal character.
# A glob becomes {whole => expression, parts => [{any => 1} | {text => bytes} | {name => expression}]}.
sub parse_glob {
    my ($given) = @_;
    my $text = characters($given);
    my $bad = sub { die "'$given' is not a valid glob: $_[0].\n" };
    $bad->("it must begin with '/'") unless $text =~ m{^/};
    $bad->('it is longer than 1000 characters') if length $text > 1000;
    $bad->('it contains a control character') if $text =~ /[\0-\x1f\x7f-\x9f]/;
    $text =~ s{(?:/\*\*)+(?=/|\z)}{/**}g;
    my @parts;
    for my $segment (split m{/}, substr($text, 1), -1) {
        $bad->("an empty segment, '.' or '..' never matches") if $segment =~ /\A\.{0,2}\z/;
        (my $wildcards = $segment) =~ s/\\.//gs;
        $bad->("'**' must stand alone between slashes") if $wildcards =~ /\*\*/ && $segment ne '**';
        push @parts, $segment eq '**' ? {any => 1} : glob_part($segment, $bad);
    }
    my $whole = '';
    for my $i (0 .. $#parts) {
        my $part = $parts[$i];
        $whole .= '/' unless $i && $parts[$i - 1]{any};
        $whole .= !$part->{any} ? $part->{regex} : $i < $#parts ? '(?:[^/]+/)*' : '.+';
    }
    return {whole => qr/\A(?:$whole)\z/s, parts => \@parts};
}

sub glob_part {
    my ($segment, $bad) = @_;
    # Pieces between the stars. If each piece has only one length, the first place where it fits is as good as any, so no backtracking is
    # needed and a match takes linear time.
    my (@pieces, $wild, $branches) = ('');
    pos($segment) = 0;
    while (pos($segment) < length $segment) {
        if ($segment =~ /\G\*/gc) {
            push @pieces, '';
            $wild = 1;
        } else {
            $wild = 1 if $segment =~ /\G[?\[\{]/;
            $branches = 1 if $segment =~ /\G\{/;
            $pieces[-1] .= glob_piece(\$segment, 0, $bad);
        }
    }
    my $regex = shift @pieces;
    my $last = pop @pieces;
    $regex .= $branches ? "[^/]*$_" : "(?>[^/]*?$_)" for @pieces;
    $regex .= "[^/]*$last" if defined $last;
    my $part = {regex => $regex, name => qr/\A(?:$regex)\z/s};
    if (!$wild) {
        ($part->{text} = $segment) =~ s/\\(.)/$1/gs;
        utf8::encode($part->{text}) if utf8::is_utf8($part->{text});
    }
    return $part;
}

sub glob_piece {
    my ($text, $depth, $bad) = @_;
    return '[^/]*' if $$text =~ /\G\*/gc;
    return '[^/]' if $$text =~ /\G\?/gc;
    return glob_set($text, $bad) if $$text =~ /\G\[/gc;
    return glob_choice($text, $depth + 1, $bad) if $$text =~ /\G\{/gc;
    return quotemeta glob_character($text, $bad);
}

sub glob_character {
    my ($text, $bad) = @_;
    return $1 if $$text =~ /\G\\(.)/gcs || $$text =~ /\G([^\\])/gcs;
    $bad->("it ends with a backslash, expected '\\\\' for a literal one");
}

sub glob_choice {
    my ($text, $depth, $bad) = @_;
    $bad->("'{' is nested more than 10 deep") if $depth > 10;
    my $regex = '(?:';
    while (1) {
        if ($$text =~ /\G\}/gc) {
            return "$regex)";
        } elsif ($$text =~ /\G,/gc) {
            $regex .= '|';
        } elsif (pos($$text) >= length $$text) {
            $bad->("'{' has no '}' before the next '/'");
        } else {
            $regex .= glob_piece($text, $depth, $bad);
        }
    }
}

sub glob_set {
    my ($text, $bad) = @_;
    my $not = $$text =~ /\G[!^]/gc ? '^' : '';
    my @ranges;
    while (!@ranges || $$text !~ /\G\]/gc) {
        $bad->("'[' has no ']' before the next '/'") if pos($$text) >= length $$text;
        my $low = glob_character($text, $bad);
        my $high = $$text =~ /\G-(?=[^\]])/gc ? glob_character($text, $bad) : $low;
        $bad->("the range '$low-$high' is reversed") if $low gt $high;
        push @ranges, sprintf '\\x{%x}-\\x{%x}', ord $low, ord $high;
    }
    return "(?!/)[$not" . join('', @ranges) . ']';
}

# Bytes as characters, if they are valid UTF-8.
sub characters {
    my ($bytes) = @_;
    utf8::decode($bytes);
    return $bytes;
}

sub matches_any {
    my ($path, @globs) = @_;
    my $text = characters($path);
    for my $glob (@globs) {
        return 1 if $text =~ $glob->{whole};
    }
    return 0;
}

# --------------------------------------------------------------------------------------------------------------- which files are opened
sub permitted {
    my ($real) = @_;
    return matches_any($real, @allowed) && (!$pinned || matches_any($real, @pinned_globs));
}

# Whether a file, by its real path, may be read for a log: because a glob matches, or as an older file beside one that may be read.
sub permitted_for {
    my ($real, $log) = @_;
    return 1 if permitted($real);
    my ($directory, $name) = parted($real);
    my ($log_directory, $log_name) = parted($log);
    my ($beside) = resolved($log_directory);
    my ($target) = resolved($log);
    my @anchors = grep { defined && permitted($_) } defined $beside ? joined($beside, $log_name) : undef, $target;
    return 0 unless grep { (parted($_))[0] eq $directory } @anchors;
    for my $anchor ($log, @anchors) {
        (my $stem = (parted($anchor))[1]) =~ s/(?<=.)\.[^.]*\z//s;
        return 1 if substr($name, 0, length $stem) eq $stem;
    }
    return 0;
}

# A path as directory and name.
sub parted {
    my ($path) = @_;
    $path =~ m{\A(.*)/([^/]*)\z}s or return ('/', $path);
    return ($1 eq '' ? '/' : $1, $2);
}

sub joined {
    my ($directory, $name) = @_;
    return $directory eq '/' ? "/$name" : "$directory/$name";
}

# The names through which a path leads, including those of links and of what they lead to, up to the first that does not exist: each with
# its directory, what comes after it, and whether it is a link.
sub way_of {
    my ($path) = @_;
    my ($directory, $links) = ('/', 0);
    my @todo = split m{/+}, $path;
    my @way;
    while (@todo) {
        my $name = shift @todo;
        next if $name eq '' || $name eq '.';
        if ($name eq '..') {
            ($directory) = parted($directory);
            next;
        }
        my $target = readlink joined($directory, $name);
        my $absent = !defined $target && ($! == ENOENT || $! == ENOTDIR);
        push @way, [$directory, $name, join('/', grep { $_ ne '' } @todo), defined $target];
        if (defined $target) {
            $directory = '/' if $target =~ m{\A/};
            unshift @todo, split m{/+}, $target;
            last if ++$links > MOST_LINKS;
        } else {
            $directory = joined($directory, $name);
            last if $absent;
        }
    }
    return @way;
}

# Where a path leads, links resolved, and whether something is there; nothing if not even its directory exists (with $! set).
sub resolved {
    my ($path) = @_;
    my ($real, $links) = ('', 0);
    my @todo = split m{/+}, $path;
    while (@todo) {
        my $name = shift @todo;
        next if $name eq '' || $name eq '.';
        if ($name eq '..') {
            $real =~ s{/[^/]*\z}{};
            next;
        }
        my $next = "$real/$name";
        if (!lstat $next) {
            return if $! != ENOENT || @todo;
            return ($next, 0);
        }
        if (-l _) {
            my $target = readlink $next;
            return unless defined $target;
            if (++$links > MOST_LINKS) {
                $! = ELOOP;
                return;
            }
            $real = '' if $target =~ m{\A/};
            unshift @todo, split m{/+}, $target;
        } else {
            $real = $next;
        }
    }
    return ($real eq '' ? '/' : $real, 1);
}

sub real_of_descriptor {
    my ($descriptor) = @_;
    my $real = readlink "/proc/self/fd/$descriptor";
    return unless defined $real && $real =~ m{\A/};
    if ($real =~ /\A(.*) \(deleted\)\z/s) {
        my $bare = $1;
        my @named = lstat $real;
        my @open = stat "/proc/self/fd/$descriptor";
        return $bare unless @named && @open && $named[0] == $open[0] && $named[1] == $open[1];
    }
    return $real;
}

sub place {
    return $have_proc ? 'proc' : $is_mac ? 'getpath' : 'inode';
}

# Where an open file is; else undef and a code.
sub real_of {
    my ($handle, $path) = @_;
    if ($have_proc) {
        my $real = real_of_descriptor(fileno $handle);
        return defined $real ? $real : (undef, 'unproved');
    }
    if ($is_mac) {
        # F_GETPATH
        my $real = "\0" x 1024;
        return unpack 'Z*', $real if fcntl $handle, 50, $real;
        return (undef, 'unproved');
    }
    my @open = stat $handle;
    my ($real) = resolved($path);
    return (undef, 'restless') unless defined $real;
    my @named = lstat $real;
    return @named && $named[0] == $open[0] && $named[1] == $open[1] ? $real : (undef, 'restless');
}

# Opens a file that may be read for a log: {handle, real, stat}, or undef, code and words. FIFOs and devices are never opened; where there
# is a /proc, neither are forbidden files, which O_PATH only finds.
sub open_file {
    my ($path, $log) = @_;
    for (1 .. 10) {
        my $file = {};
        my ($name, $found) = ($path);
        if ($have_proc && $^O eq 'linux') {
            sysopen $found, $path, O_PATH or return (undef, code_of_error(), words());
            my ($code) = hindrance($found, $path, $log, $file);
            return (undef, $code, '') if $code;
            $name = '/proc/self/fd/' . fileno $found;
        } else {
            my @stat = stat $path or return (undef, code_of_error(), words());
            return (undef, S_ISDIR($stat[2]) ? 'directory' : 'special', '') unless S_ISREG($stat[2]);
        }
        sysopen my $handle, $name, O_RDONLY | O_NONBLOCK | O_NOCTTY or return (undef, code_of_error(), words());
        $file->{handle} = $handle;
        return $file if $found;
        my ($code) = hindrance($handle, $path, $log, $file);
        return $file unless $code;
        return (undef, $code, '') if $code ne 'restless';
    }
    return (undef, 'restless', '');
}

# Fills in what a found file is, and returns a code if it must not be read.
sub hindrance {
    my ($handle, $path, $log, $file) = @_;
    my $stat = $file->{stat} = stat_of($handle) or return 'failed';
    return 'directory' if S_ISDIR($stat->{mode});
    return 'special' unless S_ISREG($stat->{mode});
    ($file->{real}, my $code) = real_of($handle, $path);
    return $code if $code;
    return permitted_for($file->{real}, $log) ? () : 'forbidden';
}

sub same_node {
    my ($one, $other) = @_;
    return $one->{ino} == $other->{ino} && $one->{dev} == $other->{dev};
}

sub node_of {
    my ($stat) = @_;
    return "$stat->{dev}:$stat->{ino}";
}

# File systems to which others may write without this host's knowledge; the other readers have the same.
my %NETWORK = map { $_ => 1 } qw(
  nfs nfs4 cifs smb smb3 smbfs 9p afs ceph lustre glusterfs ncpfs vboxsf prl_fs virtiofs beegfs gpfs ocfs2 gfs2 orangefs acfs coda fuse
  fuseblk
);
# Whether a file system is one of them, by device.
my %network;

sub on_network {
    my ($device) = @_;
    return $network{$device} if exists $network{$device};
    $network{$device} = 0;
    open my $mounts, '<', '/proc/self/mountinfo' or return 0;
    while (my $line = <$mounts>) {
        my ($major, $minor, $type) = $line =~ /^\d+ \d+ (\d+):(\d+) .*? - (\S+)/ or next;
        next if (($major << 8) | ($minor & 0xff) | (($minor & 0xffffff00) << 12)) != $device;
        $network{$device} = $NETWORK{$type} || $type =~ /^fuse\./ ? 1 : 0;
    }
    return $network{$device};
}

# -------------------------------------------------------------------------------------------------------------------------- watches
use constant {
    IN_MODIFY => 0x2, IN_ATTRIB => 0x4, IN_CLOSE_WRITE => 0x8, IN_MOVED_FROM => 0x40, IN_MOVED_TO => 0x80, IN_CREATE => 0x100,
    IN_DELETE => 0x200, IN_DELETE_SELF => 0x400, IN_MOVE_SELF => 0x800, IN_UNMOUNT => 0x2000, IN_Q_OVERFLOW => 0x4000,
    IN_IGNORED => 0x8000, IN_ONLYDIR => 0x1000000,
};
use constant FILE_EVENTS => IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_MOVE_SELF;
use constant DIRECTORY_EVENTS =>
  IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

my ($notifier, $notifier_fd);
# By inotify's number. Of a directory: {number, handle, path, node, names => {name => {follow's number => place}}, born => {name =>
# [births]}, all => {number => follow}}. Of a file: {number, lives => {address => life}, held => {address => a birth's file}}.
my %watch;
# Watches of directories, by node.
my %directory_watch;
# Births between the two events of a rename, by cookie.
my %moving;
# From the event before. $unlinked: the watch of the birth's file whose number of names has changed, as it does right before the directory
# reports its deletion. $arrived: where something has arrived, as [watch, name, births that had the name], right before the file that had
# the name reports that it has none, and the other one that it has moved.
my ($unlinked, $arrived);
# When a watched directory was last asked for its identity, and the answer, by path: [time, dev, ino, modified].
my %directory_seen;

sub start_notifier {
    return unless $INOTIFY_INIT && $have_proc;
    # IN_NONBLOCK, IN_CLOEXEC
    my $descriptor = syscall $INOTIFY_INIT, 0x80800;
    return if $descriptor < 0;
    if (readlink("/proc/self/fd/$descriptor") !~ /inotify/ || !open $notifier, '<&=', $descriptor) {
        undef $notifier;
        return;
    }
    $notifier_fd = $descriptor;
}

sub add_watch {
    my ($handle, $events) = @_;
    # By the descriptor, so that it is the file that was opened, whatever its names are by now.
    my $name = '/proc/self/fd/' . fileno $handle;
    my $number = syscall $INOTIFY_ADD, $notifier_fd, $name, $events;
    return if $number < 0;
    return $watch{$number} ||= {number => $number, names => {}, born => {}, all => {}, lives => {}, held => {}};
}

sub drop_watch {
    my ($watch) = @_;
    return if %{$watch->{names}} || %{$watch->{lives}} || %{$watch->{held}}
      || !$watch{$watch->{number}} || $watch{$watch->{number}} != $watch;
    forget_watch($watch);
    $watch->{born} = {};
    syscall $INOTIFY_REMOVE, $notifier_fd, $watch->{number};
}

sub forget_watch {
    my ($watch) = @_;
    delete $watch{$watch->{number}};
    delete $directory_watch{$watch->{node}} if defined $watch->{node};
}

# The watch of a directory; else nothing, with $! set.
sub watch_directory {
    my ($directory) = @_;
    my @stat = stat $directory or return;
    my $watch = $directory_watch{"$stat[0]:$stat[1]"};
    if (!$watch) {
        sysopen my $handle, $directory, O_PATH or return;
        $watch = add_watch($handle, DIRECTORY_EVENTS) or return;
        $watch->{handle} ||= $handle;
        $watch->{node} = node_of(stat_of($handle));
        $directory_watch{$watch->{node}} = $watch;
    }
    $watch->{path} = $directory;
    return $watch;
}

sub forget_place {
    my ($place) = @_;
    my ($follow, $watch) = @$place{qw(follow watch)};
    my $same_name = $watch->{names}{$place->{name}} || {};
    delete $same_name->{$follow->{number}};
    delete $watch->{names}{$place->{name}} unless %$same_name;
    delete $watch->{all}{$follow->{number}} unless grep { $_->{watch} == $watch && $_->{rest} eq '' } @{$follow->{places}};
    drop_watch($watch);
}

# The identity of a directory, asked for at most once in a while.
sub directory_seen {
    my ($directory, $age) = @_;
    my $seen = $directory_seen{$directory};
    if (!$seen || $now - $seen->[0] > ($age || 0.02)) {
        %directory_seen = () if keys %directory_seen > 10_000;
        my $stat = $STATX ? stat_exactly(-100, $directory) : stat_plainly(stat $directory);
        $seen = $directory_seen{$directory} = $stat ? [$now, $stat->{dev}, $stat->{ino}, $stat->{modified}] : [$now];
    }
    return @$seen > 1 ? $seen : undef;
}

# Each reading of events has a number: an event that was read right after a look may report what that look has already seen.
my $drained = 0;

# Reads all events there are, and processes them in order.
sub drain {
    return unless $notifier;
    $drained++;
    while (1) {
        my $count = sysread $notifier, my $events, 65_536;
        return unless $count;
        my $at = 0;
        while ($at < $count) {
            my ($number, $mask, $cookie, $length) = unpack 'iIII', substr $events, $at, 16;
            my $name = unpack 'Z*', substr $events, $at + 16, $length;
            $at += 16 + $length;
            work_off($number, $mask, $cookie, $name);
        }
    }
}

sub work_off {
    my ($number, $mask, $cookie, $name) = @_;
    return look_everywhere(1) if $mask & IN_Q_OVERFLOW;
    my $watch = $watch{$number} or return;
    if ($arrived && %{$watch->{held}}) {
        my ($into, $as, $replaced) = @$arrived;
        belongs($_, $watch) for @{($mask & IN_MOVE_SELF ? $into->{born}{$as} : $mask & IN_ATTRIB ? $replaced : undef) || []};
    }
    $arrived = $mask & IN_MOVED_TO ? [$watch, $name] : $mask & IN_ATTRIB ? $arrived : undef;
    $unlinked = $mask & IN_ATTRIB && %{$watch->{held}} ? $watch : $mask & IN_DELETE ? $unlinked : undef;
    if (my @lives = values %{$watch->{lives}}) {
        touched($_, $mask) for @lives;
    } elsif ($name ne '') {
        name_touched($watch, $mask, $cookie, $name);
    } elsif ($mask & (IN_MOVE_SELF | IN_DELETE_SELF | IN_IGNORED | IN_UNMOUNT)) {
        directory_lost($watch, $mask & ~IN_MOVE_SELF);
    }
    forget_watch($watch) if $mask & IN_IGNORED;
}

# A file was written to, was closed, or has new attributes.
sub touched {
    my ($life, $mask) = @_;
    my $follow = $life->{follow};
    $life->{dirty} = 1;
    # An event that was read right after a look may report what that look has already seen.
    $life->{written} = 1 if $mask & IN_MODIFY && $drained - $life->{looked} >= 2;
    $life->{closed} = $mask & IN_CLOSE_WRITE ? $now : 0 if $mask & (IN_CLOSE_WRITE | IN_MODIFY);
    $work{$follow->{number}} = $follow;
}

# A directory was renamed, or is gone. One that was only renamed may come back.
sub directory_lost {
    my ($watch, $gone) = @_;
    %directory_seen = ();
    for my $place (map { values %$_ } values %{$watch->{names}}) {
        my $follow = $place->{follow};
        look_again($follow);
        next unless $gone;
        @{$follow->{places}} = grep { $_ != $place } @{$follow->{places}};
        forget_place($place);
    }
}

# A name in a directory has come or gone: moves the births along, and creates new ones where it is a log's name.
sub name_touched {
    my ($watch, $mask, $cookie, $name) = @_;
    my $places = $watch->{names}{$name};
    if ($mask & IN_ATTRIB) {
        look_again($_->{follow}) for grep { $_->{follow}{nameless} } values %{$places || {}};
        return;
    }
    if ($mask & (IN_MOVED_FROM | IN_DELETE)) {
        break_turns($_) for values %{$places || {}};
    }
    my $here = delete $watch->{born}{$name};
    if ($mask & IN_MOVED_FROM) {
        if ($here) {
            $_->{transit} = 1, $_->{version}++ for @$here;
            $moving{$cookie} = $here;
        }
    } else {
        deleted($_) for @{$here || []};
        $arrived->[2] = $here if $arrived;
        undef $unlinked;
        arrive($watch, $name, $mask & IN_MOVED_TO ? delete $moving{$cookie} : undef) unless $mask & IN_DELETE;
    }
    look_again($_->{follow}) for values %{$places || {}};
    for my $follow (values %{$watch->{all}}) {
        $follow->{names_due} = 1;
        $work{$follow->{number}} = $follow;
    }
}

# A name is gone, which may be one to which a turn has led whose file was not opened yet.
sub break_turns {
    my ($place) = @_;
    push @{$_->{broken}}, $place for grep { $_->{turn} && !$_->{file} } @{$place->{follow}{births}};
}

# Whether a name to which it may have led was gone before that could be opened.
sub is_broken {
    my ($birth) = @_;
    my @way = grep { !$_->{left} } @{$birth->{follow}{places}};
    return grep { my $gone = $_; grep { same_place($_, $gone) } @way } @{$birth->{broken} || []};
}

sub deleted {
    my ($birth) = @_;
    $birth->{gone} = 1;
    $birth->{version}++;
    belongs($birth, $unlinked) if $unlinked;
}

# Events say that a birth is the file of this watch. If the file was opened as that of another birth, the other one has none.
sub belongs {
    my ($birth, $watch) = @_;
    return if $birth->{settled};
    my ($mistaken) = grep { $_->{file} && $_->{file}{watch} && $_->{file}{watch} == $watch } @{$birth->{follow}{births}};
    return if !$mistaken || $mistaken == $birth;
    let_watch_go($birth->{file});
    $birth->{file} = delete $mistaken->{file};
    $birth->{proved} = 1;
    $birth->{tried} = $birth->{version};
    $mistaken->{tried} = 0 unless $mistaken->{gone};
}

sub arrive {
    my ($watch, $name, $moved) = @_;
    my @here;
    my %known;
    for my $birth (grep { !$_->{settled} } @{$moved || []}) {
        @$birth{qw(watch name transit)} = ($watch, $name, 0);
        $birth->{version}++;
        $known{$birth->{follow}{number}} = 1;
        push @here, $birth;
    }
    for my $place (values %{$watch->{names}{$name} || {}}) {
        my $follow = $place->{follow};
        next if $known{$follow->{number}}++;
        my $birth = {
            code => '', follow => $follow, place => $place, rest => $place->{rest}, turn => $place->{rest} ne '' || $place->{linked},
            watch => $watch, name => $name, version => 1, tried => 0,
        };
        push @{$follow->{births}}, $birth;
        push @here, $birth;
        births_lost($follow) if @{$follow->{births}} > MOST_BIRTHS;
    }
    $watch->{born}{$name} = \@here if @here;
}

sub look_again {
    my ($follow) = @_;
    $follow->{look} = 1;
    $work{$follow->{number}} = $follow;
}

# Events were lost, so all names are looked at.
sub look_everywhere {
    for my $follow (values %follow) {
        births_lost($follow);
        $_->{dirty} = 1 for @{$follow->{lives}};
    }
}

# What the name leads to now may not be the file that came next.
sub births_lost {
    my ($follow) = @_;
    $follow->{overflowed} = 1;
    forget_births($follow);
    look_again($follow);
}

# ------------------------------------------------------------------------------------------------------------------------ following
sub begin_follow {
    my ($number, $log, $options) = @_;
    return fail($number, 'busy') if keys %follow >= MOST_FOLLOWS;
    my $follow = $follow{$number} = {
        number => $number, log => $log, names => $options eq 'names',
        # Open lives, oldest first; the number of the next one; the one that has the name; the one that is being read.
        lives => [], next_life => 0, current => undef, reading => undef,
        # The latest life that was read; credit; changes between lives.
        frontier => -1, credit => 0, started => 0, turns => 0, turned => -100,
        # Older files that are kept open for ranges.
        kept => [],
        births => [], places => [], missed => 0, told => '', names_told => -100,
    };
    look_again($follow);
    settle_names($follow);
    $follow->{look_every} = 0;
    queue_look($follow);
}

sub start_follow {
    my ($follow, $first, $offset) = @_;
    return if $follow->{started};
    $follow->{started} = 1;
    for my $life (@{$follow->{lives}}) {
        $life->{skipped} = 1 if $life->{number} < $first;
        next if $life->{number} != $first;
        $life->{at} = $offset;
        my $from = $offset > LAST_BYTES ? $offset - LAST_BYTES : 0;
        my $last = bytes_at($life->{handle}, $from, $offset - $from);
        $life->{last} = defined $last ? $last : '';
        $life->{dirty} = 1;
        $follow->{reading} = $life;
        $follow->{last_read} = $life;
    }
    $follow->{frontier} = $first;
    $follow->{behind} = 1;
    $work{$follow->{number}} = $follow;
}

sub end_follow {
    my ($follow) = @_;
    delete $follow{$follow->{number}};
    delete $work{$follow->{number}};
    my @lives = @{$follow->{lives}};
    close_life($_) for @lives;
    forget_place($_) for splice @{$follow->{places}};
    forget_births($follow);
    %$follow = (number => $follow->{number}, ended => 1);
}

sub forget_births {
    my ($follow) = @_;
    for my $birth (@{$follow->{births}}) {
        $birth->{settled} = 1;
        let_watch_go($birth->{file});
    }
    $follow->{births} = [];
}

sub wake_at {
    my ($follow, $time) = @_;
    return if $follow->{wakes}{$time}++;
    my $at = @timers;
    $at-- while $at && $timers[$at - 1][0] > $time;
    splice @timers, $at, 0, [$time, $follow->{number}];
}

# How often the name is looked at depends on which events are available there.
sub queue_look {
    my ($follow) = @_;
    my $network = $follow->{current} && on_network($follow->{current}{dev});
    my $polled = !$notifier || $follow->{unwatched};
    my $every = $network ? NETWORK_LOOK : $polled ? POLLED_LOOK : CALM_LOOK;
    return if $every == $follow->{look_every};
    $follow->{look_every} = $every;
    push @{$look_list{$every}{queue}}, $follow->{number};
}

# Looks at some of those that are due; returns whether there are more.
sub look_at_due {
    my $more = 0;
    while (my ($every, $list) = each %look_list) {
        if (!$list->{todo}) {
            next if $now < $list->{due} || !@{$list->{queue}};
            # All at once, so that a quiet reader sleeps in between.
            $list->{due} = $now + $every;
            $list->{todo} = [@{$list->{queue}}];
            $list->{queue} = [];
        }
        my $count = 100;
        while ($count-- && @{$list->{todo}}) {
            my $follow = $follow{shift @{$list->{todo}}} or next;
            next if $follow->{look_every} != $every;
            push @{$list->{queue}}, $follow->{number};
            look_in_turn($follow);
            queue_look($follow);
        }
        @{$list->{todo}} ? ($more = 1) : delete $list->{todo};
    }
    return $more;
}

sub look_in_turn {
    my ($follow) = @_;
    let_go($follow);
    @{$follow->{kept}} = grep { is_used($_) } @{$follow->{kept}};
    my $seen = directory_seen($follow->{directory}, $follow->{look_every} / 2);
    if (!$notifier && $follow->{names} && $seen) {
        my $modified = "@$seen[1 .. 3]";
        if (defined $follow->{directory_modified} && $follow->{directory_modified} ne $modified) {
            $follow->{names_due} = 1;
            $work{$follow->{number}} = $follow;
        }
        $follow->{directory_modified} = $modified;
    }
    my ($place) = grep { $_->{rest} eq '' } @{$follow->{places}};
    return look_again($follow) if $notifier && !($place && $seen && "$seen->[1]:$seen->[2]" eq $place->{watch}{node});
    # Links may lead the name elsewhere by now, so the path is asked, not the open file; in most cases one call answers everything.
    my @stat = stat $follow->{log};
    my $life = $follow->{current};
    if (!@stat || !$life || $stat[1] != $life->{ino} || $stat[0] != $life->{dev} || $follow->{nameless}) {
        look_again($follow);
    } elsif (!$life->{watch} || $stat[7] != $life->{size} || $stat[9] != int $life->{modified} || !$STATX && $stat[9] >= time - 2) {
        $life->{dirty} = 1;
        $work{$follow->{number}} = $follow;
    }
    for my $late (@{$follow->{lives}}) {
        next if $late->{watch} || $late == ($life || 0);
        $late->{dirty} = 1;
        $work{$follow->{number}} = $follow;
    }
}

# ---------------------------------------------------------------------------------------------------------------------------- names
# Opens what has got the name, in order, then checks where the name leads.
sub settle_names {
    my ($follow) = @_;
    for (1 .. 20) {
        $follow->{look} = 0;
        watch_way($follow);
        return unless open_births($follow);
        look_at_name($follow);
        last unless $follow->{look} || @{$follow->{births}};
    }
}

# Watches the directories of all names through which the path leads. $turned: events have said that the way has changed.
sub watch_way {
    my ($follow, $turned) = @_;
    $follow->{directory} = (parted($follow->{log}))[0];
    return unless $notifier;
    for (1 .. 5) {
        my (@places, $whole);
        for my $step (way_of($follow->{log})) {
            my ($directory, $name, $rest, $linked) = @$step;
            my $watch = watch_directory($directory);
            last if !$watch && ($! == ENOENT || $! == ENOTDIR);
            $whole ||= $rest eq '';
            if (!$watch) {
                $follow->{unwatched} = 1 if $rest eq '' && ($! == ENOSPC || $! == ENOMEM);
            } elsif (!grep { $_->{watch} == $watch && $_->{name} eq $name } @places) {
                push @places, {follow => $follow, watch => $watch, name => $name, rest => $rest, linked => $linked};
            }
        }
        $follow->{whole} = $whole;
        push @places, moved_away($follow, $places[-1]) if @places && !$whole;
        if ($whole && delete $follow->{blind}) {
            # Its end could not be watched when the way turned.
            my @stat = stat $follow->{log};
            $follow->{missed} = 1 unless @stat && grep { $_->{ino} == $stat[1] && $_->{dev} == $stat[0] } @{$follow->{lives}};
        }
        last unless lead_through($follow, $turned, @places);
        $follow->{look} = 1;
    }
}

# What was watched beyond a directory that does not exist any more: it may come back, with what has happened in it meanwhile. What comes
# after a name that has turned does not count.
sub moved_away {
    my ($follow, $last) = @_;
    my @beyond = grep { !$_->{left} } @{$follow->{places}};
    while (my $place = shift @beyond) {
        next unless same_place($place, $last) && !$place->{linked};
        my ($turn) = grep { $follow->{turning} && same_place($beyond[$_], $follow->{turning}) } 0 .. $#beyond;
        $#beyond = $turn if defined $turn;
        return @beyond;
    }
    return;
}

sub same_place {
    my ($one, $other) = @_;
    return $one->{watch} == $other->{watch} && $one->{name} eq $other->{name};
}

sub lead_through {
    my ($follow, $turned, @places) = @_;
    my @before = @{$follow->{places}};
    my @came = grep { my $place = $_; !grep { same_place($place, $_) } @before } @places;
    my @left = grep { my $place = $_; !grep { same_place($place, $_) } @places } @before;
    for my $place (@places) {
        $place->{watch}{names}{$place->{name}}{$follow->{number}} = $place;
        $place->{watch}{all}{$follow->{number}} = $follow if $follow->{names} && $place->{rest} eq '';
    }
    # What came where the path has led so far is in events that have not been read yet.
    drain() if @came || @left;
    if (!$turned && @{$follow->{births}}) {
        $_->{left} = 1 for @left;
        push @places, splice @left;
    }
    $follow->{places} = \@places;
    forget_place($_) for @left;
    my ($turn) = grep { $_->{turn} } reverse $turned || (), @{$follow->{births}};
    if ($turn && $follow->{next_life} && @came) {
        my $since = turned_at($turn);
        $turn->{passed} ||= grep { has_passed($_, $since) } @came if $since;
    }
    return @came || @left;
}

# Since when a name that has come leads where it leads, as far as the host can tell.
sub turned_at {
    my ($birth) = @_;
    my $watch = $birth->{place}{watch};
    return unless $STATX && $watch->{handle};
    # AT_SYMLINK_NOFOLLOW
    my $stat = stat_exactly(fileno $watch->{handle}, $birth->{place}{name}, 0x100) or return;
    return S_ISLNK($stat->{mode}) ? $stat->{changed} : stat_of($watch->{handle})->{modified};
}

# Whether a name has led elsewhere, or another file had the log's name, after the way turned there and before it was watched.
sub has_passed {
    my ($place, $since) = @_;
    if ($place->{rest} ne '' || $place->{linked}) {
        my $stat = stat_exactly(fileno $place->{watch}{handle}, $place->{name}, 0x100);
        my $changed = $stat ? $stat->{changed} : '';
        if (!$place->{linked}) {
            my $modified = stat_of($place->{watch}{handle})->{modified};
            $changed = $modified if $modified lt $changed;
        }
        return 1 if $changed gt $since || $changed eq $since && has_led_beside($place, $since);
    }
    return $place->{rest} eq '' && has_passed_in($place->{follow}, $place->{watch}{path}, $place->{name}, $since);
}

# Whether a name that changed in the same tick of the host's clock as the way turned may have led to another file before that change.
sub has_led_beside {
    my ($place, $since) = @_;
    my $rest = $place->{rest} eq '' ? '' : "/$place->{rest}";
    my $earliest = sprintf '%.9f', $since - EVENT_DUE;
    opendir my $names, $place->{watch}{path} or return;
    for my $other (readdir $names) {
        next if $other eq $place->{name} || $other =~ /\A\.\.?\z/;
        my $stat = stat_exactly(-100, joined($place->{watch}{path}, $other) . $rest) or next;
        next unless S_ISREG($stat->{mode}) && $stat->{changed} ge $earliest;
        return 1 unless leads_to($place->{follow}{log}, {stat => $stat}) || grep { same_node($_, $stat) } @{$place->{follow}{lives}};
    }
    return;
}

# Whether beside a file there is another that may have had its name since.
sub has_passed_in {
    my ($follow, $directory, $name, $since, $but) = @_;
    return unless $since && opendir(my $names, $directory);
    (my $stem = $name) =~ s/(?<=.)\.[^.]*\z//s;
    for my $other (readdir $names) {
        next if $other eq $name || substr($other, 0, length $stem) ne $stem;
        my $stat = stat_exactly(-100, joined($directory, $other), 0x100) or next;
        next unless S_ISREG($stat->{mode}) && $stat->{changed} ge $since;
        return 1 unless grep { same_node($_, $stat) } @{$follow->{lives}}, $but || ();
    }
    return;
}

# Opens the births; returns whether all were opened.
sub open_births {
    my ($follow) = @_;
    return 1 unless @{$follow->{births}};
    # If there are very many, some wait until others have been read, so that none has to be given up.
    my $room = @{$follow->{births}};
    if ($follow->{started} && $follow->{credit} > 0) {
        my $most = UNREAD_LIVES * 3 / 4 - grep { has_bytes($_) } @{$follow->{lives}};
        $room = $most if $most < $room;
        return 0 if $room <= 0;
    }
    my $due = clock() + EVENT_DUE;
    for (1 .. 25) {
        $room = @{$follow->{births}} if $room > @{$follow->{births}};
        my @first = @{$follow->{births}}[0 .. $room - 1];
        open_birth($_) for grep { $_->{tried} != $_->{version} } @first;
        # The file that was opened is the right one only if its name has not moved meanwhile.
        drain();
        if (clock() < $due and my @unsure = grep { !$_->{settled} && is_unsure($_) } @first) {
            # It may have been moved so recently that the event has not come yet.
            select undef, undef, undef, 0.001;
            $_->{tried} = 0 for @unsure;
            drain();
        }
        # A file that nothing had moved by then is the right one.
        $_->{proved} = 1 for grep { $_->{file} && $_->{tried} == $_->{version} && !$_->{gone} && !$_->{transit} } @first;
        last unless grep { !$_->{settled} && ($_->{tried} != $_->{version} || $_->{transit}) } @first;
    }
    $room = @{$follow->{births}} if $room > @{$follow->{births}};
    doubt_births(@{$follow->{births}}[0 .. $room - 1]);
    $room = @{$follow->{births}} if $room > @{$follow->{births}};
    # Births whose names keep moving are tried again and, to keep the order, so are those after them.
    my $sure = 0;
    $sure++ while $sure < $room && $follow->{births}[$sure]{tried} == $follow->{births}[$sure]{version};
    my @births = splice @{$follow->{births}}, 0, $sure;
    while (my $birth = shift @births) {
        $birth->{settled} = 1;
        # Asked before the way is watched as it is by now.
        my ($belongs) = grep { same_place($_, $birth->{place}) } @{$follow->{places}};
        follow_turn($birth, @births) if $birth->{turn} && $belongs;
        my $born = $birth->{watch}{born}{$birth->{name}};
        if ($born && !(@$born = grep { $_ != $birth } @$born)) {
            delete $birth->{watch}{born}{$birth->{name}};
        }
        my $file = $birth->{file};
        if (!$belongs) {
            # The way had already led elsewhere; where it leads elsewhere again, it may have led there in between.
            drain();
            $follow->{missed} = 1 if grep { $_->{turn} } @births, @{$follow->{births}};
            let_watch_go($file);
            next;
        }
        # What had the name before could not be read, and has lost the name.
        $follow->{missed} = 1 if delete $follow->{barred} || $birth->{missed};
        # What was opened through a birth that is gone may have been found at the end of the next one's way.
        my $mistaken = $file && !$birth->{proved} && $birth->{mistaken} || $birth->{gone} && $birth->{turn};
        # A name before it on the way has turned as well, so what was opened is where the way led before.
        my $astray = $belongs->{rest} ne $birth->{rest};
        $mistaken ||= $astray;
        if ($mistaken || $file && $birth->{gone} && grep { $_->{file} && same_node($_->{file}{stat}, $file->{stat}) } @births) {
            let_watch_go($file);
            undef $file;
        }
        if ($file) {
            take_file($follow, $file);
            let_watch_go($file);
            $follow->{missed} = 1 if $birth->{passed} || $birth->{turning};
        } elsif ($birth->{gone}
            || $birth->{transit}
            || $birth->{missed}
            || is_broken($birth)
            || $astray
            || $birth->{code} eq 'not-found' && !$birth->{linked}
            || $birth->{code} !~ /\A(?:special|directory)\z/ && !has_name($birth))
        {
            # A cut of the previous life came first.
            lose_name($follow);
            $follow->{missed} = 1;
        } elsif ($birth->{code} eq 'denied' || $birth->{code} eq 'forbidden' && is_away($birth->{watch})) {
            $follow->{barred} = 1;
        }
    }
    return !@{$follow->{births}};
}

# A birth that left its name before its file was proved may have been mistaken for the one that took the name after it.
sub doubt_births {
    my @unproved = grep { $_->{file} && !$_->{proved} && !$_->{linked} && ($_->{gone} || $_->{transit}) } @_ or return;
    $_->{mistaken} = $_->{gone} ? still_named($_->{file}) : is_where_it_should($_) for @unproved;
    # If that one has left the name too, the events show whose file it is.
    drain();
}

# The way has changed with this birth: watches it, and checks whether something passed before or after what was opened.
sub follow_turn {
    my ($birth, @later) = @_;
    my ($follow, $file) = @$birth{qw(follow file)};
    drain();
    my ($last) = grep { $_->{turn} } reverse $birth, @later, @{$follow->{births}};
    $follow->{turning} = $birth->{place};
    watch_way($follow, $last);
    delete $follow->{turning};
    # With what has happened while it was watched.
    push @later, @{$follow->{births}};
    ($last) = grep { $_->{turn} } reverse $birth, @later;
    my $leads = $file && leads_to($follow->{log}, $file);
    $follow->{blind} = !$follow->{whole};
    $birth->{missed} ||= delete $birth->{passed} if $leads || !$file;
    return unless @later || $follow->{blind};
    # If more has happened on a way since, what was found at its end may have come later, and is reported then. If the way has already
    # turned again, it may even be something to which nothing had led.
    my $known = $file && grep { same_node($_, $file->{stat}) } @{$follow->{lives}};
    my $turning = $last != $birth || $follow->{blind} && !$known;
    my $passed = $file && has_passed_in($follow, parted($file->{real}), turned_at($birth), $file->{stat});
    $birth->{missed} ||= $turning || $passed;
    $birth->{turning} = $turning;
    my $later = $file && comes_later($follow, $file, @later);
    let_watch_go(delete $birth->{file}) if $later || $turning && $passed && !$leads;
}

# Whether a file is that of a later birth. A name that has moved meanwhile is looked for where the events say it is by then.
sub comes_later {
    my ($follow, $file, @later) = @_;
    for (1 .. 10) {
        my $before = join ' ', map { $_->{version} } @later, @{$follow->{births}};
        for my $birth (@later, @{$follow->{births}}) {
            return 1 if $birth->{file} ? same_node($birth->{file}{stat}, $file->{stat}) : leads_to(path_of($birth), $file);
        }
        drain();
        last if $before eq join ' ', map { $_->{version} } @later, @{$follow->{births}};
    }
    return;
}

sub leads_to {
    my ($path, $file) = @_;
    my @stat = stat $path;
    return @stat && $stat[1] == $file->{stat}{ino} && $stat[0] == $file->{stat}{dev};
}

# By its directory, so that it is right whatever the directory is called by now.
sub path_of {
    my ($birth) = @_;
    my $path = '/proc/self/fd/' . fileno($birth->{watch}{handle}) . "/$birth->{name}";
    return $birth->{rest} eq '' ? $path : "$path/$birth->{rest}";
}

sub open_birth {
    my ($birth) = @_;
    $birth->{tried} = $birth->{version};
    $birth->{missed} ||= delete $birth->{passed};
    return if $birth->{gone} || $birth->{transit} || $birth->{file} && is_where_it_should($birth);
    my $path = path_of($birth);
    $birth->{linked} ||= $birth->{turn} || -l $path;
    my ($file, $code) = open_file($path, $birth->{follow}{log});
    return $birth->{code} = $code unless $file;
    let_watch_go($birth->{file});
    $birth->{file} = $file;
    $birth->{proved} = 0;
    # Reports when this file is deleted.
    $file->{watch} = add_watch($file->{handle}, FILE_EVENTS) or return;
    $file->{watch}{held}{"$file"} = $file;
    return if stat_of($file->{handle})->{nlink};
    # If the file was deleted before it was watched, nothing says whether it was that of this birth.
    let_watch_go(delete $birth->{file});
    $birth->{code} = 'not-found';
}

# Whether an event that says where the file is may still be to come.
sub is_unsure {
    my ($birth) = @_;
    return !$birth->{file} && !$birth->{gone} && !$birth->{linked} && $birth->{code} =~ /\A(?:not-found|forbidden|unproved)\z/;
}

# Whether the opened file is, by the system's answer, where the birth is by the events.
sub is_where_it_should {
    my ($birth) = @_;
    my $directory = readlink '/proc/self/fd/' . fileno $birth->{watch}{handle};
    my $real = readlink '/proc/self/fd/' . fileno $birth->{file}{handle};
    return defined $real && defined $directory && $birth->{rest} eq '' && $real eq joined($directory, $birth->{name});
}

# Whether a watched directory is not where it was when it was first watched.
sub is_away {
    my ($watch) = @_;
    my @stat = stat $watch->{path};
    return !@stat || "$stat[0]:$stat[1]" ne $watch->{node};
}

sub still_named {
    my ($file) = @_;
    my $real = readlink '/proc/self/fd/' . fileno $file->{handle};
    return defined $real && $real !~ / \(deleted\)\z/;
}

# Drops the watch of a file unless a life begins with it.
sub let_watch_go {
    my ($file) = @_;
    my $watch = $file && delete $file->{watch} or return;
    delete $watch->{held}{"$file"};
    drop_watch($watch);
}

# Whether a birth still has a name of its log, so that a look at the name says more.
sub has_name {
    my ($birth) = @_;
    return grep { same_place($_, $birth) } @{$birth->{follow}{places}};
}

# Where the name leads now, whatever the events said.
sub look_at_name {
    my ($follow) = @_;
    my @stat = stat $follow->{log} or return nameless($follow, code_of_error(), words());
    my $life = $follow->{current};
    if ($life && $stat[1] == $life->{ino} && $stat[0] == $life->{dev}) {
        $follow->{overflowed} = 0;
        $life->{dirty} = 1 if $stat[7] != $life->{size};
        return named($follow);
    }
    my ($file, $code, $words) = open_file($follow->{log}, $follow->{log});
    drain();
    # Events say more than this look.
    return if @{$follow->{births}};
    return nameless($follow, $code, $words) unless $file;
    take_file($follow, $file);
}

sub nameless {
    my ($follow, $code, $words) = @_;
    lose_name($follow);
    $follow->{nameless} ||= $now;
    $follow->{nameless_due} = 0;
    return if $follow->{told} eq $code;
    # Between the two steps of a rotation there is nothing to report.
    my $due = $follow->{nameless} + ($follow->{next_life} ? NAME_GRACE : 0);
    if ($now < $due) {
        $follow->{nameless_due} = $due;
        return wake_at($follow, $due);
    }
    $follow->{told} = $code;
    emit('N', $follow->{number}, texts($code, $words));
}

# The file of the newest life has lost the name. If it was cut while it had the name, that was a life too.
sub lose_name {
    my ($follow) = @_;
    my $life = $follow->{current} or return;
    return if $life->{lost};
    still_lives($life);
    # The new life of the same file, if there was a cut.
    $life = $follow->{current} or return;
    $life->{lost} = $now;
    # Only a writer that closes the file in a rotation, or after it, is its last.
    $life->{closed} = 0 if $life->{closed} && $now - $life->{closed} > CLOSED_KEPT;
    $life->{suspect} = 0;
    $life->{dirty} = 1;
}

sub named {
    my ($follow) = @_;
    my $life = $follow->{current};
    $life->{lost} = 0;
    $follow->{nameless} = $follow->{nameless_due} = 0;
    emit('S', $follow->{number}, '') if $follow->{told} ne '';
    $follow->{told} = '';
}

# The name leads to this file, or did when the file came: begins a new life, or the file is that of an open life that has the name again.
sub take_file {
    my ($follow, $file) = @_;
    lose_name($follow) unless $follow->{current} && same_node($follow->{current}, $file->{stat});
    my $before = $follow->{current};
    my ($again) = grep { same_node($_, $file->{stat}) } @{$follow->{lives}};
    return if $before && $again && $before == $again;
    if ($again) {
        $follow->{current} = $again;
        return named($follow);
    }
    # Lost events may have reported others.
    $follow->{missed} = 1 if delete $follow->{overflowed} && $follow->{next_life};
    my $life = {
        follow => $follow, handle => $file->{handle}, real => $file->{real}, dev => $file->{stat}{dev}, ino => $file->{stat}{ino},
    };
    watch_life($life);
    begin_life($life, $follow->{next_life} ? 'next' : 'first');
    $follow->{told} = '';
    named($follow);
}

# ---------------------------------------------------------------------------------------------------------------------------- lives
sub begin_life {
    my ($life, $kind) = @_;
    my $follow = $life->{follow};
    my $head = bytes_at($life->{handle}, 0, HEAD_LENGTH);
    my $stat = stat_of($life->{handle});
    $head = '' unless defined $head;
    $life->{number} = $follow->{next_life}++;
    $life->{at} = 0;
    $life->{first} = substr $head, 0, FIRST_BYTES;
    $life->{last} = '';
    $life->{written} = $life->{suspect} = 0;
    $life->{looked} = $drained;
    # Until when a change of the times may be that of the cut with which the life began.
    $life->{settling} = $kind eq 'cut' ? $now + SETTLING : 0;
    $life->{kind} = $kind;
    $life->{grown} = $stat->{size} > 0 ? $now : -100;
    remember($life, $stat);
    # There may be more by now than its head shows.
    $life->{dirty} = 1;
    push @{$follow->{lives}}, $life;
    $follow->{current} = $life;
    emit('L', $follow->{number},
        texts($life->{number}, $kind, $follow->{missed}, node_of($life), $stat->{size}, $stat->{modified}, $life->{real}) . $head);
    $follow->{missed} = $follow->{barred} = 0;
    $work{$follow->{number}} = $follow;
    give_up_unread($follow);
    let_go($follow) if @{$follow->{lives}} > UNREAD_LIVES + LATE_FILES;
}

sub watch_life {
    my ($life) = @_;
    return unless $notifier;
    my $watch = add_watch($life->{handle}, FILE_EVENTS);
    if (!$watch) {
        $life->{follow}{unwatched} = 1 if $! == ENOSPC || $! == ENOMEM;
        return;
    }
    $life->{watch} = $watch;
    $watch->{lives}{"$life"} = $life;
}

sub remember {
    my ($life, $stat) = @_;
    @$life{qw(size modified changed nlink)} = @$stat{qw(size modified changed nlink)};
    $life->{holes} = $stat->{blocks} * 512 < $stat->{size};
}

# Ends a life, and closes its file unless a new life of the same file begins.
sub close_life {
    my ($life, $keep) = @_;
    my $follow = $life->{follow};
    @{$follow->{lives}} = grep { $_ != $life } @{$follow->{lives}};
    undef $follow->{reading} if $follow->{reading} && $follow->{reading} == $life;
    undef $follow->{current} if $follow->{current} && $follow->{current} == $life;
    my $watch = delete $life->{watch};
    if ($watch) {
        delete $watch->{lives}{"$life"};
        drop_watch($watch) unless $keep;
    }
    $life->{over} = 1;
    close delete $life->{handle} unless $keep;
    return $watch;
}

# Asks an open file for its size and times. Returns false if the life has ended. $reached: the end of what was just read and not sent yet.
sub still_lives {
    my ($life, $reached) = @_;
    $life->{dirty} = 0;
    my $written = $life->{written};
    $life->{written} = 0;
    $life->{looked} = $drained;
    my $stat = stat_of($life->{handle}) or return 1;
    my $same_size = $stat->{size} == $life->{size};
    my $modified = $stat->{modified} ne $life->{modified};
    # A life whose writer has closed it and to which no name leads is checked for its end.
    if ($same_size && !$modified && !$written && !$life->{suspect} && ($STATX || $life->{modified} < time - 2)) {
        $life->{nlink} = $stat->{nlink};
        return 1;
    }
    my $content = same_content($life, $stat);
    # Bytes that were there when they were read count, even if the file has been cut since.
    return cut($life) unless $content && $stat->{size} >= $life->{at};
    # The event may come after the look that saw what it reports.
    $modified ||= $life->{unexplained};
    $life->{unexplained} = $modified && $same_size && !$written;
    if ($stat->{size} > $life->{size}) {
        $life->{grown} = $now;
        $life->{suspect} = $life->{settling} = 0;
    } elsif ($same_size && ($written || !$life->{watch}) && $modified && !$life->{suspect} && may_be_rewritten($life)) {
        # Or half of a write, in which the times are set before the size: the next moments will show.
        $life->{suspect} = $now + ($written ? REWRITTEN : SETTLING);
    }
    my $suspect = $life->{suspect};
    remember($life, $stat);
    if ($suspect && $same_size) {
        if ($now >= $suspect) {
            cut($life);
            $life->{follow}{current}{settling} = 0 if $life->{follow}{current};
            return 0;
        }
        wake_at($life->{follow}, $suspect);
    }
    return 1;
}

# Whether a change of the times may mean other bytes. A cut sets the size before the times, so these may change once after it was noticed.
# If the file has lost the name, rewrites do not matter, and it must stay open for late bytes.
sub may_be_rewritten {
    my ($life) = @_;
    my $settling = $life->{settling};
    $life->{settling} = 0;
    return $life->{size} && !$life->{lost} && $now >= $settling;
}

# Whether the first bytes, and the last ones that were read, are unchanged. Remembers more first bytes when there are more.
sub same_content {
    my ($life, $stat) = @_;
    my $first = bytes_at($life->{handle}, 0, FIRST_BYTES);
    # If the file can't be read at the moment, nothing is known.
    return 1 unless defined $first;
    return 0 if substr($first, 0, length $life->{first}) ne $life->{first};
    $life->{first} = $first;
    my $length = length $life->{last};
    return 1 unless $length && $stat->{size} >= $life->{at};
    my $last = bytes_at($life->{handle}, $life->{at} - $length, $length);
    return !defined $last || $last eq $life->{last};
}

sub cut {
    my ($life) = @_;
    my $follow = $life->{follow};
    # What becomes of a file that has lost the name does not belong to the log.
    if (!$follow->{current} || $follow->{current} != $life || $life->{lost}) {
        close_life($life);
        return 0;
    }
    my $watch = close_life($life, 1);
    my $next = {follow => $follow, watch => $watch};
    @$next{qw(handle real dev ino)} = @$life{qw(handle real dev ino)};
    delete $life->{handle};
    $watch->{lives}{"$next"} = $next if $watch;
    ($next->{real}, my $code) = real_of($next->{handle}, $follow->{log});
    $next->{real} = $life->{real} if $code;
    begin_life($next, 'cut');
    $follow->{behind} = 1;
    return 0;
}

# Closes files that have lost the name: those that have no writer any more, and those that are not read.
sub let_go {
    my ($follow) = @_;
    my @late;
    my @lost = grep { $_->{lost} } @{$follow->{lives}};
    for my $life (@lost) {
        my $unread = $life->{size} > $life->{at} && !$life->{skipped} || $life->{dirty};
        my $since = $life->{grown} > $life->{lost} ? $life->{grown} : $life->{lost};
        if ($life->{nlink} == 0) {
            $life->{deleted} ||= $now;
            if (!$unread && ($life->{closed} && $now - $life->{closed} > CLOSED_KEPT || $now - $life->{deleted} > DELETED_KEPT)) {
                close_life($life);
            } elsif ($unread && $now - $life->{deleted} > UNREAD_KEPT) {
                give_up($life);
            }
        } elsif (!$unread) {
            $now - $since > LATE_KEPT ? close_life($life) : push @late, [$since, $life];
        }
    }
    if (@late > LATE_FILES) {
        @late = sort { $a->[0] <=> $b->[0] || $a->[1]{number} <=> $b->[1]{number} } @late;
        close_life($late[$_][1]) for 0 .. @late - LATE_FILES - 1;
    }
}

# Whether the writer of a kept file may still use it.
sub is_used {
    my ($file) = @_;
    my $stat = stat_of($file->{handle}) or return 0;
    @$file{qw(since size)} = ($now, $stat->{size}) if $stat->{size} != $file->{size};
    return $now - $file->{since} <= LATE_KEPT if $stat->{nlink};
    $file->{deleted} ||= $now;
    return $now - ($file->{since} > $file->{deleted} ? $file->{since} : $file->{deleted}) <= DELETED_KEPT;
}

sub give_up_unread {
    my ($follow) = @_;
    my @unread = grep { $_->{number} > $follow->{frontier} && has_bytes($_) && $_ != $follow->{current} } @{$follow->{lives}};
    give_up(shift @unread) while @unread > UNREAD_LIVES;
}

# Ends a life that was not sent completely, and reports that.
sub give_up {
    my ($life) = @_;
    close_life($life);
    emit('G', $life->{follow}{number}, pack('N', $life->{number}));
}

# -------------------------------------------------------------------------------------------------------------------- reading of lives
# Does what there is to do for a follow, and sends at most one block. Returns whether there is more to do at once.
sub work_at {
    my ($follow) = @_;
    settle_names($follow) if $follow->{look} || @{$follow->{births}} || $follow->{nameless_due} && $now >= $follow->{nameless_due};
    tell_names($follow) if $follow->{names_due};
    my $hungry = !$follow->{started} || $follow->{credit} <= 0;
    if ($hungry) {
        # Nothing is read, but each cut must be noticed.
        my $pause = ($follow->{checked} || 0) + 0.02;
        if ($now < $pause) {
            wake_at($follow, $pause) if grep { $_->{dirty} } @{$follow->{lives}};
            return 0;
        }
        $follow->{checked} = $now;
    }
    my @lives = @{$follow->{lives}};
    for my $life (@lives) {
        next if $life->{over};
        # The life that is being read is checked when it is read.
        my $read = !$hungry && $life == ($follow->{reading} || 0);
        still_lives($life) if $life->{dirty} && !$read || $life->{suspect} && $now >= $life->{suspect};
    }
    return 0 unless $follow->{started};
    my $life = choose($follow);
    return @{$follow->{births}} ? 1 : caught_up($follow) unless $life;
    return 0 if $follow->{credit} <= 0;
    my $sent = send_block($follow, $life);
    # What has come meanwhile precedes the report that this is all, which goes out together with the bytes.
    drain() if $sent && !has_bytes($life);
    return 1 if $follow->{look} || @{$follow->{births}};
    return choose($follow) ? 1 : caught_up($follow);
}

sub has_bytes {
    my ($life) = @_;
    return $life->{size} > $life->{at} && !$life->{skipped};
}

# The life that is read next; none if everything has been sent, or if what there is has to wait for its turn.
sub choose {
    my ($follow) = @_;
    $follow->{waiting} = 0;
    my $lives = $follow->{lives};
    my $reading = $follow->{reading};
    if (@$lives == 1) {
        my $life = $lives->[0];
        return unless $life->{dirty} && $reading && $life == $reading || has_bytes($life);
        return turn_to($follow, $life);
    }
    my $goes_on = $reading && ($reading->{dirty} || has_bytes($reading));
    my @others = grep { has_bytes($_) && $_ != ($reading || 0) } @$lives;
    my @late = grep { $_->{number} < $follow->{frontier} } @others;
    my ($live) = grep { $_->{number} == $follow->{frontier} } @others;
    my ($fresh) = grep { $_->{number} > $follow->{frontier} } @others;
    my $due = $follow->{turned} + pace($follow);
    # It changes from one late life to a later one at once, since only going back is paced; but live bytes wait no longer than that.
    if ($reading && !$goes_on && (!$live || $now < $due)) {
        my ($next) = grep { $_->{number} > $reading->{number} } @late;
        return $follow->{reading} = $next if $next;
    }
    # From late bytes it goes back to live ones at once, unless the late ones do not end.
    return $follow->{reading} = $live if $live && (!$goes_on || $now >= $due);
    return turn_late($follow, $late[0]) if @late > LATE_FILES || @late && $now >= $due;
    return $reading if $goes_on;
    return turn_to($follow, $fresh) if $fresh && may_begin($follow, $fresh);
    if (@late) {
        $follow->{waiting} = 1;
        wake_at($follow, $due);
    }
    return;
}

# Whether an unread life may begin: what the writers of the previous one still write comes first.
sub may_begin {
    my ($follow, $fresh) = @_;
    return 1 if $fresh->{kind} eq 'cut' || grep { $_->{number} > $fresh->{number} && has_bytes($_) } @{$follow->{lives}};
    my $quiet = -1;
    for my $life (@{$follow->{lives}}) {
        $quiet = $life->{grown} + QUIET if $life->{number} < $fresh->{number} && $life->{grown} + QUIET > $quiet;
    }
    $fresh->{filled} ||= $now;
    my $longest = $fresh->{filled} + LONGEST_WAIT;
    $quiet = $longest if $longest < $quiet;
    return 1 if $now >= $quiet;
    $follow->{waiting} = 1;
    wake_at($follow, $quiet);
    return 0;
}

# Seconds between two changes to late bytes.
sub pace {
    my ($follow) = @_;
    return 1 if $follow->{turns} <= 4;
    my $pace = 2**int(($follow->{turns} - 2) / 2);
    return $pace < 10 ? $pace : 10;
}

sub turn_late {
    my ($follow, $life) = @_;
    $follow->{turns} = 0 if $now - $follow->{turned} > 60;
    $follow->{turns}++;
    $follow->{turned} = $now;
    return $follow->{reading} = $life;
}

sub turn_to {
    my ($follow, $life) = @_;
    my $reading = $follow->{reading};
    return $life if $reading && $reading == $life;
    # The previous life may have grown at the last moment.
    return $reading if $reading && still_lives($reading) && has_bytes($reading);
    return if $life->{over};
    $follow->{frontier} = $life->{number} if $life->{number} > $follow->{frontier};
    return $follow->{reading} = $life;
}

sub caught_up {
    my ($follow) = @_;
    return 0 if $follow->{waiting} || !$follow->{behind};
    # The life at which reading was to begin may have been cut before that; then it is the newest one.
    my ($last) = grep { $_ && !$_->{over} } $follow->{last_read}, reverse grep { !$_->{skipped} } @{$follow->{lives}};
    return 0 unless $last;
    $follow->{behind} = 0;
    emit('C', $follow->{number}, pack('N', $last->{number}) . number64($last->{at}));
    return 0;
}

# Sends bytes or a hole; returns whether there were any.
sub send_block {
    my ($follow, $life) = @_;
    my $want = $follow->{credit} < BLOCK ? $follow->{credit} : BLOCK;
    my $at = $life->{at};
    if ($life->{holes}) {
        my ($hole, $data) = hole_at($life, $at);
        return send_hole($follow, $life, $hole) if $hole;
        $want = $data if defined $data && $data < $want;
    }
    sysseek $life->{handle}, $at, 0;
    my $count = sysread $life->{handle}, $block, $want, 21;
    if (!$count) {
        # There is nothing, or it can't be read; the next event or look tries again.
        my $lives = still_lives($life);
        $life->{size} = $at if $lives && !defined $count;
        return !$lives;
    }
    # Only now is it certain that these bytes came after those before.
    return 1 unless still_lives($life, $at + $count);
    substr $block, 0, 21, pack('NaNN', $count + 12, 'D', $follow->{number}, $life->{number}) . number64($at);
    if (length($out) + $count < 16_384) {
        $out .= $block;
    } else {
        flush_out();
        write_all(\$block);
    }
    $life->{last} = $count >= LAST_BYTES ? substr $block, -(LAST_BYTES) : substr $life->{last} . substr($block, 21), -(LAST_BYTES);
    $follow->{credit} -= $count;
    return sent($follow, $life, $at + $count);
}

sub sent {
    my ($follow, $life, $at) = @_;
    $life->{at} = $at;
    $life->{size} = $at if $life->{size} < $at;
    $follow->{behind} = 1;
    $follow->{last_read} = $life;
    return 1;
}

# The length of the hole that begins here; else 0 and how many bytes of data there are.
sub hole_at {
    my ($life, $at) = @_;
    # SEEK_DATA
    my $data = sysseek $life->{handle}, $at, 3;
    if (!defined $data) {
        return $! == ENXIO && $life->{size} > $at ? $life->{size} - $at : 0;
    }
    return $data - $at if $data > $at;
    # SEEK_HOLE
    my $end = sysseek $life->{handle}, $at, 4;
    return (0, defined $end && $end > $at ? $end - $at : undef);
}

sub send_hole {
    my ($follow, $life, $length) = @_;
    return 1 unless still_lives($life);
    my $at = $life->{at};
    emit('O', $follow->{number}, pack('N', $life->{number}) . number64($at) . number64($length));
    $life->{last} = substr $life->{last} . "\0" x ($length < LAST_BYTES ? $length : LAST_BYTES), -(LAST_BYTES);
    return sent($follow, $life, $at + $length);
}

sub tell_names {
    my ($follow) = @_;
    my $due = $follow->{names_told} + NAMES_PAUSE;
    return wake_at($follow, $due) if $now < $due;
    $follow->{names_due} = 0;
    $follow->{names_told} = $now;
    emit('V', $follow->{number}, '');
}

# ----------------------------------------------------------------------------------------------------------------------------- jobs
# A job is {number, piece}. "piece" does part of the work and returns true while there is more. It may first set "reads", a handle without
# which it can't proceed, or "pause", a time.
sub add_job {
    my ($number, $piece) = @_;
    return fail($number, 'busy') if @jobs + keys %run >= MOST_OTHERS;
    push @jobs, {number => $number, piece => $piece};
}

# One piece of the first job that can proceed; the job then goes to the end of the queue.
sub work_at_jobs {
    my ($readable) = @_;
    for my $i (0 .. $#jobs) {
        my $job = $jobs[$i];
        next if $job->{reads} && !vec($readable, fileno $job->{reads}, 1) || ($job->{pause} || 0) > $now;
        splice @jobs, $i, 1;
        @$job{qw(reads pause)} = ();
        push @jobs, $job if $job->{piece}->($job);
        return;
    }
}

sub cancel_job {
    my ($number) = @_;
    my ($job) = grep { $_->{number} == $number } @jobs or return 0;
    @jobs = grep { $_ != $job } @jobs;
    end_unpacker(delete $job->{unpacker}) if $job->{unpacker};
    return 1;
}

# Runs parts one after the other: each returns undef when it is done, or true to be called again.
sub peek_job {
    my ($number, $follow, $wanted, $offset, $left) = @_;
    my ($life) = grep { $_->{number} == $wanted } $follow ? @{$follow->{lives}} : ();
    return fail($number, 'gone') unless $life;
    add_job($number, sub {
        return fail($number, 'gone'), 0 if $life->{over};
        my $bytes = $left ? bytes_at($life->{handle}, $offset, $left < PIECE ? $left : PIECE) : '';
        return fail($number, 'failed', words()), 0 unless defined $bytes;
        return emit('Z', $number, ''), 0 if $bytes eq '';
        emit('B', $number, $bytes);
        $offset += length $bytes;
        $left -= length $bytes;
        return 1;
    });
}

# -- look
sub look_job {
    my ($number, $log, $head_length, $packed, @files) = @_;
    my $file;
    add_job($number, sub {
        my ($job) = @_;
        if (!$file) {
            return emit('Z', $number, ''), 0 unless @files;
            my $path = shift @files;
            ($file, my $code, my $words) = open_file($path, $log);
            return emit('X', $number, texts($code, $words)), 1 unless $file;
            $file->{ending} = $packed ? packed_ending($path) : '';
        }
        my $head = head_of($job, $file, 0, $head_length);
        return 1 if $job->{reads} || $job->{pause};
        end_unpacker(delete $job->{unpacker}) if $job->{unpacker};
        if (ref $head) {
            undef $file;
            return emit('X', $number, texts(@$head)), 1;
        }
        emit('F', $number, found($file, $log) . $head);
        undef $file;
        return 1;
    });
}

# The first bytes of a file, unpacked if it is packed; may have to wait.
sub head_of {
    my ($job, $file, $offset, $length) = @_;
    return unpacked_head($job, $file, $offset, $length) if $file->{ending} ne '';
    my $head = bytes_at($file->{handle}, 0, $length);
    return defined $head ? $head : '';
}

# What F reports of an open file, except for its head.
sub found {
    my ($file, $log) = @_;
    my ($target, $there) = resolved($log);
    my $stat = stat_of($file->{handle}) || $file->{stat};
    return texts(node_of($stat), $file->{ending} ne '' ? -1 : $stat->{size}, $stat->{modified}, $file->{real}, $there ? $target : '');
}

# -- range
sub range_job {
    my ($number, $log, $path, $node, $packed, $offset, $left) = @_;
    my $file = $packed ? undef : kept_file($log, $node);
    my ($search, $told);
    add_job($number, sub {
        my ($job) = @_;
        if (!$file && $node eq '-') {
            ($file, my $code, my $words) = open_file($path, $log);
            return fail($number, $code, $words), 0 unless $file;
            $file->{ending} = $packed ? packed_ending($path) : '';
            return 1;
        } elsif (!$file) {
            $search ||= search_node($path, $log, $node);
            ($file, my $more) = $search->();
            return 1 if $more;
            return fail($number, 'gone', ''), 0 unless $file;
            $file->{ending} = $packed ? packed_ending($file->{path}) : '';
        }
        if (!$told) {
            my $head = head_of($job, $file, $offset, RANGE_HEAD);
            return 1 if $job->{reads} || $job->{pause};
            return fail($number, @$head), 0 if ref $head;
            emit('F', $number, found($file, $log) . $head);
            return $told = 1;
        }
        my $want = $left < PIECE ? $left : PIECE;
        my $bytes = !$want ? ''
          : $file->{ending} ne '' ? unpacked_bytes($job, $file, $offset, $want)
          : bytes_at($file->{handle}, $offset, $want);
        return 1 if $job->{reads} || $job->{pause};
        return fail($number, 'failed', words()), 0 unless defined $bytes;
        return fail($number, @$bytes), 0 if ref $bytes;
        if ($bytes eq '') {
            keep_unpacker(delete $job->{unpacker}) if $job->{unpacker};
            return emit('Z', $number, ''), 0;
        }
        emit('B', $number, $bytes);
        $offset += length $bytes;
        $left -= length $bytes;
        return 1;
    });
}

# Keeps the file of a node open, for ranges, while a log is followed.
sub keep_job {
    my ($number, $follow, $path, $node) = @_;
    return fail($number, 'gone') unless $follow;
    my $search = search_node($path, $follow->{log}, $node);
    add_job($number, sub {
        my $kept = $follow->{kept} or return fail($number, 'gone'), 0;
        if (!kept_file($follow->{log}, $node)) {
            my ($file, $more) = $search->();
            return 1 if $more;
            return fail($number, 'gone'), 0 unless $file;
            push @$kept, {%$file, ending => '', since => $now, size => $file->{stat}{size}};
            shift @$kept if @$kept > LATE_FILES;
        }
        return emit('Z', $number, ''), 0;
    });
}

# The file of a node that is kept open for a log and may be read, or undef.
sub kept_file {
    my ($log, $node) = @_;
    for my $follow (grep { $_->{log} eq $log } values %follow) {
        for my $file (@{$follow->{kept}}) {
            return {%$file} if node_of($file->{stat}) eq $node && permitted_for($file->{real}, $log);
        }
    }
    return undef;
}

# Finds the file of a node under a path, or beside it or beside what that leads to; called until there is no "more".
sub search_node {
    my ($path, $log, $node) = @_;
    my $search;
    return sub {
        return $search->() if $search;
        my ($file) = open_file($path, $log);
        if ($file && node_of($file->{stat}) eq $node) {
            $file->{path} = $path;
            return ($file, 0);
        }
        $search = search_beside($path, $log, $node);
        return (undef, 1);
    };
}

# Finds the file of a node beside a path or beside what that leads to; called until there is no "more".
sub search_beside {
    my ($path, $log, $node) = @_;
    my ($target) = resolved($path);
    my %seen;
    my @directories = grep { !$seen{$_}++ } map { (parted($_))[0] } $path, defined $target ? $target : ();
    my ($handle, $directory);
    return sub {
        my $until = clock() + SLICE;
        while (clock() < $until) {
            if (!$handle) {
                return (undef, 0) unless @directories;
                $directory = shift @directories;
                opendir $handle, $directory or undef $handle;
                next;
            }
            my $name = readdir $handle;
            if (!defined $name) {
                undef $handle;
                next;
            }
            my $beside = joined($directory, $name);
            my @stat = lstat $beside or next;
            next unless S_ISREG($stat[2]) && "$stat[0]:$stat[1]" eq $node;
            my ($file) = open_file($beside, $log);
            next unless $file && node_of($file->{stat}) eq $node;
            $file->{path} = $beside;
            return ($file, 0);
        }
        return (undef, 1);
    };
}

# ------------------------------------------------------------------------------------------------------------------------ unpacking
my %UNPACK = ('.gz' => ['gzip', '-dc'], '.xz' => ['xz', '-dc'], '.zst' => ['zstd', '-dcq'], '.bz2' => ['bzip2', '-dc']);

sub packed_ending {
    my ($path) = @_;
    return $path =~ /(\.(?:gz|xz|zst|bz2))\z/ ? $1 : '';
}

sub unpacking_program {
    my ($ending) = @_;
    my $program = $UNPACK{$ending}[0];
    for my $directory (split /:/, $ENV{PATH} || '/usr/local/bin:/usr/bin:/bin') {
        return "$directory/$program" if -f "$directory/$program" && -x _;
    }
    return;
}

# The first unpacked bytes, as many as wanted or all there are, or [code, words]. If the job has "reads" or "pause" after it, it has to
# wait.
sub unpacked_head {
    my ($job, $file, $offset, $want) = @_;
    my $unpacker = unpacker_of($job, $file, $offset) or return '';
    return $unpacker if ref $unpacker eq 'ARRAY';
    fill($job, $unpacker) while length $unpacker->{head} < $want && !$unpacker->{ended} && !$job->{reads};
    return $unpacker->{bad} && $unpacker->{head} eq '' ? ['packed', ''] : substr $unpacker->{head}, 0, $want;
}

# Unpacked bytes at an offset, '' at the end, or [code, words]; else as above.
sub unpacked_bytes {
    my ($job, $file, $offset, $want) = @_;
    my $unpacker = unpacker_of($job, $file, $offset) or return '';
    return $unpacker if ref $unpacker eq 'ARRAY';
    # What comes before the offset is skipped.
    my $skip = $offset - $unpacker->{at};
    $skip = length $unpacker->{held} if $skip > length $unpacker->{held};
    substr $unpacker->{held}, 0, $skip, '';
    $unpacker->{at} += $skip;
    if ($unpacker->{held} eq '') {
        return $unpacker->{bad} ? ['packed', ''] : '' if $unpacker->{ended};
        fill($job, $unpacker);
        $job->{pause} = $now unless $job->{reads};
        return '';
    }
    my $bytes = substr $unpacker->{held}, 0, $want, '';
    $unpacker->{at} += length $bytes;
    return $bytes;
}

# The job's own unpacker; nothing if it has to wait for one, or [code, words].
sub unpacker_of {
    my ($job, $file, $offset) = @_;
    return $job->{unpacker} if $job->{unpacker};
    my $unpacker = find_unpacker($file, $offset);
    return $job->{unpacker} = $unpacker if ref $unpacker;
    return [$unpacker, ''] if $unpacker ne 'wait';
    $job->{pause} = $now + 0.02;
    return;
}

# Reads the output of an unpacking program, in two calls, so that the job waits until there is some.
sub fill {
    my ($job, $unpacker) = @_;
    if (!$unpacker->{awaited}) {
        $unpacker->{awaited} = 1;
        $job->{reads} = $unpacker->{handle};
        return;
    }
    $unpacker->{awaited} = 0;
    my $count = sysread $unpacker->{handle}, $unpacker->{held}, PIECE, length $unpacker->{held};
    if (!$count) {
        $unpacker->{ended} = 1;
        $unpacker->{bad} = end_unpacker($unpacker);
    } elsif (length $unpacker->{head} < HEAD_LENGTH) {
        # The first bytes fill the head: nothing is taken before the head was asked for.
        $unpacker->{head} .= substr $unpacker->{held}, -$count, HEAD_LENGTH - length $unpacker->{head};
    }
}

# An unpacker that has this file open and is not past the offset, or a new one; else a code, or "wait".
sub find_unpacker {
    my ($file, $offset) = @_;
    my $stat = $file->{stat};
    my $key = join ' ', @$stat{qw(dev ino size modified)};
    for my $i (0 .. $#kept_unpackers) {
        my $kept = $kept_unpackers[$i];
        next unless $kept->{key} eq $key && $kept->{at} <= $offset;
        splice @kept_unpackers, $i, 1;
        $kept->{awaited} = 0;
        return $kept;
    }
    if ($unpackers >= UNPACKERS) {
        return 'wait' unless @kept_unpackers;
        end_unpacker(shift @kept_unpackers);
    }
    my $program = unpacking_program($file->{ending}) or return 'packed';
    pipe(my $handle, my $writes) or return 'busy';
    my $pid = fork;
    return 'busy' unless defined $pid;
    if (!$pid) {
        sysseek $file->{handle}, 0, 0;
        become(fileno $file->{handle}, fileno $writes, undef, $program, @{$UNPACK{$file->{ending}}}[1 .. 1]);
    }
    $unpackers++;
    return {pid => $pid, handle => $handle, key => $key, at => 0, held => '', head => '', awaited => 0, ended => 0, bad => 0};
}

sub keep_unpacker {
    my ($unpacker) = @_;
    return if $unpacker->{ended};
    $unpacker->{kept} = $now;
    push @kept_unpackers, $unpacker;
}

# Whether its program has ended.
sub wait_for_unpacker {
    my ($unpacker) = @_;
    $unpacker->{status} = $? if !defined $unpacker->{status} && waitpid($unpacker->{pid}, POSIX::WNOHANG()) == $unpacker->{pid};
    return defined $unpacker->{status};
}

# Ends an unpacker; returns whether it had failed by itself.
sub end_unpacker {
    my ($unpacker) = @_;
    return unless $unpacker->{handle};
    close delete $unpacker->{handle};
    my $ended = wait_for_unpacker($unpacker);
    my $status = $unpacker->{status};
    if (!$ended) {
        # At the end of its output the program is about to end; before that, the closed pipe or this ends it.
        select undef, undef, undef, 0.01;
        $ended = wait_for_unpacker($unpacker);
        $status = $unpacker->{status};
        if (!$ended) {
            kill 'KILL', $unpacker->{pid};
            waitpid $unpacker->{pid}, 0;
            $status = 0;
        }
    }
    $unpackers--;
    # 2 is a warning of gzip; a closed pipe is not a failure.
    return $ended && $status != 0 && $status >> 8 != 2 && ($status & 127) != 13;
}

# In a child: takes these descriptors (undef is /dev/null) and becomes a program.
sub become {
    my ($input, $output, $errors, @command) = @_;
    $SIG{$_} = 'DEFAULT' for qw(PIPE TERM INT HUP);
    my $nothing = POSIX::open('/dev/null', POSIX::O_RDWR());
    POSIX::dup2(defined $input ? $input : $nothing, 0);
    POSIX::dup2(defined $output ? $output : $nothing, 1);
    POSIX::dup2(defined $errors ? $errors : $nothing, 2);
    {
        no warnings 'exec';
        exec {$command[0]} @command;
    }
    POSIX::_exit(127);
}

# ------------------------------------------------------------------------------------------------------------------------- commands
# A command runs in a session of its own. Beside it a guardian waits for a word on a pipe that only the reader holds. If the pipe ends
# without that word, as when the reader is killed, the guardian ends the group.
my $GUARDIAN = 'read word && exit; kill -s TERM -- "-$1"; sleep 1; kill -s KILL -- "-$1"';

sub begin_run {
    my ($number, $mode, $command) = @_;
    return fail($number, 'bad') unless $mode eq 'merge' || $mode eq 'apart';
    return fail($number, 'forbidden') if $pinned && !$pinned_commands{$command};
    return fail($number, 'busy') if @jobs + keys %run >= MOST_OTHERS;
    my @pipes;
    for (1 .. 4) {
        pipe(my $from, my $to) or return fail($number, 'busy', words());
        push @pipes, $from, $to;
    }
    my ($output, $output_end, $errors, $errors_end, $go_end, $go, $word_end, $word) = @pipes;
    my $pid = fork;
    return fail($number, 'busy', words()) unless defined $pid;
    if (!$pid) {
        POSIX::setsid();
        POSIX::close(fileno $go);
        # Not before the guardian is there.
        sysread $go_end, my $start, 1 or POSIX::_exit(127);
        become(undef, fileno $output_end, fileno($mode eq 'merge' ? $output_end : $errors_end), '/bin/sh', '-c', $command);
    }
    my $guardian = fork;
    if (!defined $guardian) {
        my $words = words();
        close $go;
        waitpid $pid, 0;
        return fail($number, 'busy', $words);
    }
    if (!$guardian) {
        POSIX::setsid();
        POSIX::close(fileno $_) for $word, $go;
        become(fileno $word_end, undef, undef, '/bin/sh', '-c', $GUARDIAN, 'onetail-guardian', $pid);
    }
    close $output_end;
    close $errors_end;
    $run{$number} = {
        number => $number, pid => $pid, guardian => $guardian, word => $word, credit => 0,
        streams => [{stream => 0, handle => $output, held => ''}, $mode eq 'merge' ? () : {stream => 1, handle => $errors, held => ''}],
    };
    syswrite $go, '.';
}

# Takes a command's output, up to its credit, and a little more that is held back, which shows where the output ends. Returns whether there
# is more at once.
sub work_at_run {
    my ($run, $readable) = @_;
    my $more = 0;
    for my $stream (@{$run->{streams}}) {
        my $handle = $stream->{handle};
        if ($handle && $stream->{held} eq '' && vec $readable, fileno $handle, 1) {
            my $count = sysread $handle, $stream->{held}, 65_536;
            close delete $stream->{handle} if defined $count ? !$count : $! != EINTR;
        }
        my $length = length $stream->{held};
        $length = $run->{credit} if $run->{credit} < $length;
        next unless $length;
        emit('W', $run->{number}, chr($stream->{stream}) . substr $stream->{held}, 0, $length, '');
        $run->{credit} -= $length;
        $more = 1 if $stream->{held} ne '' && $run->{credit};
    }
    return $more if grep { $_->{handle} || $_->{held} ne '' } @{$run->{streams}};
    # All output has come; a command that has closed its outputs may still be running.
    if ($now >= ($run->{asked} || 0)) {
        $run->{asked} = $now + 0.02;
        if (waitpid($run->{pid}, POSIX::WNOHANG()) == $run->{pid}) {
            my ($status, $signal) = ($? >> 8, $? & 127);
            emit('Z', $run->{number}, texts($signal ? ('', $signal) : ($status, '')));
            delete $run{$run->{number}};
            $run->{reaped} = 1;
            end_group($run);
        }
    }
    return 0;
}

sub end_group {
    my ($run) = @_;
    if (kill 'TERM', -$run->{pid}) {
        push @dying, [$now + KILL_AFTER, $run];
    } else {
        dismiss_guardian($run);
    }
}

sub dismiss_guardian {
    my ($run) = @_;
    syswrite $run->{word}, "end\n";
    close $run->{word};
    push @orphans, $run->{guardian};
    push @orphans, $run->{pid} unless $run->{reaped};
}

# Kills what TERM did not end, and waits for children. While the first process of a group was not waited for, the group's number can't be
# reused.
sub bury {
    @dying = grep {
        my ($due, $run) = @$_;
        my $over = $now >= $due;
        kill 'KILL', -$run->{pid} if $over;
        $over ||= !group_lives($run);
        dismiss_guardian($run) if $over;
        !$over;
    } @dying;
    @orphans = grep { waitpid($_, POSIX::WNOHANG()) == 0 } @orphans;
}

sub group_lives {
    my ($run) = @_;
    # The first process is a zombie until it is waited for, and counts as one of the group.
    $run->{reaped} = 1 if !$run->{reaped} && waitpid($run->{pid}, POSIX::WNOHANG()) == $run->{pid};
    return kill 0, -$run->{pid};
}

# ----------------------------------------------------------------------------------------------------------------------------- lists
sub list_job {
    my ($number, $log, $limit, $seconds, @texts) = @_;
    my @globs = map { eval { parse_glob($_) } || () } @texts;
    my ($began, $found, $cut, $entries, $walk, $until, $most) = (clock(), 0, @globs < @texts, '');
    my %seen;
    my $take = sub {
        my ($path) = @_;
        return if $seen{$path} || !-f $path;
        my $stat = $STATX ? stat_exactly(-100, $path) : stat_plainly(stat _);
        return unless $stat && POSIX::access($path, POSIX::R_OK());
        my ($real) = resolved($path);
        return unless defined $real && ($log eq '' ? permitted($real) : permitted_for($real, $log));
        $seen{$path} = 1;
        $found++;
        $entries .= texts($path, @$stat{qw(size modified)});
    };
    add_job($number, sub {
        my $slice = clock() + SLICE;
        my $time = clock();
        while ($time < $slice && length $entries < 32_768) {
            if (!$walk) {
                my $glob = shift @globs or last;
                # An equal share, and what the globs before have left.
                $most = $found + int(($limit - $found) / (@globs + 1));
                $until = $time + ($began + $seconds - $time) / (@globs + 1);
                $walk = walk($glob->{parts}, $take);
            }
            my $goes_on = $walk->();
            if ($goes_on && ($found >= $most || $time >= $until)) {
                $cut = 1;
                undef $walk;
            }
            undef $walk unless $goes_on;
            $time = clock();
        }
        emit('I', $number, $entries) if $entries ne '';
        $entries = '';
        return 1 if $walk || @globs;
        emit('Z', $number, texts($cut ? 'cut' : 'complete'));
        return 0;
    });
}

# Walks no further than the parts of a glob lead. Each call makes one step, and returns whether there are more.
sub walk {
    my ($parts, $take) = @_;
    # What is to be done, last first: [directory, which part, open directory]
    my @todo = (['/', 0]);
    return sub {
        my $task = $todo[-1];
        my ($directory, $i, $handle) = @$task;
        my $part = $parts->[$i];
        my $last = $i == $#$parts;
        if (defined $part->{text}) {
            pop @todo;
            my $path = joined($directory, $part->{text});
            $last ? $take->($path) : push @todo, [$path, $i + 1];
            return scalar @todo;
        }
        if (!$handle) {
            if (!opendir $handle, $directory) {
                pop @todo;
                return scalar @todo;
            }
            $task->[2] = $handle;
            # "**" also matches no directory at all.
            push @todo, [$directory, $i + 1] if $part->{any} && !$last;
            return 1;
        }
        my $name = readdir $handle;
        if (!defined $name) {
            closedir $handle;
            @todo = grep { $_ != $task } @todo;
        } elsif ($name ne '.' && $name ne '..') {
            my $path = joined($directory, $name);
            if ($part->{any}) {
                lstat $path;
                if (-d _) {
                    push @todo, [$path, $i];
                } elsif ($last) {
                    $take->($path);
                }
            } elsif (characters($name) =~ $part->{name}) {
                $last ? $take->($path) : push @todo, [$path, $i + 1];
            }
        }
        return scalar @todo;
    };
}

# -------------------------------------------------------------------------------------------------------------------------- requests
# Reads what there is; at the end of the input the reader ends.
sub take_input {
    my $from = length $in;
    my $count = sysread STDIN, $in, 65_536, $from;
    if (defined $count ? !$count : $! != EINTR && $! != EAGAIN) {
        finish();
    }
    # A reader that waits for its output still hears the server.
    $from = $from > 5 ? $from - 5 : 0;
    $heard = $now if index($in, 'tick ', $from) >= 0;
}

sub answer_requests {
    my $at = 0;
    while ((my $end = index $in, "\n", $at) >= 0) {
        my $line = substr $in, $at, $end - $at;
        $at = $end + 1;
        my ($verb, @fields) = map { unescaped($_) } split / /, $line, -1;
        answer(defined $verb ? $verb : '', @fields);
    }
    substr $in, 0, $at, '';
    finish() if length $in > LONGEST_LINE;
}

sub unescaped {
    my ($field) = @_;
    return '' if $field eq '%';
    $field =~ s/%([0-9A-F]{2})/chr hex $1/ge;
    return $field;
}

# The form of each field after the request's number. "path" begins with a slash and contains no NUL.
my %LOOKS = (
    number => qr/\A[0-9]{1,18}\z/, path => qr{\A/[^\0]*\z}, log => qr{\A(?:/[^\0]*)?\z},
    seconds => qr/\A[0-9]{1,9}(?:\.[0-9]{1,9})?\z/, flag => qr/\A[01]\z/,
    node => qr/\A(?:-|[0-9]{1,20}:[0-9]{1,20})\z/, text => qr/\A[^\0]+\z/s, options => qr/\A(?:-|names)\z/, mode => qr/\A(?:merge|apart)\z/,
);
my %REQUESTS = (
    allow => [\&allow, 'path*'],
    tick => [\&tick, 'number'],
    follow => [\&begin_follow, 'path', 'options'],
    start => [sub { my $follow = $follow{shift()} or return; start_follow($follow, @_) }, 'number', 'number'],
    peek => [sub { my ($number, $of, @rest) = @_; peek_job($number, $follow{$of}, @rest) }, 'number', 'number', 'number', 'number'],
    keep => [sub { my ($number, $of, @rest) = @_; keep_job($number, $follow{$of}, @rest) }, 'number', 'path', 'node'],
    grant => [\&grant, 'number'],
    run => [\&begin_run, 'mode', 'text'],
    look => [\&look_job, 'path', 'number', 'flag', 'path*'],
    range => [\&range_job, 'path', 'path', 'node', 'flag', 'number', 'number'],
    list => [\&list_job, 'log', 'number', 'seconds', 'path*'],
    cancel => [\&cancel],
);

sub answer {
    my ($verb, $number, @fields) = @_;
    $number = 0 unless defined $number && $number =~ /\A[0-9]{1,10}\z/ && $number <= 4294967295;
    my $request = $REQUESTS{$verb} or return fail($number, 'unknown');
    my ($does, @looks) = @$request;
    my @given = @fields;
    # The last kind of field may occur any number of times.
    @looks = (@looks, ('path') x (@given - @looks)) if @looks && $looks[-1] eq 'path*' && pop @looks;
    return fail($number, 'bad') if @given != @looks || grep { $given[$_] !~ $LOOKS{$looks[$_]} } 0 .. $#looks;
    return fail($number, 'bad') if $number == 0 && $verb !~ /\A(?:allow|tick)\z/;
    return fail($number, 'bad') if $verb eq 'look' && $fields[1] > HEAD_LENGTH
      || $verb =~ /\A(?:range|peek)\z/ && $fields[-1] > LONGEST_RANGE;
    $does->($number, @fields);
}

sub allow {
    my ($number, @globs) = @_;
    @allowed = ();
    for my $text (@globs) {
        my $glob = eval { parse_glob($text) };
        $glob ? push(@allowed, $glob) : fail($number, 'bad', $@);
    }
}

sub tick {
    my ($number, $count) = @_;
    $heard = $now;
    $ticked = 1;
    emit('T', 0, texts($count, wall_clock()));
}

sub grant {
    my ($number, $bytes) = @_;
    my $takes = $follow{$number} || $run{$number} or return;
    $takes->{credit} += $bytes;
    $work{$number} = $takes if $follow{$number};
}

sub cancel {
    my ($number) = @_;
    if (my $follow = $follow{$number}) {
        end_follow($follow);
    } elsif (my $run = delete $run{$number}) {
        end_group($run);
    } else {
        cancel_job($number) or return;
    }
    emit('Z', $number, texts('cancelled'));
}

# ----------------------------------------------------------------------------------------------------------------------- loop and end
sub loop {
    my ($second, $busy) = (0, 1);
    my ($tenth, $rounds) = (0, 0);
    while (1) {
        if ($now >= $tenth) {
            ($tenth, $rounds) = ($now + 0.1, 0);
        } elsif (++$rounds > MOST_ROUNDS && !$busy) {
            # Something is written in many small pieces: a moment later they are fewer and longer.
            select undef, undef, undef, 0.002;
        }
        my $readable = wait_for_something($busy);
        $busy = 0;
        finish() if $ending;
        if (vec $readable, 0, 1) {
            take_input();
            answer_requests();
        }
        drain() if $notifier && vec $readable, $notifier_fd, 1;
        while (@timers && $timers[0][0] <= $now) {
            my ($time, $number) = @{shift @timers};
            my $follow = $follow{$number} or next;
            delete $follow->{wakes}{$time};
            $work{$number} = $follow;
        }
        $busy = 1 if look_at_due();
        # A round: one block of each log and of each command.
        if (%work) {
            for my $follow (values %work) {
                delete $work{$follow->{number}};
                $work{$follow->{number}} = $follow if !$follow->{ended} && work_at($follow);
            }
            # Events that are read now may be older than the looks above.
            drain();
            $busy = 1 if %work;
        }
        for my $run (values %run) {
            $busy = 1 if work_at_run($run, $readable);
        }
        work_at_jobs($readable) if @jobs;
        flush_out();
        if ($now >= $second) {
            $second = $now + 1;
            every_second(vec $readable, 0, 1);
        }
        bury() if @dying || @orphans;
    }
}

# Waits until there is something to read or to do; returns what can be read.
sub wait_for_something {
    my ($busy) = @_;
    my $until = $now + 1;
    if ($busy) {
        $until = $now;
    } else {
        $until = $timers[0][0] if @timers && $timers[0][0] < $until;
        for my $list (values %look_list) {
            $until = $list->{due} if @{$list->{queue}} && $list->{due} < $until;
        }
        $until = $now + 0.05 if @dying && $until > $now + 0.05;
    }
    my $reads = '';
    vec($reads, 0, 1) = 1;
    vec($reads, $notifier_fd, 1) = 1 if $notifier;
    for my $job (@jobs) {
        vec($reads, fileno $job->{reads}, 1) = 1 if $job->{reads};
        $until = $job->{pause} || $now if !$job->{reads} && ($job->{pause} || 0) < $until;
    }
    for my $run (values %run) {
        my $open = 0;
        for my $stream (grep { $_->{handle} } @{$run->{streams}}) {
            $open = 1;
            vec($reads, fileno $stream->{handle}, 1) = 1 if $stream->{held} eq '';
        }
        $until = $now + 0.02 if !$open && $until > $now + 0.02 && !grep { $_->{held} ne '' } @{$run->{streams}};
    }
    my $pause = $until - $now;
    my $count = select $reads, undef, undef, $pause > 0 ? $pause : 0;
    $now = clock();
    return $count > 0 ? $reads : '';
}

sub every_second {
    my ($spoken) = @_;
    # After the whole process was stopped, what the server wrote meanwhile is read first.
    finish() if getppid() != $parent || !$spoken && $now - $heard > ($ticked ? NEXT_TICK : FIRST_TICK);
    while (@kept_unpackers && $now - $kept_unpackers[0]{kept} > UNPACKER_IDLE) {
        end_unpacker(shift @kept_unpackers);
    }
    # The program of a kept unpacker may have ended; this reaps it.
    wait_for_unpacker($_) for @kept_unpackers;
    for my $cookie (keys %moving) {
        delete $moving{$cookie} unless grep { !$_->{settled} } @{$moving{$cookie}};
    }
}

# Ends the children for certain, then itself.
sub finish {
    $SIG{$_} = 'IGNORE' for qw(TERM INT HUP);
    end_unpacker($_) for @kept_unpackers, grep { defined } map { $_->{unpacker} } @jobs;
    $now = clock();
    end_group($_) for values %run;
    $_->[0] = $_->[0] < $now + KILL_AFTER ? $_->[0] : $now + KILL_AFTER for @dying;
    while (@dying) {
        select undef, undef, undef, 0.02;
        $now = clock();
        bury();
    }
    exit 0;
}

# ---------------------------------------------------------------------------------------------------------------------------- start
sub hello {
    my $user = getpwuid $>;
    my $lacks = join ',', $notifier ? () : 'order', $have_proc || $is_mac ? () : 'place';
    emit('H', 0, texts(
        'protocol=1', 'reader=perl', sprintf('version=%vd', $^V), 'system=' . join(' ', (POSIX::uname())[0, 2, 4]),
        'user=' . (defined $user ? $user : $>), 'watch=' . ($notifier ? 'inotify' : 'poll'), 'place=' . place(),
        'times=' . ($STATX ? 'ns' : 's'), 'unpack=' . join(',', grep { unpacking_program($_) } sort keys %UNPACK),
        'files=' . (POSIX::sysconf(&POSIX::_SC_OPEN_MAX) || 256), "pinned=$pinned", 'clock=' . wall_clock(), "lacks=$lacks",
    ));
    flush_out();
}

# Reads the host's own list: lines "logs = GLOB" and "command = COMMAND". Ends with a message if it has a mistake.
sub read_pins {
    my ($path) = @_;
    open my $file, '<', $path or die "onetail-reader: $path can't be read: " . words() . "\n";
    binmode $file;
    while (my $line = <$file>) {
        next if $line =~ /^\s*(?:#|$)/;
        my $where = "onetail-reader: $path, line $.";
        my ($key, $value) = $line =~ /^\s*(\w+)\s*=\s*(.*?)\s*$/ or die "$where: expected 'logs = GLOB' or 'command = COMMAND'.\n";
        if ($key eq 'logs') {
            push @pinned_globs, eval { parse_glob($value) } || die "$where: $@";
        } elsif ($key eq 'command' && $value ne '') {
            $pinned_commands{$value} = 1;
        } else {
            die "$where: expected 'logs = GLOB' or 'command = COMMAND'.\n";
        }
    }
    $pinned = 1;
}

# Skips what the server sends to find out what this host has, except for the mark in it.
sub skip_start {
    my ($length) = ($ENV{SSH_ORIGINAL_COMMAND} || '') =~ /head -c ([0-9]{1,7})\b/
      or die "onetail-reader: only an Onetail server is served; expected 'head -c' in its command.\n";
    my $text = '';
    while (length $text < $length) {
        sysread STDIN, $text, $length - length $text, length $text or exit 1;
    }
    my ($mark) = $text =~ /\Am=(@[0-9a-f]{32})$/m or die "onetail-reader: what the server sent does not begin with a mark.\n";
    $out = "$mark pinned\n";
}

sub main {
    binmode STDIN;
    binmode STDOUT;
    $SIG{PIPE} = 'IGNORE';
    $SIG{$_} = sub { $ending = 1 } for qw(TERM INT HUP);
    learn_system();
    $now = $heard = clock();
    if (@ARGV) {
        read_pins($ARGV[0]);
        skip_start();
    }
    my $flags = fcntl STDOUT, F_GETFL, 0;
    fcntl STDOUT, F_SETFL, $flags | O_NONBLOCK if defined $flags;
    # F_SETPIPE_SZ: fewer changes between reader and server
    fcntl STDOUT, 1031, 1_048_576 if $^O eq 'linux';
    start_notifier();
    hello();
    loop();
}

main();
