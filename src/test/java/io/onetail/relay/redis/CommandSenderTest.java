package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.tail.Journal.JournalException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** What becomes of calls when a peer answers what Redis never would. */
@Timeout(60)
class CommandSenderTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket server;
    private CommandSender commandSender;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
        commandSender = new CommandSender(RedisSettings.at(new RedisNode("127.0.0.1", server.getLocalPort())), timer);
    }

    @AfterEach
    void end() throws IOException {
        commandSender.close();
        server.close();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // the end of the test
        }
    }

    /** Answers GET with what its key asks for in RESP, with ~ for the end of a line, and any other command with OK. */
    private static void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            for (String count = in.readLine(); count != null; count = in.readLine()) {
                List<String> words = new ArrayList<>();
                for (int i = Integer.parseInt(count.substring(1)); i > 0; i--) {
                    in.readLine(); // the length
                    words.add(in.readLine());
                }
                String answer = words.get(0).equals("GET") ? words.get(1).replace("~", "\r\n") : "+OK";
                socket.getOutputStream().write((answer + "\r\n").getBytes(US_ASCII));
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private static RedisCall<Long> number(String answer) {
        return new RedisCall<>(0, new CommandArguments(Command.GET).add(answer), BuilderFactory.LONG);
    }

    private void run(RedisCall<?>... calls) {
        commandSender.run(List.of(calls), Deadline.in(Duration.ofSeconds(30)));
    }

    private Long reply(RedisCall<Long> call) {
        return commandSender.reply("asking", call, Deadline.in(Duration.ofSeconds(30)));
    }

    @Test
    void aReplyOfAWrongFormFailsOnlyItsOwnCall() {
        RedisCall<Long> first = number(":1");
        RedisCall<Long> wrong = number("*1~:7");
        RedisCall<Long> last = number(":3");
        run(first, wrong, last);
        assertEquals(1, reply(first));
        assertEquals(3, reply(last));
        JournalException failure = assertThrows(JournalException.class, () -> reply(wrong));
        assertTrue(failure.getMessage().contains("sent a reply of a wrong form: "), failure.getMessage());

        run(first);
        assertEquals(1, connections.get(), "all replies were read, so the connection is still good");
    }

    @Test
    void whatIsNoReplyAtAllFailsTheWholeBatchAndEndsTheConnection() {
        for (String broken : List.of("?what", "$-7", "*-7")) {
            int before = connections.get();
            RedisCall<Long> first = number(":1");
            RedisCall<Long> wrong = number(broken);
            run(first, wrong);
            for (RedisCall<Long> call : List.of(first, wrong)) {
                JournalException failure = assertThrows(JournalException.class, () -> reply(call));
                assertTrue(failure.getMessage().contains("lost the connection: "), failure.getMessage());
            }
            RedisCall<Long> next = number(":2");
            run(next);
            assertEquals(2, reply(next));
            assertTrue(connections.get() > before, broken);
        }
    }
}
