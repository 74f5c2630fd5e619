package io.onetail.catalog;

import java.nio.charset.Charset;

/** What is followed on a host. */
public sealed interface Source {
    Host host();

    /** The charset of its bytes. */
    Charset charset();

    /**
     * A file under an allowed glob.
     *
     * @param path as it was asked for, absolute and normalised; symbolic links are not resolved
     * @param exact whether the configuration names this very path, without a wildcard
     */
    record File(Host host, String path, Charset charset, boolean exact) implements Source {}

    /** A command that an administrator defined. */
    record Command(Host host, String name, String command, Charset charset) implements Source {}
}
