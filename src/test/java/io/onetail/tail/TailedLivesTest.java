package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LineFeed;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TailedLivesTest {
    private final TailedLives lives = new TailedLives();

    private TailedLife add(int number) {
        FileInfo file = new FileInfo("/a.log", "1:" + number, 0, Instant.EPOCH, new byte[0]);
        return lives.add(new HostReader.FileLife(number, HostReader.FileLife.LifeKind.NEXT, false, file));
    }

    private TailedLife begin(int number) {
        TailedLife life = add(number);
        life.begin(0, LineFeed.BYTE);
        lives.current(life);
        return life;
    }

    @Test
    void whatALifeLacksIsMissingBeforeTheNextThatComes() {
        TailedLife first = begin(0);
        add(1);
        TailedLife third = add(2);
        lives.giveUp(1);
        assertNull(lives.get(1), "nothing of it will come");
        assertTrue(lives.missedBetween(first, third));
        assertFalse(third.givenUp());
    }

    @Test
    void whatTheNewestLifeLacksIsMissingBeforeTheNextThatIsToldOf() {
        TailedLife first = begin(0);
        lives.giveUp(0);
        assertTrue(first.givenUp());
        assertSame(first, lives.get(0), "its late bytes may still come");
        assertTrue(add(1).missed());
        assertFalse(add(2).missed());
    }

    @Test
    void onlyALifeThatHasNotBegunIsStillToCome() {
        begin(0);
        TailedLife next = add(1);
        assertFalse(lives.comes("1:0"));
        assertTrue(lives.comes("1:1"));
        assertNull(lives.newestBegunAfter(next));
        next.begin(0, LineFeed.BYTE);
        assertSame(next, lives.newestBegun());
        assertFalse(lives.comes("1:1"));
    }

    @Test
    void theOldestAreForgottenButNotTheCurrentOne() {
        begin(0);
        for (int i = 1; i < 300; i++) {
            add(i);
        }
        assertNotNull(lives.get(0));
        lives.current(add(300));
        add(301);
        assertNull(lives.get(0));
    }
}
