package io.onetail.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A server under test. It serves any log of the benchmark's directory to whoever asks for it. Closed by whoever started it. */
interface Peer extends AutoCloseable {
    /** For tables: {@code wildfly}, {@code payara}, {@code limit}. */
    String name();

    /** Its process. */
    long pid();

    /** Processes that work for it, each with what it has started: its Redis, the host's sshd. */
    List<Long> helpers();

    InetSocketAddress address();

    /** What a viewer of the log asks for in its upgrade. */
    String path(Path log);

    /** What a viewer of the log sends after that; empty for nothing. */
    String open(Path log);

    /** Where its logs are to be written. */
    Path logs();

    @Override
    void close();
}
