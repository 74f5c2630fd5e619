package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.mask.Mask;
import io.onetail.mask.MaskPattern;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checks what a view with a mask shows of a log. */
class MaskedViewTest {
    private static final String CARD = "4111 1111 1111 1111";
    private static final String STARS = "*".repeat(CARD.length());

    private final Mask mask =
            new Mask(List.of(MaskPattern.builtIn("cards"), MaskPattern.of("own", "<(.*?)>")), StandardCharsets.UTF_8);
    private static final String KEY =
            "-----BEGIN PRIVATE KEY-----\n" + ("k".repeat(64) + "\n").repeat(3) + "kkk=\n-----END PRIVATE KEY-----\n";

    private final RelayFixture relayFixture = new RelayFixture();

    private RelayFixture.Viewer open(StartFrom from) {
        RelayFixture.Viewer viewer = relayFixture.open(from);
        viewer.exact = false;
        viewer.view.mask(mask);
        return viewer;
    }

    private RelayFixture.Viewer at(long offset) {
        return open(new StartFrom.FromPosition(new Position(1, offset)));
    }

    private RelayFixture.Viewer begin() {
        RelayFixture.Viewer viewer = at(0);
        relayFixture.live();
        return viewer;
    }

    @Test
    void whatMatchesIsHiddenAndTheRestStays() {
        RelayFixture.Viewer masked = begin();
        RelayFixture.Viewer all = relayFixture.open(new StartFrom.FromPosition(new Position(1, 0)));
        relayFixture.append("card " + CARD + " ok\n<x>\n");
        assertEquals("card " + STARS + " ok\n<*>\n", masked.drain());
        assertEquals("card " + CARD + " ok\n<x>\n", all.drain());
    }

    @Test
    void aReasonThatQuotesTheLogIsMaskedToo() throws Exception {
        RelayFixture.Viewer masked = begin();
        masked.drain();
        relayFixture.journal.announce(RelayFixture.LOG, "me", LogState.reconnecting("It ended: " + CARD + "."));
        OutgoingMessage.TextMessage told = (OutgoingMessage.TextMessage) masked.view.next();
        assertTrue(told.json().contains("It ended: " + STARS + "."), told.json());
    }

    @Test
    void thoseWithTheSameMaskGetTheSameFrame() {
        RelayFixture.Viewer one = begin();
        RelayFixture.Viewer other = at(0);
        one.drain();
        other.drain();
        relayFixture.append("card " + CARD + "\n");
        byte[] first = frame(one);
        assertSame(first, frame(other));
        relayFixture.append("nothing to hide\n");
        RelayFixture.Viewer all = relayFixture.open(new StartFrom.FromPosition(relayFixture.end.plus(-16)));
        byte[] raw = frame(all);
        assertSame(raw, frame(one), "chunks without anything to hide are not copied");
    }

    private static byte[] frame(RelayFixture.Viewer viewer) {
        while (true) {
            OutgoingMessage next = viewer.view.next();
            if (next instanceof OutgoingMessage.BinaryMessage binary) {
                return binary.chunk().frame();
            }
            if (next == null) {
                throw new AssertionError("nothing came");
            }
        }
    }

    @Test
    void aLineThatIsWrittenInPiecesIsShownWhenItIsWhole() {
        RelayFixture.Viewer viewer = begin();
        relayFixture.append("one\ncard 4111 1111 ");
        assertEquals("one\n", viewer.drain());
        relayFixture.append("1111 ");
        assertEquals("one\n", viewer.drain());
        assertNull(viewer.view.next());
        relayFixture.append("1111 ok\nnext");
        assertEquals("one\ncard " + STARS + " ok\n", viewer.drain());
        relayFixture.append(" is here\n");
        assertEquals("one\ncard " + STARS + " ok\nnext is here\n", viewer.drain());
    }

    @Test
    void aLineThatNeverEndsIsShownWhenAnotherFileBegins() {
        RelayFixture.Viewer viewer = begin();
        relayFixture.append("last " + CARD);
        assertEquals("", viewer.drain());
        relayFixture.rotate(2, Mark.ROTATED);
        assertEquals("last " + STARS + "[rotated]", viewer.drain());
    }

    @Test
    void openingInTheMiddleOfWhatIsHiddenShowsNoPartOfIt() {
        relayFixture.live();
        begin();
        relayFixture.append("card " + CARD + " ok\n");
        String whole = "card " + STARS + " ok\n";
        for (int offset = 0; offset < whole.length(); offset++) {
            assertEquals(whole.substring(offset), at(offset).drain());
        }
    }

    @Test
    void openingInTheMiddleShowsNoPartFromTheFileEither() {
        begin().drain();
        String line = "card " + CARD + " ok\n";
        relayFixture.append(line);
        for (int i = 0; i < 40; i++) {
            relayFixture.append(("x".repeat(9_999) + "\n"));
        }
        assertTrue(
                relayFixture
                        .open(new StartFrom.FromPosition(new Position(1, 0)))
                        .drain()
                        .startsWith(line),
                "the file has it");
        String whole = "card " + STARS + " ok\n";
        for (int offset = 0; offset < whole.length(); offset++) {
            int reads = relayFixture.reads;
            String seen = at(offset).drain();
            assertTrue(relayFixture.reads > reads, "it must be read from the file");
            assertEquals(whole.substring(offset), seen.substring(0, whole.length() - offset));
            assertEquals(relayFixture.end.offset() - offset, seen.length());
        }
    }

    @Test
    void ofALineOfManyChunksOnlyPartsNearItsEndsAreShown() {
        RelayFixture.Viewer viewer = begin();
        String part = "y".repeat(60_000);
        relayFixture.append("begin\n" + part);
        for (int i = 0; i < 3; i++) {
            relayFixture.append(part);
        }
        relayFixture.append(CARD + "\nend\n");
        String seen = viewer.drain();
        assertEquals(relayFixture.end.offset(), seen.length());
        assertFalse(seen.contains("1111"), "no part of the number is shown");
        assertTrue(seen.startsWith("begin\n*"));
        assertTrue(seen.endsWith("*\nend\n"));
    }

    @Test
    void whereTheBeginningOfALineIsNotKeptItsRestIsHidden() {
        RelayFixture.Viewer viewer = begin();
        relayFixture.append("ok\n");
        relayFixture.skip("card 4111 1111");
        relayFixture.append(" 1111 1111 x\nnext\n");
        relayFixture.files.put(1L, null);
        String seen = viewer.drain();
        assertTrue(seen.endsWith("]" + "*".repeat(12) + "\nnext\n"), seen);
    }

    @Test
    void aMaskThatComesLaterHidesFromThenOn() {
        RelayFixture.Viewer viewer = relayFixture.open(new StartFrom.FromPosition(new Position(1, 0)));
        viewer.exact = false;
        relayFixture.live();
        relayFixture.append("<a>\n");
        assertEquals("<a>\n", viewer.drain());
        viewer.view.mask(mask);
        relayFixture.append("<b>\n");
        assertEquals("<a>\n<*>\n", viewer.drain());
        viewer.view.mask(null);
        relayFixture.append("<c>\n");
        assertEquals("<a>\n<*>\n<c>\n", viewer.drain());
    }

    @Test
    void ofAPrivateKeyNothingIsShownWhateverChunksItComesInAndWhereverAViewBegins() {
        String hidden = KEY.replaceAll("(?m)^k.*$", "@")
                .lines()
                .map(line -> line.equals("@") ? "" : line)
                .toList()
                .toString();
        for (int cut = 1; cut < KEY.length(); cut++) {
            RelayFixture play = new RelayFixture();
            play.live();
            RelayFixture.Viewer first = tokens(play, 0);
            play.append("before\n" + KEY.substring(0, cut));
            first.drain();
            play.append(KEY.substring(cut) + "behind\n");
            String seen = first.drain();
            assertEquals(
                    hidden,
                    seen.substring(7, seen.length() - 7)
                            .replaceAll("(?m)^\\*+$", "")
                            .lines()
                            .toList()
                            .toString());
            assertTrue(seen.startsWith("before\n") && seen.endsWith("behind\n"), seen);
            assertEquals(seen.substring(cut), tokens(play, cut).drain());
        }
    }

    private static RelayFixture.Viewer tokens(RelayFixture play, long offset) {
        RelayFixture.Viewer viewer = play.open(new StartFrom.FromPosition(new Position(1, offset)));
        viewer.exact = false;
        viewer.view.mask(new Mask(List.of(MaskPattern.builtIn("tokens")), StandardCharsets.UTF_8));
        return viewer;
    }

    /**
     * Whatever pieces a log arrives in and wherever a view begins, from memory or from the file, everybody sees the
     * same, or stars.
     */
    @Test
    void howeverTheLogIsCutNobodySeesMoreThanTheMaskOfWholeLines() {
        Mask mask = new Mask(
                List.of(MaskPattern.builtIn("cards"), MaskPattern.of("own", "<(.*?)>"), MaskPattern.builtIn("tokens")),
                StandardCharsets.UTF_8);
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            RelayFixture play = new RelayFixture();
            List<RelayFixture.Viewer> viewers = new ArrayList<>();
            play.open(new StartFrom.FromPosition(new Position(1, 0)));
            play.live();
            StringBuilder log = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                String piece = switch (random.nextInt(10)) {
                    case 0 -> "\n";
                    case 1 -> "<a b>";
                    case 2 -> "<";
                    case 3 -> ">";
                    case 4 -> "4111 1111 ";
                    case 5 -> "1111 1111";
                    case 6 -> "z".repeat(random.nextInt(3) == 0 ? 30_000 : 30);
                    case 7 -> "line\n" + CARD + "\n";
                    case 8 -> "\n" + KEY.substring(random.nextInt(KEY.length()));
                    default -> " x\n";
                };
                log.append(piece);
                play.append(piece);
                if (random.nextInt(3) == 0) {
                    RelayFixture.Viewer viewer =
                            play.open(new StartFrom.FromPosition(new Position(1, random.nextInt(log.length() + 1))));
                    viewer.exact = false;
                    viewer.view.mask(mask);
                    viewers.add(viewer);
                }
                if (random.nextBoolean()) {
                    viewers.forEach(RelayFixture.Viewer::drain);
                }
            }
            play.append("\n");
            log.append("\n");
            byte[] whole = log.toString().getBytes(StandardCharsets.US_ASCII);
            mask.hide(whole, 0, whole.length);
            for (RelayFixture.Viewer viewer : viewers) {
                String seen = viewer.drain();
                String due = new String(whole, whole.length - seen.length(), seen.length(), StandardCharsets.US_ASCII);
                assertEquals(play.end, viewer.at, "seed " + seed);
                for (int i = 0; i < seen.length(); i++) {
                    if (seen.charAt(i) != due.charAt(i) && seen.charAt(i) != '*') {
                        throw new AssertionError("seed " + seed + ": shown at " + i + " is '" + seen.charAt(i)
                                + "', expected was '" + due.charAt(i) + "'");
                    }
                }
            }
        }
    }
}
