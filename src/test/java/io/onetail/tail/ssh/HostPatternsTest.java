package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HostPatternsTest {
    @Test
    void anExceptionCountsWhereverItStands() {
        assertTrue(HostPatterns.match("*.example.org", "web-1.Example.org"));
        assertTrue(HostPatterns.match("db-?, [web.example.org]:2222", "[web.example.org]:2222"));
        assertFalse(HostPatterns.match("*.example.org,!old.example.org", "old.example.org"));
        assertFalse(HostPatterns.match("!old.example.org,*.example.org", "old.example.org"));
        assertFalse(HostPatterns.match("!old.example.org", "new.example.org"));
        assertFalse(HostPatterns.match("*,!web", "[web]:2222", "web"));
        assertFalse(HostPatterns.match("a.b", "axb"));
        assertFalse(HostPatterns.match("", "a"));
    }
}
