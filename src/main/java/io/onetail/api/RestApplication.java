package io.onetail.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST resources' common path; the container finds the resources by their annotations. */
@ApplicationPath("api")
public class RestApplication extends Application {}
