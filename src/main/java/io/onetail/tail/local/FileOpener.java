package io.onetail.tail.local;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Opens regular files, and no others. Java can't open without blocking, and a pipe may be put where a regular file was a moment ago: so threads of its own
 * do the opening, and one that gets stuck is freed if the pipe may be written to, else left behind. There are few of them; when all are stuck, nothing is opened any more. Safe for any thread.
 */
final class FileOpener implements AutoCloseable {
    private static final int MOST_STUCK = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long MOMENT_MILLIS = 50;
    private static final int FILE_TYPE = 0xf000;
    private static final int PIPE = 0x1000;
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final String host;
    private final Predicate<String> allowed;
    private final ExecutorService threads;
    private final Semaphore free = new Semaphore(MOST_STUCK);

    /**
     * @param host the catalog's name for this machine
     * @param allowed whether the host's logs allow a path
     */
    FileOpener(String host, Predicate<String> allowed, ThreadFactory threads) {
        this.host = host;
        this.allowed = allowed;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), run -> {
                    Thread thread = threads.newThread(run);
                    thread.setName("onetail-local-open");
                    return thread;
                });
    }

    /**
     * Opens a log's file, or what may be an older one of it.
     *
     * @param file what to open; links are followed
     * @throws LogException not-found, unreadable, forbidden
     */
    OpenFile open(String log, Path file) throws LogException {
        String where = file + " on " + host;
        try {
            OpenFile open = open(file);
            String real = open.place().toString();
            if (!allowed.test(real) && !siblingScope(log).allows(real)) {
                open.close();
                throw new LogException(
                        FailureCode.FORBIDDEN,
                        where + " is " + real + ", which this host's logs do not allow. Add it to onetail.host." + host
                                + ".logs if it may be read.");
            }
            return open;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new LogException(FailureCode.NOT_FOUND, "There is no file " + where + ".", e);
        } catch (AccessDeniedException e) {
            throw new LogException(
                    FailureCode.UNREADABLE,
                    where + " can't be read by user '" + System.getProperty("user.name")
                            + "': give that user read permission on the file and search permission on its directories.",
                    e);
        } catch (FileSystemLoopException e) {
            throw new LogException(FailureCode.UNREADABLE, where + " is a symbolic link that leads to itself.", e);
        } catch (NotRegularFileException e) {
            throw new LogException(FailureCode.UNREADABLE, where + e.getMessage(), e);
        } catch (IOException e) {
            throw new LogException(FailureCode.UNREADABLE, where + " can't be read: " + e.getMessage() + ".", e);
        }
    }

    SiblingScope siblingScope(String log) {
        return new SiblingScope(log, allowed);
    }

    /** @throws LogException bad-request if it can't name a file here */
    Path path(String path) throws LogException {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "'" + path + "' can't name a file on " + host + ": " + e.getReason()
                            + ". For other letters than A to Z this server must run in a UTF-8 locale.",
                    e);
        }
    }

    /** It is no file that has an end. */
    private static final class NotRegularFileException extends IOException {
        private static final long serialVersionUID = 1;

        NotRegularFileException(boolean directory) {
            super(
                    directory
                            ? " is a directory; name a file in it."
                            : " is no regular file but a device, pipe or socket.");
        }
    }

    /** Opens a regular file wherever it is. */
    OpenFile open(Path file, OpenOption... options) throws IOException {
        LinkOption[] links = Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS)
                ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
                : new LinkOption[0];
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, links);
        if (!attributes.isRegularFile()) {
            throw new NotRegularFileException(attributes.isDirectory());
        }
        CompletableFuture<OpenFile> opening = new CompletableFuture<>();
        begin(() -> open(file, options, opening));
        OpenFile open = await(file, opening);
        if (!open.regular()) {
            open.close();
            throw new NotRegularFileException(open.directory());
        }
        return open;
    }

    private void begin(Runnable opening) throws IOException {
        try {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("all threads that open files are stuck at pipes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        }
        try {
            threads.execute(() -> {
                try {
                    opening.run();
                } finally {
                    free.release();
                }
            });
        } catch (RejectedExecutionException e) {
            free.release();
            throw new IOException("this server stops", e);
        }
    }

    private static void open(Path file, OpenOption[] options, CompletableFuture<OpenFile> opening) {
        try {
            OpenFile open = OpenFile.of(file, options);
            if (!opening.complete(open)) {
                open.close();
            }
        } catch (IOException | RuntimeException e) {
            opening.completeExceptionally(e);
        }
    }

    private static OpenFile await(Path file, CompletableFuture<OpenFile> opening) throws IOException {
        Exception cause = null;
        try {
            for (long waited = 0; waited < PATIENCE.toMillis(); waited += MOMENT_MILLIS) {
                try {
                    return opening.get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    cause = e;
                    release(file);
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("it can't be opened", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cause = e;
        }
        if (!opening.completeExceptionally(new IOException("it came too late"))
                && !opening.isCompletedExceptionally()) {
            return opening.join(); // in the last moment
        }
        throw new IOException("opening it took more than " + PATIENCE.toSeconds() + " s", cause);
    }

    /** Frees whoever waits at a pipe for somebody that writes to it. A pipe that is opened both ways never blocks. */
    private static void release(Path file) {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            if ((mode & FILE_TYPE) == PIPE) {
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        .close();
            }
        } catch (IOException | UnsupportedOperationException e) {
            // not ours to write, or another file by now
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
