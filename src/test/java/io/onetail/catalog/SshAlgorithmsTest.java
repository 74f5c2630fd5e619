package io.onetail.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.onetail.catalog.SshAlgorithms.AlgorithmKind;
import org.junit.jupiter.api.Test;

class SshAlgorithmsTest {
    @Test
    void aPlusAddsAndNoneReplacesWhatIsUsualOfTheKind() {
        SshAlgorithms more = SshAlgorithms.parse("+ssh-rsa,  +aes128-cbc aes256-ctr");
        assertEquals("ssh-ed25519,ssh-rsa", more.offered(AlgorithmKind.KEY, "ssh-ed25519"));
        assertEquals("ssh-rsa", more.offered(AlgorithmKind.KEY, "ssh-rsa"));
        assertEquals("aes256-ctr,aes128-cbc", more.offered(AlgorithmKind.CIPHER, "aes128-ctr"));
        assertEquals("hmac-sha2-256", more.offered(AlgorithmKind.MAC, "hmac-sha2-256"));
        assertEquals("a,b", SshAlgorithms.USUAL.offered(AlgorithmKind.KEY_EXCHANGE, "a,b"));
    }

    @Test
    void whatIsNotAnAlgorithmIsNamed() {
        for (String bad : new String[] {"rsa", "+", "-ssh-rsa", "AES128-cbc", "ssh-rsa;x"}) {
            String said = assertThrows(IllegalArgumentException.class, () -> SshAlgorithms.parse(bad))
                    .getMessage();
            assertEquals("'" + bad + "' is not the name of an SSH algorithm", said);
        }
    }
}
