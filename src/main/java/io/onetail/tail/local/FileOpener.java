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
 * Opens regular files only. Java can't open a file without blocking, and a pipe may take the place of a regular file at any moment. So
 * threads of its own do the opening. One that is stuck at a pipe is released if the pipe may be written to, and else left behind. The
 * threads are few; if all are stuck, nothing can be opened any more. Safe for any thread.
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
     * @param allowed whether the host's globs allow a path
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
     * Opens a log's file, or a file that may be an older one of that log.
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
                        where + " is " + real + ", which the logs of this host do not include. Add it to onetail.host."
                                + host + ".logs if it may be viewed.");
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

    /** @throws LogException bad-request if no file on this machine can have the path */
    Path path(String path) throws LogException {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "'" + path + "' can't be the path of a file on " + host + ": " + e.getReason()
                            + ". If it has characters other than ASCII, run this server in a UTF-8 locale.",
                    e);
        }
    }

    /** The path leads to something other than a regular file. */
    private static final class NotRegularFileException extends IOException {
        private static final long serialVersionUID = 1;

        NotRegularFileException(boolean directory) {
            super(
                    directory
                            ? " is a directory; name a file in it."
                            : " is not a regular file but a device, pipe or socket.");
        }
    }

    /** Opens a regular file, wherever it is. */
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
                throw new IOException("all threads that open files are blocked by pipes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("opening it was interrupted", e);
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
            throw new IOException("this server is stopping", e);
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
        if (!opening.completeExceptionally(new IOException("it was opened too late"))
                && !opening.isCompletedExceptionally()) {
            return opening.join(); // at the last moment
        }
        throw new IOException("opening it took more than " + PATIENCE.toSeconds() + " s", cause);
    }

    /** Releases a thread that is blocked by a pipe without a writer. Opening a pipe for reading and writing never blocks. */
    private static void release(Path file) {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            if ((mode & FILE_TYPE) == PIPE) {
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        .close();
            }
        } catch (IOException | UnsupportedOperationException e) {
            // the user may not write to it, or it is another file by now
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
