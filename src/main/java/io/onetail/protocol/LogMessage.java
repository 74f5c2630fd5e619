package io.onetail.protocol;

/** A message on a log's Redis channel: an entry, or the state of its tail. */
public sealed interface LogMessage permits LogEntry, LogState {}
