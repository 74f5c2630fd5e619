package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.tail.ssh.GoldenFrames.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private static final List<String> BAD = List.of("bad");

    private static List<List<String>> decode(byte[] bytes, int piece) throws BadFrameException {
        FrameWords words = new FrameWords();
        FrameDecoder decoder = new FrameDecoder(words);
        for (int at = 0; at < bytes.length; at += piece) {
            decoder.accept(bytes, at, Math.min(piece, bytes.length - at));
        }
        assertTrue(decoder.whole());
        return words.said();
    }

    private static Stream<Golden> good() {
        return GoldenFrames.frames().stream().filter(golden -> !golden.words().equals(BAD));
    }

    @Test
    void eachGoldenFrameIsRead() throws BadFrameException {
        assertTrue(good().count() > 20);
        for (Golden golden : good().toList()) {
            assertEquals(List.of(golden.words()), decode(golden.bytes(), 1 << 20), golden.line());
        }
    }

    @Test
    void framesAreReadInPiecesOfAnySize() throws BadFrameException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        good().forEach(golden -> all.writeBytes(golden.bytes()));
        List<List<String>> expected = decode(all.toByteArray(), 1 << 20);
        assertEquals(
                good().map(Golden::words)
                        .filter(words -> !words.get(0).equals("output"))
                        .toList(),
                expected.stream()
                        .filter(words -> !words.get(0).equals("output"))
                        .toList());
        for (int piece = 1; piece < 100; piece++) {
            assertEquals(expected, decode(all.toByteArray(), piece), "pieces of " + piece);
        }
    }

    @Test
    void whatNoReaderMayWriteIsRefused() {
        List<Golden> bad = GoldenFrames.frames().stream()
                .filter(golden -> golden.words().equals(BAD))
                .toList();
        assertTrue(bad.size() > 10);
        for (Golden golden : bad) {
            for (int piece : new int[] {1, 7, 1 << 20}) {
                assertThrows(BadFrameException.class, () -> decode(golden.bytes(), piece), golden.line());
            }
        }
    }

    @Test
    void theLargestFramesAreTaken() throws BadFrameException {
        for (int length : new int[] {12 + FrameDecoder.MOST_BYTES, FrameDecoder.MOST}) {
            char type = length == FrameDecoder.MOST ? 'B' : 'D';
            byte[] frame = ByteBuffer.allocate(9 + length)
                    .putInt(length)
                    .put((byte) type)
                    .putInt(1)
                    .array();
            assertEquals(1, decode(frame, 8192).size());
        }
    }

    @Test
    void bytesAreHandedOnBeforeTheirFrameEnds() throws BadFrameException {
        FrameWords words = new FrameWords();
        FrameDecoder decoder = new FrameDecoder(words);
        byte[] begin = ByteBuffer.allocate(23)
                .putInt(12 + 1000)
                .put((byte) 'D')
                .putInt(3)
                .putInt(1)
                .putLong(5)
                .put("ab".getBytes(StandardCharsets.US_ASCII))
                .array();
        decoder.accept(begin, 0, begin.length);
        assertFalse(decoder.whole());
        assertEquals(List.of(List.of("bytes", "3", "1", "5", "6162")), words.said());
    }

    @Test
    void anEntryOfAListThatMakesNoSenseHidesNoOther() throws BadFrameException {
        byte[] entries =
                "/a\0-5\0001\000/b\0007\0009000000000000000000\000/c\0008\000x\000d\0001\0001\000/e\0009\000-9000000000000000000\000"
                        .getBytes(StandardCharsets.UTF_8);
        byte[] frame = ByteBuffer.allocate(9 + entries.length)
                .putInt(entries.length)
                .put((byte) 'I')
                .putInt(1)
                .put(entries)
                .array();
        assertEquals(
                List.of(List.of("listed", "1", "/b", "7", "9999-12-31T23:59:59Z", "/e", "9", "0001-01-01T00:00:00Z")),
                decode(frame, 1000));
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Random random = new Random(1);
        byte[][] golden = good().map(Golden::bytes).toArray(byte[][]::new);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = golden[random.nextInt(golden.length)].clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                new FrameDecoder(new FrameWords()).accept(bytes, 0, bytes.length);
            } catch (BadFrameException e) {
                refused++;
            }
        }
        assertTrue(refused > 1000, refused + " refused");
    }
}
