package io.onetail.testing;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a reader has seen as one text: bytes unchanged, marks as {@code [rotated]}, gaps as {@code [gap 12]}
 * or {@code [hole 12]} or, across generations, {@code [gap]}. Fails at a hole in the chain; overlapping bytes are
 * dropped by their positions.
 */
public final class Text {
    private final StringBuilder text = new StringBuilder();
    private @Nullable Position at;

    public static String of(List<? extends LogEntry> entries) {
        Text text = new Text();
        entries.forEach(text::add);
        return text.toString();
    }

    public void add(LogEntry entry) {
        Position known = at;
        if (known != null && entry.end().compareTo(known) <= 0) {
            return;
        }
        if (known != null && entry.start().compareTo(known) > 0) {
            throw new AssertionError("a hole from " + known + " to " + entry.start() + " after: " + text);
        }
        at = entry.end();
        if (entry instanceof Mark mark) {
            boolean within = mark.start().generation() == mark.end().generation();
            Position from = known == null ? mark.start() : known;
            text.append(
                    mark.kind() == Mark.MarkKind.GENERATION
                            ? "[" + mark.reason() + "]"
                            : within
                                    ? (mark.isHole() ? "[hole " : "[gap ")
                                            + (mark.end().offset() - from.offset()) + "]"
                                    : "[gap]");
            return;
        }
        Chunk chunk = (Chunk) entry;
        Chunk rest = known == null ? chunk : chunk.from(known);
        text.append(new String(rest.frame(), Chunk.HEADER, rest.length(), StandardCharsets.ISO_8859_1));
    }

    public @Nullable Position at() {
        return at;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
