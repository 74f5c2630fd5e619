package io.onetail.system.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.onetail.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rotates one log at a time, with the machine's logrotate and in other ways. Rotations of one log must not overlap. */
final class Logrotate {
    /** How a log is rotated. */
    enum Kind {
        CREATE("create", "nocompress"),
        CREATE_GZ("create", "compress"),
        CREATE_XZ("create", "compress", "compresscmd /usr/bin/xz", "compressext .xz", "uncompresscmd /usr/bin/unxz"),
        CREATE_ZST("create", "compress", "compresscmd /usr/bin/zstd", "compressext .zst", "compressoptions -q --rm"),
        COPYTRUNCATE("copytruncate", "nocompress"),
        COPYTRUNCATE_GZ("copytruncate", "compress"),
        /** The old file is gone at once. */
        DELETE("create", "nocompress", "rotate 0"),
        /** As log4j2, not logrotate, does: the oldest file has number 1. */
        ASCENDING();

        private final String[] directives;
        private final @Nullable String packs;

        Kind(String... directives) {
            this.directives = directives;
            this.packs = switch (name()) {
                case "CREATE_GZ", "COPYTRUNCATE_GZ" -> "gzip";
                case "CREATE_XZ" -> "xz";
                case "CREATE_ZST" -> "zstd -q --rm";
                default -> null;
            };
        }

        /** The kind of a log, by its number. */
        static Kind of(int log) {
            return values()[log % values().length];
        }

        boolean copies() {
            return this == COPYTRUNCATE || this == COPYTRUNCATE_GZ;
        }
    }

    private final NumberedLog log;

    Logrotate(NumberedLog log) {
        this.log = log;
    }

    /**
     * Rotates once.
     *
     * @param late how long the writer continues with the old file, like a daemon that is slow after a HUP
     */
    void rotate(Kind kind, Duration late) throws IOException, InterruptedException {
        if (kind == Kind.ASCENDING) {
            rename(late);
            return;
        }
        String script = kind.copies()
                ? ""
                // waits for the daemon, as "systemctl reload" does, since nothing may be written to a file that is
                // being compressed
                : "postrotate\n sleep " + late.toMillis() / 1000.0 + "\n touch '" + log.hup() + "'\n"
                        + " i=0; while [ -e '" + log.hup()
                        + "' ] && [ $i -lt 500 ]; do sleep 0.02; i=$((i+1)); done\nendscript\n";
        Path configuration = log.aside("conf");
        Files.writeString(
                configuration,
                "\"" + log.file() + "\" {\nrotate 20\nmissingok\n" + String.join("\n", kind.directives) + "\n" + script
                        + "}\n");
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));
        long before = kind.copies() || kind == Kind.DELETE ? begin(log.file()) : 0;
        run("logrotate " + kind + " of " + log.file(), "logrotate -f -s " + log.aside("state") + " " + configuration);
        if (kind.copies()) {
            findLoss(kind, before);
        } else if (kind == Kind.DELETE) {
            log.destroyed(before, next());
        }
    }

    /**
     * Renames the file, and older ones before it, in the log's own way; nothing is packed while a writer may still use
     * it.
     *
     * @param create whether there is a new file at once, which stays empty until the writer opens it
     * @param late how long the writer continues with the old file
     * @param meanwhile what else uses the old file, until it returns
     */
    void keep(Kind kind, boolean create, Duration late, Meanwhile meanwhile) throws IOException, InterruptedException {
        if (kind == Kind.ASCENDING) {
            Files.move(log.file(), free());
        } else {
            shift();
        }
        if (create) {
            Files.createFile(log.file());
        }
        reopen(late);
        meanwhile.run();
        next();
        if (kind.packs != null) {
            run(kind + " of " + log.file(), kind.packs.concat(" '" + numbered(1, "") + "'"));
        }
    }

    /** What happens between two steps. */
    interface Meanwhile {
        void run() throws IOException, InterruptedException;
    }

    /** Gives each older file the next number, and the log's file the first. */
    private void shift() throws IOException {
        for (int number = 20; number >= 1; number--) {
            for (String packed : List.of("", ".gz", ".xz", ".zst")) {
                if (Files.exists(numbered(number, packed))) {
                    Files.move(numbered(number, packed), numbered(number + 1, packed), REPLACE_EXISTING);
                }
            }
        }
        Files.move(log.file(), numbered(1, ""));
    }

    private Path numbered(int number, String packed) {
        return Path.of(log.file() + "." + number + packed);
    }

    private Path free() {
        int number = 1;
        while (Files.exists(numbered(number, ""))) {
            number++;
        }
        return numbered(number, "");
    }

    /** Renames the file to the next number without starting a process, so that it can be done often. */
    void rename(Duration late) throws IOException, InterruptedException {
        Files.move(log.file(), free());
        reopen(late);
    }

    /** Deletes the file, and lets the writer create another. */
    void recreate() throws IOException, InterruptedException {
        long before = begin(log.file());
        Files.delete(log.file());
        reopen(Duration.ZERO);
        log.destroyed(before, next());
    }

    private static void run(String what, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(what + " failed: " + said);
        }
    }

    private void reopen(Duration late) throws IOException, InterruptedException {
        Thread.sleep(late.toMillis());
        Files.createFile(log.hup());
        Await.until(
                "the writer opens " + log.file() + " again", Duration.ofSeconds(20), () -> !Files.exists(log.hup()));
    }

    /** The place of the text where the writer's new file begins. */
    private long next() throws IOException {
        Await.until(
                log.file() + " is written to again",
                Duration.ofSeconds(20),
                () -> Files.exists(log.file()) && Files.size(log.file()) > 1024);
        return begin(log.file());
    }

    /** What was written between the copy and the truncation is in neither file. */
    private void findLoss(Kind kind, long begin) throws IOException {
        Path copy = Path.of(log.file() + (kind == Kind.COPYTRUNCATE_GZ ? ".1.gz" : ".1"));
        byte[] bytes = Files.readAllBytes(copy);
        if (kind == Kind.COPYTRUNCATE_GZ) {
            try (InputStream in = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(bytes))) {
                bytes = in.readAllBytes();
            }
        }
        if (begin(bytes) != begin) {
            throw new IOException("the copy " + copy + " begins at " + begin(bytes) + ", the log at " + begin);
        }
        long next = next();
        if (next > begin + bytes.length) {
            log.lost(begin + bytes.length, next);
        }
    }

    private static long begin(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return begin(in.readNBytes(64));
        }
    }

    private static long begin(byte[] content) throws IOException {
        byte[] head = Arrays.copyOf(content, Math.min(content.length, 64));
        long place = NumberedText.find(head);
        if (place < 0) {
            throw new IOException("no numbered lines: '" + new String(head, UTF_8) + "'");
        }
        return place;
    }
}
