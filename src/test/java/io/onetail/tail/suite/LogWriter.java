package io.onetail.tail.suite;

import io.onetail.tail.suite.Ledger.Namelessness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes to a log and rotates it, and maintains the {@link Ledger}. For one thread. */
final class LogWriter implements AutoCloseable {
    /** How the log's name leads to its file. */
    enum Layout {
        PLAIN,
        /** In a directory that contains nothing else. */
        ALONE,
        /** A link to a file in the same directory. */
        LINK,
        /** A link to a file in another directory. */
        FAR_LINK,
        /** In a directory to which a link leads. */
        LINKED_DIRECTORY;

        boolean isLink() {
            return this == LINK || this == FAR_LINK;
        }
    }

    /** How files that have lost the log's name are named. */
    enum Scheme {
        DESCENDING,
        ASCENDING,
        DATED
    }

    private static final int MOST_KEPT = 6;
    private static final int MOST_WRITERS = 20;

    final UniqueLines uniqueLines;
    final Random random;
    final Ledger ledger = new Ledger();
    /** Newest first, including those that are in no directory any more. */
    final List<TruthFile> old = new ArrayList<>();

    @Nullable
    TruthFile current;

    /** What has the name but is not a file. */
    @Nullable
    Path odd;

    private final Layout layout;
    private final Scheme scheme;
    private final Path name;
    private final Path elsewhere;
    private Path spot;
    private int count;

    LogWriter(Path directory, String called, Layout layout, Scheme scheme, Random random) throws IOException {
        this.layout = layout;
        this.scheme = scheme;
        this.random = random;
        this.uniqueLines = new UniqueLines(called, random);
        this.elsewhere = Files.createDirectories(directory.resolve("elsewhere-" + called));
        Path own = directory.resolve("own-" + called);
        switch (layout) {
            case ALONE -> spot = Files.createDirectory(own).resolve(called);
            case LINK -> spot = directory.resolve("to-" + called);
            case FAR_LINK, LINKED_DIRECTORY -> spot = Files.createDirectory(own).resolve(called);
            default -> spot = directory.resolve(called);
        }
        switch (layout) {
            case LINK, FAR_LINK -> name = Files.createSymbolicLink(directory.resolve(called), spot);
            case LINKED_DIRECTORY ->
                name = Files.createSymbolicLink(directory.resolve("link-" + called), own)
                        .resolve(called);
            default -> name = spot;
        }
    }

    /** The followed path. */
    Path name() {
        return name;
    }

    Layout layout() {
        return layout;
    }

    /** Where the file to which the name leads is. */
    Path spot() {
        return spot;
    }

    /** The file that has the name now. */
    TruthFile file() {
        return Objects.requireNonNull(current);
    }

    boolean exists() {
        return current != null;
    }

    /** What that file contains. */
    String text() {
        return new String(file().content().copy(), StandardCharsets.UTF_8);
    }

    Path beside(String what) {
        return spot.resolveSibling(spot.getFileName() + what + ++count);
    }

    void create() throws IOException {
        clear();
        current = TruthFile.create(spot, random.nextInt(3) > 0);
        ledger.named(current);
    }

    /** Removes what is not a file. */
    void clear() throws IOException {
        if (odd != null) {
            Files.delete(odd);
            odd = null;
        }
    }

    void write(TruthFile file, byte[] bytes) throws IOException {
        file.write(bytes);
        ledger.written(file);
    }

    /** The file loses its name and gets the next of its scheme. */
    void rotate() throws IOException {
        TruthFile file = file();
        switch (scheme) {
            case DESCENDING -> {
                for (int i = MOST_KEPT; i > 0; i--) {
                    shift(i);
                }
                file.rename(numbered(1));
            }
            case ASCENDING -> file.rename(numbered(++count));
            case DATED -> file.rename(spot.resolveSibling(spot.getFileName() + "-20260101T" + (100_000 + ++count)));
        }
        loseName();
    }

    private Path numbered(int number) {
        return spot.resolveSibling(spot.getFileName() + "." + number);
    }

    private void shift(int number) throws IOException {
        for (TruthFile file : old) {
            if (numbered(number).equals(file.path())) {
                if (number == MOST_KEPT) {
                    file.delete();
                } else {
                    file.rename(numbered(number + 1));
                }
            }
        }
    }

    /** What was the current file is an old one now, and nothing has the name. */
    void loseName() throws IOException {
        ledger.nameless(Namelessness.ABSENT);
        old.add(0, file());
        current = null;
        if (old.size() > MOST_WRITERS) {
            old.get(MOST_WRITERS).close();
        }
    }

    void moveElsewhere() throws IOException {
        file().moveAway(elsewhere.resolve(String.valueOf(++count)));
        loseName();
    }

    void delete() throws IOException {
        file().delete();
        loseName();
    }

    /** An old file gets the name again. */
    void comeBack(TruthFile file) throws IOException {
        clear();
        file.rename(spot);
        old.remove(file);
        current = file;
        ledger.named(file);
    }

    /** The newest of the old files that still exists and may come back. */
    @Nullable
    TruthFile newestOld() {
        return old.isEmpty() || old.get(0).path() == null ? null : old.get(0);
    }

    void cut(int keep) throws IOException {
        file().cut(keep);
        ledger.begun();
    }

    void rewrite(byte[] bytes) throws IOException {
        file().rewrite(bytes);
        ledger.begun();
    }

    /** Writes another file and gives it the name in one step. */
    void saveAtomically() throws IOException {
        TruthFile saved = TruthFile.create(beside(".tmp"), true);
        saved.write(uniqueLines.lines(1 + random.nextInt(5)));
        TruthFile before = file();
        before.gone();
        Files.move(saved.path(), spot, StandardCopyOption.ATOMIC_MOVE);
        before.replaced();
        saved.renamed(spot);
        old.add(0, before);
        current = saved;
        ledger.named(saved);
    }

    /** The link is pointed to another file, which keeps its name. */
    void point(@Nullable TruthFile known) throws IOException {
        TruthFile target = known != null
                ? known
                : TruthFile.create(spot.resolveSibling("target" + ++count + "-" + name.getFileName()), true);
        if (known == null && random.nextBoolean()) {
            target.write(uniqueLines.lines(3));
        }
        Path link = name.resolveSibling("link" + ++count);
        Files.createSymbolicLink(link, target.path());
        Files.move(link, name, StandardCopyOption.ATOMIC_MOVE);
        spot = Objects.requireNonNull(target.path());
        if (current != null) {
            old.add(0, current);
        }
        old.remove(target);
        current = target;
        ledger.pointed(target);
    }

    /** Sets a time without writing. */
    void setTime(Instant time, boolean mayCut) throws IOException {
        Files.setLastModifiedTime(spot, FileTime.from(time));
        if (mayCut) {
            file().perhapsCut();
            ledger.begun();
        }
    }

    /** The directory of the file has another name for a while. */
    void directoryAway(Pause meanwhile) throws IOException {
        Path directory = spot.getParent();
        Path away = directory.resolveSibling(directory.getFileName() + "-away");
        Files.move(directory, away);
        ledger.nameless(Namelessness.ABSENT);
        meanwhile.take();
        Files.move(away, directory);
        if (current != null) {
            ledger.named(current);
        } else if (odd != null) {
            ledger.nameless(Namelessness.ODD);
        }
    }

    /** What happens meanwhile. */
    interface Pause {
        void take() throws IOException;
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
        for (TruthFile file : old) {
            file.close();
        }
    }
}
