package io.onetail.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Person;
import io.onetail.access.signon.AccessSettings;
import io.onetail.access.signon.AccessSettings.Mode;
import io.onetail.access.signon.SignOn;
import io.onetail.protocol.ClientMessage;
import io.onetail.relay.View;
import io.onetail.runtime.ViewerSettings;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveEndpointTest {
    private final List<Connection> known = new ArrayList<>();
    private final LiveEndpoint endpoint = new LiveEndpoint();
    private final List<CloseReason> closed = new ArrayList<>();
    private final Session session = (Session) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    closed.add((CloseReason) arguments[0]);
                }
                return method.getReturnType() == int.class ? (Object) 0 : null;
            });

    /** The session ends, on another thread, while the connection is being made. */
    private final class Viewers extends ViewerService {
        @Override
        public Connection open(Outlet outlet, String id, @Nullable Person person, String address) {
            endpoint.close(session, new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "Your session has ended."));
            Connection connection = new Connection(
                    "c",
                    outlet,
                    new Connection.Desk() {
                        @Override
                        public View open(ClientMessage.Open open, Connection connection) {
                            throw new AssertionError();
                        }

                        @Override
                        public void close(View view) {}
                    },
                    new Pump(),
                    new ViewerSettings(2, 3, Duration.ofSeconds(30), null),
                    () -> 0);
            known.add(connection);
            return connection;
        }

        @Override
        public void closed(Connection connection) {
            known.remove(connection);
        }
    }

    @Test
    void aSessionThatEndsWhileItsConnectionIsMadeLeavesNoneBehind() {
        endpoint.viewers = new Viewers();
        endpoint.signOn = new SignOn(AccessSettings.of(Mode.NONE), null, () -> 0);
        endpoint.open(session);
        assertEquals(List.of(), known);
    }

    @Test
    void whatFailsUnforeseenEndsTheConnectionWithANumberAndNoMore() {
        endpoint.viewers = new ViewerService() {
            @Override
            public Connection open(Outlet outlet, String id, @Nullable Person person, String address) {
                throw new IllegalStateException("secret of the inside");
            }
        };
        endpoint.signOn = new SignOn(AccessSettings.of(Mode.NONE), null, () -> 0);
        endpoint.open(session);
        assertEquals(1, closed.size());
        assertEquals(1011, closed.get(0).getCloseCode().getCode());
        String told = closed.get(0).getReasonPhrase();
        assertTrue(told.matches("Something went wrong .* under the number [0-9a-f]{8}\\."), told);
    }
}
