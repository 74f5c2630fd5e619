package io.onetail.protocol;

/** What is said of a log on its Redis channel: a step of the log, or how its tail is doing. */
public sealed interface LogMessage permits LogEntry, LogState {}
