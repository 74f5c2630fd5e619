package io.onetail.catalog;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** What is followed on a host. */
public sealed interface LogSource {
    Host host();

    /** The charset of its bytes. */
    Charset charset();

    /**
     * A file under an allowed glob.
     *
     * @param path as it was asked for, absolute and normalised; symbolic links are not resolved
     * @param exact whether the configuration names this very path, without a wildcard
     */
    record FileSource(Host host, String path, Charset charset, boolean exact) implements LogSource {
        /** For a log whose files carry dates, which only a path that the configuration names can be; else null. */
        public @Nullable DatedPath dated() {
            return exact ? DatedPath.of(path) : null;
        }
    }

    /** A command that an administrator defined. */
    record CommandSource(Host host, String name, String command, Charset charset) implements LogSource {
        /** What becomes of its standard error. */
        public StderrMode errors() {
            return host.stderr().getOrDefault(name, StderrMode.MERGE);
        }
    }
}
