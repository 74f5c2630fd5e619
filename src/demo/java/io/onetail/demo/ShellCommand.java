package io.onetail.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * One command on the demo's host, run by a real {@code sh} as sshd does it: when the channel closes, the command's
 * standard streams are closed; if it does not end then, it is killed with its children. Each stream has a blocking
 * thread, since MINA's own pump polls.
 */
final class ShellCommand implements Command {
    private static final int GRACE_SECONDS = 8;

    private final String command;
    private final Path home;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback exit;
    private Process process;

    ShellCommand(String command, Path home) {
        this.command = command;
        this.home = home;
    }

    @Override
    public void setInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {
        this.err = err;
    }

    @Override
    public void setExitCallback(ExitCallback exit) {
        this.exit = exit;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        process =
                new ProcessBuilder("sh", "-c", command).directory(home.toFile()).start();
        Thread errors = pump("stderr", process.getErrorStream(), err);
        pump("stdin", in, process.getOutputStream());
        Thread output = new Thread(
                () -> {
                    copy(process.getInputStream(), out);
                    try {
                        errors.join();
                        exit.onExit(process.waitFor());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "onetail-demo stdout");
        output.setDaemon(true);
        output.start();
    }

    @Override
    public void destroy(ChannelSession channel) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        close(running.getOutputStream());
        close(running.getInputStream());
        close(running.getErrorStream());
        running.onExit().orTimeout(GRACE_SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            return running.destroyForcibly();
        });
    }

    private static Thread pump(String name, InputStream from, OutputStream to) {
        Thread thread = new Thread(
                () -> {
                    copy(from, to);
                    close(to);
                },
                "onetail-demo " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Copies until either side ends; passes on at once what it reads. */
    private static void copy(InputStream from, OutputStream to) {
        byte[] buffer = new byte[32 * 1024];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            // the channel or the process is gone: nothing is left to copy
        }
    }

    private static void close(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception e) {
            // it has gone already
        }
    }
}
