package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FollowerSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Records what it is told, as lines. */
class LineRecordingSink implements FollowerSink {
    final List<String> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<@Nullable LogException> end = new CompletableFuture<>();

    @Override
    public void life(FileLife life) {
        told.add("life " + life.number() + " " + life.kind());
    }

    @Override
    public void bytes(int life, long offset, byte[] buffer, int from, int length) {
        told.add("bytes " + life + " " + offset + " " + text(buffer, from, length));
    }

    @Override
    public void hole(int life, long offset, long length) {
        told.add("hole " + life + " " + offset + " " + length);
    }

    @Override
    public void givenUp(int life) {
        told.add("givenUp " + life);
    }

    @Override
    public void caughtUp(int life, long offset) {
        told.add("caughtUp " + life + " " + offset);
    }

    @Override
    public void nameless(LogException why) {
        told.add("nameless " + why.failure());
    }

    @Override
    public void named() {
        told.add("named");
    }

    @Override
    public void changed() {
        told.add("changed");
    }

    @Override
    public void output(boolean error, byte[] buffer, int from, int length) {
        told.add((error ? "error " : "output ") + text(buffer, from, length));
    }

    @Override
    public void finished(int status) {
        told.add("finished " + status);
    }

    @Override
    public void ended(@Nullable LogException cause) {
        told.add("ended");
        if (!end.complete(cause)) {
            throw new AssertionError("ended twice");
        }
    }

    private static String text(byte[] buffer, int from, int length) {
        return new String(buffer, from, length, StandardCharsets.UTF_8);
    }

    boolean over() {
        return end.isDone();
    }

    /** Waits for the end, and returns its cause. */
    @Nullable
    LogException end() throws InterruptedException {
        try {
            return end.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("not ended: " + told, e);
        }
    }
}
