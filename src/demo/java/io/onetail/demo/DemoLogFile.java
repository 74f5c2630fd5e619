package io.onetail.demo;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * A log file with its own rotation: when it is too large or too old, it is renamed to {@code .1}, the one before to
 * {@code .2}, and a new one is created, so its disk space is bounded. For one thread.
 */
final class DemoLogFile implements AutoCloseable {
    private final Path path;
    private final Charset charset;
    private final long maxBytes;
    private final Duration maxAge;
    private OutputStream out;
    private long bytes;
    private Instant made;

    DemoLogFile(Path path, Charset charset, long maxBytes, Duration maxAge) throws IOException {
        this.path = path;
        this.charset = charset;
        this.maxBytes = maxBytes;
        this.maxAge = maxAge;
        Files.createDirectories(path.getParent());
        open();
    }

    /** Appends whole lines in one write. */
    void append(Instant now, CharSequence lines) throws IOException {
        if (bytes > maxBytes || now.isAfter(made.plus(maxAge))) {
            rotate();
        }
        byte[] encoded = lines.toString().getBytes(charset);
        out.write(encoded);
        bytes += encoded.length;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void open() throws IOException {
        out = new FileOutputStream(path.toFile(), true);
        bytes = Files.size(path);
        made = Instant.now();
    }

    private void rotate() throws IOException {
        out.close();
        if (Files.exists(numbered(1))) {
            Files.move(numbered(1), numbered(2), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        open();
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }
}
