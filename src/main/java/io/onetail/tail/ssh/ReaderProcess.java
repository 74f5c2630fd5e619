package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The running reader of a {@link ReaderLink}, or one that is being started. Safe for any thread. Owned by the link. */
interface ReaderProcess {
    /** Writes to its standard input; may block while the connection is stuck. Only after {@link ReaderLink#begun}. */
    void write(byte[] bytes, int from, int length) throws IOException;

    /** What it ended with; negative if it has not, or by a signal. */
    int exitStatus();

    /** Why the connection to it broke; null if it has not. */
    @Nullable
    LogException lost();

    /** Ends it and its connection, whatever they do; may block for a moment. May be called twice. */
    void close();

    /** Starts readers. */
    interface ProcessStarter {
        /**
         * Starts one, without blocking. Then either {@link ReaderLink#begun} is called, or {@link ReaderLink#fail}. What it says goes to
         * {@link ReaderLink#output} and {@link ReaderLink#errors}; the latter is closed when it has ended, however that came about.
         *
         * @param line for the login's shell
         */
        ReaderProcess start(String line, ReaderLink link);
    }
}
