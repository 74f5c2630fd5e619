package io.onetail.tail.ssh;

import com.jcraft.jsch.Logger;
import io.onetail.protocol.SafeText;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Remembers why a session broke, which JSch reports to its logger only. Safe for any thread. */
final class LostReason implements Logger {
    private volatile @Nullable Throwable cause;
    private volatile boolean duringLogin;
    private volatile @Nullable String certificate;

    @Override
    public boolean isEnabled(int level) {
        return level == INFO || level == WARN;
    }

    @Override
    public void log(int level, String message) {
        // not needed
    }

    @Override
    public void log(int level, String message, @Nullable Throwable thrown) {
        if (thrown != null && JschText.CONNECTION_BROKEN.begins(message)) {
            cause = thrown;
        }
        if (thrown != null && JschText.CERTIFICATE_INVALID.begins(message)) {
            certificate = thrown.getMessage(); // not final yet: the certificate's key may be accepted by itself
        }
        if (JschText.LOGIN_BROKEN.begins(message)) {
            duringLogin = true;
        }
    }

    /** Whether the connection broke during the login, which JSch otherwise reports as a refused login. */
    boolean duringLogin() {
        return duringLogin;
    }

    /** Why the host's certificate was not accepted; null if there was none, or it was accepted. */
    @Nullable
    String certificate() {
        return certificate;
    }

    boolean happened() {
        return cause != null;
    }

    /** The reason, as the end of a sentence. */
    String text() {
        Throwable thrown = cause;
        if (thrown instanceof SocketTimeoutException) {
            return "it does not answer any more";
        }
        return thrown == null || thrown.getMessage() == null || JschText.CONNECTION_CLOSED.begins(thrown.getMessage())
                ? "the other side closed it"
                : SafeText.plain(thrown.getMessage());
    }
}
