package io.onetail.relay;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages that are published while a channel reads the journal. Bounded: what does not fit is read from the
 * journal again. Not safe for several threads; guarded by its channel.
 */
final class CatchUp {
    private static final int COST_OF_WORDS = 256; // approximate size of a mark or a state, in bytes

    private final long most;
    private final List<LogMessage> waiting = new ArrayList<>();
    private long bytes;
    private boolean due = true; // initially true: nothing counts before the journal has been read
    private boolean reading;
    private boolean missed; // a message that was published while the journal was being read

    /** @param most maximum number of bytes that are kept */
    CatchUp(long most) {
        this.most = most;
    }

    /** Whether the journal must be read before anything that is published counts. */
    boolean isDue() {
        return due;
    }

    /** Notes that something is missing before a message, and keeps the message. */
    void demand(LogMessage message) {
        due = true;
        await(message);
    }

    /** Notes that messages may have been missed. */
    void demand() {
        missed |= reading;
        due = true;
    }

    void await(LogMessage message) {
        waiting.add(message);
        bytes += message instanceof Chunk chunk ? chunk.frame().length : COST_OF_WORDS;
        if (bytes > most) { // the journal has it
            waiting.removeIf(LogEntry.class::isInstance);
            bytes = 0;
            missed = true;
        }
    }

    /** To be called before the journal is read. */
    void begin() {
        reading = true;
        missed = false;
    }

    /**
     * To be called after the journal has been read; returns the messages kept, in order, or null if it must be read
     * again.
     */
    @Nullable
    List<LogMessage> end() {
        if (missed) {
            return null;
        }
        List<LogMessage> messages = List.copyOf(waiting);
        reading = false;
        due = false;
        waiting.clear();
        bytes = 0;
        return messages;
    }
}
