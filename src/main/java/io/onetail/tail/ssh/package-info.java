/**
 * The way to files and commands of remote hosts: the only importer of {@code com.jcraft.jsch}.
 *
 * <p>{@link io.onetail.tail.ssh.HostTransports} is the door. It keeps one {@code SshTransport} per host, which owns a
 * pool of connections ({@code Connections}); a connection carries up to the host's number of channels, and ends some
 * seconds after its last channel. A channel is one run of a POSIX {@code sh} script that lies beside this file as a
 * resource. It goes by standard input to the {@code sh} that the command line starts, which any login shell can do, and what the
 * login prints before the script's own mark is skipped ({@code Scripts}, {@code Greeting}).
 *
 * <p>Threads: each connection has the one thread that JSch reads it with, {@code onetail-ssh HOST}. That thread calls the
 * sinks; there is no thread and no pipe per channel, because an unread pipe would stop every other channel of its
 * connection. Connecting, hanging up and timing are done by a few shared threads that end when idle ({@code Workers}).
 *
 * <p>A script opens a file first and asks the open file where it is ({@code open.sh}); what is found by a name may be another
 * file before and after. The server believes no byte of a file before it has allowed that path.
 *
 * <p>Nothing outlives its reason: what follows ends without ticks ({@code watch.sh}), and what answers once ends with its standard
 * input ({@code once.sh}).
 *
 * <p>Needed on a host: a POSIX {@code sh} (dash, bash and BusyBox were tried), Linux' {@code /proc}, and the usual small
 * programs. The exact mark of a truncation needs GNU {@code tail}; BusyBox' reads on from the new begin and says nothing. tail's
 * own messages are known by a path that nobody can guess, but that the host's own users can read in its list of
 * processes: one who may also write the log can feign a truncation of it, and nothing else.
 *
 * <p>Decided against: SFTP for ranges (it can't be used with {@code sudo}, and one exec is as quick); the {@code tail -F}
 * that follows names (it loses what is still written to a rotated file); finding and killing remote processes by name;
 * a pseudo terminal (it adds carriage returns and is slow); accepting an unknown host key, on whatever condition.
 */
@NullMarked
package io.onetail.tail.ssh;

import org.jspecify.annotations.NullMarked;
