package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reader in this process that says what the test wants. By default it starts like a real one, answers ticks, and ends; each of these can
 * be switched off.
 */
final class FakePeer implements ReaderProcess, ReaderProcess.ProcessStarter {
    private static final Pattern LENGTH = Pattern.compile("head -c ([0-9]+)");

    /** Requests other than ticks, in order. */
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    volatile String greeting = "";
    volatile String word = "perl";
    volatile String lacks = "";
    volatile boolean ticking = true;
    volatile int starts;
    volatile int greeted;
    volatile boolean closed;
    /** The monitor that writers must take. */
    final Object stuck = new Object();

    private final Object mouth = new Object();
    private volatile @Nullable ReaderLink link;
    private volatile int status = -1;
    private volatile @Nullable LogException lost;

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private int needed;
    private boolean programmed;

    @Override
    public ReaderProcess start(String line, ReaderLink to) {
        Matcher matcher = LENGTH.matcher(line);
        if (!matcher.find()) {
            throw new IllegalArgumentException(line);
        }
        synchronized (stuck) {
            read.reset();
            needed = Integer.parseInt(matcher.group(1));
            programmed = false;
        }
        closed = false;
        link = to;
        starts++;
        to.begun(this);
        return this;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        synchronized (stuck) {
            for (int i = from; i < from + length; i++) {
                read.write(bytes[i]);
                if (needed > 0 ? read.size() == needed : bytes[i] == '\n') {
                    String text = read.toString(StandardCharsets.UTF_8);
                    read.reset();
                    take(text);
                }
            }
        }
    }

    private void take(String text) {
        if (text.startsWith("m=")) {
            needed = 0;
            say(greeting.getBytes(StandardCharsets.UTF_8));
            greeted++;
            if (!word.isEmpty()) {
                say((text.substring(2, 35) + " " + word + "\n").getBytes(StandardCharsets.UTF_8));
                programmed = word.equals("pinned");
            }
            if (programmed) {
                say(Frames.hello(word, lacks));
            }
        } else if (!programmed && needed == 0) {
            needed = Integer.parseInt(text.strip());
            if (needed == 0) {
                program();
            }
        } else if (!programmed) {
            program();
        } else if (!text.startsWith("tick")) {
            requests.add(text.strip());
        } else if (ticking) {
            say(Frames.texts('T', 0, text.strip().split(" ")[2], "1"));
        }
    }

    private void program() {
        needed = 0;
        programmed = true;
        if (!word.equals("mute")) {
            say(Frames.hello(word, lacks));
        }
    }

    void say(byte[] bytes) {
        synchronized (mouth) {
            try {
                link.output().write(bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The next request; those of {@code allow} are skipped unless they are asked for. */
    String request(String verb) throws InterruptedException {
        List<String> others = new ArrayList<>();
        for (String next = requests.poll(5, TimeUnit.SECONDS);
                next != null;
                next = requests.poll(5, TimeUnit.SECONDS)) {
            if (next.startsWith(verb + " ")) {
                return next;
            }
            others.add(next);
        }
        throw new AssertionError("no " + verb + " among " + others);
    }

    /** The number of the next such request. */
    long id(String verb) throws InterruptedException {
        return Long.parseLong(request(verb).split(" ")[1]);
    }

    /** Ends, as a process does. */
    void end(int with, @Nullable LogException connection) {
        status = with;
        lost = connection;
        try {
            link.errors().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void complain(String words) {
        try {
            link.errors().write(words.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int exitStatus() {
        return status;
    }

    @Override
    public @Nullable LogException lost() {
        return lost;
    }

    @Override
    public void close() {
        closed = true;
    }
}
