package io.onetail.tail.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.catalog.ReaderKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A reader's process without the server's side: requests are sent as they are, and frames are returned as they are. A thread of its own
 * reads the frames.
 */
public final class RawReader implements AutoCloseable {
    /**
     * A frame.
     *
     * @param payload as Latin-1
     */
    public record Raw(char type, long id, String payload) {}

    private final Process process;
    private final List<Raw> frames = new ArrayList<>();
    private boolean over;

    private RawReader(Process process) {
        this.process = process;
    }

    /** Starts one and waits for its hello. */
    public static RawReader start(ReaderKind kind) throws IOException {
        ReaderStart start = ReaderStart.of(kind, false);
        Process process = new ProcessBuilder("sh", "-c", start.line())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        RawReader reader = new RawReader(process);
        OutputStream input = process.getOutputStream();
        input.write(start.input());
        input.flush();
        DataInputStream output = new DataInputStream(process.getInputStream());
        StringBuilder line = new StringBuilder();
        for (int b = output.read(); b != '\n'; b = output.read()) {
            if (b < 0) {
                throw new IOException("it has ended after '" + line + "'");
            }
            line.append((char) b);
        }
        input.write(ReaderStart.program(line.substring(line.indexOf(" ") + 1)));
        input.flush();
        Thread thread = new Thread(() -> reader.read(output));
        thread.setDaemon(true);
        thread.start();
        reader.await(frame -> frame.type == 'H');
        return reader;
    }

    private void read(DataInputStream output) {
        try {
            while (true) {
                byte[] payload = new byte[output.readInt()];
                char type = (char) output.readUnsignedByte();
                long id = output.readInt() & 0xffff_ffffL;
                output.readFully(payload);
                synchronized (this) {
                    frames.add(new Raw(type, id, new String(payload, ISO_8859_1)));
                    notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (this) {
                over = true;
                notifyAll();
            }
        }
    }

    /** Writes a line. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for the first frame that matches, at most 10 s. */
    public synchronized Raw await(Predicate<Raw> fits) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (frames.stream().noneMatch(fits)) {
            if (over || System.nanoTime() > end) {
                throw new AssertionError(
                        "no such frame came" + (over ? " before the end" : "") + "; what came: " + frames);
            }
            try {
                wait(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return frames.stream().filter(fits).findFirst().orElseThrow();
    }

    /** All frames that have come. */
    public synchronized List<Raw> frames() {
        return List.copyOf(frames);
    }

    public Process process() {
        return process;
    }

    /** Ends its input. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
    }
}
