package io.onetail.tail.local;

import io.onetail.protocol.LogException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that may belong to a log, each opened once and kept open until it is known which of them do. For one thread; closes those that are
 * not taken.
 */
final class OpenedFiles implements AutoCloseable {
    private final String log;
    private final FileOpener opener;
    private final List<OpenFile> files = new ArrayList<>();
    private final List<FileGuess> guesses = new ArrayList<>();

    private record FileGuess(NameTracker.UnseenFile unseen, int moves, OpenFile file) {}

    OpenedFiles(String log, FileOpener opener) {
        this.log = log;
        this.opener = opener;
    }

    OpenFile open(Path path) throws LogException {
        OpenFile file = opener.open(log, path);
        for (OpenFile other : files) {
            if (other.node().equals(file.node())) {
                file.close();
                return other;
            }
        }
        files.add(file);
        return file;
    }

    /** Opens the files that had the log's name and have not been opened, as far as they are still there. */
    void guess(List<NameTracker> tracks) {
        guesses.clear();
        for (NameTracker track : tracks) {
            for (NameTracker.UnseenFile one : track.unseen()) {
                if (!one.gone() && one.file() == null) {
                    int moves = one.moves();
                    try {
                        guesses.add(
                                new FileGuess(one, moves, open(track.directory().resolve(one.name()))));
                    } catch (LogException e) {
                        // already gone, or not a file of the log
                    }
                }
            }
        }
    }

    /** All changes up to now are known: a file that was opened by a name, and has kept that name, is the file that was tracked. */
    void check() {
        for (FileGuess guess : guesses) {
            if (guess.unseen.moves() == guess.moves) {
                guess.unseen.is(guess.file);
            }
        }
    }

    /** The file that was opened by this one's last name and deleted after that, or null. */
    @Nullable
    OpenFile deleted(NameTracker.UnseenFile one) throws IOException {
        for (FileGuess guess : guesses) {
            if (guess.unseen.equals(one) && guess.moves + 1 == one.moves() && guess.file.deleted()) {
                return guess.file;
            }
        }
        return null;
    }

    /** Hands a file over to the caller, who closes it. */
    OpenFile take(OpenFile file) {
        files.remove(file);
        return file;
    }

    @Override
    public void close() {
        files.forEach(OpenFile::close);
        files.clear();
        guesses.clear();
    }
}
