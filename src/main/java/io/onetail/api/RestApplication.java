package io.onetail.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The path under which all REST resources are. The server finds the resources, and the exception mapper, by their annotations. */
@ApplicationPath("api")
public class RestApplication extends Application {}
