package io.onetail.tail.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a reader writes after the login's greeting: one word, then frames. After an error the rest is read and dropped. */
final class LinkInput extends OutputStream {
    private static final int LONGEST_WORD = 20;

    private final ReaderLink link;
    private final FrameDecoder frames;
    private final ByteArrayOutputStream word = new ByteArrayOutputStream();
    private boolean worded;
    private boolean bad;

    LinkInput(ReaderLink link, FrameSink sink) {
        this.link = link;
        this.frames = new FrameDecoder(sink);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (!worded && !bad && at < end) {
            byte next = buffer[at++];
            if (next == '\n') {
                worded = true;
                link.worded(word.toString(StandardCharsets.UTF_8).strip());
            } else if (word.size() < LONGEST_WORD) {
                word.write(next);
            } else {
                bad("no word after the mark");
            }
        }
        if (!bad && at < end) {
            link.heard();
            try {
                frames.accept(buffer, at, end - at);
            } catch (BadFrameException e) {
                bad(String.valueOf(e.getMessage()));
            }
        }
    }

    private void bad(String what) {
        bad = true;
        link.bad(what);
    }
}
