package io.onetail.relay;

import io.onetail.mask.Mask;
import io.onetail.protocol.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recent chunks with what a mask needs to hide parts of them. The result is kept with the chunk, so views with the same
 * mask share the work, which is not done under the channel's lock. Immutable.
 */
sealed interface MaskedChunks {
    /** The masked chunk, or null if nothing of it can be shown yet. */
    @Nullable
    Chunk make(Mask mask);

    /**
     * Consecutive chunks of whole lines that fit into a frame.
     *
     * @param earlierChunks the chunks before them
     */
    record WholeLines(List<Chunk> chunks, EarlierChunks earlierChunks) implements MaskedChunks {
        @Override
        public Chunk make(Mask mask) {
            List<Chunk> made = new ArrayList<>(chunks.size());
            for (int i = 0; i < chunks.size(); i++) {
                List<Chunk> earlier = chunks.subList(0, i);
                made.add(chunks.get(i).variant(mask, raw -> whole(raw, mask, earlierChunks.key(mask, earlier))));
            }
            return made.size() == 1 ? made.get(0) : Chunk.join(made);
        }

        private static Chunk whole(Chunk raw, Mask mask, int key) {
            byte[] frame = raw.frame().clone();
            return mask.hide(
                            frame,
                            Chunk.HEADER,
                            frame.length,
                            raw.lineFeed(),
                            raw.start().offset() - Chunk.HEADER,
                            key)
                    ? Chunk.wrap(frame)
                    : raw;
        }
    }

    /**
     * What a mask needs of earlier lines.
     *
     * @param chunks the chunks directly before
     * @param all whether they go back far enough, or to the beginning of the file
     */
    record EarlierChunks(List<Chunk> chunks, boolean all) {
        /** The state of private keys at the end, see {@link Mask#keyAfter}. */
        int key(Mask mask, List<Chunk> more) {
            int key = all ? Mask.NO_KEY : Mask.UNKNOWN_KEY;
            for (List<Chunk> some : List.of(chunks, more)) {
                for (Chunk chunk : some) {
                    key = mask.keyAfter(
                            chunk.frame(),
                            Chunk.HEADER,
                            chunk.frame().length,
                            chunk.lineFeed(),
                            chunk.start().offset() - Chunk.HEADER,
                            key);
                }
            }
            return key;
        }
    }

    /**
     * A chunk that begins or ends inside a line.
     *
     * @param earlier the chunks before {@code before}
     * @param before the bytes before the chunk, back to the beginning of its first line if {@code begins}
     * @param after the bytes after the chunk, up to the end of its last line if {@code ends}
     * @param open whether its last line may still grow, so that it can't be shown yet
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record LinePiece(
            Chunk chunk, EarlierChunks earlier, byte[] before, boolean begins, byte[] after, boolean ends, boolean open)
            implements MaskedChunks {
        @Override
        public @Nullable Chunk make(Mask mask) {
            if (!open) {
                return chunk.variant(mask, raw -> piece(raw, mask));
            }
            byte[] frame = chunk.frame();
            int shown = chunk.lineFeed()
                            .lastEnd(
                                    frame,
                                    Chunk.HEADER,
                                    frame.length,
                                    chunk.end().offset())
                    - Chunk.HEADER;
            return shown == 0 ? null : piece(chunk, mask).until(chunk.start().plus(shown));
        }

        private Chunk piece(Chunk raw, Mask mask) {
            int length = raw.length();
            byte[] all = Arrays.copyOf(before, before.length + length + after.length);
            System.arraycopy(raw.frame(), Chunk.HEADER, all, before.length, length);
            System.arraycopy(after, 0, all, before.length + length, after.length);
            mask.hidePiece(
                    all,
                    before.length,
                    before.length + length,
                    begins,
                    ends,
                    raw.lineFeed(),
                    raw.start().offset() - before.length,
                    earlier.key(mask, List.of()));
            byte[] frame = raw.frame().clone();
            System.arraycopy(all, before.length, frame, Chunk.HEADER, length);
            return Chunk.wrap(frame);
        }
    }
}
