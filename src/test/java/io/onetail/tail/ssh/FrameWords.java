package io.onetail.tail.ssh;

import io.onetail.tail.FileInfo;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Describes frames as {@code golden-frames.txt} does; pieces of bytes that continue each other are combined. */
final class FrameWords implements FrameSink {
    private final List<List<String>> said = new ArrayList<>();
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private List<String> begun = List.of();
    private long next;

    /** All frames so far. */
    List<List<String>> said() {
        flush();
        return List.copyOf(said);
    }

    private void flush() {
        if (!begun.isEmpty()) {
            List<String> words = new ArrayList<>(begun);
            words.add(HexFormat.of().formatHex(pieces.toByteArray()));
            said.add(words);
            pieces.reset();
            begun = List.of();
        }
    }

    private void piece(List<String> words, boolean goesOn, byte[] buffer, int from, int length) {
        if (!goesOn) {
            flush();
            begun = words;
        }
        pieces.write(buffer, from, length);
    }

    private void say(Object... words) {
        flush();
        List<String> all = new ArrayList<>();
        for (Object word : words) {
            all.add(word.toString());
        }
        said.add(all);
    }

    @Override
    public void bytes(long id, int life, long offset, byte[] buffer, int from, int length) {
        List<String> words = List.of("bytes", "" + id, "" + life, "" + offset);
        piece(words, !begun.isEmpty() && begun.get(0).equals("bytes") && offset == next, buffer, from, length);
        next = offset + length;
    }

    @Override
    public void range(long id, byte[] buffer, int from, int length) {
        List<String> words = List.of("range", "" + id);
        piece(words, begun.equals(words), buffer, from, length);
    }

    @Override
    public void output(long id, boolean error, byte[] buffer, int from, int length) {
        List<String> words = List.of("output", "" + id, "" + error);
        piece(words, begun.equals(words), buffer, from, length);
    }

    @Override
    public void frame(ReaderFrame frame) {
        flush();
        List<String> words = new ArrayList<>();
        if (frame instanceof ReaderFrame.HelloFrame hello) {
            words.addAll(List.of("hello", "" + hello.id()));
            for (Map.Entry<String, String> pair : new TreeMap<>(hello.fields()).entrySet()) {
                words.add(pair.toString());
            }
        } else if (frame instanceof ReaderFrame.DoneFrame done) {
            words.addAll(List.of("done", "" + done.id()));
            words.addAll(done.fields());
        } else if (frame instanceof ReaderFrame.ListedFrame listed) {
            words.addAll(List.of("listed", "" + listed.id()));
            listed.files()
                    .forEach(file -> words.addAll(List.of(
                            file.path(), "" + file.size(), file.modified().toString())));
        } else {
            plain(frame);
            return;
        }
        said.add(words);
    }

    private void plain(ReaderFrame frame) {
        if (frame instanceof ReaderFrame.TickedFrame ticked) {
            say("ticked", ticked.id(), ticked.number(), ticked.clock());
        } else if (frame instanceof ReaderFrame.FailedFrame failed) {
            say("failed", failed.id(), failed.code(), failed.words());
        } else if (frame instanceof ReaderFrame.UnopenedFrame unopened) {
            say("unopened", unopened.id(), unopened.code(), unopened.words());
        } else if (frame instanceof ReaderFrame.NamelessFrame nameless) {
            say("nameless", nameless.id(), nameless.code(), nameless.words());
        } else if (frame instanceof ReaderFrame.OpenedFrame opened) {
            FileInfo file = opened.file();
            String target = opened.target() == null ? "" : opened.target();
            say("opened", opened.id(), file.node(), file.size(), file.modified(), file.path(), target, hex(file));
        } else if (frame instanceof ReaderFrame.BegunFrame begunLife) {
            FileInfo file = begunLife.life().file();
            say(
                    "life",
                    begunLife.id(),
                    begunLife.life().number(),
                    begunLife.life().kind(),
                    begunLife.life().missed(),
                    file.node(),
                    file.size(),
                    file.modified(),
                    file.path(),
                    hex(file));
        } else if (frame instanceof ReaderFrame.HoleFrame hole) {
            say("hole", hole.id(), hole.life(), hole.offset(), hole.length());
        } else if (frame instanceof ReaderFrame.GivenUpFrame lost) {
            say("givenup", lost.id(), lost.life());
        } else if (frame instanceof ReaderFrame.CaughtUpFrame caught) {
            say("caughtup", caught.id(), caught.life(), caught.offset());
        } else {
            say(frame instanceof ReaderFrame.NamedFrame ? "named" : "changed", frame.id());
        }
    }

    private static String hex(FileInfo file) {
        return HexFormat.of().formatHex(file.head());
    }
}
