package io.onetail.tail.local;

import io.onetail.tail.Transport.Sink;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running command; ended with everything that it has started and that is still its descendant. */
final class CommandOrigin implements LocalFollower.Origin {
    private static final long MOMENT_MILLIS = 200;

    private final Process process;
    private final InputStream output;

    CommandOrigin(String command, boolean sudo) throws IOException {
        List<String> line = sudo ? List.of("sudo", "-n", "sh", "-c", command) : List.of("sh", "-c", command);
        this.process = new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        this.output = process.getInputStream();
    }

    @Override
    public int read(byte[] buffer, Sink sink) throws IOException {
        // in this order: what it has printed at its end must not be missed
        boolean alive = process.isAlive();
        int available = output.available();
        if (available > 0) {
            return output.read(buffer, 0, Math.min(available, buffer.length));
        }
        return alive ? 0 : -1;
    }

    @Override
    public void answer(Sink sink) {
        sink.same();
    }

    @Override
    public String end() {
        return " with status " + process.exitValue();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what is done with it stands in it
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            // a moment for those that clean up; the other followers wait that long
            if (!process.waitFor(MOMENT_MILLIS, TimeUnit.MILLISECONDS)
                    || all.stream().anyMatch(ProcessHandle::isAlive)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        try {
            output.close();
        } catch (IOException e) {
            // read only
        }
    }
}
