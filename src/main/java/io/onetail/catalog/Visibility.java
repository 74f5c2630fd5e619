package io.onetail.catalog;

/**
 * Whose eyes the catalog is looked at with. What is not seen is answered as if it were not there: by the same code, so with the same
 * words. Safe for any thread; costs no look at a host.
 */
public interface Visibility {
    /** Sees all that the configuration names. */
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

    /** Whether the host is seen at all: one of its logs may be. */
    boolean sees(Host host);

    /** Whether this log of the host is seen; {@code source} is a path or a command's name, and need not exist. */
    boolean sees(Host host, String source);

    /** Whether a file of the host that the glob stands for may be seen; a doubt counts as yes. */
    boolean sees(Host host, Glob logs);
}
