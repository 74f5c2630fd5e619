package io.onetail.tail.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.onetail.catalog.StandardError;
import io.onetail.tail.CommandShell;
import io.onetail.tail.Transport.Sink;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running command; ended with everything that it has started and that is still its descendant. */
final class CommandOrigin implements LocalFollower.Origin {
    private static final long MOMENT_MILLIS = 200;

    private final Process process;
    private final InputStream output;

    CommandOrigin(String command, StandardError errors, boolean sudo) throws IOException {
        List<String> line = new ArrayList<>(sudo ? List.of("sudo", "-n") : List.of());
        line.addAll(List.of("sh", "-c", CommandShell.script(errors), "onetail", command, CommandShell.mark(errors)));
        this.process =
                new ProcessBuilder(line).redirectInput(new File("/dev/null")).start();
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
    public boolean finished(Sink sink) throws IOException {
        InputStream error = process.getErrorStream();
        String said = new String(error.readNBytes(Math.min(error.available(), 2_000)), ISO_8859_1).strip();
        String words = CommandShell.words(said);
        sink.finished(process.exitValue(), words == null ? said : words);
        return true;
    }

    @Override
    public String end() {
        return "";
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
            process.getErrorStream().close();
        } catch (IOException e) {
            // read only
        }
    }
}
