package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A reader that runs on this machine without SSH: a shell runs what would be the command line of a login. */
final class LocalProcess implements ReaderProcess {
    private final Process process;

    private LocalProcess(Process process) {
        this.process = process;
    }

    static ReaderProcess start(String line, ReaderLink link) {
        try {
            Process process = new ProcessBuilder("sh", "-c", line).start();
            LocalProcess made = new LocalProcess(process);
            Thread errors = made.pump(process.getErrorStream(), link.errors());
            Thread output = made.pump(process.getInputStream(), link.output());
            Thread end = new Thread(() -> {
                made.join(output, errors);
                close(link.errors());
            });
            end.setDaemon(true);
            end.start();
            link.begun(made);
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Thread pump(InputStream in, OutputStream out) {
        Thread thread = new Thread(() -> {
            byte[] buffer = new byte[32 * 1024];
            try {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    out.write(buffer, 0, count);
                }
            } catch (IOException e) {
                // it has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void join(Thread... pumps) {
        try {
            for (Thread pump : pumps) {
                pump.join();
            }
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write(bytes, from, length);
        to.flush();
    }

    @Override
    public int exitStatus() {
        return process.isAlive() ? -1 : process.exitValue();
    }

    @Override
    public @Nullable LogException lost() {
        return null;
    }

    /** Ends its input, as a closed connection does. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
    }
}
