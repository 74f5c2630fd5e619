package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationNamesTest {
    /** Names as the tools write them, by their manuals, with their defaults and the patterns that their manuals show. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    logrotate                         | syslog        | syslog.1
                    logrotate, start 0                | app.log       | app.log.0
                    logrotate, compress               | app.log       | app.log.12.gz
                    logrotate, compressext            | app.log       | app.log.2.xz
                    logrotate, compresscmd zstd       | app.log       | app.log.2.zst
                    logrotate, compresscmd bzip2      | app.log       | app.log.2.bz2
                    logrotate, dateext                | app.log       | app.log-20260131
                    logrotate, dateext, compress      | app.log       | app.log-20260131.gz
                    logrotate, dateext, hourly        | app.log       | app.log-2026013113
                    logrotate, dateformat             | app.log       | app.log.2026-01-31
                    logrotate, dateformat with %s     | app.log       | app.log-20260131-1769860800
                    logrotate, dateformat -%s         | app.log       | app.log-1769860800
                    logrotate, extension              | app.log       | app.1.log
                    logrotate, extension, compress    | mylog.foo     | mylog.1.foo.gz
                    logrotate, extension, dateext     | app.log       | app-20260131.log
                    logrotate, extension, dateext, gz | app.log       | app-20260131.log.gz
                    log4j 1 RollingFileAppender       | app.log       | app.log.1
                    log4j 1 DailyRolling, by day      | app.log       | app.log.2026-01-31
                    log4j 1 DailyRolling, by minute   | app.log       | app.log.2026-01-31-13-45
                    log4j2, of the manual             | app.log       | app-01-31-2026-1.log.gz
                    log4j2, of the manual             | app.log       | app-01-31-2026-12.log
                    log4j2, by size                   | app.log       | app-7.log
                    log4j2, by day and size           | app.log       | app.2026-01-31.3.log.zip
                    log4j2, by week                   | app.log       | app-2026W48.log
                    log4j2, appended                  | app.log       | app.log.2026-01-31-13
                    log4j2, padded                    | app.log       | app.log.001
                    logback TimeBasedRollingPolicy    | logFile.log   | logFile.2026-01-31.log
                    logback SizeAndTimeBased          | mylog.txt     | mylog-2026-01-31.0.txt
                    logback FixedWindow               | tests.log     | tests.1.log.zip
                    logback by hour                   | app.log       | app.2026-01-31_13.log
                    Spring Boot                       | spring.log    | spring.log.2026-01-31.0.gz
                    WildFly, periodic                 | server.log    | server.log.2026-01-31
                    WildFly, periodic and size        | server.log    | server.log.2026-01-31.1
                    WildFly, size                     | server.log    | server.log.1
                    Payara                            | server.log    | server.log_2026-01-31T13-45-00
                    rotatelogs, number of files       | access_log    | access_log.1
                    rotatelogs, default               | access_log    | access_log.1769860800
                    rotatelogs, by date               | access_log    | access_log.2026-01-31-13_45_00
                    cronolog beside its symbolic link | access.log    | access-20260131.log
                    Python RotatingFileHandler        | app.log       | app.log.3
                    Python TimedRotatingFileHandler   | app.log       | app.log.2026-01-31_13-45-00
                    Python, midnight                  | app.log       | app.log.2026-01-31
                    Docker json-file                  | 4f-json.log   | 4f-json.log.1
                    Docker json-file, compress        | 4f-json.log   | 4f-json.log.2.gz
                    kubelet                           | 0.log         | 0.log.20260131-134500
                    kubelet, compressed               | 0.log         | 0.log.20260131-134500.gz
                    java.util.logging                 | java0.log.0   | java0.log.1
                    java.util.logging, in two numbers | java0.log.0   | java0.log.12
                    lumberjack                        | foo.log       | foo-2026-01-31T13-45-00.123.log
                    serilog, by size                  | log.txt       | log_001.txt
                    PostgreSQL beside its link        | postgresql.log | postgresql-2026-01-31_134500.log
                    Xorg                              | Xorg.0.log    | Xorg.0.log.old
                    gzip alone                        | app.log       | app.log.gz
                    """)
    void whatAToolMakesOfALogsNameBelongsToIt(String tool, String log, String file) {
        assertNotNull(RotationNames.of(log).origin(file), tool);
        assertNull(RotationNames.of(log).origin(log), "the log is not one of its older files");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    app1.log     | app10.log.1
                    app1.log     | app10.log
                    app1.log     | app11.log-20260131.gz
                    app1.log     | app10-20260131.log
                    app.log      | app1.log
                    app.log      | app1.log.1
                    node1        | node10
                    node1        | node10.1
                    node1        | node1.log.1
                    node1.log    | node10-1.log
                    worker-2.log | worker-21.log
                    worker-2.log | worker-21.log.1
                    worker.log   | worker-2.log.1
                    worker.log   | worker-2-1.log
                    worker-2     | worker-2-web.1
                    a.log        | a.log.b
                    a.log        | a.log.b.1
                    a.log        | a.log.1.b
                    app.log      | app.log-old-other
                    app.log      | app.log.bak-of-other
                    app.log      | app.log.older
                    app.log      | app-web.log
                    app.log      | app-web.log.1
                    app.log      | app-web-20260131.log
                    access.log   | access.log_ssl
                    access.log   | access.log_ssl.1
                    access.log   | access_ssl.log-20260131
                    app.log      | app.log.json
                    app.log      | app.log.json.1
                    app.log      | app.log.err
                    app.log      | app.json.1
                    app.log      | app.1
                    app.log      | app
                    app.log      | app-20261399.log.x
                    app.log      | app.log.2026-web.1
                    app.log      | myapp.log.1
                    app.log      | app.log.1.1
                    app.log      | app.log.12345678
                    app.log      | app.log.gz.1
                    0.log        | 10.log.1
                    0.log        | 0.log.tmp
                    java0.log.0  | java1.log.1
                    java0.log.0  | java0.log.0.lck
                    x.0          | x.10.1
                    """)
    void anotherLogsFileDoesNot(String log, String file) {
        assertNull(RotationNames.of(log).origin(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    app-%d.log  | app-2026-01-31.log        | true
                    app-%d.log  | app-20260131.log.gz       | true
                    app-%d.log  | app-2026-01-31.log.1      | true
                    app-%d.log  | app-2026-01-31.1.log      | true
                    app-%d.log  | app-2026-01-31.1.log.gz   | true
                    app-%d.log  | app-1769860800.log        | true
                    app-%d.log  | app-2-2026-01-31.log      | false
                    app-%d.log  | app-21.log                | false
                    app-%d.log  | app-web-2026-01-31.log    | false
                    app-%d.log  | app-2026-01-31-web.log    | false
                    app-%d.log  | app-2026-01-31.log.err    | false
                    app-%d.log  | app.log.1                 | false
                    app%d       | app1-2026-01-31           | false
                    app-2-%d.log | app-21-2026-01-31.log    | false
                    """)
    void ofADatedLogWhatHasADateOfItsNameBelongsToIt(String log, String file, boolean belongs) {
        assertEquals(belongs, RotationNames.dated(log).origin(file) != null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    app.log | app.log.1              | app.log.%i | true  | 1
                    app.log | app.log.2.gz           | app.log.%i | true  | 2
                    app.log | app.log-20260131       | app.log-%d | true  | -1
                    app.log | app-1.log              | app-%i.log | false | 1
                    app.log | app-20260131.log       | app-%d.log | false | -1
                    app     | app-1                  | app-%i     | false | 1
                    app     | app.1                  | app.%i     | true  | 1
                    j.log.0 | j.log.2                | j.log.%i   | false | 2
                    """)
    void itIsToldHowANameWasMadeAndWhetherAnotherLogMayHaveIt(
            String log, String file, String scheme, boolean certain, long number) {
        assertEquals(
                new RotationNames.NameOrigin(log, scheme, certain, number),
                RotationNames.of(log).origin(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    prog.h.u.log.INFO.20260131-134500.1234 | prog.h.u.log.INFO.20260130-000000.99  | true
                    prog.h.u.log.INFO.20260131-134500.1234 | prog.h.u.log.ERROR.20260130-000000.99 | false
                    prog.h.u.log.INFO.20260131-134500.1234 | prog2.h.u.log.INFO.20260130-000000.99 | false
                    worker-2.log                           | worker-3.log                          | false
                    """)
    void whatALinkLeadsToHasOlderFilesWithOtherDates(String target, String file, boolean alike) {
        assertEquals(alike, RotationNames.of(target).alike(file) != null);
    }

    @ParameterizedTest
    @CsvSource({"app.log, app", "app, app", "a.b.log, a.b", "0.log, 0", "java0.log.0, java0.log.", "app-%d.log, app-"})
    void allItsNamesBeginInOneWay(String log, String prefix) {
        assertEquals(prefix, RotationNames.dated(log).prefix());
        List.of(log + ".1", log.replace("%d", "2026") + ".gz")
                .forEach(file -> assertEquals(0, Objects.requireNonNull(file).indexOf(prefix)));
    }
}
