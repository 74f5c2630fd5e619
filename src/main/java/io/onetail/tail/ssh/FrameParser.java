package io.onetail.tail.ssh;

import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FileLife.LifeKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses a complete payload into a {@link ReaderFrame}. Anything after the known fields is ignored, for later versions. Stateless. */
final class FrameParser {
    private static final int MOST_HEAD = 4096;

    private FrameParser() {}

    static ReaderFrame parse(char type, long id, FramePayload payload) throws BadFrameException {
        return switch (type) {
            case 'H' -> new ReaderFrame.HelloFrame(id, pairs(payload));
            case 'T' -> new ReaderFrame.TickedFrame(id, payload.number(0, Long.MAX_VALUE), payload.text());
            case 'E' -> new ReaderFrame.FailedFrame(id, payload.text(), payload.text());
            case 'Z' -> new ReaderFrame.DoneFrame(id, texts(payload));
            case 'F' -> opened(id, payload);
            case 'X' -> new ReaderFrame.UnopenedFrame(id, payload.text(), payload.text());
            case 'I' -> new ReaderFrame.ListedFrame(id, files(payload));
            case 'L' -> new ReaderFrame.BegunFrame(id, life(payload));
            case 'O' -> hole(id, payload);
            case 'G' -> new ReaderFrame.GivenUpFrame(id, payload.life());
            case 'C' -> new ReaderFrame.CaughtUpFrame(id, payload.life(), payload.offset());
            case 'N' -> new ReaderFrame.NamelessFrame(id, payload.text(), payload.text());
            case 'S' -> new ReaderFrame.NamedFrame(id);
            case 'V' -> new ReaderFrame.ChangedFrame(id);
            default -> throw FramePayload.unexpected("a frame type", Character.toString(type));
        };
    }

    private static Map<String, String> pairs(FramePayload payload) throws BadFrameException {
        Map<String, String> pairs = new LinkedHashMap<>();
        while (payload.more()) {
            String field = payload.text();
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw FramePayload.unexpected("key=value", field);
            }
            pairs.put(field.substring(0, equals), field.substring(equals + 1));
        }
        return Map.copyOf(pairs);
    }

    private static List<String> texts(FramePayload payload) throws BadFrameException {
        List<String> texts = new ArrayList<>();
        while (payload.more()) {
            texts.add(payload.text());
        }
        return List.copyOf(texts);
    }

    private static ReaderFrame opened(long id, FramePayload payload) throws BadFrameException {
        String node = payload.node();
        long size = payload.number(-1, Long.MAX_VALUE);
        Instant modified = time(payload.text());
        String real = payload.path();
        String target = payload.text();
        return new ReaderFrame.OpenedFrame(
                id, new FileInfo(real, node, size, modified, head(payload)), target.isEmpty() ? null : target);
    }

    private static FileLife life(FramePayload payload) throws BadFrameException {
        int number = (int) payload.number(0, Integer.MAX_VALUE);
        LifeKind kind = kind(payload.text());
        boolean missed = payload.number(0, 1) == 1;
        String node = payload.node();
        long size = payload.number(0, Long.MAX_VALUE);
        Instant modified = time(payload.text());
        String real = payload.path();
        return new FileLife(number, kind, missed, new FileInfo(real, node, size, modified, head(payload)));
    }

    private static LifeKind kind(String word) throws BadFrameException {
        return switch (word) {
            case "first" -> LifeKind.FIRST;
            case "next" -> LifeKind.NEXT;
            case "cut" -> LifeKind.CUT;
            default -> throw FramePayload.unexpected("'first', 'next' or 'cut'", word);
        };
    }

    private static ReaderFrame hole(long id, FramePayload payload) throws BadFrameException {
        int life = payload.life();
        long offset = payload.offset();
        long length = payload.offset();
        if (length > Long.MAX_VALUE - offset) {
            throw FramePayload.unexpected("the length of a hole", Long.toString(length));
        }
        return new ReaderFrame.HoleFrame(id, life, offset, length);
    }

    private static byte[] head(FramePayload payload) throws BadFrameException {
        byte[] head = payload.rest();
        if (head.length > MOST_HEAD) {
            throw FramePayload.unexpected("the first bytes", head.length + " bytes");
        }
        return head;
    }

    private static Instant time(String text) throws BadFrameException {
        try {
            return FileTimes.parse(text);
        } catch (NumberFormatException e) {
            throw FramePayload.unexpected("a time", text);
        }
    }

    private static List<FoundFile> files(FramePayload payload) throws BadFrameException {
        List<FoundFile> files = new ArrayList<>();
        while (payload.more()) {
            FoundFile file = file(payload.text(), payload.text(), payload.text());
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }

    private static @Nullable FoundFile file(String path, String size, String modified) {
        try {
            long bytes = Long.parseLong(size);
            return path.startsWith("/") && bytes >= 0 ? new FoundFile(path, bytes, FileTimes.parse(modified)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
