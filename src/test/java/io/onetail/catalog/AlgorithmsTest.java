package io.onetail.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.onetail.catalog.Algorithms.Kind;
import org.junit.jupiter.api.Test;

class AlgorithmsTest {
    @Test
    void aPlusAddsAndNoneReplacesWhatIsUsualOfTheKind() {
        Algorithms more = Algorithms.parse("+ssh-rsa,  +aes128-cbc aes256-ctr");
        assertEquals("ssh-ed25519,ssh-rsa", more.offered(Kind.KEY, "ssh-ed25519"));
        assertEquals("ssh-rsa", more.offered(Kind.KEY, "ssh-rsa"));
        assertEquals("aes256-ctr,aes128-cbc", more.offered(Kind.CIPHER, "aes128-ctr"));
        assertEquals("hmac-sha2-256", more.offered(Kind.MAC, "hmac-sha2-256"));
        assertEquals("a,b", Algorithms.USUAL.offered(Kind.KEY_EXCHANGE, "a,b"));
    }

    @Test
    void whatIsNoAlgorithmIsNamed() {
        for (String bad : new String[] {"rsa", "+", "-ssh-rsa", "AES128-cbc", "ssh-rsa;x"}) {
            String said = assertThrows(IllegalArgumentException.class, () -> Algorithms.parse(bad))
                    .getMessage();
            assertEquals("'" + bad + "' is not the name of an SSH algorithm", said);
        }
    }
}
