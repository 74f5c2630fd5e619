package io.onetail.catalog;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose logs may be viewed, as the configuration describes it. Immutable.
 *
 * @param name the catalog's name for it, unique
 * @param description a sentence for people, or null
 * @param labels free key-value pairs
 * @param login how to log in; null for a {@code local} host, the application server's own machine
 * @param logs globs of the files that may be viewed; absolute, with {@code *}, {@code ?}, {@code [...]}, {@code {a,b}}
 *     within a name and {@code **} across directories
 * @param globs {@code logs}, compiled
 * @param commands commands that may be viewed, by name, in the order of their names
 * @param charset charset of logs that {@code charsets} does not name
 * @param charsets charset by glob; the first match counts
 * @param sudo whether files are read and commands are run through {@code sudo -n}
 * @param stderr what becomes of a command's standard error, by the command's name; {@link StderrMode#MERGE} if not
 *     listed
 */
public record Host(
        String name,
        @Nullable String description,
        Map<String, String> labels,
        @Nullable SshLogin login,
        List<String> logs,
        List<Glob> globs,
        Map<String, String> commands,
        Charset charset,
        Map<String, Charset> charsets,
        boolean sudo,
        Map<String, StderrMode> stderr) {
    public Host {
        labels = Map.copyOf(labels);
        logs = List.copyOf(logs);
        globs = List.copyOf(globs);
    }

    /** Whether one of the globs matches this path. */
    public boolean allows(String path) {
        return globs.stream().anyMatch(glob -> glob.matches(path));
    }

    /** @throws IllegalArgumentException if one of the globs of {@code logs} is not well-formed */
    public Host(
            String name,
            @Nullable String description,
            Map<String, String> labels,
            @Nullable SshLogin login,
            List<String> logs,
            Map<String, String> commands,
            Charset charset,
            Map<String, Charset> charsets,
            boolean sudo) {
        this(name, description, labels, login, logs, commands, charset, charsets, sudo, Map.of());
    }

    /** @throws IllegalArgumentException if one of the globs of {@code logs} is not well-formed */
    public Host(
            String name,
            @Nullable String description,
            Map<String, String> labels,
            @Nullable SshLogin login,
            List<String> logs,
            Map<String, String> commands,
            Charset charset,
            Map<String, Charset> charsets,
            boolean sudo,
            Map<String, StderrMode> stderr) {
        this(
                name,
                description,
                labels,
                login,
                logs,
                logs.stream().map(Glob::of).toList(),
                commands,
                charset,
                charsets,
                sudo,
                Map.copyOf(stderr));
    }

    /**
     * How to log in over SSH. Immutable.
     *
     * @param address name or IP address
     * @param keyFile private key in any format that OpenSSH writes, or null
     * @param passphrase of the key file, or null
     * @param password or null
     * @param knownHosts file of accepted host keys, in OpenSSH's format
     * @param jump the login of the host to go through, or null
     * @param timeout for connecting and for each answer
     * @param reader which reader runs on the host
     * @param algorithms which algorithms are offered
     */
    public record SshLogin(
            String address,
            int port,
            String user,
            @Nullable Path keyFile,
            @Nullable Secret passphrase,
            @Nullable Secret password,
            Path knownHosts,
            @Nullable SshLogin jump,
            Duration timeout,
            ReaderKind reader,
            SshAlgorithms algorithms) {
        /** With the usual algorithms, and the first reader that the host can run. */
        public SshLogin(
                String address,
                int port,
                String user,
                @Nullable Path keyFile,
                @Nullable Secret passphrase,
                @Nullable Secret password,
                Path knownHosts,
                @Nullable SshLogin jump,
                Duration timeout) {
            this(
                    address,
                    port,
                    user,
                    keyFile,
                    passphrase,
                    password,
                    knownHosts,
                    jump,
                    timeout,
                    ReaderKind.AUTO,
                    SshAlgorithms.USUAL);
        }
    }
}
