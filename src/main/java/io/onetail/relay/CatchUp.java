package io.onetail.relay;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is published while a channel reads the journal waits here, within a bound; what is beyond it is read from the journal again.
 * Not safe for several threads: its channel guards it.
 */
final class CatchUp {
    private static final int COST_OF_WORDS = 256; // bytes that a mark or a state takes, about

    private final long most;
    private final List<LogMessage> waiting = new ArrayList<>();
    private long bytes;
    private boolean due = true; // from the beginning: nothing counts before the journal was read
    private boolean reading;
    private boolean missed; // something that was published while the journal was being read

    /** @param most bytes that wait */
    CatchUp(long most) {
        this.most = most;
    }

    /** Whether the journal must be read before anything that is published counts. */
    boolean isDue() {
        return due;
    }

    /** Something is missing before this message. */
    void demand(LogMessage message) {
        due = true;
        await(message);
    }

    /** Something may have been missed. */
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

    /** The journal is about to be read. */
    void begin() {
        reading = true;
        missed = false;
    }

    /** The journal was read: returns what has waited, in its order, or null if it must be read once more. */
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
