package io.onetail.tail.local;

import io.onetail.tail.local.DirectoryWatcher.NameChange;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files have had a log's name in a directory and nobody has opened yet, and where they are by now, told from the names that came and went, in
 * order. For one thread.
 */
final class NameTracker {
    /** More than these can't be opened in time. */
    private static final int MOST = 256;

    private final Path directory;
    private final String name;
    private final Deque<UnseenFile> unseen = new ArrayDeque<>();
    /** The name that has gone with the last change, and whose file may have another with the next. */
    private @Nullable String went;

    private boolean missed;
    private boolean left;

    /** A file that has had the log's name. */
    static final class UnseenFile {
        private String name;
        private int moves;
        private boolean gone;
        private boolean known;
        private boolean followed;
        private @Nullable OpenFile file;

        private UnseenFile(String name) {
            this.name = name;
        }

        /** Its last name. */
        String name() {
            return name;
        }

        /** How often it has changed its name, or lost it. */
        int moves() {
            return moves;
        }

        /** Whether its last name has gone too, or is another file's. */
        boolean gone() {
            return gone;
        }

        /** The file that it certainly is, if that is known. */
        @Nullable
        OpenFile file() {
            return file;
        }

        void is(OpenFile found) {
            file = found;
        }

        boolean has(String wanted) {
            return !gone && name.equals(wanted);
        }

        /** Whether it came before it was looked where the log's name leads. */
        boolean isKnown() {
            return known;
        }

        /** Whether it is a link, and where it led is tracked. */
        boolean wasFollowed() {
            return followed;
        }

        private void move(String to) {
            name = to;
            moves++;
        }

        /** Whatever may have happened to it. */
        private void loseTrack() {
            moves++;
            lose();
        }

        private void lose() {
            gone = true;
            moves++;
        }
    }

    NameTracker(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    Path directory() {
        return directory;
    }

    String name() {
        return name;
    }

    /** Takes what has happened; true if some of it matters for this log. */
    boolean changed(List<NameChange> changes) {
        boolean any = false;
        for (NameChange change : changes) {
            switch (change.kind()) {
                case WENT -> {
                    any |= matters(change.name());
                    finish();
                    went = change.name();
                }
                case CAME -> {
                    any |= matters(change.name()) || (went != null && matters(went));
                    came(change);
                }
                case LOST -> {
                    unseen.forEach(UnseenFile::loseTrack);
                    went = null;
                    UnseenFile unknown = new UnseenFile("");
                    unknown.lose();
                    unseen.add(unknown);
                    any = true;
                }
            }
        }
        return any;
    }

    private boolean matters(String other) {
        return other.equals(name) || at(other) != null;
    }

    private @Nullable UnseenFile at(String other) {
        for (UnseenFile one : unseen) {
            if (!one.gone && one.name.equals(other)) {
                return one;
            }
        }
        return null;
    }

    private void came(NameChange change) {
        String to = change.name();
        if (to.equals(went)) {
            finish();
        }
        UnseenFile moved = went == null ? null : at(went);
        went = null;
        lose(to); // another file has its name now
        if (moved != null && isOfLog(to)) {
            moved.move(to);
        } else if (moved != null) {
            moved.lose();
        } else if (to.equals(name) && !left) {
            for (int i = 0; i < change.times(); i++) {
                lose(name);
                unseen.add(new UnseenFile(name));
            }
            while (unseen.size() > MOST) {
                unseen.remove();
                missed = true;
            }
        }
    }

    /**
     * Whether files of the log are called so. It is not told whether the name that came is that of the file whose name has gone, or one has been deleted
     * and another made.
     */
    private boolean isOfLog(String other) {
        String stem = SiblingScope.stem(name);
        return other.startsWith(name)
                || (other.startsWith(stem)
                        && (other.length() == stem.length()
                                || !Character.isLetterOrDigit(other.charAt(stem.length()))));
    }

    private void lose(String other) {
        UnseenFile one = at(other);
        if (one != null) {
            one.lose();
        }
    }

    /** No more is known of the last change: if a name went, its file is deleted or has left the directory. */
    void finish() {
        if (went != null) {
            lose(went);
            went = null;
        }
    }

    /**
     * It was looked where the log's name leads.
     *
     * @param follow whether the name is a link, and where it led will be tracked
     */
    void looked(boolean follow) {
        unseen.forEach(one -> one.known = true);
        if (follow && !unseen.isEmpty()) {
            unseen.getLast().followed = !unseen.getLast().gone;
        }
    }

    /** The log's name leads elsewhere: who comes from now on is no file of the log. */
    void leave() {
        left = true;
    }

    /** In the order in which they had the name; one that has it still is the last. */
    List<UnseenFile> unseen() {
        return List.copyOf(unseen);
    }

    /** Whether a deleted file that was opened by the last name of this one may as well be one that had that name after it. */
    boolean mayBeNext(UnseenFile one) {
        return unseen.stream().anyMatch(other -> !other.equals(one) && other.gone && other.name.equals(one.name));
    }

    /** Forgets the first of the unseen. */
    void next() {
        unseen.remove();
    }

    /** Whether some were lost of which no more is known; asked once. */
    boolean missed() {
        boolean some = missed;
        missed = false;
        return some;
    }
}
