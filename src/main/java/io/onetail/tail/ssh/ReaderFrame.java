package io.onetail.tail.ssh;

import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader.FileLife;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a reader, as {@code reader.md} defines it, except for those with bytes, which are not kept. {@link #id} is the request's
 * number, or 0. Immutable.
 */
sealed interface ReaderFrame {
    long id();

    /** {@code H}. */
    record HelloFrame(long id, Map<String, String> fields) implements ReaderFrame {}

    /** {@code T}: the answer to a tick, and the host's clock as the host prints it. */
    record TickedFrame(long id, long number, String clock) implements ReaderFrame {}

    /** {@code E}. */
    record FailedFrame(long id, String code, String words) implements ReaderFrame {}

    /** {@code Z}. */
    record DoneFrame(long id, List<String> fields) implements ReaderFrame {
        /** The field with this number; empty if there is none. */
        String field(int number) {
            return number < fields.size() ? fields.get(number) : "";
        }
    }

    /**
     * {@code F}.
     *
     * @param target where the log's name leads at the moment, links resolved; null if it leads nowhere
     */
    record OpenedFrame(long id, FileInfo file, @Nullable String target) implements ReaderFrame {}

    /** {@code X}. */
    record UnopenedFrame(long id, String code, String words) implements ReaderFrame {}

    /** {@code I}: the entries that can be understood; if the host reports one of them wrongly, the others may still be right. */
    record ListedFrame(long id, List<FoundFile> files) implements ReaderFrame {}

    /** {@code L}. */
    record BegunFrame(long id, FileLife life) implements ReaderFrame {}

    /** {@code O}. */
    record HoleFrame(long id, int life, long offset, long length) implements ReaderFrame {}

    /** {@code G}. */
    record GivenUpFrame(long id, int life) implements ReaderFrame {}

    /** {@code C}. */
    record CaughtUpFrame(long id, int life, long offset) implements ReaderFrame {}

    /** {@code N}. */
    record NamelessFrame(long id, String code, String words) implements ReaderFrame {}

    /** {@code S}. */
    record NamedFrame(long id) implements ReaderFrame {}

    /** {@code V}. */
    record ChangedFrame(long id) implements ReaderFrame {}
}
