package io.onetail.tail.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import io.onetail.catalog.Host.SshLogin;
import io.onetail.catalog.Secret;
import io.onetail.catalog.SshAlgorithms.AlgorithmKind;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Connects and logs in to one host, through its jump host if there is one. Safe for any thread. */
final class SshConnector {
    private static final System.Logger LOGGER = System.getLogger(SshConnector.class.getName());

    /** The fastest in Java first: AES-NI and GHASH are intrinsics. (ChaCha20 would need another library.) */
    private static final String CIPHERS =
            "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr";

    /** What is appended to a key file's name to find its certificate, as OpenSSH does. */
    private static final String CERTIFICATE = "-cert.pub";

    private final String host;
    private final SshLogin login;
    private final ThreadFactory threads;
    private volatile @Nullable String told; // by the thread that connected last

    SshConnector(String host, SshLogin login, ThreadFactory threads) {
        this.host = host;
        this.login = login;
        this.threads = threads;
    }

    /** The time-out of one attempt. */
    Duration timeout() {
        return login.timeout();
    }

    /**
     * Makes a session that is logged in; the caller disconnects it.
     *
     * @param lost learns the reason if the connection breaks later
     * @param abandoned whether nothing waits for the session any more; checked between the steps
     * @throws LogException unreachable, auth-failed or host-key
     */
    Session connect(LostReason lost, BooleanSupplier abandoned) throws LogException {
        return connect(login, lost, abandoned);
    }

    private Session connect(SshLogin to, LostReason lost, BooleanSupplier abandoned) throws LogException {
        JSch jsch = new JSch();
        jsch.setInstanceLogger(lost);
        KnownHosts keys = new KnownHosts(jsch, to);
        addKey(jsch, to);
        SshLogin jump = to.jump();
        @Nullable Session through = jump == null ? null : connect(jump, new LostReason(), abandoned);
        boolean connected = false;
        try {
            Session session = jsch.getSession(to.user(), to.address(), to.port());
            session.setHostKeyRepository(keys);
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("PreferredAuthentications", methods(to));
            offer(to, session);
            Secret password = to.password();
            if (password != null) {
                session.setPassword(password.value().getBytes(StandardCharsets.UTF_8));
                session.setUserInfo(new PasswordPrompts(password));
            }
            session.setThreadFactory(threads);
            session.setSocketFactory(new TimedSockets(to.timeout()));
            if (through != null) {
                session.setProxy(new JumpProxy(through));
            }
            // JSch's keep-alive is not used: it is a read time-out, and one in the middle of a packet loses the
            // packet's first half. The reader's ticks show whether a connection is dead.
            if (abandoned.getAsBoolean()) {
                throw new LogException(
                        FailureCode.UNREACHABLE, "The connection to " + host + " is not needed any more.");
            }
            session.connect((int) to.timeout().toMillis());
            told = null;
            connected = true;
            return session;
        } catch (JSchException e) {
            throw e instanceof JSchHostKeyException ? keys.refused(e, lost.certificate()) : explain(to, lost, e);
        } finally {
            if (!connected && through != null) {
                through.disconnect();
            }
        }
    }

    private void offer(SshLogin to, Session session) throws LogException {
        for (String name : to.algorithms().plainNames()) {
            if (JSch.getConfig(name) == null) {
                throw new LogException(
                        FailureCode.UNREACHABLE,
                        "The configuration names the SSH algorithm '" + name + "' for " + to.address() + " port "
                                + to.port() + ", which this server does not support.");
            }
        }
        offer(to, session, AlgorithmKind.CIPHER, CIPHERS, "cipher.s2c", "cipher.c2s");
        offer(to, session, AlgorithmKind.MAC, JSch.getConfig("mac.s2c"), "mac.s2c", "mac.c2s");
        offer(to, session, AlgorithmKind.KEY_EXCHANGE, JSch.getConfig("kex"), "kex");
        offer(to, session, AlgorithmKind.KEY, JSch.getConfig("server_host_key"), "server_host_key");
        offer(to, session, AlgorithmKind.KEY, JSch.getConfig("PubkeyAcceptedAlgorithms"), "PubkeyAcceptedAlgorithms");
    }

    private static void offer(SshLogin to, Session session, AlgorithmKind kind, String usual, String... settings) {
        for (String setting : settings) {
            session.setConfig(setting, to.algorithms().offered(kind, usual));
        }
    }

    private String methods(SshLogin to) throws LogException {
        if (to.keyFile() == null && to.password() == null) {
            throw new LogException(
                    FailureCode.AUTH_FAILED,
                    "The configuration has neither a key file nor a password for " + who(to) + ".");
        }
        if (to.password() == null) {
            return "publickey";
        }
        return to.keyFile() == null ? "password,keyboard-interactive" : "publickey,password,keyboard-interactive";
    }

    private void addKey(JSch jsch, SshLogin to) throws LogException {
        Path file = to.keyFile();
        if (file == null) {
            return;
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw unusable(to, Files.exists(file) ? "can't be read by this server" : "does not exist", null);
        }
        Secret passphrase = to.passphrase();
        byte @Nullable [] secret =
                passphrase == null ? null : passphrase.value().getBytes(StandardCharsets.UTF_8);
        try {
            KeyPair pair = KeyPair.load(jsch, file.toString(), null);
            boolean locked = pair.isEncrypted() && !pair.decrypt(secret);
            pair.dispose();
            if (locked) {
                throw unusable(
                        to,
                        secret == null
                                ? "is encrypted, and the configuration has no passphrase for it"
                                : "can't be decrypted with the passphrase in the configuration",
                        null);
            }
            if (Files.exists(Path.of(file + CERTIFICATE))) {
                jsch.addIdentity(file.toString(), file + CERTIFICATE, secret);
            }
            // as OpenSSH does, even if there is a certificate, which may have expired or be for another host
            jsch.addIdentity(file.toString(), secret);
        } catch (JSchException e) {
            throw unusable(to, "is not a usable private key: " + e.getMessage(), e);
        }
    }

    private LogException unusable(SshLogin to, String why, @Nullable Throwable cause) {
        tell("The key file " + to.keyFile() + " for " + who(to) + " " + why + ".");
        return new LogException(
                FailureCode.AUTH_FAILED,
                "The login of " + who(to) + " can't be attempted: its key can't be used. The server's log says why.",
                cause);
    }

    /** Logs what viewers need not know; not again until something else is wrong, or nothing is. */
    private void tell(String message) {
        if (!message.equals(told)) {
            told = message;
            LOGGER.log(Level.WARNING, message);
        }
    }

    private LogException explain(SshLogin to, LostReason lost, JSchException e) {
        String message = String.valueOf(e.getMessage());
        if (lost.duringLogin()) {
            return new LogException(
                    FailureCode.UNREACHABLE, "The connection was lost during the login of " + who(to) + ".", e);
        }
        if (JschText.LOGIN_REFUSED.begins(message) || JschText.TOO_MANY_LOGINS.begins(message)) {
            List<String> means = new ArrayList<>();
            if (to.keyFile() != null) {
                means.add(
                        Files.exists(Path.of(to.keyFile() + CERTIFICATE))
                                ? "the key (with its certificate)"
                                : "the key");
            }
            if (to.password() != null) {
                means.add("the password");
            }
            String with = String.join(" and ", means);
            String refused = "The login of " + who(to) + " with " + with + " was refused";
            tell(refused + (to.keyFile() == null ? "" : " (key file " + to.keyFile() + ")") + ": " + message + ".");
            return new LogException(FailureCode.AUTH_FAILED, refused + ".", e);
        }
        String where = host + " (" + to.address() + " port " + to.port() + ")";
        if (e instanceof JSchAlgoNegoFailException) {
            return new LogException(
                    FailureCode.UNREACHABLE,
                    where + " shares no SSH algorithm with this server: " + message
                            + ". The host's setting 'algorithms' can add more.",
                    e);
        }
        if (JschText.CONNECTION_CLOSED.isIn(message)
                || JschText.CONNECTION_CLOSED_EARLY.isIn(message)
                || message.contains("Connection reset")) {
            return new LogException(
                    FailureCode.UNREACHABLE,
                    where
                            + " can't be reached: it closed the connection before the login (too many at once, or not an SSH server?).",
                    new TurnedAwayException(e));
        }
        return new LogException(FailureCode.UNREACHABLE, where + " can't be reached: " + reason(to, e) + ".", e);
    }

    private static String reason(SshLogin to, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the name is unknown";
            } else if (cause instanceof SocketTimeoutException) {
                return "no answer within " + to.timeout().toMillis() / 1000.0 + " seconds";
            } else if (cause instanceof NoRouteToHostException) {
                return "there is no route to it";
            } else if (cause instanceof ConnectException) {
                return "the connection is refused";
            }
        }
        return SafeText.plain(String.valueOf(e.getMessage()));
    }

    private static String who(SshLogin to) {
        return "user '" + to.user() + "' on " + to.address() + " port " + to.port();
    }

    /** Answers one hidden prompt with the password, once. */
    private static final class PasswordPrompts implements UserInfo, UIKeyboardInteractive {
        private final Secret password;
        private boolean given;

        PasswordPrompts(Secret password) {
            this.password = password;
        }

        @Override
        public String @Nullable [] promptKeyboardInteractive(
                String destination, String name, String instruction, String[] prompt, boolean[] echo) {
            if (prompt.length == 0) {
                return new String[0];
            }
            if (given || prompt.length != 1 || echo[0]) {
                return null;
            }
            given = true;
            return new String[] {password.value()};
        }

        @Override
        public @Nullable String getPassphrase() {
            return null;
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }

        @Override
        public boolean promptPassword(String message) {
            return false;
        }

        @Override
        public boolean promptPassphrase(String message) {
            return false;
        }

        @Override
        public boolean promptYesNo(String message) {
            return false;
        }

        @Override
        public void showMessage(String message) {
            // Banners are meant for people at a terminal.
        }
    }
}
