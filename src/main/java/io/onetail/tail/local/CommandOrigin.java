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
        for (ProcessHandle handle : all) {
            if (handle.isAlive()) {
                // those that don't listen
                handle.onExit().orTimeout(1, TimeUnit.SECONDS).whenComplete((done, late) -> {
                    if (late != null) {
                        handle.destroyForcibly();
                    }
                });
            }
        }
        try {
            output.close();
        } catch (IOException e) {
            // read only
        }
    }
}
