package io.onetail.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Person;
import io.onetail.config.ViewerSettings;
import io.onetail.protocol.ClientMessage;
import io.onetail.relay.View;
import io.onetail.signon.AccessSettings;
import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.signon.SignOn;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveEndpointTest {
    private final List<ViewerConnection> known = new ArrayList<>();
    private final LiveEndpoint endpoint = new LiveEndpoint();
    private final List<CloseReason> closed = new ArrayList<>();
    private final Session session = (Session) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    closed.add((CloseReason) arguments[0]);
                }
                return method.getReturnType() == int.class ? (Object) 0 : null;
            });

    /** Ends the session on another thread while the connection is being made. */
    private final class Viewers extends ViewerService {
        @Override
        public ViewerConnection open(MessageSender messageSender, String id, @Nullable Person person, String address) {
            endpoint.close(session, new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "Your session has ended."));
            ViewerConnection connection = new ViewerConnection(
                    "c",
                    messageSender,
                    new ViewerConnection.ViewOpener() {
                        @Override
                        public View open(ClientMessage.OpenView open, ViewerConnection connection) {
                            throw new AssertionError();
                        }

                        @Override
                        public void close(View view) {}
                    },
                    new SendQueue(),
                    new ViewerSettings(2, 3, Duration.ofSeconds(30), null),
                    () -> 0);
            known.add(connection);
            return connection;
        }

        @Override
        public void closed(ViewerConnection connection) {
            known.remove(connection);
        }
    }

    @Test
    void aSessionThatEndsWhileItsConnectionIsMadeLeavesNoneBehind() {
        endpoint.viewers = new Viewers();
        endpoint.signOn = new SignOn(AccessSettings.of(AccessMode.NONE), null, () -> 0);
        endpoint.open(session);
        assertEquals(List.of(), known);
    }

    @Test
    void whatFailsUnforeseenEndsTheConnectionWithANumberAndNoMore() {
        endpoint.viewers = new ViewerService() {
            @Override
            public ViewerConnection open(
                    MessageSender messageSender, String id, @Nullable Person person, String address) {
                throw new IllegalStateException("secret of the inside");
            }
        };
        endpoint.signOn = new SignOn(AccessSettings.of(AccessMode.NONE), null, () -> 0);
        endpoint.open(session);
        assertEquals(1, closed.size());
        assertEquals(1011, closed.get(0).getCloseCode().getCode());
        String told = closed.get(0).getReasonPhrase();
        assertTrue(told.matches("Something went wrong .* under the number [0-9a-f]{8}\\."), told);
    }
}
