package io.onetail.system;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import java.util.List;

/** Fails in ways that no resource of Onetail should; a test adds it to the WAR. */
@Path("failing/{kind}")
public class FailingResource {
    static final List<String> KINDS = List.of("unchecked", "checked", "server-error");

    @GET
    public String fail(@PathParam("kind") String kind) throws IOException {
        String message = "the inside of " + kind;
        switch (kind) {
            case "checked" -> throw new IOException(message);
            case "server-error" -> throw new InternalServerErrorException(message);
            case "refused" -> throw new BadRequestException(message);
            default -> throw new IllegalStateException(message, new IllegalArgumentException("deeper inside"));
        }
    }
}
