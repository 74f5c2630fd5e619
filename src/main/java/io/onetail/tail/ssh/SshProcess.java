package io.onetail.tail.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.onetail.catalog.Host.SshLogin;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A reader on a remote host, over an SSH connection of its own with one channel. Safe for any thread. */
final class SshProcess implements ReaderProcess {
    /** The time allowed for looking up the name, on top of the time-out, milliseconds. */
    private static final int LOOKUP_MILLIS = 500;
    /** The most bytes of a packet, as of OpenSSH's client. JSch's own limit is half of that, and each packet costs both sides time. */
    private static final int PACKET = 32 << 10;

    private final String host;
    private final SshLogin login;
    private final SshWorkers workers;
    private final ReaderLink link;
    private final SshConnection connection = new SshConnection();

    private volatile @Nullable ChannelExec channel;
    private volatile @Nullable OutputStream input;

    private SshProcess(String host, SshLogin login, SshWorkers workers, ReaderLink link) {
        this.host = host;
        this.login = login;
        this.workers = workers;
        this.link = link;
    }

    /** Starts readers on one host. */
    static ProcessStarter starter(String host, SshLogin login, SshWorkers workers) {
        SshConnector connector = new SshConnector(host, login, workers.named("onetail-ssh " + host));
        return (line, link) -> {
            SshProcess process = new SshProcess(host, login, workers, link);
            process.connect(connector, line);
            return process;
        };
    }

    private void connect(SshConnector connector, String line) {
        // TCP, the jump host and the login each have a time-out; this limits their sum, and looking up the name.
        Future<?> late = workers.later(login.timeout().plusMillis(LOOKUP_MILLIS), () -> {
            LogException failure = unreachable(
                    "can't be reached: no answer within " + login.timeout().toMillis() / 1000.0 + " seconds.", null);
            if (connection.session.completeExceptionally(failure)) {
                link.fail(failure);
            }
        });
        workers.execute(() -> {
            connection.connect(connector);
            late.cancel(false);
            connected(line);
        });
    }

    private void connected(String line) {
        try {
            open(connection.session.get(), line);
        } catch (ExecutionException e) {
            link.fail(
                    e.getCause() instanceof LogException known ? known : IncidentReport.of("Connecting to " + host, e));
        } catch (CancellationException e) {
            // it had been given up before
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens the one channel; blocks. */
    private void open(Session session, String line) {
        try {
            ChannelExec exec = (ChannelExec) session.openChannel("exec");
            channel = exec;
            exec.setCommand(line.getBytes(StandardCharsets.US_ASCII));
            exec.setInputStream(null);
            exec.setOutputStream(link.output());
            exec.setErrStream(link.errors()); // JSch closes it last
            exec.setLocalPacketSize(PACKET);
            input = exec.getOutputStream();
            exec.connect((int) login.timeout().toMillis());
            link.begun(this);
        } catch (JSchException | IOException e) {
            LogException lost = lost();
            link.fail(
                    lost != null
                            ? lost
                            : unreachable(
                                    "can't start a command: " + SafeText.plain(String.valueOf(e.getMessage()))
                                            + " Its sshd must allow sessions for user '" + login.user() + "'.",
                                    e));
        }
    }

    private LogException unreachable(String what, @Nullable Throwable cause) {
        return new LogException(
                FailureCode.UNREACHABLE, host + " (" + login.address() + " port " + login.port() + ") " + what, cause);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        OutputStream to = input;
        if (to == null) {
            throw new IOException("not open yet");
        }
        to.write(bytes, from, length);
        to.flush();
    }

    @Override
    public int exitStatus() {
        ChannelExec exec = channel;
        return exec == null ? -1 : exec.getExitStatus();
    }

    @Override
    public @Nullable LogException lost() {
        if (connection.usable() || exitStatus() >= 0) {
            return null;
        }
        return new LogException(
                FailureCode.UNREACHABLE,
                "The connection to " + host + " (" + login.address() + " port " + login.port() + ") was lost: "
                        + connection.lost.text() + ".");
    }

    @Override
    public void close() {
        connection.session.cancel(false);
        connection.disconnect();
    }
}
