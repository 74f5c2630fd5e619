package io.onetail.tail;

import io.onetail.protocol.Position;
import java.util.Arrays;

/** The first output of a command's newest run that its tail left out, so that the next run is compared with all of it. For one thread. */
final class OmittedOutput {
    private long generation;
    private byte[] bytes = new byte[0];

    /** @param next the generation that begins after these bytes */
    void put(long next, byte[] first) {
        generation = next;
        bytes = first;
    }

    /** The output in the log, preceded by what was left out, if {@code said} is all of that generation. */
    byte[] and(byte[] said, Position end) {
        if (end.generation() != generation || said.length != end.offset()) {
            return said;
        }
        byte[] all = Arrays.copyOf(bytes, bytes.length + said.length);
        System.arraycopy(said, 0, all, bytes.length, said.length);
        return all;
    }
}
