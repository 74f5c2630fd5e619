/**
 * The way to files and commands of remote hosts, and the only importer of {@code com.jcraft.jsch}. {@code src/site/markdown/reader.md}
 * defines the protocol; the programs that speak it on a host, in Perl, Python and {@code sh}, lie beside this file as resources.
 *
 * <p>{@link io.onetail.tail.ssh.HostReaderPool} is the entrance. It keeps one {@code SshHostReader} per host, which has at most one
 * {@code ReaderLink} at a time: one SSH connection with one channel to one process, for all logs of that host. A link ends some seconds
 * after the last request, or when anything goes wrong, and is never started again: the next request gets another one. What was under way on
 * it has failed by then, and its caller decides whether to try again.
 *
 * <p>Starting: {@code ReaderStart} makes a command line that any login shell accepts, and what is written to standard input first:
 * {@code start.sh} with a random mark. What the login prints before the mark is skipped ({@code GreetingFilter}). Then come one word, for
 * the language, and frames ({@code LinkInput}, {@code FrameDecoder}), each of which goes to the request that it answers
 * ({@code FrameRouter}, {@code OpenExchanges}).
 *
 * <p>Threads: each connection has the one thread on which JSch reads it, {@code onetail-ssh HOST}. That thread decodes, and calls the
 * sinks; it never waits for anything, since what it does not take would stop every log of its host. Everything is written through the
 * {@code ReaderOutbox}, so that no caller waits for a connection that is stuck. Connecting, writing and timing are done by a few shared
 * threads that end when idle ({@code SshWorkers}). No lock is held while a sink is called: a follower that is ended while a thread is in
 * its sink leaves it to that thread to report the end ({@code LinkFollower}).
 *
 * <p>A host is not trusted. No more of what it writes is kept than was requested: bytes of a log up to what was granted, in order and
 * without a gap; as much of a range, a look and a list as these asked for; one payload at a time. A reader that does otherwise, or says
 * nothing for some seconds, is given up. Whether a range is of the file that was meant is decided here, by
 * {@link io.onetail.tail.FileRanges}.
 *
 * <p>Nothing outlives its purpose: a reader ends with its standard input, and when ticks stay away.
 *
 * <p>Decided against: a channel for each log (shells, processes and threads by the hundred, and ten channels fill a connection); SFTP for
 * ranges (it can't be used with {@code sudo}); credit for the answers to requests (these are bounded by what they ask for); remembering
 * cancelled requests (what still comes for them is ignored, as is everything else that was not requested); finding and killing remote
 * processes by name; a pseudo terminal (it adds carriage returns and is slow); accepting an unknown host key under any condition.
 */
@NullMarked
package io.onetail.tail.ssh;

import org.jspecify.annotations.NullMarked;
