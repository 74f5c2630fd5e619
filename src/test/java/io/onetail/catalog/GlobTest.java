package io.onetail.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/var/log/app.log /var/log/app.log",
                "/var/log/*.log /var/log/app.log",
                "/var/log/*.log /var/log/.log",
                "/var/log/* /var/log/.hidden",
                "/var/*/app.log /var/log/app.log",
                "/a/?.log /a/x.log",
                "/a/?.log /a/😀.log",
                "/a/?.log /a/日.log",
                "/a/[a-c].log /a/b.log",
                "/a/[!a-c].log /a/d.log",
                "/a/[^a-c].log /a/d.log",
                "/a/[]x].log /a/].log",
                "/a/[!]x].log /a/y.log",
                "/a/[a-].log /a/-.log",
                "/a/[\\]].log /a/].log",
                "/a/[\\\\].log /a/\\.log",
                "/a/{b,c}.log /a/b.log",
                "/a/{b,c}.log /a/c.log",
                "/a/{b,c}.log /a/c.log",
                "/a/x{,.1}.log /a/x.log",
                "/a/x{,.1}.log /a/x.1.log",
                "/a/{a{b,c},d*}.log /a/ac.log",
                "/a/{a{b,c},d*}.log /a/dog.log",
                "/a/\\*.log /a/*.log",
                "/a/b,c} /a/b,c}",
                "/srv/**/catalina.out /srv/catalina.out",
                "/srv/**/catalina.out /srv/a/catalina.out",
                "/srv/**/catalina.out /srv/a/b/c/catalina.out",
                "/srv/**/logs/**/x /srv/logs/x",
                "/srv/**/logs/**/x /srv/a/logs/b/c/x",
                "/srv/**/**/x /srv/x",
                "/srv/**/**/x /srv/a/x",
                "/srv/** /srv/a",
                "/srv/** /srv/a/b",
                "/** /a",
                "/**/x /x",
                "/**/x /a/b/x",
                "/srv/**/*.log /srv/a/b.log",
            })
    void matches(String glob, String path) {
        assertTrue(Glob.of(glob).matches(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/var/log/*.log /var/log/sub/app.log",
                "/var/log/*.log /var/log/app.log.1",
                "/var/log/*.log /var/log/",
                "/var/log/* /var/log",
                "/var/log/app.log /var/log/appxlog",
                "/var/log/app.log /var/log/app.log/",
                "/var/log/app.log /var/log/APP.log",
                "/a/?.log /a/.log",
                "/a?b /a/b",
                "/a[!x]b /a/b",
                "/a/[a-c].log /a/d.log",
                "/a/[!a-c].log /a/b.log",
                "/a/{b,c}.log /a/d.log",
                "/a/{b,c}.log /a/bc.log",
                "/a/\\*.log /a/b.log",
                "/srv/**/catalina.out /srv/xcatalina.out",
                "/srv/**/catalina.out /srvx/catalina.out",
                "/srv/**/catalina.out /srv//catalina.out",
                "/srv/**/**/x /srvx",
                "/srv/** /srv",
                "/srv/** /srv/",
                "/srv/** /other",
            })
    void doesNotMatch(String glob, String path) {
        assertFalse(Glob.of(glob).matches(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/var/log/app.log,/var/log,true",
        "/app.log,/,true",
        "/var/log/\\*x.log,/var/log,true",
        "/var/log/*.log,/var/log,false",
        "/var/log/x[12].log,/var/log,false",
        "/srv/**/catalina.out,/srv,false",
        "/srv/a*/b/c,/srv,false",
        "/srv/**,/srv,false",
        "/**,/,false",
        "'/srv/x{a,b}/c',/srv,false",
    })
    void knowsItsFixedDirectory(String glob, String directory, boolean exact) {
        assertEquals(directory, Glob.of(glob).directory());
        assertEquals(exact, Glob.of(glob).path() != null);
    }

    @Test
    void anExactGlobIsItsPathWithoutBackslashes() {
        assertEquals("/var/log/*x.log", Glob.of("/var/log/\\*x.log").path());
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/**/x,/srv,true",
        "/srv/**/x,/srv/a/b,true",
        "/srv/**/x,/var,false",
        "/srv/*/logs/*.log,/,true",
        "/srv/*/logs/*.log,/srv,true",
        "/srv/*/logs/*.log,/srv/a,true",
        "/srv/*/logs/*.log,/srv/a/tmp,false",
        "/srv/*/logs/*.log,/srv/a/logs,true",
        "/srv/*/logs/*.log,/srv/a/logs/b,false",
        "/srv/app.log,/srv/app.log,false",
    })
    void saysWhichDirectoriesAWalkMustEnter(String glob, String directory, boolean leads) {
        assertEquals(leads, Glob.of(glob).leadsInto(directory));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "var/log/x|it must begin with '/'",
                "\"\"|it must begin with '/'",
                "/var//x|an empty segment",
                "/var/log/|an empty segment",
                "/var/../x|'.' or '..'",
                "/var/./x|'.' or '..'",
                "/srv/a**/x|'**' must stand alone",
                "/srv/{**,a}|'**' must stand alone",
                "/a/[b|'[' has no ']'",
                "/a/[]|'[' has no ']'",
                "/a/[b\\|it ends with a backslash",
                "/a/[z-a]|the range 'z-a' is backwards",
                "/a/[x/]|'/' is not allowed between '[' and ']'",
                "/a/{b,c|'{' has no '}'",
                "/a/{b/c,d}|'/' is not allowed between '{' and '}'",
                "/a/b\\|it ends with a backslash",
                "/{{{{{{{{{{{a}}}}}}}}}}}|nested more than 10 deep",
            })
    void refusesWhatIsNotAGlobAndSaysWhy(String glob, String why) {
        String message = assertThrows(IllegalArgumentException.class, () -> Glob.of(glob))
                .getMessage();
        assertTrue(message.contains(why), message);
        assertTrue(message.contains("'" + glob + "'"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\nb", "/a\0b", "/a\u0085b", "/a\uD800"})
    void refusesControlCharactersWithoutRepeatingThem(String glob) {
        String message = assertThrows(IllegalArgumentException.class, () -> Glob.of(glob))
                .getMessage();
        assertTrue(message.contains("\\u") && message.contains("control character"), message);
    }

    @Test
    void refusesAVeryLongGlob() {
        assertThrows(IllegalArgumentException.class, () -> Glob.of("/" + "a".repeat(1000)));
    }

    @Test
    void aHostileGlobTakesNoExponentialTime() {
        Glob glob = Glob.of("/" + "*a".repeat(400) + "/**/" + "{a,a*}".repeat(20) + "/**/z");
        String path = "/" + "a".repeat(3000) + "/a".repeat(500);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertFalse(glob.matches(path)));
    }
}
