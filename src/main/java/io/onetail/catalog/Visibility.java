package io.onetail.catalog;

/**
 * Which part of the catalog somebody sees. What is not seen is answered by the same code, and so in the same words, as
 * what does not exist. Safe for any thread; never contacts a host.
 */
public interface Visibility {
    /** Sees everything that the configuration names. */
    Visibility ALL = new Visibility() {
        @Override
        public boolean sees(Host host) {
            return true;
        }

        @Override
        public boolean sees(Host host, String source) {
            return true;
        }

        @Override
        public boolean sees(Host host, Glob logs) {
            return true;
        }
    };

    /** Whether the host is seen, that is, whether one of its logs may be. */
    boolean sees(Host host);

    /** Whether this log of the host is seen; {@code source} is a path or a command's name, and need not exist. */
    boolean sees(Host host, String source);

    /** Whether a file of the host that matches the glob may be seen; true if in doubt. */
    boolean sees(Host host, Glob logs);
}
