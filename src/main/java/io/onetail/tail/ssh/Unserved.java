package io.onetail.tail.ssh;

import io.onetail.catalog.Words;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;

/** Says why a host does not do what a script asks of it, and what it would take. Stateless. */
final class Unserved {
    private static final String NEEDED =
            "Onetail runs sh there, with stat, readlink, find, head, tail, od and tr of the coreutils and findutils or of BusyBox";

    private Unserved() {}

    /** When a script gave no answer that is known. */
    static LogException unexpected(String host, String what, Exec.Result result) {
        String subject = what + " on " + host;
        if (!result.complete()) {
            return new LogException(
                    Failure.UNREACHABLE,
                    subject + " took too long."
                            + (result.served()
                                    ? ""
                                    : " Nothing was begun by then: a start-up file of the login, such as .bashrc, .zshenv or .ssh/rc, may"
                                            + " wait for input or start another shell."));
        }
        return because(subject + " failed", result.status(), result.error(), result.served());
    }

    /**
     * When a script has ended and should not have.
     *
     * @param subject the begin of a sentence
     * @param status negative for none
     * @param words the host's own
     * @param served whether the script ran at all
     */
    static LogException because(String subject, int status, String words, boolean served) {
        String said = subject
                + (status < 0 ? "" : " with status " + status)
                + (words.isEmpty()
                        ? "."
                        : ": " + Words.shown(words.replace("\r", "").replace("\n", "; ")) + closing(words));
        if (words.startsWith("sudo:")) {
            return new LogException(Failure.AUTH_FAILED, said);
        }
        if (words.contains("sftp connections only")) {
            return new LogException(
                    Failure.AUTH_FAILED,
                    said + " The login may use SFTP only. " + NEEDED
                            + ": give it a user without ForceCommand internal-sftp in the host's sshd_config.");
        }
        if (!served && status >= 0) {
            return new LogException(
                    Failure.AUTH_FAILED,
                    said + " The login runs no commands, as with the shell nologin or a forced command. " + NEEDED
                            + ": give it a user whose shell is a real one.");
        }
        if (status == 127 || words.contains("not found")) {
            return new LogException(Failure.UNREADABLE, said + " A program is missing there. " + NEEDED + ".");
        }
        return new LogException(Failure.INTERNAL, said);
    }

    private static String closing(String words) {
        return words.endsWith(".") ? "" : ".";
    }
}
