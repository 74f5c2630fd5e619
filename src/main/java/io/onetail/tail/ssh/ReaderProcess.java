package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The process of a {@link ReaderLink}, running or being started. Safe for any thread. Owned by the link. */
interface ReaderProcess {
    /** Writes to the process's standard input; may block while the connection is stuck. Not before {@link ReaderLink#begun}. */
    void write(byte[] bytes, int from, int length) throws IOException;

    /** The exit status; negative if the process has not ended, or was ended by a signal. */
    int exitStatus();

    /** Why the connection to the process broke; null if it has not. */
    @Nullable
    LogException lost();

    /** Ends the process and its connection, whatever their state; may block for a moment. May be called twice. */
    void close();

    /** Starts readers. */
    interface ProcessStarter {
        /**
         * Starts a reader, without blocking. After that either {@link ReaderLink#begun} or {@link ReaderLink#fail} is called. The reader's
         * output goes to {@link ReaderLink#output} and {@link ReaderLink#errors}; the latter is closed when the reader has ended, for
         * whatever reason.
         *
         * @param line for the login's shell
         */
        ReaderProcess start(String line, ReaderLink link);
    }
}
