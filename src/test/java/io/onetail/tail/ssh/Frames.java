package io.onetail.tail.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes frames as readers write them. */
final class Frames {
    private Frames() {}

    static byte[] of(char type, long id, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length)
                .put((byte) type)
                .putInt((int) id)
                .put(payload)
                .array();
    }

    /** @param fields each ends with a NUL */
    static byte[] texts(char type, long id, String... fields) {
        String payload = fields.length == 0 ? "" : String.join("\0", fields) + "\0";
        return of(type, id, payload.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hello(String reader, String lacks) {
        return texts('H', 0, "protocol=1", "reader=" + reader, "lacks=" + lacks);
    }

    static byte[] life(long id, int number, String kind) {
        return texts('L', id, "" + number, kind, "0", "1:" + (number + 7), "0", "1764380168", "/v/a.log");
    }

    static byte[] bytes(long id, int life, long offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(
                'D',
                id,
                ByteBuffer.allocate(12 + bytes.length)
                        .putInt(life)
                        .putLong(offset)
                        .put(bytes)
                        .array());
    }

    static byte[] caughtUp(long id, int life, long offset) {
        return of('C', id, ByteBuffer.allocate(12).putInt(life).putLong(offset).array());
    }
}
