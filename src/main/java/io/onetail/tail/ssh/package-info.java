/**
 * The way to files and commands of remote hosts: the only importer of {@code com.jcraft.jsch}. {@code src/site/markdown/reader.md} says what is
 * spoken there; the programs that speak it on a host, in Perl, Python and {@code sh}, lie beside this file as resources.
 *
 * <p>{@link io.onetail.tail.ssh.HostReaderPool} is the entrance. It keeps one {@code SshHostReader} per host, which has at most one {@code ReaderLink} at a time:
 * one SSH connection with one channel to one process, for all logs of that host. A link ends some seconds after the last request, or when anything goes wrong,
 * and is never started again: who asks next gets another one. What was under way on it has failed by then, and whoever asked decides about trying again.
 *
 * <p>Starting: {@code ReaderStart} makes a command line that any login shell takes, and what goes to standard input behind it: {@code start.sh} with a random mark.
 * What the login prints before the mark is skipped ({@code GreetingFilter}). Then come one word, for the language, and frames ({@code LinkInput},
 * {@code FrameDecoder}), each of which goes to the request that it answers ({@code FrameRouter}, {@code OpenExchanges}).
 *
 * <p>Threads: each connection has the one thread that JSch reads it with, {@code onetail-ssh HOST}. That thread decodes, and calls the sinks; it never
 * waits for anything, because what it does not take would stop every log of its host. What is written goes through the {@code ReaderOutbox}, so that nobody who
 * asks waits for a connection that is stuck. Connecting, writing and timing are done by a few shared threads that end when idle ({@code SshWorkers}).
 * No lock is held while a sink is called: who ends a follower while a thread is in its sink leaves it to that thread to say the end ({@code LinkFollower}).
 *
 * <p>A host is not trusted. What it writes is taken, but no more of it is kept than was asked for: bytes of a log up to what was granted, in order and without a gap;
 * of a range, a look and a list as much as these asked for; one payload at a time. A reader that does otherwise, or says nothing for some seconds, is given up.
 * Whether a range is of the file that was meant is decided here, by {@link io.onetail.tail.FileRanges}.
 *
 * <p>Nothing outlives its reason: a reader ends with its standard input, and without ticks.
 *
 * <p>Decided against: a channel for each log (shells, processes and threads by the hundred, and ten channels fill a connection); SFTP for ranges (it can't be
 * used with {@code sudo}); credit for the answers to questions (they are bounded by what they ask); remembering cancelled requests (what still comes for them is
 * passed over, as is whatever else nobody asked for); finding and killing remote processes by name; a pseudo terminal (it adds carriage returns and is slow);
 * accepting an unknown host key, on whatever condition.
 */
@NullMarked
package io.onetail.tail.ssh;

import org.jspecify.annotations.NullMarked;
