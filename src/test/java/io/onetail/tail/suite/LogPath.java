package io.onetail.tail.suite;

import io.onetail.tail.suite.Ledger.Namelessness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A log whose path leads through a link to a directory, through a link to a link, and through plain directories:
 * {@code hop/current/own/app.log}, where {@code hop} leads to {@code site-1}, {@code current} in it to {@code stable-2}, and that to
 * {@code releases/3}. Each of them may be pointed elsewhere or renamed, or files may be rotated in it. Maintains the {@link Ledger}. For
 * one thread.
 */
final class LogPath implements AutoCloseable {
    /** What can be pointed to a new place. */
    enum Link {
        HOP,
        CURRENT,
        STABLE
    }

    /** What can be renamed; each lies in the next. */
    enum Step {
        OWN,
        RELEASE,
        RELEASES,
        SITE
    }

    final UniqueLines uniqueLines;
    final Ledger ledger = new Ledger();

    private final Path base;
    private final Random random;
    private final boolean strict;
    private final List<TruthFile> all = new ArrayList<>();
    private Path site;
    private Path stable;
    private Path release;
    private @Nullable Path leftRelease;
    private @Nullable TruthFile leftFile;
    private @Nullable TruthFile file;
    private int count;

    /**
     * @param base an empty directory
     * @param strict whether a reader has time to see each turn before the next thing happens
     */
    LogPath(Path base, Random random, boolean strict) throws IOException {
        this.base = base;
        this.random = random;
        this.strict = strict;
        this.uniqueLines = new UniqueLines("app", random);
        if (!strict) {
            ledger.hurried();
        }
        this.site = newSite();
        this.stable = stable(site);
        this.release = newRelease(site);
        link(stable, release);
        link(site.resolve("current"), stable);
        link(base.resolve("hop"), site);
        create(1);
    }

    /** The followed path. */
    Path name() {
        return base.resolve("hop/current/own/app.log");
    }

    TruthFile file() {
        return Objects.requireNonNull(file);
    }

    private Path own() {
        return release.resolve("own");
    }

    private Path newSite() throws IOException {
        Path made = Files.createDirectory(base.resolve("site-" + ++count));
        Files.createDirectory(made.resolve("releases"));
        return made;
    }

    private Path stable(Path where) {
        return where.resolve("stable-" + ++count);
    }

    private Path newRelease(Path where) throws IOException {
        Path made = Files.createDirectory(where.resolve("releases/" + ++count));
        Files.createDirectory(made.resolve("own"));
        return made;
    }

    /** Makes a link, or points it elsewhere, in one step or two, to a relative or an absolute target. */
    private void link(Path link, Path to) throws IOException {
        Path target = random.nextBoolean() ? to : link.getParent().relativize(to);
        if (random.nextInt(3) > 0) {
            Path other = link.resolveSibling("new-" + ++count);
            Files.createSymbolicLink(other, target);
            Files.move(other, link, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, target);
        }
    }

    void write(int lines) throws IOException {
        file().write(uniqueLines.lines(lines));
        ledger.written(file());
    }

    private void create(int lines) throws IOException {
        file = made(own(), lines);
        ledger.named(file);
    }

    private TruthFile made(Path where, int lines) throws IOException {
        TruthFile made = TruthFile.create(where.resolve("app.log"), true);
        all.add(made);
        made.write(uniqueLines.lines(lines));
        return made;
    }

    void rotate() throws IOException {
        file().renamed(own().resolve("app.log"));
        file().rename(own().resolve("app.log." + ++count));
        ledger.nameless(Namelessness.ABSENT);
        create(1 + random.nextInt(3));
    }

    /** Points one of the links to a new place, where a file is at once or after a while. */
    void turn(Link which, @Nullable Pause untilThereIsAFile) throws IOException {
        Path oldRelease = release;
        TruthFile oldFile = file();
        Path in = which == Link.HOP ? newSite() : site;
        Path next = newRelease(in);
        Path through = which == Link.STABLE ? stable : stable(in);
        TruthFile made = untilThereIsAFile == null ? made(next.resolve("own"), 1) : null;
        if (which != Link.STABLE) {
            link(through, next);
        }
        if (which == Link.HOP) {
            link(in.resolve("current"), through);
        }
        switch (which) {
            case HOP -> link(base.resolve("hop"), in);
            case CURRENT -> link(in.resolve("current"), through);
            case STABLE -> link(through, next);
        }
        site = in;
        stable = through;
        release = next;
        if (made != null) {
            turned(made);
        } else {
            ledger.nameless(Namelessness.ABSENT);
            Objects.requireNonNull(untilThereIsAFile).take();
            create(1);
        }
        leftRelease = which == Link.HOP ? null : oldRelease;
        leftFile = oldFile;
    }

    private void turned(TruthFile to) {
        file = to;
        if (strict) {
            ledger.named(to);
        } else {
            ledger.pointed(to);
        }
    }

    /**
     * Points the last link back to the release that was left last, unless a reader may not have seen that and so reports its file only now.
     */
    void turnBack() throws IOException {
        if (strict && leftRelease != null && leftFile != null) {
            Path back = leftRelease;
            TruthFile to = leftFile;
            leftRelease = release;
            leftFile = file();
            link(stable, back);
            release = back;
            turned(to);
        }
    }

    /** Rotates where the path no longer leads. */
    void rotateWhatWasLeft() throws IOException {
        if (leftRelease != null) {
            Path old = leftRelease.resolve("own/app.log");
            Files.move(old, old.resolveSibling("app.log." + ++count));
            Files.writeString(old, "nobody follows this\n");
            leftFile = null;
        }
    }

    /** A directory of the path has another name for a while, with this many rotations in it. */
    void away(Step which, int rotations, Pause pause) throws IOException {
        Path step = switch (which) {
            case OWN -> own();
            case RELEASE -> release;
            case RELEASES -> release.getParent();
            case SITE -> site;
        };
        Path away = step.resolveSibling("away-" + ++count);
        Files.move(step, away);
        ledger.nameless(Namelessness.ABSENT);
        pause.take();
        for (int i = 0; i < rotations; i++) {
            Path there = away.resolve(step.relativize(own()));
            file().renamed(there.resolve("app.log"));
            file().rename(there.resolve("app.log." + ++count));
            ledger.nameless(Namelessness.ABSENT);
            file = made(there, 1 + random.nextInt(3));
            ledger.named(file);
            pause.take();
        }
        ledger.nameless(Namelessness.ABSENT);
        Files.move(away, step);
        if (strict) {
            ledger.named(file());
        } else {
            ledger.pointed(file());
        }
    }

    /** Replaces a directory by another one with another file. */
    void replace() throws IOException {
        Path other = Files.createDirectory(release.resolve("other-" + ++count));
        TruthFile made = made(other, 2);
        Files.move(own(), release.resolve("gone-" + count));
        ledger.nameless(Namelessness.ABSENT);
        Files.move(other, own());
        turned(made);
    }

    /** What happens meanwhile. */
    interface Pause {
        void take() throws IOException;
    }

    @Override
    public void close() throws IOException {
        for (TruthFile one : all) {
            one.close();
        }
    }
}
