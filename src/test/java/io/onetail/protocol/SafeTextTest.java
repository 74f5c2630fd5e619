package io.onetail.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void whatCouldLeaveItsLineOrTurnItIsWrittenOut() {
        assertEquals(
                "a\\u000a\\u000d\\u001b[31m\\u009b1m\\u2028\\u202e\\u2066b",
                SafeText.escaped("a\n\r\033[31m\2331m" + (char) 0x2028 + (char) 0x202e + (char) 0x2066 + "b"));
        assertEquals("half \\ud800 of a pair", SafeText.escaped("half " + (char) 0xd800 + " of a pair"));
        int[] unseen = {
            0xad, 0x61c, 0x200b, 0x200d, 0x200f, 0x2060, 0xfeff, 0x034f, 0x115f, 0x180e, 0x3164, 0xffa0, 0xfe0f
        };
        for (int c : unseen) {
            assertEquals(String.format("a\\u%04xb", c), SafeText.escaped("a" + Character.toString(c) + "b"));
        }
        assertEquals("tag \\udb40\\udc41", SafeText.escaped("tag " + Character.toString(0xe0041)));
        assertEquals("Grüße 日志 😀", SafeText.escaped("Grüße 日志 😀"));
    }

    @Test
    void whatAnExceptionSaysIsSaidWithoutItsClass() {
        assertEquals(
                "Session.connect: Bad signature",
                SafeText.plain("Session.connect: java.security.SignatureException: Bad signature"));
        assertEquals("/var/log/x.log is gone", SafeText.plain("/var/log/x.log is gone"));
    }

    @Test
    void whatIsVeryLongIsCut() {
        assertEquals("x".repeat(200), SafeText.shown("x".repeat(200)));
        assertEquals("😀".repeat(200) + "…", SafeText.shown("😀".repeat(201)));
    }
}
