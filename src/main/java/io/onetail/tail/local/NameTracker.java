package io.onetail.tail.local;

import io.onetail.tail.local.DirectoryWatcher.NameChange;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which files have had a log's name in a directory without having been opened, and where they are by now, from the order in which
 * names came and went. For one thread.
 */
final class NameTracker {
    /** More than this many can't be opened in time. */
    private static final int MOST = 256;

    private final Path directory;
    private final String name;
    private final Deque<UnseenFile> unseen = new ArrayDeque<>();
    /** The name that went with the last change. Its file may get another name with the next one. */
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

        /** Its last known name. */
        String name() {
            return name;
        }

        /** How often its name has changed or gone. */
        int moves() {
            return moves;
        }

        /** Whether its last name has gone too, or belongs to another file by now. */
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

        /** Whether it came before the last check of where the log's name leads. */
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

        /** Anything may have happened to it. */
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

    /** Takes in changes; true if some of them concern this log. */
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
     * Whether files of the log have such names. The events do not say whether the name that came belongs to the file whose name went, or
     * one file was deleted and another was created.
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

    /** No further change is known after the last one: if that was a name that went, its file is deleted or has left the directory. */
    void finish() {
        if (went != null) {
            lose(went);
            went = null;
        }
    }

    /**
     * Where the log's name leads has been checked.
     *
     * @param follow whether the name is a link, and where it led will be tracked
     */
    void looked(boolean follow) {
        unseen.forEach(one -> one.known = true);
        if (follow && !unseen.isEmpty()) {
            unseen.getLast().followed = !unseen.getLast().gone;
        }
    }

    /** The log's name leads elsewhere: files that come from now on do not belong to the log. */
    void leave() {
        left = true;
    }

    /** In the order in which they had the name; a file that still has it is the last. */
    List<UnseenFile> unseen() {
        return List.copyOf(unseen);
    }

    /** Whether a deleted file that was opened by this one's last name may instead be one that had that name later. */
    boolean mayBeNext(UnseenFile one) {
        return unseen.stream().anyMatch(other -> !other.equals(one) && other.gone && other.name.equals(one.name));
    }

    /** Drops the first of the unseen files. */
    void next() {
        unseen.remove();
    }

    /** Whether files were dropped without a trace; the answer is given once. */
    boolean missed() {
        boolean some = missed;
        missed = false;
        return some;
    }
}
