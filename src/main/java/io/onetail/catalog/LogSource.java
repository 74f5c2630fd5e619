package io.onetail.catalog;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** What is followed on a host: a file or a command. Immutable. */
public sealed interface LogSource {
    /** The host that it is on. */
    Host host();

    /** The charset of its bytes. */
    Charset charset();

    /**
     * A file that matches one of the host's globs.
     *
     * @param path as requested, absolute and normalised; symbolic links are not resolved
     * @param exact whether the configuration names this very path, without a wildcard
     */
    record FileSource(Host host, String path, Charset charset, boolean exact) implements LogSource {
        /**
         * The dated path, if this is a log whose files carry dates; else null. Only a path that the configuration names
         * can be one.
         */
        public @Nullable DatedPath dated() {
            return exact ? DatedPath.of(path) : null;
        }
    }

    /**
     * A command that an administrator has defined.
     *
     * @param name the command's name
     * @param command its command line
     */
    record CommandSource(Host host, String name, String command, Charset charset) implements LogSource {
        /** What becomes of its standard error. */
        public StderrMode errors() {
            return host.stderr().getOrDefault(name, StderrMode.MERGE);
        }
    }
}
