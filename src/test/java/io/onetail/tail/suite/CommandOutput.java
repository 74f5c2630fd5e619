package io.onetail.tail.suite;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FollowerSink;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The output of a command. Safe for any thread. */
final class CommandOutput implements FollowerSink, AutoCloseable {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final ByteArrayOutputStream both = new ByteArrayOutputStream();
    private final List<Integer> statuses = new ArrayList<>();
    private @Nullable LogFollower follower;
    private @Nullable LogException cause;
    private int ends;
    private volatile boolean feeding;
    private volatile boolean forgetful;

    private CommandOutput() {}

    static CommandOutput of(HostReader reader, String command, StderrMode errors) {
        CommandOutput commandOutput = new CommandOutput();
        LogFollower follower = reader.run(command, errors, commandOutput);
        synchronized (commandOutput) {
            commandOutput.follower = follower;
        }
        return commandOutput;
    }

    synchronized LogFollower follower() {
        return Objects.requireNonNull(follower);
    }

    void grant(int bytes) {
        follower().grant(bytes);
    }

    /** Gives credit for everything that comes from now on. */
    void feed() {
        feeding = true;
        grant(1 << 24);
    }

    /** Keeps no output from now on. */
    void keepNothing() {
        forgetful = true;
    }

    @Override
    public void output(boolean error, byte[] buffer, int from, int length) {
        synchronized (this) {
            if (ends > 0 || !statuses.isEmpty()) {
                throw new IllegalStateException("output after the end");
            }
            if (!forgetful) {
                (error ? errors : output).write(buffer, from, length);
                both.write(buffer, from, length);
            }
        }
        if (feeding) {
            grant(length);
        }
    }

    @Override
    public synchronized void finished(int status) {
        statuses.add(status);
    }

    @Override
    public synchronized void ended(@Nullable LogException why) {
        ends++;
        cause = why;
    }

    @Override
    public void life(FileLife life) {
        throw new IllegalStateException("a command has no lives: " + life);
    }

    @Override
    public void bytes(int life, long offset, byte[] buffer, int from, int length) {
        throw new IllegalStateException("a command has no files");
    }

    @Override
    public void hole(int life, long offset, long length) {
        throw new IllegalStateException("a command has no holes");
    }

    @Override
    public void caughtUp(int life, long offset) {
        throw new IllegalStateException("a command is never caught up");
    }

    @Override
    public void givenUp(int life) {
        throw new IllegalStateException("a command has no lives");
    }

    @Override
    public void nameless(LogException why) {
        throw new IllegalStateException("a command has no name", why);
    }

    @Override
    public void named() {
        throw new IllegalStateException("a command has no name");
    }

    void awaitEnd() {
        Await.until(
                () -> "the end of the command; its output is '" + output() + "'",
                ReaderCases.SOON.multipliedBy(2),
                () -> ends() == 1);
    }

    private synchronized int ends() {
        return ends;
    }

    synchronized byte[] bytes() {
        return output.toByteArray();
    }

    synchronized String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** Both outputs as one, in the order in which they came. */
    synchronized String both() {
        return both.toString(StandardCharsets.UTF_8);
    }

    synchronized String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    synchronized List<Integer> statuses() {
        return List.copyOf(statuses);
    }

    synchronized @Nullable LogException cause() {
        return cause;
    }

    @Override
    public void close() {
        follower().stop();
    }
}
