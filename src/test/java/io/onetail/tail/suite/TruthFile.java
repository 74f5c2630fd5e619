package io.onetail.tail.suite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file, whatever its name, with everything that it ever contained, and its writer. For one thread. */
final class TruthFile implements AutoCloseable {
    private final String node;
    private final String born;
    private Content content = Content.first(this);
    private @Nullable Path path;
    private long goneAt = Long.MAX_VALUE;
    private boolean wasAway;
    private FileChannel writer;
    private boolean appending;

    private TruthFile(Path path, boolean appending) throws IOException {
        this.path = path;
        this.born = path.getFileName().toString();
        this.appending = appending;
        this.writer = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, appending ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
        this.node = node(path);
    }

    /**
     * Creates a file with an open writer.
     *
     * @param appending whether the writer finds the end by itself, as with {@code >>}
     */
    static TruthFile create(Path path, boolean appending) throws IOException {
        return new TruthFile(path, appending);
    }

    static String node(Path path) throws IOException {
        Object device = Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
        return device + ":" + Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    String node() {
        return node;
    }

    Content content() {
        return content;
    }

    /** Where the file is; null if it is nowhere any more. */
    @Nullable
    Path path() {
        return path;
    }

    /** Since when a reader that knows only the log's directories can't open it. */
    long goneAt() {
        return goneAt;
    }

    /** Writes at the writer's position: at the end or, if it does not append, where it was before a cut. */
    void write(byte[] bytes) throws IOException {
        int offset = appending ? content.size() : (int) writer.position();
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            writer.write(left);
        }
        content.write(offset, bytes, System.nanoTime());
    }

    /** Leaves a hole before what is written next, if the writer does not append. */
    void skip(int length) throws IOException {
        if (!appending) {
            writer.position(writer.position() + length);
        }
    }

    /** Opens another writer, which finds the end. */
    void reopen() throws IOException {
        if (path != null && Files.exists(path)) {
            writer.close();
            writer = FileChannel.open(path, StandardOpenOption.APPEND);
            appending = true;
        }
    }

    /** Cuts the file as {@code truncate} does, without the knowledge of its writer. */
    void cut(int keep) throws IOException {
        Content before = content;
        long at = System.nanoTime();
        try (FileChannel other = FileChannel.open(path(), StandardOpenOption.WRITE)) {
            other.truncate(keep);
        }
        content = before.cut(keep, at);
    }

    /** Begins a content that has all of this one, since this can't be distinguished from a cut. */
    void perhapsCut() {
        content = content.cut(content.size(), System.nanoTime());
    }

    /** Rewrites the file as {@code cmd > file} does. */
    void rewrite(byte[] bytes) throws IOException {
        long at = System.nanoTime();
        writer.close();
        writer = FileChannel.open(path(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        appending = false;
        content = content.cut(0, at);
        write(bytes);
    }

    /** Gives the file another name where a reader that knew the old one finds it. */
    void rename(Path to) throws IOException {
        Files.move(path(), to);
        path = to;
        goneAt = Long.MAX_VALUE;
    }

    /** Moves the file to where no reader looks for it. */
    void moveAway(Path to) throws IOException {
        gone();
        wasAway = true;
        Files.move(path(), to);
        path = to;
    }

    void delete() throws IOException {
        gone();
        Files.delete(path());
        path = null;
    }

    /** The file has this name by now. */
    void renamed(Path to) {
        path = to;
    }

    /** Another file takes its name, so that it has none. */
    void replaced() {
        path = null;
    }

    /** To be called before it becomes unreachable. */
    void gone() {
        goneAt = System.nanoTime();
    }

    /** Whether the file ever was where no reader looks for it, so that a reader that could not open it then does not recognise it. */
    boolean wasAway() {
        return wasAway;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    @Override
    public String toString() {
        return born + "(" + node + ")";
    }
}
