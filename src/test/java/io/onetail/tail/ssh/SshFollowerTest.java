package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Host.Login;
import io.onetail.testing.RecordingSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host says while a file or a command is followed, whatever that is. */
class SshFollowerTest {
    private static final String MARK = "<onetail 0123";

    private final Workers workers = new Workers(Thread::new);
    private final Connections connections = new Connections(
            "web-1",
            new Login("127.0.0.1", 1, "app", Path.of("key"), null, null, Path.of("known"), null, Logins.TIMEOUT, 1),
            Duration.ofSeconds(1),
            workers);
    private final RecordingSink sink = new RecordingSink();
    private final SshFollower follower = new SshFollower("/v/a.log on web-1", connections, workers, sink, "/././/");
    private final OutputStream output = follower.output(MARK);
    private final OutputStream answers = follower.answers(MARK);

    @AfterEach
    void close() {
        connections.close();
        workers.close();
    }

    private static void say(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nothingCountsBeforeTheMark() throws Exception {
        say(output, "Welcome" + MARK + "line\n");
        say(answers, "=\n! 7\n# 3\n?\n~ words\n=");
        assertEquals("", sink.text());
        assertEquals(0, sink.sames());
        assertEquals(-1, sink.movedSize());
        say(answers, MARK + "=\n");
        assertEquals("line\n", sink.text());
        assertEquals(1, sink.sames());
        answers.close();
        assertTrue(sink.awaitEnd(0));
        assertEquals(List.of(), sink.events());
    }

    @Test
    void anAnswerWithoutItsNumberIsAComplaintAndProvesNothing() throws Exception {
        say(output, MARK + "line\n");
        say(answers, MARK + "! WARNING\n! -1\n! \n# use only\n# 99999999999999\n# 256\n# -1\n");
        assertEquals("", sink.text());
        assertEquals(-1, sink.movedSize());
        answers.close();
        assertTrue(sink.awaitEnd(0));
        assertTrue(
                sink.cause().getMessage().contains("! WARNING; ! -1; ! ; # use only; # 9"), sink.cause()::getMessage);
        assertEquals("", sink.text());
    }

    @Test
    void anAnswerWithItsNumberProvesWhatCame() throws Exception {
        say(output, MARK + "line\n");
        say(answers, MARK + "! 5\n");
        assertEquals("line\n", sink.text());
        assertEquals(5, sink.movedSize());
        say(answers, "~ last words\n# 3\n");
        answers.close();
        assertEquals(List.of("finished 3 last words"), sink.events());
    }
}
