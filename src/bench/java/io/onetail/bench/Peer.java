package io.onetail.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A server under test, which serves any log of the benchmark's directory. Closed by the code that started it. */
interface Peer extends AutoCloseable {
    /** Its name in tables: {@code wildfly}, {@code payara}, {@code limit}. */
    String name();

    /** Its process. */
    long pid();

    /** Processes that work for it, with their children: its Redis, the host's sshd. */
    List<Long> helpers();

    InetSocketAddress address();

    /** The path of a viewer's upgrade for a log. */
    String path(Path log);

    /** The message of a viewer after the upgrade; empty for none. */
    String open(Path log);

    /** The directory of its logs. */
    Path logs();

    @Override
    void close();
}
