package io.onetail.tail;

import io.onetail.protocol.Position;
import java.util.Arrays;

/** What a command's newest run said first and a tail left out, so that the run after it is compared with all of that. For one thread. */
final class OmittedOutput {
    private long generation;
    private byte[] bytes = new byte[0];

    /** @param next the generation that begins behind these bytes */
    void put(long next, byte[] first) {
        generation = next;
        bytes = first;
    }

    /** What was said, with what was left out before it, if all of that generation is there. */
    byte[] and(byte[] said, Position end) {
        if (end.generation() != generation || said.length != end.offset()) {
            return said;
        }
        byte[] all = Arrays.copyOf(bytes, bytes.length + said.length);
        System.arraycopy(said, 0, all, bytes.length, said.length);
        return all;
    }
}
