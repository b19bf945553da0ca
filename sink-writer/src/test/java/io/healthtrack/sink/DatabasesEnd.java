package io.healthtrack.sink;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** Drops the databases of each test when it and its own clearing up are over; found by JUnit. */
public final class DatabasesEnd implements TestInstancePreConstructCallback, AfterEachCallback {

  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    // What is there by now, all tests of the class share.
    MigratedDatabase.keep();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    MigratedDatabase.drop();
  }
}
