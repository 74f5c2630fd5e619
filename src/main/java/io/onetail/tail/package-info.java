/**
 * Reads logs. Each log has one tail in the whole cluster.
 *
 * <p>{@link io.onetail.tail.TailRegistry} decides, on the leases' thread, what is tailed here. A {@code Tail} has no thread:
 * {@code TailScheduler} gives it turns on a few threads, when its reader has reported something or its time has come. In its first turn it
 * asks the {@link io.onetail.tail.Journal} where the log is, and its {@code FileTail} asks the host's {@link io.onetail.tail.HostReader} to
 * follow the file; from then on the reader reports each life that begins. Only then does {@code ResumeFinder} find where to continue, by
 * the file that was read last and by what {@code RotatedFiles} finds beside it for the time in which nothing was read;
 * {@code BacklogAppender} appends what these files still have. In later turns {@code FollowPhase} puts what comes into chunks
 * ({@code Chunker}) and these into the journal ({@code JournalDelivery}, {@code JournalAppender}), and grants the reader as many bytes as
 * it has taken: so a store that is slow or away stops the reading at the file. When bytes of another life come, {@code LifeSwitch} makes
 * that life the current one. {@code CommandTail} does the same with a command's output. {@code StateAnnouncer} reports the log's state to
 * viewers; during a pause {@code TailPause} does.
 *
 * <p>A life becomes a generation when its first byte comes, not before: an empty file can't be distinguished from another one. If an
 * earlier file grows again because its writer still uses it, a further generation begins within that file. The generation's identity
 * ({@link io.onetail.protocol.FileId}) says where, and which other file of the log has more to come, so that the next tail of the log knows
 * both places.
 *
 * <p>A reader's thread and a turn share nothing but the {@code FollowerQueue}. The owner of the {@code TailRegistry} closes it. A tail
 * stops its follower whatever happens; readers and journal belong to the caller.
 *
 * <p>Correctness rests on compare-and-append alone: an entry counts only if it begins where the log's head ends. The lease saves the work
 * of a second tail; if no server holds it for a while, or one that is suspended does, that costs time only.
 *
 * <p>Decided against: a thread per tail (a thousand logs are a thousand threads that sleep); a queue between tail and Redis (the file is
 * the queue: a tail that can't append ends, and later continues at its position); trusting inode numbers alone (they are reused, so a
 * fingerprint of the first bytes and the last bytes read go with them); showing the late lines of a renamed file only if they come within a
 * second or two (later ones were lost without notice).
 */
@NullMarked
package io.onetail.tail;

import org.jspecify.annotations.NullMarked;
